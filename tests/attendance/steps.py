"""What tests of attendance do and look at, without a browser."""

from typing import Any

from sqlalchemy import select

from tests.cast import DIRECTOR
from webinar_hub.attendance.evidence.actions import Imported, Upload, import_report
from webinar_hub.attendance.matching import actions
from webinar_hub.attendance.matching.actions import Decision
from webinar_hub.attendance.matching.queries import groups
from webinar_hub.attendance.minutes.queries import attendance_by_seat
from webinar_hub.attendance.models import (
    AttendanceStatus,
)
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration


def facts(*tables: type[Base]) -> list[Any]:
    """Return all rows of some tables as plain values."""
    db.session.rollback()
    return [
        db.session.execute(select(table.__table__).order_by(table.__table__.c.id)).all()
        for table in tables
    ]


def bring(meeting: Meeting, report: Upload, by: Actor = DIRECTOR) -> Imported:
    return db.write(import_report, meeting.id, report, by=by, now=clock.now())


def decide(meeting: Meeting, decision: Decision, by: Actor) -> str:
    return db.write(actions.decide, meeting.id, decision, by=by, now=clock.now())


def standing(meeting: Meeting) -> dict[str, tuple[str | None, str]]:
    """Return whose each platform name is, and why, as it stands."""
    db.session.rollback()
    return {
        group.name: (
            group.match.registration.person.name if group.match.registration else None,
            group.match.why,
        )
        if group.match
        else (None, "open")
        for group in groups(meeting.id)
    }


def minutes(meeting: Meeting) -> dict[str, tuple[int, AttendanceStatus]]:
    """Return the seconds and status of each person who has an attendance."""
    db.session.rollback()
    people = {
        seat.id: registration.person.name
        for registration in db.session.scalars(select(Registration))
        for seat in registration.seats
    }
    return {
        people[seat_id]: (a.seconds, a.status)
        for seat_id, a in attendance_by_seat([meeting.id]).items()
    }
