"""What a letter says at this moment, where what it tells of may have changed since."""

from collections.abc import Callable
from typing import Any

from webinar_hub.messages.models import Letter, LetterState

present_facts: dict[str, Callable[[Letter], dict[str, Any] | None]] = {}
"""What letters of a kind that may have waited say when they go, by kind; app.py puts it here.

None: there is nothing left to tell.
"""

BROKEN = (KeyError, TypeError, ValueError)
"""What is raised where the facts of a letter are not those of its kind."""


def present(letter: Letter) -> tuple[dict[str, Any], bool]:
    """Return what a letter says now, and whether there is nothing left to tell.

    One that was sent says what it said then. Raises one of BROKEN.
    """
    if letter.kind not in present_facts or letter.state is LetterState.SENT:
        return letter.facts, False
    present = present_facts[letter.kind](letter)
    return present or letter.facts, present is None


def needless(letter: Letter) -> bool:
    """Say whether there is nothing left to tell; of what cannot be written nobody knows."""
    try:
        return present(letter)[1]
    except BROKEN:
        return False
