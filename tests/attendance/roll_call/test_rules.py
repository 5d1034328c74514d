"""When a roll call is kept, and between which times somebody was there."""

from datetime import UTC, datetime, time, timedelta

import pytest

from webinar_hub.attendance.roll_call.rules import (
    BadTimes,
    NoRollCall,
    Noted,
    may_finish,
    may_note,
    noted,
)
from webinar_hub.programmes.models import Meeting

BEGINS = datetime(2026, 11, 26, 7, tzinfo=UTC)
"""Thursday, 14.00 WIB, until 16.00."""


def meeting(*, begins: datetime = BEGINS, cancelled: bool = False) -> Meeting:
    return Meeting(
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
        zone="WIB",
        cancelled_at=BEGINS if cancelled else None,
    )


@pytest.mark.parametrize(
    ("hours", "cancelled", "noting", "finishing"),
    [
        (-15, False, False, False),
        (-13, False, True, False),
        (0, False, True, True),
        (24 * 400, False, True, True),
        (1, True, False, False),
    ],
)
def test_it_opens_with_the_day_and_is_complete_from_the_beginning_on(
    hours: int, cancelled: bool, noting: bool, finishing: bool
) -> None:
    now = BEGINS + timedelta(hours=hours)
    for rule, allowed in ((may_note, noting), (may_finish, finishing)):
        if allowed:
            rule(meeting(cancelled=cancelled), now)
        else:
            with pytest.raises(NoRollCall):
                rule(meeting(cancelled=cancelled), now)


@pytest.mark.parametrize(
    ("came", "left", "expected"),
    [
        (None, None, (None, None)),
        (time(14), time(16), (None, None)),
        (time(14, 30), None, (BEGINS + timedelta(minutes=30), None)),
        (None, time(15), (None, BEGINS + timedelta(hours=1))),
    ],
)
def test_times_of_day_are_those_of_the_session(
    came: time | None, left: time | None, expected: tuple[datetime | None, datetime | None]
) -> None:
    said = noted(meeting(), came, left)
    assert (said.came, said.left) == expected


@pytest.mark.parametrize(
    ("came", "left"), [(time(13, 50), None), (time(15), time(14, 30)), (None, time(16, 30))]
)
def test_nobody_was_there_outside_its_hours(came: time | None, left: time | None) -> None:
    with pytest.raises(BadTimes):
        noted(meeting(), came, left)


def test_a_session_may_go_on_after_midnight() -> None:
    late = meeting(begins=BEGINS + timedelta(hours=9))
    assert noted(late, time(0, 30), None).came == late.starts_at + timedelta(hours=1, minutes=30)


def test_each_fact_has_a_mark_of_its_own_that_its_column_holds() -> None:
    facts = [Noted(), noted(meeting(), time(14, 30), time(15)), noted(meeting(), time(15), None)]
    marks = {each.fingerprint("k" * 16) for each in facts}
    assert len(marks) == len(facts)
    assert max(map(len, marks)) <= 64
