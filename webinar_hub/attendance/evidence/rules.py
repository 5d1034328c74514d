"""Decide what the times of a report say of its clock. Plain values in and out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from webinar_hub.attendance.minutes.rules import Stay
from webinar_hub.kit.zones import ZONES, Zone

_CLEARLY = 1.2
"""How many times longer people must have been in the session by another clock."""


def better_clock(
    stays: Sequence[Stay], chosen: Zone, *, starts: datetime, ends: datetime
) -> Zone | None:
    """Return the clock by which a report fits its session clearly better than by the chosen one.

    Whoever presses on with the wrong one takes an hour from everybody, and nothing else says so.
    """

    def inside(other: Zone) -> float:
        later = _offset(chosen, starts) - _offset(other, starts)
        spans = (min(left + later, ends) - max(joined + later, starts) for joined, left in stays)
        return sum(max(0.0, span.total_seconds()) for span in spans)

    best = max(ZONES, key=inside)
    return best if inside(best) > inside(chosen) * _CLEARLY else None


def _offset(zone: Zone, at: datetime) -> timedelta:
    return at.astimezone(zone.info).utcoffset() or timedelta()
