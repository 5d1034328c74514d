"""The years before the large demo leave what as many real sessions would have left."""

from datetime import UTC, datetime, timedelta
from random import Random

from flask import Flask
from sqlalchemy import select

from tests.databases import count
from tests.demo.test_large import set_the_stage
from webinar_hub.attendance.matching import queries as matching
from webinar_hub.attendance.minutes.actions import recompute
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.certificates.letters import ISSUED
from webinar_hub.certificates.models import Certificate
from webinar_hub.demo import years
from webinar_hub.demo.crowded_names import name_of_somebody
from webinar_hub.demo.large import Somebody
from webinar_hub.demo.taking_in import Newcomer
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.network import sectors
from webinar_hub.network.actions import load_regions
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.letters import CONFIRMED
from webinar_hub.registrations.models import Registration, Seat
from webinar_hub.registrations.reminding.letters import REMINDER

NOW = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)
_WRITTEN = (CONFIRMED, REMINDER, ISSUED)


def test_a_course_of_a_past_year_is_as_if_it_had_been_held(app: Flask) -> None:
    db.write(load_regions)
    db.write(sectors.load)
    db.write(set_the_stage)
    rng = Random(1)
    people = [_somebody(rng, number) for number in range(30)]
    past = range(-80, -68)
    given = db.write(years.hold, rng, "53", "Kelas Siaga NTT", past, 2, people, now=NOW)
    assert (count(Meeting), count(Registration), count(Seat)) == (12, 30, given)
    letters = db.session.scalars(select(Letter).where(Letter.kind.in_(_WRITTEN))).all()
    assert len(letters) == 30 + given + count(Certificate)
    assert {each.state for each in letters} == {LetterState.SENT}
    assert all(each.sent_at == each.due < NOW - timedelta(days=365) for each in letters)
    meetings = db.session.scalars(select(Meeting).order_by(Meeting.starts_at)).all()
    assert not any(matching.groups(each.id, undecided=True) for each in meetings)
    minutes = _minutes()
    assert given * 0.7 < len(minutes) < given
    for each in meetings:
        db.write(recompute, each, now=NOW)
    assert _minutes() == minutes
    certified = {each.meeting_id for each in db.session.scalars(select(Certificate))}
    assert certified == {each.id for each in meetings if each.number in (6, 12)}
    assert count(Certificate) == sum(
        status is AttendanceStatus.PRESENT and meeting_id in certified
        for meeting_id, _seconds, status in minutes.values()
    )


def _somebody(rng: Random, number: int) -> Somebody:
    called = name_of_somebody(rng, "53.71")
    who = Newcomer(called.bare, f"peserta{number}@example.org", None, region_code="53.71")
    return Somebody(who, called, "Karang Taruna")


def _minutes() -> dict[int, tuple[int, int, AttendanceStatus]]:
    counted = select(Attendance, Seat.meeting_id).join(Attendance.seat)
    return {
        each.seat_id: (meeting_id, each.seconds, each.status)
        for each, meeting_id in db.session.execute(counted.order_by(Attendance.id))
    }
