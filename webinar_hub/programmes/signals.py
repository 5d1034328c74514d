"""What the programme tells the rooms above it: the one signal, wired in app.py."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from webinar_hub.kit.actor import Actor
from webinar_hub.programmes.models import Meeting


@dataclass(frozen=True)
class Change:
    """What happened to a meeting, with the facts as they were: starts and ends (ISO, UTC), zone, title, capacity; none for a new one."""

    what: Literal["planned", "moved", "resized", "cancelled", "renamed"]
    before: dict[str, Any]
    by: Actor
    now: datetime


meeting_changed: list[Callable[[Meeting, Change], None]] = []
"""Who is told of each change, in the transaction of the change itself."""


def tell(meeting: Meeting, change: Change) -> None:
    """Tell everybody who listens that a meeting changed."""
    for listen in meeting_changed:
        listen(meeting, change)
