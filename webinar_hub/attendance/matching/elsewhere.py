"""Look up who is registered in the series of a meeting, but has no place in the meeting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from sqlalchemy import Select, and_, case, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from webinar_hub.attendance.matching.queries import Group
from webinar_hub.attendance.matching.rules import memory_key
from webinar_hub.kit.db import db
from webinar_hub.kit.text import clean, search_key
from webinar_hub.people.models import Person
from webinar_hub.people.names import name_key
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

_LIKELY = 40
_SEARCHED = 8
_WORDS = 8
_SHORTEST = 3
"""How many letters a word of a platform name has at least that is looked for."""


@dataclass(frozen=True)
class Elsewhere:
    """Somebody whom a platform name may be, and who has no place in the meeting."""

    key: str
    full_name: str
    organisation: str

    @classmethod
    def of(cls, registration: Registration) -> "Elsewhere":
        """Return what the review shows of somebody."""
        named = registration.organisation
        organisation = named.name if named else registration.organisation_name
        return cls(registration.key, registration.person.full_name, organisation)


def likely(
    meeting: Meeting, group: Group, remembered: Mapping[str, str], *, everywhere: bool
) -> Sequence[Registration]:
    """Return who may be behind a platform name: by its address, by words of it, or as remembered.

    everywhere: whoever is registered for other dates of the series; else who gave a place back.
    """
    words = [each for each in name_key(group.name).split() if len(each) >= _SHORTEST][:_WORDS]
    borne = [Person.name_key.contains(each, autoescape=True) for each in words]
    known = [Registration.key == remembered.get(memory_key(group.name, group.email))]
    if group.email:
        known.append(Person.email == group.email)
    held = reduce(add, (case((each, 1), else_=0) for each in borne), literal(0))
    wanted = _without_place(meeting, everywhere=everywhere).where(or_(*known, *borne))
    first = case((or_(*known), 0), else_=1), held.desc(), Registration.id
    return _with_people(wanted.order_by(*first).limit(_LIKELY))


def searched(meeting: Meeting, words: str, *, everywhere: bool) -> Sequence[Registration]:
    """Return whose name holds all these words, some at most; nobody without a word."""
    typed = search_key(clean(words)[:100]).split()[:_WORDS]
    if not typed:
        return []
    holds = [Person.name_key.contains(each, autoescape=True) for each in typed]
    wanted = _without_place(meeting, everywhere=everywhere).where(*holds)
    return _with_people(wanted.order_by(Person.name_key, Registration.id).limit(_SEARCHED))


def of_key(meeting: Meeting, key: str) -> Registration | None:
    """Return the registration of this key, None where it has a place or cannot have one."""
    wanted = _without_place(meeting, everywhere=True).where(Registration.key == key)
    return next(iter(_with_people(wanted)), None)


def _without_place(meeting: Meeting, *, everywhere: bool) -> Select[Registration]:
    here = and_(Seat.registration_id == Registration.id, Seat.meeting_id == meeting.id)
    gave_back = Seat.status == SeatStatus.CANCELLED
    return (
        select(Registration)
        .join(Registration.person)
        .outerjoin(Seat, here)
        .where(
            Registration.series_id == meeting.series_id,
            Registration.merged_into_id.is_(None),
            Person.erased_at.is_(None),
            or_(Seat.id.is_(None), gave_back) if everywhere else gave_back,
        )
    )


def _with_people(wanted: Select[Registration]) -> Sequence[Registration]:
    person = contains_eager(Registration.person)
    return db.session.scalars(wanted.options(person, joinedload(Registration.organisation))).all()
