"""Which step comes next, and on which day a weekly series begins."""

from datetime import date

import pytest

from webinar_hub.setup.models import Step
from webinar_hub.setup.rules import after, first_day, next_step

_ALL = set(Step)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        (set(), Step.LOOK),
        ({Step.LOOK}, Step.SECRETARIAT),
        ({Step.SECRETARIAT}, Step.LOOK),
        (_ALL - {Step.SERIES}, Step.SERIES),
        (_ALL, None),
    ],
)
def test_setting_up_goes_on_at_the_first_open_step(taken: set[Step], expected: Step | None) -> None:
    assert next_step(taken) == expected


@pytest.mark.parametrize(
    ("step", "taken", "expected"),
    [
        (Step.LOOK, {Step.LOOK}, Step.SECRETARIAT),
        (Step.LOOK, {Step.LOOK, Step.SECRETARIAT}, Step.REGIONS),
        (Step.SERIES, {Step.SERIES}, Step.LOOK),
        (Step.ORGANISATIONS, _ALL, None),
    ],
)
def test_after_a_step_comes_the_next_open_one(
    step: Step, taken: set[Step], expected: Step | None
) -> None:
    assert after(step, taken) == expected


@pytest.mark.parametrize(
    ("today", "weekday", "expected"),
    [
        (date(2026, 11, 24), 3, date(2026, 11, 26)),
        (date(2026, 11, 24), 1, date(2026, 12, 1)),
        (date(2026, 11, 24), 0, date(2026, 11, 30)),
        (date(2026, 12, 31), 4, date(2027, 1, 1)),
    ],
)
def test_a_series_begins_on_the_next_such_day_after_today(
    today: date, weekday: int, expected: date
) -> None:
    assert first_day(today, weekday) == expected
