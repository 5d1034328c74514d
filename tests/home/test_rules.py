"""What a place comes to, and what a training offers."""

from datetime import UTC, datetime, timedelta

import pytest

from webinar_hub.attendance.models import AttendanceStatus
from webinar_hub.home.rules import Course, Place, PlaceState, folded, state_of_place, week_of
from webinar_hub.kit.language import reading
from webinar_hub.kit.zones import WIB, WIT, Zone
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.models import SeatStatus
from webinar_hub.registrations.rules import Room

STARTS = datetime(2026, 11, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seat", "attendance", "cancelled", "over", "told_of", "expected"),
    [
        (SeatStatus.CONFIRMED, None, False, False, False, PlaceState.EXPECTED),
        (SeatStatus.OFFERED, None, False, False, False, PlaceState.OFFERED),
        (SeatStatus.WAITLISTED, None, False, False, False, PlaceState.WAITING),
        (SeatStatus.CANCELLED, None, False, False, False, PlaceState.LEFT),
        (SeatStatus.CANCELLED, None, True, True, True, PlaceState.LEFT),
        (SeatStatus.CONFIRMED, None, True, False, False, PlaceState.CALLED_OFF),
        (SeatStatus.CONFIRMED, AttendanceStatus.PRESENT, False, True, True, PlaceState.PRESENT),
        (SeatStatus.CONFIRMED, AttendanceStatus.PARTIAL, False, True, True, PlaceState.PARTIAL),
        (SeatStatus.CONFIRMED, AttendanceStatus.ABSENT, False, True, True, PlaceState.ABSENT),
        (SeatStatus.CONFIRMED, AttendanceStatus.EXCUSED, False, True, True, PlaceState.EXCUSED),
        (SeatStatus.CONFIRMED, AttendanceStatus.PRESENT, False, False, False, PlaceState.EXPECTED),
        (SeatStatus.CONFIRMED, None, False, True, True, PlaceState.ABSENT),
        (SeatStatus.CONFIRMED, None, False, True, False, PlaceState.UNCOUNTED),
        (SeatStatus.WAITLISTED, None, False, True, True, PlaceState.NO_PLACE),
        (SeatStatus.OFFERED, None, False, True, True, PlaceState.NO_PLACE),
    ],
)
def test_standing(
    seat: SeatStatus,
    attendance: AttendanceStatus | None,
    cancelled: bool,
    over: bool,
    told_of: bool,
    expected: PlaceState,
) -> None:
    assert (
        state_of_place(seat, attendance, cancelled=cancelled, over=over, told_of=told_of)
        is expected
    )


@pytest.mark.parametrize(
    ("over", "to_come", "expected"),
    [
        (0, 0, (0, 0, 0)),
        (2, 4, (0, 6, 0)),
        (5, 1, (0, 6, 0)),
        (3, 5, (1, 6, 1)),
        (40, 0, (38, 2, 0)),
    ],
)
def test_what_is_far_away_is_folded(
    over: int, to_come: int, expected: tuple[int, int, int]
) -> None:
    weeks = [STARTS + timedelta(days=7 * week) for week in range(-over, to_come)]
    places = [
        Place(Meeting(starts_at=each, ends_at=each), PlaceState.EXPECTED, None) for each in weeks
    ]
    found = folded(places, STARTS - timedelta(minutes=1))
    assert (len(found.earlier), len(found.open), len(found.later)) == expected
    assert [*found.earlier, *found.open, *found.later] == places


def course(*, weeks: int, minutes: int = 100) -> Course:
    """Return a training with a meeting a week."""
    starts = [STARTS + timedelta(days=7 * week) for week in range(weeks)]
    meetings = tuple(
        Meeting(starts_at=each, ends_at=each + timedelta(minutes=minutes), zone="WIB")
        for each in starts
    )
    return Course(Series(jp_minutes=45), meetings, Room.FREE)


def test_course_tells_days_and_hours() -> None:
    with reading("id"):
        assert course(weeks=4).days == "3–24 November 2026"
    # 4 x 100 minutes are 8 learning hours of 45; a meeting alone would be 2.
    assert course(weeks=4).hours == 8


@pytest.mark.parametrize(
    ("starts", "home", "expected"),
    [
        (datetime(2026, 11, 26, 7, tzinfo=UTC), WIB, True),
        (datetime(2026, 11, 29, 16, 59, tzinfo=UTC), WIB, True),
        (datetime(2026, 11, 29, 17, 0, tzinfo=UTC), WIB, False),
        (datetime(2026, 11, 29, 15, 30, tzinfo=UTC), WIT, False),
    ],
)
def test_this_week_runs_from_monday_to_sunday_where_the_meeting_is(
    starts: datetime, home: Zone, expected: bool
) -> None:
    now = datetime(2026, 11, 24, 3, tzinfo=UTC)
    assert (week_of(starts, home) <= now) is expected
