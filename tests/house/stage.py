"""One filled base for the tests that walk over every address.

The same things in several places, and people with each role.

A place is a region with everything that can lie in it, and three more that are watched for: a draft
of a province, a session that its facilitator does not lead, and a session of the whole network in
which people of provinces sit.
"""

import copy
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import Engine

from tests import databases
from tests.cast import DIRECTOR, Cast, soon
from tests.certificates import cohorts
from tests.network import logos
from webinar_hub.accounts.models import (
    Account,
    AddressChange,
    Invitation,
    ReadingLink,
    SignInLink,
    StepReset,
)
from webinar_hub.attendance.models import Evidence, EvidenceKind, Match, Report
from webinar_hub.certificates.actions import issue
from webinar_hub.config import Settings
from webinar_hub.directory.models import DirectoryImport, FocalRequest, OrganisationMerge
from webinar_hub.history.actions import note
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.files import Files
from webinar_hub.messages import own_page
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.network import identity, scope
from webinar_hub.network.models import (
    Identity,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSector,
    Parent,
    ParentKind,
    Secretariat,
)
from webinar_hub.network.queries import forget_known
from webinar_hub.people.models import (
    ConsentKind,
    DataRequest,
    Duplicate,
    Grant,
    Person,
    RequestKind,
    Role,
)
from webinar_hub.programmes.models import (
    Handover,
    HandoverState,
    Meeting,
    Programme,
    ProgrammeKind,
    State,
)
from webinar_hub.records.models import Merge
from webinar_hub.registrations.models import AccessNeed, Proof, Registration, SeatStatus
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.setup.models import Step, StepTaken
from webinar_hub.web import runs

NATION, PROVINCE, DISTRICT, ELSEWHERE = "nation", "province", "district", "elsewhere"
DRAFT, ASIDE, GUESTS, SPENT = "draft", "aside", "guests", "spent"
REGIONS: dict[str, str | None] = {
    NATION: None,
    PROVINCE: "53",
    DISTRICT: "53.71",
    ELSEWHERE: "91",
    DRAFT: "53",
    ASIDE: "53",
    GUESTS: None,
}
"""In which region each place lies.

SPENT lies nowhere, there are only links in it that open nothing any more.
"""


@dataclass(frozen=True)
class Part:
    """Somebody who asks.

    runs, looks_at: the regions (None: the whole network). leads: where they lead a session.
    stands: the place of the organisation they stand for. cares: whose inclusion officer they are.
    proved: the second step was taken.
    """

    runs: tuple[str | None, ...] = ()
    looks_at: tuple[str | None, ...] = ()
    leads: str = ""
    administrator: bool = False
    home: str = ""
    stands: str = ""
    cares: tuple[str | None, ...] = ()
    proved: bool = True

    def cares_for(self, place: str) -> bool:
        """Say whether the part is the inclusion officer of a place."""
        return any(scope.inside(REGIONS[place], region or "") for region in self.cares)

    def has(self, place: str, *, looking: bool) -> bool:
        """Say whether a place lies in the part's hands, or, when looking, before its eyes."""
        regions = (*self.runs, *self.looks_at) if looking else self.runs
        return self.administrator or any(
            scope.inside(REGIONS[place], region or "") for region in regions
        )


PARTS: dict[str, Part] = {
    "visitor": Part(),
    "closed": Part(),
    "ended": Part(),
    "unproved": Part(runs=("53",), proved=False),
    "leader": Part(leads=PROVINCE),
    "other leader": Part(leads=ELSEWHERE),
    "focal": Part(stands=PROVINCE),
    "other focal": Part(stands=ELSEWHERE),
    "officer": Part(cares=("53",)),
    "other officer": Part(cares=("91",)),
    "viewer": Part(looks_at=("53",)),
    "all viewer": Part(looks_at=(None,)),
    "district": Part(runs=("53.71",), home=DISTRICT),
    "province": Part(runs=("53",), home=PROVINCE),
    "elsewhere": Part(runs=("91",), home=ELSEWHERE),
    "mixed": Part(runs=("91",), looks_at=(None,)),
    "nation": Part(runs=(None,), home=NATION),
    "administrator": Part(administrator=True),
}
"""Everybody who asks, by the name that heads their column."""


@dataclass
class Stage:
    """What stands on the stage.

    things: by kind and place, what fills the addresses of such a thing. people: whom a part signs
    in as. secrets: by place and kind, words that nobody outside may read. forms: by endpoint and
    place, fields without which a form cannot say what it is about. participant: whose links open
    on this stage.
    """

    things: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)
    forms: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    participant: Registration | None = None

    def put(self, kind: str, place: str, **values: str) -> None:
        """Put a thing of a kind into a place; values fill the places of addresses."""
        self.things.setdefault(kind, {})[place] = values

    def secret(self, place: str, kind: str) -> str:
        """Return a word that stands for one kind of secret of one place, and watch for it."""
        word = f"{place.title()}{kind}rahasia"
        return self.secrets.setdefault(place, {}).setdefault(kind, word)


class _Copy:
    """What once was put on the stage of a database, to stand there again."""

    def __init__(self, filled: Stage) -> None:
        assert filled.participant
        self.made = time.monotonic()
        self._words = copy.deepcopy((filled.things, filled.secrets, filled.forms))
        self._people = {name: person.id for name, person in filled.people.items()}
        self._participant = filled.participant.id
        self._files = {path: path.read_bytes() for path in _files().glob("**/*") if path.is_file()}
        db.session.commit()
        self._put_rows = databases.copied(db.engine)

    def put(self) -> Stage:
        self._put_rows()
        for path, content in self._files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        forget_known()
        things, secrets, forms = copy.deepcopy(self._words)
        people = {name: db.session.get_one(Person, key) for name, key in self._people.items()}
        participant = db.session.get_one(Registration, self._participant)
        return Stage(things, people, secrets, forms, participant)


_copies: dict[Engine, _Copy] = {}
_STAYS_GOOD = 300
"""Seconds: links on the stage end after a quarter of an hour."""


def fill(cast: Cast) -> Stage:
    """Put the same things into every place, and the people who ask; after the first time a copy."""
    copied, bare = _copies.get(db.engine), databases.is_empty(db.engine)
    if bare and copied and time.monotonic() - copied.made < _STAYS_GOOD:
        filled = copied.put()
    else:
        filled = _fill(cast)
        if bare:
            _copies[db.engine] = _Copy(filled)
    _worker_lives()
    return filled


def _worker_lives() -> None:
    # Heard of a little later than now: a walk over every address may take its time.
    now = clock.now() + timedelta(minutes=4)
    db.write(runs.begin, {runs.HEARTBEAT: runs.HEARTBEAT_SECONDS}, now=now)
    db.write(runs.ended, {runs.HEARTBEAT: now})


def _files() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.files


def _fill(cast: Cast) -> Stage:
    filled = Stage()
    _people(cast, filled)
    participants = {
        place: _place(cast, filled, place) for place in (NATION, PROVINCE, DISTRICT, ELSEWHERE)
    }
    _draft(cast, filled)
    _guests(cast, filled, participants)
    _nowhere(cast, filled)
    _setting_up(filled)
    _reset(cast, filled)
    filled.put("file", PROVINCE, filename="hub.css")
    return filled


def _store(*rows: Base) -> None:
    db.session.add_all(rows)
    db.session.commit()


def _people(cast: Cast, filled: Stage) -> None:
    people = filled.people
    people["administrator"] = cast.ratna()
    for name, part in PARTS.items():
        word = name.replace(" ", "")
        for role, regions in (
            (Role.SECRETARIAT, part.runs),
            (Role.VIEWER, part.looks_at),
            (Role.INCLUSION, part.cares),
        ):
            for region in regions:
                if name not in people:
                    secret = filled.secret(part.home, "sekretaris") if part.home else word.title()
                    people[name] = cast.staff(
                        role, region=region, name=f"Yosep {secret}", email=f"{word}@jajar.example"
                    )
                else:
                    cast.grant(people[name], role, region)
    people["closed"] = cast.staff(Role.SECRETARIAT, region="53", email="closed@jajar.example")
    people["ended"] = cast.staff(Role.SECRETARIAT, region="53", email="ended@jajar.example")


def shut_out(filled: Stage) -> None:
    """Close the account of one who is signed in, and end the role of another."""
    now, closed, ended = clock.now(), filled.people["closed"], filled.people["ended"]
    db.session.query(Account).filter_by(person_id=closed.id).update({"closed_at": now})
    db.session.query(Grant).filter_by(person_id=ended.id).update({"until": now})
    db.session.commit()


def _place(cast: Cast, filled: Stage, place: str) -> Person:
    """Fill a region: a secretariat, a rolling series, a past cohort, a participant, their things."""
    region = REGIONS[place]
    owner = cast.secretariat(region).organisation
    series = cast.series(cast.programme(f"Semidaring {place}", owner=owner))
    past, coming, aside = (
        cast.meeting(
            series,
            starts_at=soon(days=days),
            join_link=f"https://zoom.example/{filled.secret(place, 'ruang')}",
        )
        for days in (-7, 2, 9)
    )
    phone = f"+62812999000{list(REGIONS).index(place):02}"
    person = cast.person(
        f"Maria {filled.secret(place, 'nama')}",
        email=f"{filled.secret(place, 'surel').lower()}@example.org",
        phone=phone,
        region=region,
    )
    filled.secrets[place]["telepon"] = phone[3:]
    registration = cast.registration(person, past, coming)
    registration.organisation_name = f"Karang Taruna {filled.secret(place, 'lembaga')}"
    leader = cast.facilitator(coming, f"Theresia{place.title()} Tukan")
    cast.facilitator(past, leader.name)
    if place == PROVINCE:
        filled.people["leader"] = leader
    elif place == ELSEWHERE:
        filled.people["other leader"] = leader
    filled.put("programme", place, key=series.programme.key)
    filled.put("series", place, key=series.key)
    filled.put("meeting", place, key=coming.key)
    need = AccessNeed(
        registration_id=registration.id,
        other=filled.secret(place, "kebutuhan"),
        asked_at=clock.now(),
    )
    _store(need)
    filled.put("access need", place, key=need.key)
    _sent_forms(cast, filled, place, registration, coming)
    filled.put("registration", place, key=registration.key)
    filled.put("person", place, key=person.key)
    filled.put("personal link", place, link=cast.link(registration))
    filled.put("seat", place, link=cast.link(registration), key=coming.key)
    filled.forms.setdefault("records.withdraw", {})[place] = {"kind": ConsentKind.NEWS.value}
    if place == PROVINCE:
        filled.participant = registration
        filled.put("meeting", ASIDE, key=aside.key)
    _evidence(filled, place, past)
    organisation = cast.organisation(f"Yayasan {place.title()}", region=region)
    _certificates(cast, filled, place, coming, organisation)
    _papers(cast, filled, place, registration, organisation)
    _focal(cast, filled, place, organisation)
    _roles(cast, filled, place)
    return person


def _sent_forms(
    cast: Cast, filled: Stage, place: str, registration: Registration, coming: Meeting
) -> None:
    """A form that its owner confirmed, and one that waits for it."""
    confirmed = cast.sent_form(registration, coming, proved=True)
    waiting = cast.sent_form(
        registration, coming, organisation_name=f"Karang Taruna {filled.secret(place, 'isian')}"
    )
    filled.put("sent form", place, link=cast.form_link(confirmed))
    filled.put("date of a sent form", place, link=cast.form_link(confirmed), key=coming.key)
    filled.put("sent form that waits", place, link=cast.link(registration), key=waiting.key)
    filled.put("form of a person", place, key=waiting.key)
    late = cast.person(f"Ina {filled.secret(place, 'antre')}", region=REGIONS[place])
    waits = cast.registration(late, coming, status=SeatStatus.WAITLISTED)
    unsure = cast.sent_form(waits, coming)
    unsure.proof, waits.seats[0].sent_form_id = Proof.PASSED_OVER, unsure.id
    _store(unsure)
    filled.put("form that waits for proof", place, key=unsure.key)


def _evidence(filled: Stage, place: str, past: Meeting) -> None:
    now = clock.now()
    report = Report(
        meeting_id=past.id,
        name=f"{filled.secret(place, 'laporan')}.csv",
        digest=place,
        format="zoom",
        rows=1,
        problems=0,
        imported_by="Yosep",
        imported_at=now,
    )
    _store(report)
    _store(_row(filled, place, past, report))
    filled.put("past meeting", place, key=past.key)
    filled.put("report", place, key=past.key, report=report.key)


def _row(filled: Stage, place: str, meeting: Meeting, report: Report | None = None) -> Evidence:
    """A row of a report with the name and the address that the platform gave."""
    who = {
        "name": filled.secret(place, "layar"),
        "email": f"{filled.secret(place, 'alamat').lower()}@example.org",
    }
    facts = {
        "kind": EvidenceKind.STAY,
        "fingerprint": place,
        "line": 2,
        "noted_at": clock.now(),
        "seconds": 3600,
    }
    report_id = report.id if report else None
    return Evidence(
        meeting_id=meeting.id,
        report_id=report_id,
        joined_at=meeting.starts_at,
        left_at=meeting.ends_at,
        **who,
        **facts,
    )


def _certificates(
    cast: Cast, filled: Stage, place: str, coming: Meeting, organisation: Organisation
) -> None:
    of = cast.programme(
        f"Pelatihan {place}", owner=coming.series.programme.owner, kind=ProgrammeKind.TRAINING
    )
    cohort, held = cohorts.over(cast, of)
    holder = cast.person(
        f"Lusia {filled.secret(place, 'pemegang')}",
        email=f"lusia.{place}@example.org",
        region=REGIONS[place],
    )
    trained = cohorts.attended(cast, holder, held, present=4)
    trained.organisation_id = holder.organisation_id = organisation.id
    db.session.commit()
    certificate = db.write(issue, cohort, by=DIRECTOR, now=clock.now())[0]
    _twins(cast, filled, place)
    _passing_on(cast, filled, place, of)
    filled.put("cohort", place, key=cohort.key)
    filled.put("certificate", place, key=certificate.key)
    filled.put("check code", place, code=certificate.code)
    filled.put("own certificate", place, link=cast.link(trained), key=certificate.key)
    filled.put(
        "certificate of one's organisation",
        place,
        key=organisation.key,
        certificate=certificate.key,
    )
    filled.put(
        "registration of one's organisation", place, key=organisation.key, registration=trained.key
    )


def _twins(cast: Cast, filled: Stage, place: str) -> None:
    """Two people who may be one, and one who was made of two."""
    region, now = REGIONS[place], clock.now()
    names = (
        f"Bere {filled.secret(place, 'kembar')}",
        f"B. {filled.secret(place, 'kembar')}",
        "Bere Lama",
    )
    one, other, gone = (
        cast.person(name, email=f"bere{number}.{place}@example.org", region=region)
        for number, name in enumerate(names)
    )
    gone.merged_into_id = one.id
    pair = Duplicate(
        one_id=one.id, other_id=other.id, score=70, reasons="province near", found_at=now
    )
    merged = Merge(
        kept_id=one.id,
        gone_id=gone.id,
        by_label="Uji",
        at=now,
        manifest={"changes": [], "added": [], "deleted": []},
    )
    _store(pair, merged)
    filled.put("pair of twins", place, key=pair.key)
    filled.put("merged person", place, key=merged.key)


def _passing_on(cast: Cast, filled: Stage, place: str, programme: Programme) -> None:
    """A programme that is offered to a second secretariat of the same region."""
    second = cast.organisation(f"Sekretariat kedua {place}", region=REGIONS[place])
    _store(
        Secretariat(
            organisation_id=second.id,
            region_code=REGIONS[place],
            issuer_code=f"KEDUA-{place.upper()}",
        )
    )
    offered = {"offered_by": "Ratna", "offered_at": clock.now(), "state": HandoverState.OPEN}
    passing = Handover(programme=programme, giver=programme.owner, receiver=second, **offered)
    _store(passing)
    filled.put("handover", place, key=passing.key)


def _papers(
    cast: Cast, filled: Stage, place: str, registration: Registration, organisation: Organisation
) -> None:
    """A letter to the participant, an organisation with a history, an uploaded table."""
    now = clock.now()
    letter = Letter(
        kind="registrations/link_again",
        subject=f"registration:{registration.key}",
        person_id=registration.person_id,
        due=now,
        language="id",
        facts={
            "registration": {"key": registration.key, "code": registration.code},
            "title": filled.secret(place, "surat"),
        },
        message_id=f"<{place}@hub.example>",
        state=LetterState.KEPT,
        next_at=now,
        written_at=now,
    )
    note(
        Actor(id=None, label=filled.secret(place, "riwayat")),
        "changed",
        organisation,
        now=now,
        reason="Uji",
    )
    request = DataRequest(
        person_id=registration.person_id,
        kind=RequestKind.OTHER,
        asked_at=now,
        due_at=now + timedelta(hours=72),
    )
    _store(letter, request)
    filled.put("letter", place, key=letter.key)
    filled.put("data request", place, key=request.key)
    filled.put("organisation", place, key=organisation.key)
    filled.put("secretariat", place, key=cast.secretariat(REGIONS[place]).organisation.key)
    network = cast.organisation("Forum Contoh", kind=OrganisationKind.NETWORK)
    sector = cast.sector("Kesehatan", "Health")
    member = Membership(organisation_id=organisation.id, network_id=network.id, since=now.date())
    part = Parent(
        organisation_id=organisation.id,
        parent_id=network.id,
        kind=ParentKind.BRANCH,
        since=now.date(),
    )
    _store(member, part, OrganisationSector(organisation_id=organisation.id, sector_id=sector.id))
    filled.put("membership", place, key=organisation.key, membership=member.key)
    filled.put("part of another", place, key=organisation.key, part=part.key)
    if place == PROVINCE:
        filled.put("sector", place, code=sector.code)
    other = cast.organisation(f"Lembaga {place.title()}", region=REGIONS[place])
    filled.forms.setdefault("directory_desk.merge", {})[place] = {"other": other.key}
    gone = cast.organisation(f"Lama {place.title()}", region=REGIONS[place])
    gone.merged_into, gone.closed_at = organisation.key, now
    ledger: dict[str, object] = {"changes": [], "added": [], "deleted": []}
    done = OrganisationMerge(
        kept_id=organisation.id, gone_id=gone.id, at=now, manifest=ledger, names="", reopen=True
    )
    _store(done)
    filled.put("merged organisation", place, key=done.key)
    uploader = next(name for name, part in PARTS.items() if part.home == place)
    content: dict[str, object] = {"rows": [], "verdicts": []}
    table = DirectoryImport(
        actor_id=filled.people[uploader].id,
        file_name=filled.secret(place, "tabel"),
        content=content,
        made_at=now,
    )
    _store(table)
    filled.put("upload", place, key=table.key)


def _focal(cast: Cast, filled: Stage, place: str, organisation: Organisation) -> None:
    """Somebody who asks to stand for the organisation, and somebody who does."""
    now, address = clock.now(), f"{filled.secret(place, 'narahubung').lower()}@lembaga.example"
    asking = FocalRequest(
        organisation_id=organisation.id,
        person_id=cast.person(f"Elisabeth {place.title()}", email=address).id,
        email=address,
        proof="Direktur kami dapat memastikannya.",
        language="id",
        made_at=now,
        confirmed_at=now,
    )
    _store(asking)
    filled.put("request to stand", place, key=asking.key)
    filled.put(
        "link of a request to stand",
        place,
        link=tokens.signed(cast.links.link_key, "focal-request", asking.key),
    )
    for name, part in PARTS.items():
        if part.stands == place:
            filled.people[name] = cast.focal(organisation, f"Maya{place.title()} Sopha")


def _roles(cast: Cast, filled: Stage, place: str) -> None:
    now, region = clock.now(), REGIONS[place]
    ratna = filled.people["administrator"]
    holder = cast.staff(
        Role.VIEWER,
        region=region,
        name=f"Grace {filled.secret(place, 'pelihat')}",
        email=f"grace.{place}@jajar.example",
    )
    role = db.session.query(Grant).filter_by(person_id=holder.id).one()
    address = f"{filled.secret(place, 'undangan').lower()}@jajar.example"
    offer = Invitation(
        person_id=cast.person(f"Agustinus {place.title()}", email=address).id,
        email=address,
        role=Role.SECRETARIAT,
        region_code=region,
        by_id=ratna.id,
        by_label=ratna.full_name,
        made_at=now,
        expires_at=now + timedelta(days=1),
    )
    account = db.session.query(Account).filter_by(person_id=holder.id).one()
    link = SignInLink(account_id=account.id, made_at=now, expires_at=now + timedelta(minutes=15))
    change = AddressChange(
        account_id=account.id,
        email=f"baru.{place}@jajar.example",
        made_at=now,
        expires_at=now + timedelta(days=1),
    )
    _store(offer, link, change)
    _figures(cast, filled, place)
    filled.put("role", place, key=role.key)
    filled.put("role holder", place, key=holder.key)
    filled.put("invitation", place, key=offer.key)
    filled.put("sign-in link", place, link=tokens.signed(cast.links.link_key, "sign-in", link.key))
    filled.put(
        "invitation link", place, link=tokens.signed(cast.links.link_key, "invitation", offer.key)
    )
    filled.put(
        "address link", place, link=tokens.signed(cast.links.link_key, "new-address", change.key)
    )


def _figures(cast: Cast, filled: Stage, place: str) -> None:
    """A read-only link to the figures of the region, with what it opens."""
    now, token = clock.now(), f"angka-{place}"
    facts = {
        "region_code": REGIONS[place],
        "by_label": "Uji",
        "made_at": now,
        "expires_at": now + timedelta(days=30),
    }
    link = ReadingLink(
        token_digest=tokens.digest(token),
        label=f"Donatur {filled.secret(place, 'donatur')}",
        **facts,
    )
    _store(link)
    filled.put("read-only link", place, key=link.key)
    filled.put("figures", place, link=token)
    filled.put("figures of a series", place, link=token, key=filled.things["cohort"][place]["key"])
    filled.put(
        "figures of a session", place, link=token, key=filled.things["past meeting"][place]["key"]
    )


def _draft(cast: Cast, filled: Stage) -> None:
    """A programme of the province that is not published."""
    owner = cast.secretariat(REGIONS[DRAFT]).organisation
    series = cast.series(
        cast.programme(
            f"Rancangan {filled.secret(PROVINCE, 'rancangan')}", owner=owner, state=State.DRAFT
        )
    )
    meeting = cast.meeting(series, title=filled.secret(PROVINCE, "judul"))
    filled.put("programme", DRAFT, key=series.programme.key)
    filled.put("series", DRAFT, key=series.key)
    filled.put("meeting", DRAFT, key=meeting.key)


def _guests(cast: Cast, filled: Stage, participants: dict[str, Person]) -> None:
    """A session of the whole network with people of two provinces in it."""
    meeting = cast.meeting(
        cast.series(cast.programme("Semidaring Bersama", owner=cast.secretariat().organisation))
    )
    for place in (PROVINCE, ELSEWHERE):
        registration, row = (
            cast.registration(participants[place], meeting),
            _row(filled, place, meeting),
        )
        _store(row)
        _store(
            Match(
                evidence_id=row.id,
                registration_id=registration.id,
                by_label="Uji",
                at=clock.now(),
                why="Uji",
            )
        )
    filled.put("meeting", GUESTS, key=meeting.key)


def _setting_up(filled: Stage) -> None:
    """What an administrator left behind when the network was set up."""
    settings: Settings = current_app.extensions["settings"]
    now = clock.now()
    logo = identity.logo_after(
        settings, logos.picture(), without=False, files=Files(settings.files)
    )
    content: dict[str, object] = {"rows": [], "verdicts": []}
    table = DirectoryImport(
        actor_id=filled.people["administrator"].id,
        file_name="lembaga.csv",
        content=content,
        made_at=now,
    )
    series = filled.things["series"][PROVINCE]["key"]
    _store(
        table,
        StepTaken(step=Step.SERIES, at=now, skipped=False, led_to=series),
        Identity(id=1, name="JAJAR", red="#7a1f4b", blue="#0b5d3b", logo=logo),
    )
    forget_known()
    filled.put("logo", PROVINCE, name=logo)
    filled.put("administrator's upload", PROVINCE, key=table.key)
    filled.put("administrator's upload", SPENT, **filled.things["upload"][NATION])


def _reset(cast: Cast, filled: Stage) -> None:
    """Somebody without a role whose second step an administrator wants to have reset.

    That is for administrators.
    """
    person = cast.with_account(
        cast.person(f"Kornelis {filled.secret(NATION, 'langkah')}", email="kornelis@jajar.example")
    )
    account = db.session.query(Account).filter_by(person_id=person.id).one()
    ratna, now = filled.people["nation"], clock.now()
    _store(
        StepReset(
            account_id=account.id,
            by_id=ratna.id,
            by_label="Uji",
            asked_at=now,
            expires_at=now + timedelta(days=1),
        )
    )


def _nowhere(cast: Cast, filled: Stage) -> None:
    """Links that were good once, and one person's link with another's thing."""
    key = cast.links.link_key
    registration = filled.things["personal link"][PROVINCE]["link"]
    opened = tokens.opened_edition(key, own_page.LINK, registration) or ("", 0)
    revoked = own_page.link(key, opened[0], 2)
    filled.put("personal link", SPENT, link=revoked)
    filled.put("seat", SPENT, link=registration, key=filled.things["meeting"][ELSEWHERE]["key"])
    form = filled.things["sent form"][PROVINCE]["link"]
    opened = tokens.opened_edition(key, sent_forms.LINK, form) or ("", 0)
    raised = tokens.edition(opened[0], 2)
    filled.put("sent form", SPENT, link=tokens.signed(key, sent_forms.LINK, raised))
    filled.put(
        "date of a sent form", SPENT, link=form, key=filled.things["meeting"][ELSEWHERE]["key"]
    )
    filled.put(
        "sent form that waits",
        SPENT,
        link=registration,
        key=filled.things["sent form that waits"][ELSEWHERE]["key"],
    )
    for kind, inner in (
        ("certificate of one's organisation", "certificate"),
        ("registration of one's organisation", "registration"),
        ("membership", "membership"),
        ("part of another", "part"),
    ):
        filled.put(
            kind,
            SPENT,
            **filled.things[kind][PROVINCE] | {inner: filled.things[kind][ELSEWHERE][inner]},
        )
    trained = filled.things["own certificate"][PROVINCE]["link"]
    filled.put(
        "own certificate",
        SPENT,
        link=trained,
        key=filled.things["own certificate"][ELSEWHERE]["key"],
    )
    figures = filled.things["figures"][PROVINCE]["link"]
    filled.put(
        "figures of a series", SPENT, link=figures, key=filled.things["cohort"][ELSEWHERE]["key"]
    )
    filled.put(
        "figures of a session", SPENT, link=figures, key=filled.things["meeting"][ELSEWHERE]["key"]
    )
    account = db.session.query(Account).filter_by(person_id=filled.people["nation"].id).one()
    ratna, now = filled.people["administrator"], clock.now()
    before = {"made_at": now - timedelta(days=9), "expires_at": now - timedelta(days=1)}
    link = SignInLink(account_id=account.id, **before)
    change = AddressChange(account_id=account.id, email="lama@jajar.example", **before)
    offer = Invitation(
        person_id=ratna.id,
        email="lama@jajar.example",
        role=Role.VIEWER,
        by_id=ratna.id,
        by_label=ratna.full_name,
        **before,
    )
    ended = ReadingLink(
        token_digest=tokens.digest("angka-lama"),
        label="Lama",
        by_label="Uji",
        ended_at=now,
        made_at=now,
        expires_at=now + timedelta(days=1),
    )
    _store(link, change, offer, ended)
    filled.put("figures", SPENT, link="angka-lama")
    filled.put("sign-in link", SPENT, link=tokens.signed(key, "sign-in", link.key))
    filled.put("address link", SPENT, link=tokens.signed(key, "new-address", change.key))
    filled.put("invitation link", SPENT, link=tokens.signed(key, "invitation", offer.key))
