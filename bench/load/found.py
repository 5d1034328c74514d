"""What stands in the database afterwards, held against what people were told."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import func, select

from bench.load.asking import Sent
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.letters import CONFIRMED, LINK_AGAIN, WAITLISTED
from webinar_hub.registrations.models import Registration, Seat, SeatStatus, SentForm


@dataclass(frozen=True)
class Place:
    """A seat as it is stored; id grows in the order of commit, since the series is locked."""

    id: int
    contact: str
    seated: bool
    queued_at: datetime
    registered_at: datetime


def problems(sent: Sequence[Sent], places: dict[str, int], known: set[str]) -> list[str]:
    """Return what is wrong, as sentences; none where all is well.

    places: how many each session has, by its key. known: who was registered before.
    """
    told = {each.comer.contact: each for each in sent}
    found = list(_twice(told))
    stored: set[str] = set()
    for key, limit in places.items():
        line = _line(key)
        stored |= {each.contact for each in line}
        found += _wrong_in(key, line, limit, told, known)
    if lost := told.keys() - stored:
        found.append(f"{len(lost)} lost, such as {min(lost)}")
    return found + list(_letters(told))


def _line(key: str) -> list[Place]:
    seats = (
        select(
            Seat.id,
            func.coalesce(Person.email, Person.phone),
            Seat.status == SeatStatus.CONFIRMED,
            Seat.queued_at,
            Registration.registered_at,
        )
        .join(Seat.registration)
        .join(Registration.person)
        .join(Seat.meeting)
    )
    return [
        Place(*row) for row in db.session.execute(seats.where(Meeting.key == key).order_by(Seat.id))
    ]


def _wrong_in(
    key: str, line: Sequence[Place], limit: int, told: dict[str, Sent], known: set[str]
) -> Iterator[str]:
    """Yield what is wrong with the places of one session."""
    seated = [each for each in line if each.seated]
    if len(seated) != min(limit, len(line)):
        yield f"{key}: {len(seated)} have a place of {limit}, {len(line)} came"
    if not all(each.seated for each in line[: len(seated)]):
        yield f"{key}: somebody has a place who came after somebody who waits"
    waiting = [each for each in line if not each.seated]
    if late := _falls(each.queued_at for each in waiting):
        yield f"{key}: {late} wait behind somebody who was stored later"
    new = [each for each in waiting if each.contact not in known]
    if late := _falls(each.registered_at for each in new):
        yield f"{key}: {late} were registered before somebody who was stored earlier"
    if early := _overtook([told[each.contact] for each in line if each.contact in told]):
        yield f"{key}: {early} overtook somebody who had their answer before they pressed"
    lied = sum(told[e.contact].seated != e.seated for e in line if e.contact in told)
    if lied:
        yield f"{key}: {lied} were told otherwise"


def _falls(moments: Iterable[datetime]) -> int:
    return sum(later < earlier for earlier, later in pairwise(moments))


def _overtook(line: Sequence[Sent]) -> int:
    """Return how many pressed after somebody had their answer who stands behind them."""
    overtook, soonest = 0, float("inf")
    for each in reversed(line):
        overtook += soonest < each.pressed
        soonest = min(soonest, each.answered)
    return overtook


def _twice(told: dict[str, Sent]) -> Iterator[str]:
    """Yield which contacts have more than one person, registration or form."""
    contact = func.coalesce(Person.email, Person.phone)
    people = select(contact)
    registrations = select(contact).join(Registration, Registration.person_id == Person.id)
    forms = registrations.join(SentForm, SentForm.registration_id == Registration.id)
    for what, statement in (("person", people), ("registration", registrations), ("form", forms)):
        number = Counter(each for each in db.session.scalars(statement) if each in told)
        if twice := [each for each, count in number.items() if count > 1]:
            yield f"{len(twice)} have more than one {what}, such as {min(twice)}"
    if proof := db.session.scalar(select(func.count()).where(SentForm.proof.is_not(None))):
        yield f"{proof} were asked for proof first"


def _letters(told: dict[str, Sent]) -> Iterator[str]:
    """Yield who has no letter about their form, or several."""
    written = (
        select(func.coalesce(Person.email, Person.phone))
        .join(Letter.person)
        .where(Letter.kind.in_((CONFIRMED, WAITLISTED, LINK_AGAIN)))
    )
    number = Counter(db.session.scalars(written))
    if without := told.keys() - number.keys():
        yield f"{len(without)} got no letter, such as {min(without)}"
    if several := [each for each, count in number.items() if count > 1]:
        yield f"{len(several)} got more than one letter, such as {min(several)}"
