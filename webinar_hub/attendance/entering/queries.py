"""Look up the seat of whoever wants to go in."""

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import FormDate, Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import queries as sent_forms


def seat_in(registration_id: int, meeting_key: str) -> Seat:
    """Return a registration's seat in a meeting, with both; raise NotFound where there is none."""
    return existing(db.session.scalar(_seats(registration_id).where(Meeting.key == meeting_key)))


def seat_of(registration_id: int, meeting_id: int) -> Seat | None:
    """Return a registration's seat in a meeting, with both, None where there is none."""
    return db.session.scalar(_seats(registration_id).where(Meeting.id == meeting_id))


def _seats(registration_id: int) -> Select[Seat]:
    return (
        select(Seat)
        .join(Seat.meeting)
        .options(contains_eager(Seat.meeting), joinedload(Seat.registration))
        .where(Seat.registration_id == registration_id, Seat.status != SeatStatus.CANCELLED)
    )


def asked_by(form: SentForm, meeting_key: str) -> tuple[FormDate, SeatStatus]:
    """Return a date that a form asked for, and the state of its seat; raise NotFound."""
    date = existing(next((each for each in form.dates if each.meeting.key == meeting_key), None))
    standing = sent_forms.standings(form)[date.meeting_id].status
    if standing is SeatStatus.CANCELLED:
        raise NotFound
    return date, standing
