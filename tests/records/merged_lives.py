"""People with lives of all kinds, to make one of two and two of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from tests import databases
from tests.attendance.stays import came
from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.house.dump import dump
from webinar_hub.certificates.models import Certificate, CertificateKind, CertificatesDue
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.actions import affiliate
from webinar_hub.people.models import Consent, ConsentKind, Decision, Duplicate, Person
from webinar_hub.people.names import name_key
from webinar_hub.programmes.appearing.models import Answer, Reply
from webinar_hub.programmes.archive.models import MeetingWord, WordKey
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting
from webinar_hub.records.letters import MERGED
from webinar_hub.records.models import Merge
from webinar_hub.records.same import actions as merging
from webinar_hub.records.same.actions import Part
from webinar_hub.registrations.models import AccessNeed, Registration, SeatStatus

_ITS_OWN = {"edition", "entry", "merge", "journal_mark"}


KUPANG = Actor(id=None, label="Kupang", scopes=frozenset({"53"}))


def state() -> dict[str, Any]:
    """Return all rows but those that say that there was a merge."""
    of_merging = set(db.session.scalars(select(Letter.id).where(Letter.kind == MERGED)))
    stored = {name: rows for name, rows in dump().items() if name not in _ITS_OWN}
    rows = {
        "letter": [row for row in stored["letter"] if row[-1] not in of_merging],
        "registration": _without("link_version", stored),
        # Written anew from the names: in which order is all the same.
        "meeting_word": sorted(_without("id", stored, MeetingWord)),
        "word_key": sorted(_without("id", stored, WordKey)),
        # A session whose attendance was counted once keeps its row.
        "certificates_due": sorted(
            r for r in _without("id", stored, CertificatesDue) if 0 not in r
        ),
        "reply": [row for row in _without("link_version", stored, Reply) if Answer.COMES in row],
    }
    return stored | rows


def _without(
    column: str, stored: dict[str, Any], table: type[Base] = Registration
) -> list[tuple[Any, ...]]:
    place = list(table.__table__.columns.keys()).index(column)
    return [row[:place] + row[place + 1 :] for row in stored[table.__tablename__]]


def pair(one: Person, other: Person, *, decision: Decision | None = None) -> Duplicate:
    first, second = sorted((one.id, other.id))
    row = Duplicate(
        one_id=first,
        other_id=second,
        score=80,
        reasons="name",
        found_at=clock.now(),
        decision=decision,
    )
    db.session.add(row)
    db.session.commit()
    return row


def merge(one: Person, other: Person, *chosen: Part, by: Actor = DIRECTOR) -> Merge:
    return db.write(merging.merge, pair(one, other).id, frozenset(chosen), by=by, now=clock.now())


def undo(done: Merge, *, by: Actor = DIRECTOR, now: datetime | None = None) -> Merge:
    return db.write(merging.undo, done.id, by=by, now=now or clock.now())


def anew(row: Any) -> Any:
    return db.session.get_one(type(row), row.id, populate_existing=True)


def certified(
    cast: Cast, person: Person, meeting: Meeting, number: int, *, revoked: bool = False
) -> Certificate:
    now = clock.now()
    row = Certificate(
        code=tokens.key(),
        number=f"{number:03}/SERT/S-JAJAR/XI/2026",
        issuer_id=cast.secretariat().id,
        kind=CertificateKind.COMPLETION,
        line_id=cohorts.number_line(cast).id,
        sequence=number,
        person_id=person.id,
        series_id=meeting.series_id,
        facts={"holder": person.full_name, "title": "Semidaring"},
        issued_at=now,
        issued_by="test",
        revoked_at=now if revoked else None,
    )
    db.session.add(row)
    db.session.commit()
    return row


def wrote(person: Person, subject: str, due: datetime) -> None:
    values = {
        "kind": "registrations/link_again",
        "language": "id",
        "facts": {},
        "state": LetterState.SENT,
        "next_at": due,
        "written_at": due,
    }
    db.session.add(
        Letter(subject=subject, person_id=person.id, due=due, message_id=tokens.key(), **values)
    )
    db.session.commit()


seat = st.sampled_from([None, *SeatStatus])


life = st.fixed_dictionaries(
    {
        "seats": st.tuples(seat, seat, seat, seat),
        "came": st.tuples(*[st.sampled_from([0, 20, 115])] * 4),
        "certificate": st.sampled_from([None, "valid", "revoked"]),
        "part": st.booleans(),
        "consents": st.lists(st.sampled_from(ConsentKind), max_size=2),
        "organisation": st.sampled_from([None, "Yayasan Satu", "Yayasan Dua"]),
        "email": st.sampled_from([None, "kantor@example.org", "own"]),
        "phone": st.sampled_from([None, "+6281200000001", "own"]),
        "name": st.sampled_from(["Siti Aminah", "Dr. Sitti Aminah, S.Sos.", "Aminah"]),
        "merged_before": st.booleans(),
        "letter": st.booleans(),
        "need": st.booleans(),
    }
)


def _addresses(number: int, facts: dict[str, Any]) -> dict[str, str | None]:
    """Return the addresses of a life, without any that somebody of the same name has."""
    own = {"email": f"{number}@example.org", "phone": f"+628120000009{number}"}
    addresses = {field: own[field] if facts[field] == "own" else facts[field] for field in own}
    taken = db.session.scalars(select(Person).where(Person.name_key == name_key(facts["name"])))
    for other in taken:
        addresses = {
            field: None if value == getattr(other, field) else value
            for field, value in addresses.items()
        }
    return addresses


def _registered(cast: Cast, person: Person, facts: dict[str, Any], meetings: list[Meeting]) -> None:
    for meeting, status, minutes in zip(meetings, facts["seats"], facts["came"], strict=True):
        if status is not None:
            registration = cast.registration(person, meeting, status=status)
            if (
                facts["need"]
                and db.session.scalar(
                    select(AccessNeed.id).where(AccessNeed.registration_id == registration.id)
                )
                is None
            ):
                db.session.add(
                    AccessNeed(registration_id=registration.id, captions=True, asked_at=clock.now())
                )
                db.session.commit()
            if minutes:
                came(registration, meeting, minutes, person.name)


def lived(cast: Cast, number: int, facts: dict[str, Any], meetings: list[Meeting]) -> Person:
    """Put a person with this life on the stage."""
    addresses = _addresses(number, facts)
    person = cast.person(facts["name"], email=addresses["email"], phone=addresses["phone"])
    _registered(cast, person, facts, meetings)
    if facts["certificate"]:
        certified(cast, person, meetings[0], number, revoked=facts["certificate"] == "revoked")
    if facts["part"]:
        db.session.add(
            Appearance(meeting_id=meetings[0].id, person_id=person.id, role=AppearanceRole.SPEAKER)
        )
    now = clock.now()
    for kind in facts["consents"]:
        db.session.add(
            Consent(
                person_id=person.id,
                kind=kind,
                agreed=True,
                text_version="1",
                language="id",
                source="test",
                answered_at=now,
            )
        )
    db.session.commit()
    if facts["organisation"]:
        db.write(affiliate, anew(person), cast.organisation(facts["organisation"]).id, now=now)
    if facts["letter"]:
        wrote(person, "programme:x", meetings[0].starts_at)
    if facts["merged_before"]:
        merge(person, cast.person("Aminah binti Yusuf", phone=f"+628120000008{number}"))
    return db.session.get_one(Person, person.id, populate_existing=True)


@contextmanager
def emptied() -> Iterator[None]:
    databases.empty(db.engine)
    try:
        yield
    finally:
        db.session.rollback()
        db.session.expunge_all()


RICH: dict[str, Any] = {
    "seats": (SeatStatus.CONFIRMED, SeatStatus.WAITLISTED, SeatStatus.CONFIRMED, None),
    "came": (20, 0, 115, 0),
    "certificate": "valid",
    "part": True,
    "consents": [ConsentKind.NEWS],
    "organisation": "Yayasan Satu",
    "email": "own",
    "phone": "own",
    "name": "Siti Aminah",
    "merged_before": True,
    "letter": True,
    "need": True,
}
