"""Decide on which days and at which hours meetings take place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webinar_hub.kit import zones
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

WEEKS_AT_MOST = 52


DATES_AT_MOST = 12


OVERNIGHT_AT_MOST = timedelta(hours=6)
"""How long a meeting may be that ends at an earlier hour, on the next day."""


class EndsBeforeStart(Refused):
    """A meeting would end before it starts, or last longer than any does."""

    sentence = _("The end must be later than the start: a session lasts a few hours.")


class NoDates(Refused):
    """A cohort without a date."""

    sentence = _("Write at least one date.")


class SameDate(Refused):
    """A date stands twice."""

    sentence = _("A date stands twice. Each session needs its own.")


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


def weekly(first: date, weeks: int) -> list[date]:
    """Return the dates of so many weeks, the first included."""
    return [first + timedelta(weeks=week) for week in range(weeks)]


def cohort_dates(typed: Iterable[date | None]) -> list[date]:
    """Return the dates of a cohort in order, empty ones left out; raise NoDates or SameDate."""
    dates = sorted(day for day in typed if day is not None)
    if not dates:
        raise NoDates
    if len(set(dates)) < len(dates):
        raise SameDate
    return dates
