"""Who waits stands in the order in which they were stored, whatever the clock said to each."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.cast import DIRECTOR, Cast
from tests.registrations.every_week import asked
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import Seat
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.taking_in import actions as taking_in
from webinar_hub.registrations.waiting import queries as waiting_list

pytestmark = pytest.mark.usefixtures("app")

_AN_HOUR = timedelta(hours=1)


def _join(meeting: Meeting, name: str, *, later: timedelta = timedelta()) -> None:
    form = Application(name, f"{name.lower()}@example.org", None, "", None, {}, "id")
    now = clock.now() + later
    db.write(joining.join, None, meeting.key, form, by=VISITOR, now=now)


def _line(meeting: Meeting) -> Sequence[Seat]:
    line = waiting_list.in_order(meeting.series_id, clock.now())
    return waiting_list.with_people([seat.id for seat in line if seat.meeting_id == meeting.id])


def _names(meeting: Meeting) -> list[str]:
    return [seat.registration.person.name for seat in _line(meeting)]


def test_who_pressed_earlier_and_was_stored_later_stands_behind(cast: Cast) -> None:
    meeting = cast.meeting(capacity=0)
    for name, hours in (("Ani", 1), ("Budi", 0), ("Cici", -1), ("Dedi", 2)):
        _join(meeting, name, later=hours * _AN_HOUR)
    line = _line(meeting)
    assert [seat.registration.person.name for seat in line] == ["Ani", "Budi", "Cici", "Dedi"]
    registered = [seat.registration.registered_at for seat in line]
    assert registered == sorted(set(registered))


def test_whoever_the_desk_writes_down_stands_behind(cast: Cast) -> None:
    meeting = cast.meeting(capacity=0)
    _join(meeting, "Ani", later=_AN_HOUR)
    budi = cast.person("Budi", email="budi@example.org")
    db.write(taking_in.take_in, budi, meeting, by=DIRECTOR, now=clock.now())
    assert _names(meeting) == ["Ani", "Budi"]


def test_who_takes_a_skipped_date_again_stands_behind(cast: Cast) -> None:
    meeting = cast.meeting(capacity=1)
    ani = asked(meeting, "Ani", proved=True).registration
    _join(meeting, "Budi")
    _join(meeting, "Cici", later=_AN_HOUR)
    db.write(standing.leave, ani, meeting.id, by=VISITOR, now=clock.now())
    db.write(every_date.take_again, ani, meeting.key, by=VISITOR, now=clock.now())
    assert _names(meeting) == ["Cici", "Ani"]
