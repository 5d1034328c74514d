"""A registration of which nothing is left stands no longer."""

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.registrations.models import (
    EveryDate,
    Registration,
    RegistrationState,
    Seat,
    SeatStatus,
)


def leave_when_empty(registration: Registration) -> None:
    """Let a registration stand no longer whose seats are all given back and who takes in none."""
    own = (
        select(Seat.id).where(
            Seat.registration_id == registration.id, Seat.status != SeatStatus.CANCELLED
        ),
        select(EveryDate.id).where(EveryDate.registration_id == registration.id),
    )
    if all(db.session.scalar(each.limit(1)) is None for each in own):
        registration.state = RegistrationState.LEFT
