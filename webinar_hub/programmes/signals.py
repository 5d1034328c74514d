"""What the programme tells the rooms above it: the one signal, wired in app.py."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from webinar_hub.kit import zones
from webinar_hub.kit.actor import Actor
from webinar_hub.programmes.models import Meeting, Series

What = Literal["planned", "moved", "resized", "cancelled", "renamed", "recounted"]


@dataclass(frozen=True)
class Change:
    """What one act did to some meetings of one series.

    before holds by the id of each meeting the facts as they were: starts and ends (ISO, UTC), zone,
    title, capacity, venue, venue_only; nothing of a new one.
    """

    what: What
    meetings: Sequence[Meeting]
    by: Actor
    now: datetime
    before: Mapping[int, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Holders:
    """Who of a series has something at one moment, and what to say where an act changes that.

    pairs are whose it is and in what, by ids. gained, lost and altered say it of so many people:
    those with something new, with something less, and of them who had and have something.
    """

    pairs: frozenset[tuple[int, int]]
    gained: Callable[[int], str] | None = None
    lost: Callable[[int], str] | None = None
    altered: Callable[[int], str] | None = None


@dataclass(frozen=True)
class Elsewhere:
    """A date of another organisation's own calendar, as plain text; whose: what that is called.

    One of whole days lasts from midnight to midnight in WIB.
    """

    starts_at: datetime
    ends_at: datetime
    whole_day: bool
    title: str
    place: str
    link: str
    whose: str
    home: zones.Zone = zones.WIB

    @property
    def day(self) -> date:
        """Return its first day."""
        return self.starts_at.astimezone(self.home.info).date()

    @property
    def last_day(self) -> date:
        """Return its last day."""
        last = max(self.starts_at, self.ends_at - timedelta(seconds=1))
        return last.astimezone(self.home.info).date()


elsewhere: list[Callable[[datetime, datetime], Iterable[Elsewhere]]] = []
"""What others hold between two moments, as the rooms above know it."""

holders: list[Callable[[Series, datetime], Iterable[Holders]]] = []
"""What the rooms above know of a series' people, asked before and after an act."""

registered: list[Callable[[Collection[int]], int]] = []
"""How many people have a place in some meetings or wait for one, by the meetings' ids."""

meetings_changed: list[Callable[[Change], None]] = []
"""Who is told of each change, in the transaction of the change itself."""


def tell(change: Change) -> None:
    """Tell everybody who listens that meetings changed, all that one act changed at once."""
    for listen in meetings_changed:
        listen(change)
