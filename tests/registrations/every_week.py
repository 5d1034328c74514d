"""People who take in every date of a series, for the tests about them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from tests.cast import DIRECTOR, soon
from tests.registrations.full_form import EVERYTHING, sent
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import actions as messages
from webinar_hub.messages.models import Letter
from webinar_hub.messages.rules import UNSENT
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations.every_date.letters import STILL_COMING
from webinar_hub.registrations.models import (
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.proof import actions as proof

CONFIRMED, WAITLISTED, CANCELLED = (
    SeatStatus.CONFIRMED,
    SeatStatus.WAITLISTED,
    SeatStatus.CANCELLED,
)


def asked(meeting: Meeting, name: str = "Maria Bere", *, proved: bool = False) -> SentForm:
    """Send a form for every date from a meeting on."""
    email = f"{name.split(maxsplit=1)[0].casefold()}@example.org"
    form = sent(
        meeting,
        replace(
            EVERYTHING,
            name=name,
            email=email,
            region_code=None,
            guardian=None,
            age_band=None,
            every_date=True,
        ),
    )
    if proved:
        db.write(proof.prove, form, now=clock.now())
    return form


def plan(series: Series, weeks: float, capacity: int | None = None) -> Meeting:
    return plan_at(series, soon(weeks=weeks), capacity)


def plan_at(series: Series, starts_at: datetime, capacity: int | None = None) -> Meeting:
    return db.write(
        planning.plan_meeting,
        series,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        capacity=capacity,
        by=DIRECTOR,
        now=clock.now(),
    )


def held(registration: Registration) -> dict[int, SeatStatus]:
    """Return the status of each seat of a registration by the number of its meeting."""
    seats = select(Meeting.number, Seat.status).join(Meeting, Meeting.id == Seat.meeting_id)
    seats = seats.where(Seat.registration_id == registration.id)
    return dict(db.session.execute(seats).all())


def names_of(meeting: Meeting, status: SeatStatus) -> list[str]:
    """Return who has a seat of this status in a meeting, in the order of the line."""
    people = select(Person.name).join(Registration, Registration.person_id == Person.id)
    people = people.join(Seat, Seat.registration_id == Registration.id)
    people = people.where(Seat.meeting_id == meeting.id, Seat.status == status)
    return [*db.session.scalars(people.order_by(Seat.queued_at, Seat.id))]


def hand_over_questions(at: datetime | None = None) -> None:
    """Hand over what waits for somebody to ask whether people still come."""
    waiting = select(Letter.id).where(Letter.kind == STILL_COMING, Letter.state.in_(UNSENT))
    for letter_id in db.session.scalars(waiting).all():
        db.write(messages.hand_over, letter_id, by=DIRECTOR, now=at or clock.now())


def kinds() -> Sequence[str]:
    return db.session.scalars(select(Letter.kind).order_by(Letter.id)).all()
