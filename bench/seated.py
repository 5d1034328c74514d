"""People who hold a place, many at once."""

from collections.abc import Sequence
from datetime import datetime

from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus


def seat(people: Sequence[Person], meeting: Meeting, *, at: datetime) -> None:
    """Store people, each with a place in a session since a moment, and commit."""
    db.session.add_all(people)
    db.session.flush()
    held = [
        Registration(
            person_id=person.id,
            series_id=meeting.series_id,
            code=f"{number:06}",
            region_code=person.region_code,
            registered_at=at,
        )
        for number, person in enumerate(people)
    ]
    db.session.add_all(held)
    db.session.flush()
    confirmed = {"meeting_id": meeting.id, "status": SeatStatus.CONFIRMED, "queued_at": at}
    db.session.add_all(Seat(registration_id=each.id, **confirmed) for each in held)
    db.session.commit()
