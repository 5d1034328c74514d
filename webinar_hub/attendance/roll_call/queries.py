"""Look up the roll call of a meeting: who is on it, and what it says of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, true
from sqlalchemy.orm import contains_eager, lazyload

from webinar_hub.attendance.models import NOTED, REPORTED, Evidence, EvidenceKind, Match, RollCall
from webinar_hub.kit.db import db
from webinar_hub.kit.text import clean, search_key
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

Standing = tuple[Evidence, Match]


@dataclass(frozen=True)
class Line:
    """Somebody on the roll call of a meeting.

    comes: they said that they come in person, or nobody can do otherwise. noted: what the roll call
    says of them, None as long as it says nothing. online: a report of the platform has them.
    """

    registration: Registration
    organisation: str
    comes: bool
    noted: Standing | None
    online: bool

    @property
    def key(self) -> str:
        """Return the registration's key."""
        return self.registration.key

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
    """How many are to come, were there and are excused; missing: who are to come and not noted."""

    coming: int
    there: int
    excused: int
    missing: int


def _placed(meeting: Meeting) -> Select[Any]:
    """Select from the confirmed seats of a meeting whose people can be noted."""
    placed = (
        select()
        .select_from(Seat)
        .join(Registration, Registration.id == Seat.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
    )
    confirmed = Seat.meeting_id == meeting.id, Seat.status == SeatStatus.CONFIRMED
    return placed.where(*confirmed, Person.erased_at.is_(None))


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


def _narrowed(meeting: Meeting, words: str, *, everybody: bool, missing: bool) -> Select[Any]:
    """Select as `_placed`, of whom a page of the roll call shows."""
    wanted = _placed(meeting)
    typed = search_key(clean(words)[:100]).split()[:6]
    for word in typed:
        wanted = wanted.where(_fits(word))
    if not (typed or everybody):
        wanted = wanted.where(or_(_comes(meeting), _says(meeting, *NOTED)))
    return wanted.where(~_says(meeting, *NOTED)) if missing else wanted


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

    words are the first letters of names, or of organisations, or a code; everybody: also who takes
    part online and was not noted; missing: only who was not noted.
    """
    wanted = _narrowed(meeting, words, everybody=everybody, missing=missing)
    return _lines(meeting, wanted.order_by(Person.name_key, Seat.id).offset(offset).limit(limit))


def found(meeting: Meeting, key: str) -> Line | None:
    """Return the line of the registration of this key, None where there is none or none is left."""
    return next(iter(_lines(meeting, _placed(meeting).where(Registration.key == key))), None)


def _lines(meeting: Meeting, wanted: Select[Any]) -> list[Line]:
    name = func.coalesce(Organisation.name, Registration.organisation_name)
    bare = contains_eager(Registration.person), lazyload(Registration.seats)
    rows = db.session.execute(
        wanted.add_columns(Registration, name, _comes(meeting)).options(*bare)
    ).all()
    said = standing(meeting.id, [row[0].id for row in rows], *NOTED, *REPORTED)
    return [_line(row, said[row[0].id]) for row in rows]


def _line(row: Any, said: Sequence[Standing]) -> Line:
    registration, organisation, comes = row
    noted = [each for each in said if each[0].kind in NOTED]
    online = len(noted) < len(said)
    return Line(registration, organisation, bool(comes), noted[-1] if noted else None, online)


def registrations(meeting: Meeting, keys: Collection[str]) -> Sequence[Registration]:
    """Return those of these registrations that can be noted in a meeting, by their ids."""
    named = _placed(meeting).add_columns(Registration).where(Registration.key.in_(keys))
    return db.session.scalars(
        named.options(contains_eager(Registration.person), lazyload(Registration.seats)).order_by(
            Registration.id
        )
    ).all()


def standing(
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
    noted, coming = _says(meeting, *NOTED), _comes(meeting)
    there = _says(meeting, EvidenceKind.ROLL_CALL)
    counted = _placed(meeting).add_columns(
        func.count().filter(coming),
        func.count().filter(there),
        func.count().filter(noted, ~there),
        func.count().filter(coming, ~noted),
    )
    return Figures(*db.session.execute(counted).one())


def finished(meeting_id: int) -> RollCall | None:
    """Return the word that the roll call of a meeting is complete, None as long as it is not."""
    return db.session.scalar(select(RollCall).where(RollCall.meeting_id == meeting_id))
