"""Decide which step comes next."""

from collections.abc import Collection

from webinar_hub.setup.models import Step


def next_step(taken: Collection[str]) -> Step | None:
    """Return the first step that was neither saved nor skipped, None when all were."""
    return next((step for step in Step if step not in taken), None)


def step_after(step: Step, taken: Collection[str]) -> Step | None:
    """Return the open step after this one, else the first open one; None for none."""
    later = list(Step)[list(Step).index(step) + 1 :]
    return next((each for each in later if each not in taken), None) or next_step(taken)
