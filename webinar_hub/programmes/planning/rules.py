"""Decide at which hours a meeting takes place."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webinar_hub.kit import zones
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

OVERNIGHT_AT_MOST = timedelta(hours=6)
"""How long a meeting may be that ends at an earlier hour, on the next day."""


class EndsBeforeStart(Refused):
    """A meeting would end before it starts, or last longer than any does."""

    sentence = _("The end must be later than the start: a session lasts a few hours.")


@dataclass(frozen=True)
class Hours:
    """When a meeting takes place: two aware moments."""

    starts_at: datetime
    ends_at: datetime


def hours(day: date, starts: time, ends: time, where: zones.Zone) -> Hours:
    """Return the moments of hours on a day in a zone; raise EndsBeforeStart.

    The end may be past midnight.
    """
    begin = zones.at_local(day, starts.hour, starts.minute, where)
    end = zones.at_local(day, ends.hour, ends.minute, where)
    if end <= begin:
        end += timedelta(days=1)
        if end - begin > OVERNIGHT_AT_MOST:
            raise EndsBeforeStart
    return Hours(begin, end)


def hours_of_length(day: date, starts: time, minutes: int, where: zones.Zone) -> Hours:
    """Return the moments of a meeting that begins at an hour of a day and lasts some minutes."""
    begin = zones.at_local(day, starts.hour, starts.minute, where)
    return Hours(begin, begin + timedelta(minutes=minutes))


def length(starts: time, ends: time) -> int:
    """Return how many minutes lie between two hours, the end past midnight or not.

    Raises EndsBeforeStart.
    """
    some_day = hours(date(2026, 1, 1), starts, ends, zones.WIB)
    return int((some_day.ends_at - some_day.starts_at).total_seconds()) // 60
