"""Sessions of a rolling series that are over, with attendance; made through the tables alone."""

from datetime import timedelta

from sqlalchemy import select

from tests.cast import Cast
from webinar_hub.attendance.models import Attendance, AttendanceStatus, Report
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Programme, Series
from webinar_hub.registrations.models import Registration, Seat

MINUTES = 120


def over(
    cast: Cast,
    series: Series | None = None,
    *,
    title: str = "Pangan pesisir",
    days: int = 1,
    reported: bool = True,
) -> Meeting:
    """Return a session of two hours that ended so many days ago, of the weekly webinar.

    Its report came in unless told.
    """
    ended = clock.now().replace(hour=2, minute=0, second=0, microsecond=0) - timedelta(days=days)
    series = series or cast.series(weekly(cast))
    meeting = cast.meeting(
        series, starts_at=ended - timedelta(minutes=MINUTES), minutes=MINUTES, title=title
    )
    if reported:
        report(meeting)
    return meeting


def report(meeting: Meeting) -> None:
    """Note that the report of a session came in."""
    db.session.add(
        Report(
            meeting_id=meeting.id,
            name="",
            digest=meeting.key,
            format="Zoom",
            rows=2,
            problems=0,
            imported_by="Theresia",
            imported_at=clock.now(),
        )
    )
    db.session.commit()


def weekly(cast: Cast) -> Programme:
    """Return the weekly webinar, which has a name in English."""
    found = cast.programme("Semidaring Multisektor")
    found.name_en = "Multisector webinar"
    db.session.commit()
    return found


def stayed(cast: Cast, person: Person, meeting: Meeting, *, minutes: int | None) -> Registration:
    """Register a person who stayed so long, None where no report shows them."""
    registration = cast.registration(person, meeting)
    seat = db.session.scalars(
        select(Seat).filter_by(registration_id=registration.id, meeting_id=meeting.id)
    ).one()
    if minutes is not None:
        enough = minutes * 100 >= MINUTES * meeting.series.threshold_percent
        status = AttendanceStatus.PRESENT if enough else AttendanceStatus.PARTIAL
        seconds = minutes * 60
        db.session.add(
            Attendance(seat_id=seat.id, seconds=seconds, status=status, computed_at=clock.now())
        )
    db.session.commit()
    return registration


def crowd(cast: Cast, meeting: Meeting, number: int) -> None:
    """Let so many people have stayed to the end, every other one without an e-mail address."""
    for each in range(number):
        reached = (
            {"email": f"peserta{each}@example.org"} if each % 2 else {"phone": f"+62812{each:07}"}
        )
        stayed(cast, cast.person(f"Peserta {each:03}", **reached), meeting, minutes=MINUTES)
