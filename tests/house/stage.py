"""One filled base for the tests that walk over every address: everything in several places."""

import copy
import time
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import Engine

from tests import databases
from tests.cast import Cast, soon
from tests.house import calendars, materials, portraits, props, topics
from tests.house.parts import (
    ASIDE,
    DISTRICT,
    DRAFT,
    ELSEWHERE,
    GUESTS,
    NATION,
    PARTS,
    PROVINCE,
    REGIONS,
    SPENT,
    Stage,
    store,
)
from tests.network import logos
from webinar_hub.accounts.models import (
    Account,
    AddressChange,
    Invitation,
    ReadingLink,
    SignInLink,
    StepReset,
)
from webinar_hub.attendance.models import Match
from webinar_hub.config import Settings
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.messages import own_page
from webinar_hub.network import identity
from webinar_hub.network.models import (
    Identity,
)
from webinar_hub.network.queries import forget_known
from webinar_hub.people.models import (
    ConsentKind,
    Grant,
    Person,
    Role,
)
from webinar_hub.programmes.models import (
    State,
)
from webinar_hub.registrations.models import AccessNeed, Channel, Registration
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.setup.models import Step, StepTaken
from webinar_hub.web import runs
from webinar_hub.web.models import JobRun


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
    now = clock.now()
    db.write(runs.begin, {runs.HEARTBEAT: runs.HEARTBEAT_SECONDS}, now=now)
    # As if it had been heard of at the end of the longest walk over every address.
    db.session.query(JobRun).update({"ran_at": now + timedelta(days=1)})
    db.session.commit()


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
    """Fill a region: a secretariat, a rolling series, a past cohort, a participant."""
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
    filled.put("short address", place, short=series.short)
    channel = Channel(series_id=series.id, word=f"grup-{place}")
    store(channel)
    filled.put("word of a series", place, key=series.key, channel=channel.key)
    filled.put("meeting", place, key=coming.key)
    need = AccessNeed(
        registration_id=registration.id,
        other=filled.secret(place, "kebutuhan"),
        asked_at=clock.now(),
    )
    store(need)
    filled.put("access need", place, key=need.key)
    props.forms(cast, filled, place, registration, coming)
    filled.put("registration", place, key=registration.key)
    filled.put("person", place, key=person.key)
    filled.put("personal link", place, link=cast.link(registration))
    filled.put("seat", place, link=cast.link(registration), key=coming.key)
    filled.forms.setdefault("records.withdraw", {})[place] = {"kind": ConsentKind.NEWS.value}
    if place == PROVINCE:
        filled.participant = registration
        filled.put("meeting", ASIDE, key=aside.key)
    props.evidence(filled, place, past)
    materials.of_session(cast, filled, place, past, registration)
    portraits.of_session(filled, place, coming, leader)
    topics.proposed(cast, filled, place, series.programme)
    calendars.of_people(cast, filled, place, registration)
    organisation = cast.organisation(f"Yayasan {place.title()}", region=region)
    props.certificates(cast, filled, place, coming, organisation)
    props.papers(cast, filled, place, registration, organisation)
    props.focal(cast, filled, place, organisation)
    props.roles(cast, filled, place)
    return person


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
    filled.put("short address", DRAFT, short=meeting.short)
    filled.put("meeting", DRAFT, key=meeting.key)


def _guests(cast: Cast, filled: Stage, participants: dict[str, Person]) -> None:
    """A session of the whole network with people of two provinces in it."""
    meeting = cast.meeting(
        cast.series(cast.programme("Semidaring Bersama", owner=cast.secretariat().organisation))
    )
    for place in (PROVINCE, ELSEWHERE):
        registration, row = (
            cast.registration(participants[place], meeting),
            props.row(filled, place, meeting),
        )
        row.undecided = False
        store(row)
        store(
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
        settings, logos.picture(), without=False, files=Folder(settings.files)
    )
    content: dict[str, object] = {"rows": [], "verdicts": []}
    table = DirectoryImport(
        actor_id=filled.people["administrator"].id,
        file_name="lembaga.csv",
        content=content,
        made_at=now,
    )
    series = filled.things["series"][PROVINCE]["key"]
    store(
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
    store(
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
        ("calendar of an organisation", "feed"),
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
    own = filled.things["own calendar"]
    filled.put("own calendar", SPENT, **own[PROVINCE] | {"key": own[ELSEWHERE]["key"]})
    for thing in ("own material", "own notulen", "own photo"):
        kept = filled.things[thing]
        filled.put(thing, SPENT, **kept[PROVINCE] | {"key": kept[ELSEWHERE]["key"]})
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
    store(link, change, offer, ended)
    filled.put("figures", SPENT, link="angka-lama")
    filled.put("sign-in link", SPENT, link=tokens.signed(key, "sign-in", link.key))
    filled.put("address link", SPENT, link=tokens.signed(key, "new-address", change.key))
    filled.put("invitation link", SPENT, link=tokens.signed(key, "invitation", offer.key))
