"""What the programme tells the rooms above it: the one signal, wired in app.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from webinar_hub.kit.actor import Actor
from webinar_hub.programmes.models import Meeting

What = Literal["planned", "moved", "resized", "cancelled", "renamed"]


@dataclass(frozen=True)
class Change:
    """What one act did to some meetings of one series.

    before holds by the id of each meeting the facts as they were: starts and ends (ISO, UTC), zone,
    title, capacity; nothing of a new one.
    """

    what: What
    meetings: Sequence[Meeting]
    by: Actor
    now: datetime
    before: Mapping[int, dict[str, Any]] = field(default_factory=dict)


meetings_changed: list[Callable[[Change], None]] = []
"""Who is told of each change, in the transaction of the change itself."""


def tell(change: Change) -> None:
    """Tell everybody who listens that meetings changed, all that one act changed at once."""
    for listen in meetings_changed:
        listen(change)
