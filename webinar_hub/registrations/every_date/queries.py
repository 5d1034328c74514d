"""Who takes in every date of a series, and which dates they have no place in yet."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.models import Person
from webinar_hub.programmes import members
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Programme, Series
from webinar_hub.programmes.rules import AT_ADDRESS, FOR_MEMBERS, LISTED
from webinar_hub.registrations.every_date.rules import HEARD_OF
from webinar_hub.registrations.models import EveryDate, Registration, Seat, SeatStatus


@dataclass(frozen=True)
class Lacking:
    """A date that somebody takes in without a place in it yet, and the form that asks for it.

    told_at: when they registered, and were told of every date.
    """

    registration_id: int
    form_id: int | None
    meeting_id: int
    told_at: datetime


_OFFERED = and_(
    programmes.within(LISTED, Meeting), programmes.within(AT_ADDRESS, Programme, Series)
)
"""What `programmes.rules.offered` says of a date of a rolling series."""

_FOR_THEM = and_(
    EveryDate.sent_form_id.is_(None),
    members.open_to([Person.organisation_id, Registration.organisation_id]),
)
"""Members-only dates, for whose owner proved that the registration is theirs."""

_SEEN = or_(_OFFERED, _FOR_THEM)


def lacking(series_id: int, now: datetime) -> list[Lacking]:
    """Return the places that are lacking in a series, in the order in which people registered.

    What somebody gave back themselves is not lacking, nor what they may not see. Where both a form
    and its registration take in a date, it is the registration's.
    """
    ordered = _lacking(now).where(Registration.series_id == series_id)
    ordered = ordered.add_columns(
        EveryDate.registration_id, EveryDate.sent_form_id, Meeting.id, Registration.registered_at
    )
    ordered = ordered.order_by(
        EveryDate.sent_form_id.is_not(None),
        Registration.registered_at,
        Registration.id,
        Meeting.starts_at,
        Meeting.id,
        EveryDate.id,
    )
    found: dict[tuple[int, int], Lacking] = {}
    for row in db.session.execute(ordered):
        place = Lacking(*row)
        found.setdefault((place.registration_id, place.meeting_id), place)
    return list(found.values())


def series_lacking(now: datetime) -> Sequence[int]:
    """Return the series in which somebody lacks a place in a date that they take in."""
    found = _lacking(now).add_columns(Registration.series_id).distinct()
    return db.session.scalars(found.order_by(Registration.series_id)).all()


def _lacking(now: datetime) -> Select[Any]:
    own_seat = and_(
        Seat.registration_id == EveryDate.registration_id, Seat.meeting_id == Meeting.id
    )
    return (
        select()
        .select_from(EveryDate)
        .join(Registration, Registration.id == EveryDate.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .join(Meeting, Meeting.series_id == Registration.series_id)
        .join(Meeting.series)
        .join(Series.programme)
        .outerjoin(Seat, own_seat)
        .where(EveryDate.paused_at.is_(None), Registration.stands, _SEEN)
        # Another date of the very moment of the one that was asked for is not one after it.
        .where(Meeting.starts_at > now, Meeting.starts_at > EveryDate.since)
        .where(Meeting.cancelled_at.is_(None))
        .where(or_(EveryDate.sent_form_id.is_(None), Meeting.capacity.is_(None)))
        .where(or_(Seat.id.is_(None), Seat.paused))
    )


def unlimited_after(meeting: Meeting) -> Sequence[Meeting]:
    """Return the later dates that everybody sees and that have no limit, for an unproved form."""
    later = (
        select(Meeting)
        .join(Meeting.series)
        .join(Series.programme)
        .where(
            _OFFERED,
            Meeting.series_id == meeting.series_id,
            Meeting.starts_at > meeting.starts_at,
            Meeting.cancelled_at.is_(None),
            Meeting.capacity.is_(None),
        )
    )
    return db.session.scalars(later.order_by(Meeting.starts_at, Meeting.id)).all()


def of_registration(registration: Registration) -> EveryDate | None:
    """Return how a registration itself takes in every date, None where it does not."""
    return db.session.scalar(
        select(EveryDate).where(
            EveryDate.registration_id == registration.id, EveryDate.sent_form_id.is_(None)
        )
    )


def pauses(registration: Registration) -> bool:
    """Say whether a registration itself takes in every date, and pauses."""
    every = of_registration(registration)
    return every is not None and every.paused_at is not None


def takes_in(form_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that an unconfirmed form takes in every date, without a pause."""
    asked = select(EveryDate.id).where(EveryDate.sent_form_id == form_id)
    return asked.where(EveryDate.paused_at.is_(None)).exists()


def owner_takes_in(registration_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a registration itself takes in every date, without a pause."""
    own = select(EveryDate.id).where(EveryDate.registration_id == registration_id)
    own = own.where(EveryDate.sent_form_id.is_(None), EveryDate.paused_at.is_(None))
    return own.exists()


def of_form(form_id: int) -> EveryDate | None:
    """Return how an unconfirmed form takes in every date, None where it does not."""
    return db.session.scalar(select(EveryDate).where(EveryDate.sent_form_id == form_id))


def asking(form_ids: Iterable[int]) -> set[int]:
    """Return which of these unconfirmed forms ask for every date."""
    wanted = list(form_ids)
    if not wanted:
        return set()
    asked = select(EveryDate.sent_form_id).where(EveryDate.sent_form_id.in_(wanted))
    return {form_id for form_id in db.session.scalars(asked) if form_id is not None}


def unanswered(question: str, now: datetime) -> EveryDate | None:
    """Return an EveryDate whose owner was asked, and neither answered nor is known to have come.

    question: the kind of the letter that asks. They were asked once it was sent or handed over; one
    that waits at the desk asked nobody yet.
    """
    over = (
        select(EveryDate)
        .join(Registration, Registration.id == EveryDate.registration_id)
        .join(Letter, Letter.subject == "registration:" + Registration.key)
        .join(Person, Person.id == Registration.person_id)
        .join(Meeting, Meeting.series_id == Registration.series_id)
        .join(Meeting.series)
        .join(Series.programme)
        .where(EveryDate.paused_at.is_(None), Registration.stands)
        .where(Meeting.cancelled_at.is_(None), _SEEN)
        .where(Letter.kind == question, Letter.state == LetterState.SENT)
        .where(Letter.sent_at >= EveryDate.asked_at)
        .where(Meeting.starts_at > Letter.sent_at, Meeting.ends_at <= now - HEARD_OF)
    )
    return db.session.scalar(over.order_by(EveryDate.id).limit(1))


_SEATS = select(Seat).join(Seat.meeting).options(contains_eager(Seat.meeting))


def live_seats(every: EveryDate, now: datetime) -> Sequence[Seat]:
    """Return the seats that a pause gives back: in dates to come, of the registration or form."""
    held = _SEATS.where(
        Seat.registration_id == every.registration_id,
        Seat.status != SeatStatus.CANCELLED,
        Meeting.starts_at > now,
    )
    if every.sent_form_id is not None:
        held = held.where(Seat.sent_form_id == every.sent_form_id)
    return db.session.scalars(held.order_by(Meeting.starts_at)).all()


def paused_seats(registration: Registration, now: datetime) -> Sequence[int]:
    """Return the seats in dates to come that were given back by pausing or stopping."""
    theirs = Seat.registration_id == registration.id, Seat.paused, Meeting.starts_at > now
    return db.session.scalars(select(Seat.id).join(Seat.meeting).where(*theirs)).all()


def confirmed(seat_ids: Collection[int]) -> Sequence[Seat]:
    """Return those of some seats that are confirmed, as they stand now, by date."""
    found = _SEATS.where(Seat.id.in_(seat_ids), Seat.status == SeatStatus.CONFIRMED)
    fresh = found.order_by(Meeting.starts_at).execution_options(populate_existing=True)
    return db.session.scalars(fresh).all()


def skipped(registration: Registration, meeting_key: str, now: datetime) -> Seat | None:
    """Return the seat that somebody gave back themselves in a date to come, None for none.

    Not in a draft, nor in what is archived by now.
    """
    given_back = _SEATS.join(Meeting.series).join(Series.programme)
    given_back = given_back.where(
        programmes.within(FOR_MEMBERS, *programmes.LEVELS),
        Seat.registration_id == registration.id,
        Seat.status == SeatStatus.CANCELLED,
        Seat.paused.is_(False),
    )
    return db.session.scalar(
        given_back.where(
            Meeting.key == meeting_key, Meeting.starts_at > now, Meeting.cancelled_at.is_(None)
        )
    )


def which_pause(keys: Iterable[str]) -> dict[str, bool]:
    """Return who of these registrations, by key, takes in every date, and whether they pause."""
    found = select(Registration.key, EveryDate.paused_at.is_not(None))
    found = found.join(Registration, Registration.id == EveryDate.registration_id)
    found = found.where(Registration.key.in_(list(keys)))
    rows = db.session.execute(found.order_by(EveryDate.paused_at.is_(None), EveryDate.id))
    return dict(rows.all())


@dataclass(frozen=True)
class HowMany:
    """How many people take in every date of a series, and how many of them pause."""

    stand: int
    pause: int


def how_many(series_id: int) -> HowMany:
    """Return how many people take in every date of a series, each once, and how many pause.

    Whoever pauses, but whose form asks for every date since then, stands.
    """
    people = EveryDate.registration_id.distinct()
    counted = select(func.count(people).filter(EveryDate.paused_at.is_(None)), func.count(people))
    counted = counted.join(Registration, Registration.id == EveryDate.registration_id)
    stand, everybody = db.session.execute(
        counted.where(Registration.series_id == series_id, Registration.stands)
    ).one()
    return HowMany(stand, everybody - stand)
