"""A session of one place with people in line for it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from tests.by_itself import run
from tests.cast import Cast
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import jobs
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.standing import actions as standing

MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""Monday, 09.00 WIB."""

BEGINS = MORNING + timedelta(days=3)
CONFIRMED, WAITS, OFFER, GONE = (
    SeatStatus.CONFIRMED,
    SeatStatus.WAITLISTED,
    SeatStatus.OFFERED,
    SeatStatus.CANCELLED,
)
To = Callable[..., None]


def job() -> None:
    run(each for each in jobs.JOBS if each.name == "let_lapse")
    db.session.rollback()


class Line:
    """A full session of one place, with Ani in it, and Budi, Cici and Dedi waiting."""

    def __init__(self, cast: Cast, *, phones: bool = False, **series: Any) -> None:
        self.series: Series = cast.series(capacity=1, **series)
        self.series.offer_hours = 4
        self.meetings = [cast.meeting(self.series, starts_at=BEGINS)]
        if not self.series.rolling:
            self.meetings.append(cast.meeting(self.series, starts_at=BEGINS + timedelta(days=7)))
        self.people: dict[str, Registration] = {}
        for number, name in enumerate(("Ani", "Budi", "Cici", "Dedi")):
            email = None if phones and number else f"{name.lower()}@example.org"
            person = cast.person(name, email=email, phone=f"+62812000000{number}0")
            status = WAITS if number else CONFIRMED
            self.people[name] = cast.registration(person, *self.meetings, status=status)

    @property
    def meeting(self) -> Meeting:
        return self.meetings[0]

    def act(self, action: Callable[..., Any], name: str, which: int = 0) -> None:
        key = self.meetings[which].key
        db.write(action, self.people[name], key, by=VISITOR, now=clock.now())

    def leave(self, name: str) -> None:
        db.write(standing.leave, self.people[name], None, by=VISITOR, now=clock.now())

    def seats(self, which: int = 0) -> list[SeatStatus]:
        db.session.rollback()
        held = select(Seat.status).where(Seat.meeting_id == self.meetings[which].id)
        return list(db.session.scalars(held.order_by(Seat.id)))

    def until(self, name: str) -> timedelta | None:
        db.session.rollback()
        held = select(Seat.offered_until).where(
            Seat.registration_id == self.people[name].id, Seat.meeting_id == self.meeting.id
        )
        ends = db.session.scalar(held)
        return ends - MORNING if ends else None


def written(*kinds: str) -> Sequence[Letter]:
    db.session.rollback()
    found = select(Letter).where(Letter.kind.in_(kinds)).order_by(Letter.id)
    return db.session.scalars(found, execution_options={"populate_existing": True}).all()
