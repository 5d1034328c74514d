"""Which step comes next."""

import pytest

from webinar_hub.setup.models import Step
from webinar_hub.setup.rules import next_step, step_after

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
    assert step_after(step, taken) == expected
