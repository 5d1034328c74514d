"""Look up the seat of whoever wants to go in."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus


def seat_in(registration_id: int, meeting_key: str) -> Seat:
    """Return a registration's seat in a meeting, with both; raise NotFound where there is none."""
    statement = (
        select(Seat)
        .join(Seat.meeting)
        .options(
            contains_eager(Seat.meeting), joinedload(Seat.registration).lazyload(Registration.seats)
        )
        .where(
            Seat.registration_id == registration_id,
            Meeting.key == meeting_key,
            Seat.status != SeatStatus.CANCELLED,
        )
    )
    return existing(db.session.scalar(statement))
