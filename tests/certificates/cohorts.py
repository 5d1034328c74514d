"""Cohorts that came to their end, with attendance; made through the tables alone."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from tests.cast import Cast
from tests.cast_network import together
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.certificates.earning.queries import ready
from webinar_hub.certificates.models import ALL_KINDS, NumberLine
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Programme, ProgrammeKind, Series
from webinar_hub.registrations.models import Registration, Seat


def number_line(cast: Cast) -> NumberLine:
    """Return the line of this year of the network's secretariat."""
    issuer, year = cast.secretariat(), clock.now().year
    known = db.session.scalar(select(NumberLine).filter_by(issuer_id=issuer.id, year=year))
    if known is not None:
        return known
    line = NumberLine(issuer_id=issuer.id, kind=ALL_KINDS, year=year, last=0)
    db.session.add(line)
    db.session.commit()
    return line


def programme(cast: Cast, name: str = "Pelatihan Kelanjutan Pelayanan") -> Programme:
    """Return a training of the network's secretariat."""
    return cast.programme(name, kind=ProgrammeKind.TRAINING)


@together
def over(
    cast: Cast,
    of: Programme,
    *,
    meetings: int = 4,
    required: int | None = 3,
    name: str = "Angkatan 1",
) -> tuple[Series, list[Meeting]]:
    """Return a cohort of weekly meetings, the last of which ended yesterday.

    Three of four earn the certificate unless told.
    """
    series = cast.series(of, name=name, rolling=False, required_meetings=required)
    yesterday = clock.now().replace(hour=2, minute=0, second=0, microsecond=0) - timedelta(days=1)
    held = [
        cast.meeting(
            series,
            starts_at=yesterday - timedelta(weeks=meetings - number),
            minutes=120,
            title=f"Topik {number}",
        )
        for number in range(1, meetings + 1)
    ]
    return series, held


@together
def attended(
    cast: Cast, person: Person, meetings: Sequence[Meeting], *, present: int
) -> Registration:
    """Register a person who was present in the first meetings and left the others early."""
    registration = cast.registration(person, *meetings)
    seats = db.session.scalars(
        select(Seat).where(Seat.registration_id == registration.id).order_by(Seat.id)
    ).all()
    for number, seat in enumerate(seats):
        status = AttendanceStatus.PRESENT if number < present else AttendanceStatus.PARTIAL
        seconds = 7200 if number < present else 600
        db.session.add(
            Attendance(seat_id=seat.id, seconds=seconds, status=status, computed_at=clock.now())
        )
    return registration


def waiting(actor: Actor) -> list[tuple[int, int]]:
    """Return the ids of the series in which an actor sees certificates wait, with how many."""
    found = ready(actor, now=clock.now(), limit=5)
    return [(each.series.id, each.number) for each in found]
