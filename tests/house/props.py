"""What lies in each place of the stage, with a secret that only its own place may read."""

from datetime import timedelta

from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.house import calendars, wordings
from tests.house.parts import PARTS, PROVINCE, REGIONS, Stage, store
from webinar_hub.accounts.models import (
    Account,
    AddressChange,
    Invitation,
    ReadingLink,
    SignInLink,
)
from webinar_hub.attendance.models import Evidence, EvidenceKind, Report
from webinar_hub.calendars.models import IncomingCalendar
from webinar_hub.certificates.issuing.actions import issue
from webinar_hub.directory.models import DirectoryImport, FocalRequest, OrganisationMerge
from webinar_hub.history.actions import note
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Cause, Failing, Letter, LetterState
from webinar_hub.network.models import (
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSector,
    Parent,
    ParentKind,
    Secretariat,
)
from webinar_hub.people.models import (
    DataRequest,
    Duplicate,
    Grant,
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
from webinar_hub.registrations.models import Proof, Registration, SeatStatus


def forms(
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
    store(unsure)
    filled.put("form that waits for proof", place, key=unsure.key)


def evidence(filled: Stage, place: str, past: Meeting) -> None:
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
    store(report)
    store(row(filled, place, past, report))
    filled.put("past meeting", place, key=past.key)
    filled.put("report", place, key=past.key, report=report.key)


def row(filled: Stage, place: str, meeting: Meeting, report: Report | None = None) -> Evidence:
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


def certificates(
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
    _members_only(cast, filled, place, of.owner, trained)


def _members_only(
    cast: Cast, filled: Stage, place: str, owner: Organisation, member: Registration
) -> None:
    """A session that people of the owner's networks alone may see, and one of them."""
    meeting = cast.meeting(
        cast.series(cast.programme(f"Rapat {place}", owner=owner, state=State.MEMBERS))
    )
    filled.put("personal link of a member", place, link=cast.link(member))
    filled.forms.setdefault("registrations_members.join", {})[place] = {"meeting": meeting.key}
    filled.forms.setdefault("focal_desk.join", {})[place] = {
        "meeting": meeting.key,
        "who": member.key,
    }


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
    store(pair, merged)
    filled.put("pair of twins", place, key=pair.key)
    filled.put("merged person", place, key=merged.key)


def _passing_on(cast: Cast, filled: Stage, place: str, programme: Programme) -> None:
    """A programme that is offered to a second secretariat of the same region."""
    second = cast.organisation(f"Sekretariat kedua {place}", region=REGIONS[place])
    store(
        Secretariat(
            organisation_id=second.id,
            region_code=REGIONS[place],
            issuer_code=f"KEDUA-{place.upper()}",
        )
    )
    offered = {"offered_by": "Ratna", "offered_at": clock.now(), "state": HandoverState.OPEN}
    passing = Handover(programme=programme, giver=programme.owner, receiver=second, **offered)
    store(passing)
    filled.put("handover", place, key=passing.key)


def papers(
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
    store(letter, request)
    moments = dict.fromkeys(("first_at", "marked_at", "tried_at"), now)
    fails = Failing(
        email=registration.person.email,
        cause=Cause.NO_SUCH,
        answer=filled.secret(place, "gagal"),
        by_server=False,
        letter_id=letter.id,
        **moments,
    )
    store(fails)
    filled.put("failing address", place, key=fails.key)
    filled.put("letter", place, key=letter.key)
    no_more = tokens.signed(cast.links.link_key, "unwanted", letter.key)
    filled.put("letter that can be stopped", place, link=no_more)
    filled.put("data request", place, key=request.key)
    filled.put("organisation", place, key=organisation.key)
    wordings.fill(filled, place, cast.secretariat(REGIONS[place]))
    network = cast.organisation("Forum Contoh", kind=OrganisationKind.NETWORK)
    sector = cast.sector("Kesehatan", "Health")
    member = Membership(organisation_id=organisation.id, network_id=network.id, since=now.date())
    theirs = IncomingCalendar(
        organisation_id=organisation.id,
        name=f"Agenda {place}",
        address=f"https://{place}.example/{filled.secret(place, 'agenda')}.ics",
        added_at=now,
        next_at=now,
    )
    part = Parent(
        organisation_id=organisation.id,
        parent_id=network.id,
        kind=ParentKind.BRANCH,
        since=now.date(),
    )
    store(
        member,
        part,
        theirs,
        OrganisationSector(organisation_id=organisation.id, sector_id=sector.id),
    )
    filled.put("membership", place, key=organisation.key, membership=member.key)
    filled.put("incoming calendar", place, key=theirs.key)
    filled.put("part of another", place, key=organisation.key, part=part.key)
    if place == PROVINCE:
        filled.put("sector", place, code=sector.code)
        filled.put("network", place, key=network.key)
        filled.put("code of a sector", place, key=sector.code)
        filled.put("code of a region", place, key=str(REGIONS[place]))
    other = cast.organisation(f"Lembaga {place.title()}", region=REGIONS[place])
    filled.forms.setdefault("directory_desk.merge", {})[place] = {"other": other.key}
    gone = cast.organisation(f"Lama {place.title()}", region=REGIONS[place])
    gone.merged_into, gone.closed_at = organisation.key, now
    ledger: dict[str, object] = {"changes": [], "added": [], "deleted": []}
    done = OrganisationMerge(
        kept_id=organisation.id, gone_id=gone.id, at=now, manifest=ledger, names="", reopen=True
    )
    store(done)
    filled.put("merged organisation", place, key=done.key)
    uploader = next(name for name, part in PARTS.items() if part.home == place)
    content: dict[str, object] = {"rows": [], "verdicts": []}
    table = DirectoryImport(
        actor_id=filled.people[uploader].id,
        file_name=filled.secret(place, "tabel"),
        content=content,
        made_at=now,
    )
    store(table)
    filled.put("upload", place, key=table.key)


def focal(cast: Cast, filled: Stage, place: str, organisation: Organisation) -> None:
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
    store(asking)
    filled.put("request to stand", place, key=asking.key)
    filled.put(
        "link of a request to stand",
        place,
        link=tokens.signed(cast.links.link_key, "focal-request", asking.key),
    )
    for name, part in PARTS.items():
        if part.stands == place:
            person = cast.focal(organisation, f"Maya{place.title()} Sopha")
            filled.people[name] = person
            calendars.of_organisation(filled, place, organisation, person)


def roles(cast: Cast, filled: Stage, place: str) -> None:
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
    store(offer, link, change)
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
    store(link)
    filled.put("read-only link", place, key=link.key)
    filled.put("figures", place, link=token)
    filled.put("figures of a series", place, link=token, key=filled.things["cohort"][place]["key"])
    filled.put(
        "figures of a session", place, link=token, key=filled.things["past meeting"][place]["key"]
    )
