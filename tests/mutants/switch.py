"""What the mutated code calls at each place that guards something.

The code as it is, or, where this place is switched, a weaker one.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import ColumnElement, true

from webinar_hub.kit.actor import Actor

T = TypeVar("T")

active = os.environ.get("MUTANT", "")
"""The place that is weaker now; "" for none."""

touched: set[str] = set()
"""The places that the code came past."""


def pick(place: str, original: Callable[[], T], weaker: Callable[[], T]) -> T:
    """Return what the code says at a place, or the weaker thing where the place is switched."""
    touched.add(place)
    return weaker() if place == active else original()


def anything() -> ColumnElement[bool]:
    """Return the condition that keeps every row."""
    return true()


def everybody(actor: Actor) -> Actor:
    """Return the same person as somebody who may see and do everything."""
    everywhere = frozenset({""})
    return replace(
        actor, administrator=True, scopes=everywhere, viewing=everywhere, caring=everywhere
    )
