"""What stays add up to."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_hub.attendance.minutes.rules import present_seconds, status
from webinar_hub.attendance.models import AttendanceStatus

STARTS = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
ENDS = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Return the moment so many minutes after the meeting's start."""
    return STARTS + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("stays", "durations", "minutes"),
    [
        ([], [], 0),
        ([(0, 120)], [], 120),
        ([(-30, 200)], [], 120),
        ([(10, 40), (50, 60)], [], 30 + 10),
        ([(10, 40), (30, 60)], [], 50),
        ([(10, 60), (20, 30)], [], 50),
        ([(30, 60), (10, 40)], [], 50),
        ([(10, 40), (10, 40)], [], 30),
        ([(-60, -10), (130, 300)], [], 0),
        ([(40, 10)], [], 0),
        ([(10, 10)], [], 0),
        ([], [45 * 60], 45),
        ([], [45 * 60, 30 * 60], 45),
        ([], [500 * 60], 120),
        ([(0, 60)], [45 * 60], 60),
        ([(0, 30)], [45 * 60], 45),
    ],
)
def test_no_second_is_credited_twice(
    stays: list[tuple[float, float]], durations: list[int], minutes: int
) -> None:
    moments = [(at(joined), at(left)) for joined, left in stays]
    assert present_seconds(moments, starts=STARTS, ends=ENDS, durations=durations) == minutes * 60


@pytest.mark.parametrize(
    ("joined", "left", "there", "minutes"),
    [
        (10, 70, 60, 60),
        (10, 70, 25, 25),
        (-30, 150, 100, 100),
        (-30, 150, 200, 120),
        (-60, -10, 50, 0),
        (10, 70, 0, 0),
    ],
)
def test_a_sum_beside_times_is_the_most_that_counts(
    joined: float, left: float, there: int, minutes: int
) -> None:
    sums = [((at(joined), at(left)), there * 60)]
    assert present_seconds([], starts=STARTS, ends=ENDS, sums=sums) == minutes * 60


@pytest.mark.parametrize(
    ("stays", "sums", "minutes"),
    [
        # The stays of another report lie within the sum, and are no more.
        ([(0, 30), (90, 120)], [(0, 120, 60)], 60),
        ([(0, 30), (90, 120)], [(0, 120, 80)], 80),
        ([(0, 30), (90, 120)], [(0, 120, 20)], 60),
        ([(0, 30)], [(60, 120, 60)], 90),
        # A report that was downloaded once more, later.
        ([], [(0, 60, 40), (0, 120, 70)], 70),
        ([], [(0, 120, 70), (0, 60, 40), (100, 120, 20)], 70),
    ],
)
def test_a_sum_adds_nothing_to_what_other_stays_show_of_its_time(
    stays: list[tuple[float, float]], sums: list[tuple[float, float, int]], minutes: int
) -> None:
    shown = present_seconds(
        [(at(joined), at(left)) for joined, left in stays],
        starts=STARTS,
        ends=ENDS,
        sums=[((at(joined), at(left)), there * 60) for joined, left, there in sums],
    )
    assert shown == minutes * 60


@given(
    st.lists(st.tuples(st.integers(-7200, 14400), st.integers(0, 9000)), max_size=12), st.randoms()
)
def test_presence_has_bounds_and_no_order(spans: list[tuple[int, int]], random: Random) -> None:
    stays = [
        (STARTS + timedelta(seconds=begin), STARTS + timedelta(seconds=begin + long))
        for begin, long in spans
    ]
    seconds = present_seconds(stays, starts=STARTS, ends=ENDS)
    assert 0 <= seconds <= min(7200, sum(long for _begin, long in spans))
    shuffled = list(stays)
    random.shuffle(shuffled)
    assert present_seconds(shuffled, starts=STARTS, ends=ENDS) == seconds


@pytest.mark.parametrize(
    ("seconds", "threshold", "expected"),
    [
        (0, 75, AttendanceStatus.ABSENT),
        (1, 75, AttendanceStatus.PARTIAL),
        (5399, 75, AttendanceStatus.PARTIAL),
        (5400, 75, AttendanceStatus.PRESENT),
        (7200, 100, AttendanceStatus.PRESENT),
        (7199, 100, AttendanceStatus.PARTIAL),
        (1, 0, AttendanceStatus.PRESENT),
        (0, 0, AttendanceStatus.ABSENT),
    ],
)
def test_the_threshold_is_a_percentage_of_the_meeting(
    seconds: int, threshold: int, expected: AttendanceStatus
) -> None:
    assert status(seconds, 7200, threshold) == expected
