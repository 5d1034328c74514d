"""Look up the roll call of a meeting: who is on it, and what it says of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, true
from sqlalchemy.orm import contains_eager, lazyload

from webinar_hub.attendance.matching.registrants import FITS
from webinar_hub.attendance.models import (
    NOTED,
    REPORTED,
    Attendance,
    AttendanceStatus,
    Evidence,
    EvidenceKind,
    Match,
    RollCall,
)
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.text import clean, search_key
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.people.names import likeness, name_key
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.archive.queries import not_over
from webinar_hub.programmes.models import OPENS_BEFORE, Meeting
from webinar_hub.registrations.models import WAITING, Registration, Seat, SeatStatus

Standing = tuple[Evidence, Match]

_REMINDED = timedelta(days=14)
"""How long after a session the desk is reminded of a roll call that nobody completed."""

_MEANT = 5
"""How many people are shown at most whom a typed name may mean."""

_PLACED = Seat.status == SeatStatus.CONFIRMED


@dataclass(frozen=True)
class Line:
    """Somebody on the roll call of a meeting.

    comes: they said that they come in person, or nobody can do otherwise. seat: how it stands with
    their place, None without any. counted and minutes: what everything known of them comes to.
    noted: what the roll call says of them, None as long as it says nothing. online: a report of the
    platform has them.
    """

    registration: Registration
    organisation: str
    comes: bool
    seat: SeatStatus | None
    counted: AttendanceStatus | None
    minutes: int
    noted: Standing | None = None
    online: bool = False

    @property
    def key(self) -> str:
        """Return the registration's key."""
        return self.registration.key

    @property
    def placed(self) -> bool:
        """Say whether they have a place."""
        return self.seat is SeatStatus.CONFIRMED

    @property
    def waits(self) -> bool:
        """Say whether they wait for a place."""
        return self.seat in WAITING

    @property
    def excused(self) -> bool:
        """Say whether the roll call excuses them."""
        return self.noted is not None and self.noted[0].kind is EvidenceKind.EXCUSED

    @property
    def there(self) -> bool:
        """Say whether the roll call says that they were there."""
        return self.noted is not None and not self.excused


@dataclass(frozen=True)
class Figures:
    """How many are to come, were there and are excused.

    missing: who are to come, are not noted and in no report; waiting: who have no place yet.
    """

    coming: int
    there: int
    excused: int
    missing: int
    waiting: int = 0


def _seated(meeting: Meeting) -> Select[Any]:
    """Select from the seats of a meeting whose people can be noted, those who wait as well."""
    seated = select().select_from(Seat).join(Registration, Registration.id == Seat.registration_id)
    here = Seat.meeting_id == meeting.id, Seat.status.in_((SeatStatus.CONFIRMED, *WAITING))
    return _of_people(seated).where(*here)


def _registered(meeting: Meeting) -> Select[Any]:
    """Select from the registrations in a meeting's series, with a seat in the meeting or none."""
    here = and_(Seat.registration_id == Registration.id, Seat.meeting_id == meeting.id)
    registered = select().select_from(Registration).outerjoin(Seat, here)
    own = Registration.series_id == meeting.series_id, Registration.merged_into_id.is_(None)
    return _of_people(registered).where(*own)


def _of_people(registered: Select[Any]) -> Select[Any]:
    found = registered.join(Person, Person.id == Registration.person_id)
    found = found.outerjoin(Organisation, Organisation.id == Registration.organisation_id)
    return found.outerjoin(Attendance, Attendance.seat_id == Seat.id).where(
        Person.erased_at.is_(None)
    )


def _comes(meeting: Meeting) -> ColumnElement[bool]:
    return and_(Seat.at_venue) if meeting.either else true()


def _says(meeting: Meeting, *kinds: EvidenceKind) -> ColumnElement[bool]:
    """Return the condition that the roll call says something of these kinds of a seat's holder."""
    said = select(Match.id).join(Match.evidence)
    return said.where(
        Match.registration_id == Seat.registration_id,
        Match.set_aside_at.is_(None),
        Evidence.meeting_id == meeting.id,
        Evidence.kind.in_(kinds),
    ).exists()


def _missing(meeting: Meeting) -> ColumnElement[bool]:
    """Return the condition that neither the roll call nor a report says that somebody was there."""
    absent = or_(Attendance.status.is_(None), Attendance.status == AttendanceStatus.ABSENT)
    return and_(~_says(meeting, *NOTED), absent)


def _narrowed(meeting: Meeting, words: str, *, everybody: bool, missing: bool) -> Select[Any]:
    """Select as `_seated`, of whom a page of the roll call shows."""
    wanted = _seated(meeting)
    typed = search_key(clean(words)[:100]).split()[:6]
    for word in typed:
        wanted = wanted.where(_fits(word))
    if not (typed or everybody):
        wanted = wanted.where(_PLACED, or_(_comes(meeting), _says(meeting, *NOTED)))
    return wanted.where(_missing(meeting)) if missing else wanted


def _fits(word: str) -> ColumnElement[bool]:
    """Return the condition that a name has a word that begins so, or an organisation holds it."""
    begins = literal(" ").concat(Person.name_key).contains(f" {word}", autoescape=True)
    organisation = Organisation.search_key.contains(word, autoescape=True)
    typed = func.lower(Registration.organisation_name).contains(word, autoescape=True)
    return or_(begins, organisation, typed, func.lower(Registration.code) == word)


def how_many(meeting: Meeting, words: str, *, everybody: bool, missing: bool) -> int:
    """Return how many lines `lines` has in all."""
    counted = _narrowed(meeting, words, everybody=everybody, missing=missing)
    return int(db.session.scalar(counted.add_columns(func.count())) or 0)


def lines(
    meeting: Meeting, words: str, *, everybody: bool, missing: bool, offset: int, limit: int | None
) -> list[Line]:
    """Return the roll call of a meeting by name.

    words are the first letters of names, or of organisations, or a code, of whoever is registered
    or waits; everybody: them all, online and waiting ones too; missing: only who was not noted.
    """
    wanted = _narrowed(meeting, words, everybody=everybody, missing=missing)
    return _lines(meeting, wanted.order_by(Person.name_key, Seat.id).offset(offset).limit(limit))


def line_of(meeting: Meeting, key: str) -> Line | None:
    """Return the line of the registration of this key, None where there is none or none is left."""
    return next(iter(of_keys(meeting, [key])), None)


def of_keys(meeting: Meeting, keys: Collection[str]) -> list[Line]:
    """Return the lines of the registrations of these keys by name."""
    named = _seated(meeting).where(Registration.key.in_(keys))
    return _lines(meeting, named.order_by(Person.name_key, Seat.id))


def alike(meeting: Meeting, typed_name: str, *, elsewhere: bool) -> list[Line]:
    """Return who may be meant by a name that is typed at the door, the likeliest first.

    They have a seat in the meeting, wait for one or gave it back; elsewhere: also who is registered
    for other dates of the series, with every word of the name.
    """
    words = name_key(typed_name).split()
    whole = [Person.name_key.contains(word, autoescape=True) for word in words]
    other = and_(*whole) if elsewhere and len(words) > 1 else false()
    near = _registered(meeting).where(or_(Seat.id.is_not(None), other))
    names = near.add_columns(Registration.id, Person.name).order_by(Registration.id)
    fits = {id_: likeness(typed_name, name) for id_, name in db.session.execute(names)}
    meant = sorted((each for each in fits if fits[each] >= FITS), key=lambda each: -fits[each])
    lines = _lines(meeting, _registered(meeting).where(Registration.id.in_(meant[:_MEANT])))
    return sorted(lines, key=lambda each: meant.index(each.registration.id))


def _lines(meeting: Meeting, wanted: Select[Any]) -> list[Line]:
    name = func.coalesce(Organisation.name, Registration.organisation_name)
    person = contains_eager(Registration.person)
    counted = Attendance.status, Attendance.seconds
    columns = wanted.add_columns(Registration, name, _comes(meeting), Seat.status, *counted)
    rows = db.session.execute(columns.options(person)).all()
    said = evidence_of(meeting.id, [row[0].id for row in rows], *NOTED, *REPORTED)
    return [_line(row, said[row[0].id]) for row in rows]


def _line(row: Any, said: Sequence[Standing]) -> Line:
    registration, organisation, comes, seat, counted, seconds = row
    noted = [each for each in said if each[0].kind in NOTED]
    return Line(
        registration,
        organisation,
        bool(comes),
        seat,
        counted,
        (seconds or 0) // 60,
        noted[-1] if noted else None,
        online=len(noted) < len(said),
    )


def registrations(meeting: Meeting, keys: Collection[str]) -> Sequence[Registration]:
    """Return those of these registrations that can be noted in a meeting, by their ids."""
    named = _registered(meeting).add_columns(Registration).where(Registration.key.in_(keys))
    return db.session.scalars(
        named.options(contains_eager(Registration.person)).order_by(Registration.id)
    ).all()


def evidence_of(
    meeting_id: int, registration_ids: Iterable[int], *kinds: EvidenceKind
) -> defaultdict[int, list[Standing]]:
    """Return the evidence of these kinds that stands for registrations, by their ids."""
    counting = (
        select(Evidence, Match)
        .join(Match, Match.evidence_id == Evidence.id)
        .options(lazyload(Match.registration))
        .where(Evidence.meeting_id == meeting_id, Evidence.kind.in_(kinds))
        .where(Match.registration_id.in_(list(registration_ids)), Match.set_aside_at.is_(None))
    )
    found: defaultdict[int, list[Standing]] = defaultdict(list)
    for evidence, match in db.session.execute(counting.order_by(Match.id)):
        found[match.registration_id or 0].append((evidence, match))
    return found


def figures(meeting: Meeting) -> Figures:
    """Return how many are to come, and what the roll call says of how many."""
    noted, coming = _says(meeting, *NOTED), and_(_PLACED, _comes(meeting))
    there = _says(meeting, EvidenceKind.ROLL_CALL)
    counted = _seated(meeting).add_columns(
        func.count().filter(coming),
        func.count().filter(there),
        func.count().filter(noted, ~there),
        func.count().filter(coming, _missing(meeting)),
        func.count().filter(~_PLACED),
    )
    return Figures(*db.session.execute(counted).one())


def finished(meeting_id: int) -> RollCall | None:
    """Return the word that the roll call of a meeting is complete, None as long as it is not."""
    return db.session.scalar(select(RollCall).where(RollCall.meeting_id == meeting_id))


def incomplete(actor: Actor, now: datetime) -> Sequence[Meeting]:
    """Return the actor's meetings at a venue whose door is open, or was, the latest first.

    Nobody completed their roll call yet.
    """
    completed = select(RollCall.id).where(RollCall.meeting_id == Meeting.id).exists()
    at_door = Meeting.venue != "", Meeting.cancelled_at.is_(None), ~completed
    since = Meeting.starts_at <= now + OPENS_BEFORE, not_over(now - _REMINDED)
    own = programmes.seen_by(actor).all_meetings().where(*at_door, *since)
    return db.session.scalars(own.order_by(Meeting.starts_at.desc(), Meeting.id.desc())).all()
