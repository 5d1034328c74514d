"""Decide when people are reminded. Plain values in, a moment or a refusal out."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from webinar_hub.kit import zones
from webinar_hub.kit.zones import Zone

HOURS_AT_MOST = 14 * 24
"""How long before a meeting a reminder goes at most: two weeks."""

QUIET_FROM, QUIET_UNTIL = 21, 6
"""The hours of the night, in the reader's zone, in which nobody is reminded."""

_EVENING = 20, 30
"""When goes what falls into the night: so early that thousands are out before it begins."""

JUST_TOLD = timedelta(minutes=30)
"""Who was written to about a date so shortly before a reminder needs none."""

LOOK_AHEAD = timedelta(hours=HOURS_AT_MOST + 24)
"""How far ahead a meeting lies at most of which people may be reminded now."""


def quiet(at: datetime, where: Zone) -> bool:
    """Say whether it is night in a zone."""
    hour = at.astimezone(where.info).hour
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def due(starts_at: datetime, hours: int, where: Zone) -> datetime:
    """Return when a reminder goes: so many hours before, or the evening before where that is night.

    where is the reader's zone.
    """
    moment = starts_at - timedelta(hours=hours)
    if not quiet(moment, where):
        return moment
    local = moment.astimezone(where.info)
    evening = local.date() - timedelta(days=local.hour < QUIET_UNTIL)
    return zones.at_local(evening, *_EVENING, where).astimezone(UTC)


def last_due(
    starts_at: datetime, reminders: Iterable[int], where: Zone, now: datetime
) -> datetime | None:
    """Return when the latest reminder of a meeting was to go, None where none was yet."""
    moments = (due(starts_at, hours, where) for hours in reminders)
    return max((moment for moment in moments if moment <= now), default=None)
