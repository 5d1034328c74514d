"""Indonesia's three zones, without summer time, and how a moment is written in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from webinar_hub.kit import language
from webinar_hub.kit.language import gettext


@dataclass(frozen=True)
class Zone:
    """A zone: short is what people say, iana what computers say, place a city that lives by it."""

    short: str
    iana: str
    place: str

    @property
    def info(self) -> ZoneInfo:
        """Return the tz database's zone."""
        return ZoneInfo(self.iana)


WIB = Zone("WIB", "Asia/Jakarta", "Jakarta")
WITA = Zone("WITA", "Asia/Makassar", "Makassar")
WIT = Zone("WIT", "Asia/Jayapura", "Jayapura")
ZONES = (WIB, WITA, WIT)
_BY_NAME = {name: zone for zone in ZONES for name in (zone.short, zone.iana)}


KNOWN = "zone IN ({})".format(", ".join(f"'{each.short}'" for each in ZONES))
"""The condition of a database column `zone` that holds a zone's short name."""


def zone(name: str) -> Zone:
    """Return the zone for "WITA" or "Asia/Makassar"; raise KeyError for any other name."""
    return _BY_NAME[name]


def long_date(day: date, *, weekday: bool = True) -> str:
    """Return `Kamis, 26 November 2026` or `Thursday, 26 November 2026`."""
    pattern = "EEEE, d MMMM yyyy" if weekday else "d MMMM yyyy"
    return _date_in_words(day, pattern, language.current())


def month_name(day: date) -> str:
    """Return the month of a day: `Desember 2026` or `December 2026`."""
    return _date_in_words(day, "MMMM yyyy", language.current())


@lru_cache(maxsize=4096)
def _date_in_words(day: date, pattern: str, locale: str) -> str:
    """Return a date in words; lists say the same few dates again and again, in three zones each."""
    return format_date(day, pattern, locale=locale)


def clock_time(moment: datetime | time) -> str:
    """Return an hour, or that of an aware moment where it is: 14.00, 14:00 in English."""
    return moment.strftime("%H:%M" if language.current() == "en" else "%H.%M")


def moment(at: datetime, where: Zone) -> str:
    """Return `Kamis, 26 November 2026 pukul 14.00 WIB`.

    English `Thursday, 26 November 2026, 14:00 WIB`.
    """
    local = at.astimezone(where.info)
    return gettext("%(date)s, %(time)s") % {
        "date": long_date(local.date()),
        "time": f"{clock_time(local)}\N{NO-BREAK SPACE}{where.short}",
    }


def last_moment(until: datetime, where: Zone) -> str:
    """Return the last minute before a moment, as people write an end.

    `…, 6 Desember 2026 pukul 23.59 WIB`.
    """
    return moment(until - timedelta(minutes=1), where)


@dataclass(frozen=True)
class LocalTime:
    """A meeting's hours in one zone, as text.

    shift is how many days its date lies after the meeting's own date.
    """

    zone: Zone
    starts: str
    ends: str
    day: str
    shift: int


def three_times(starts: datetime, ends: datetime, home: Zone) -> tuple[LocalTime, ...]:
    """Return the hours in WIB, WITA and WIT, for aware moments.

    home is the zone whose date is the headline.
    """
    return _three_times(starts, ends, home, language.current())


@lru_cache(maxsize=1024)
def _three_times(
    starts: datetime, ends: datetime, home: Zone, _language: str
) -> tuple[LocalTime, ...]:
    headline = starts.astimezone(home.info).date()
    return tuple(_local(starts, ends, where, headline) for where in ZONES)


def _local(starts: datetime, ends: datetime, where: Zone, headline: date) -> LocalTime:
    begin, finish = starts.astimezone(where.info), ends.astimezone(where.info)
    return LocalTime(
        where,
        clock_time(begin),
        clock_time(finish),
        long_date(begin.date()),
        (begin.date() - headline).days,
    )


def three_times_line(starts: datetime, ends: datetime, home: Zone) -> str:
    """Return the day and the hours of a time in all zones, days named where they differ.

    `Kamis, 26 November 2026, 14.00–16.00 WIB / 15.00–17.00 WITA / 16.00–18.00 WIT`
    """
    hours = [(f"{t.starts}–{t.ends}", t) for t in three_times(starts, ends, home)]
    return _line(starts, home, hours)


def three_clocks(at: datetime, home: Zone) -> str:
    """Return the day and the hour of one moment in all zones.

    `Kamis, 26 November 2026, 13.30 WIB / 14.30 WITA / 15.30 WIT`
    """
    return _line(at, home, [(t.starts, t) for t in three_times(at, at, home)])


def _line(at: datetime, home: Zone, hours: Iterable[tuple[str, LocalTime]]) -> str:
    parts = [f"{hour} {t.zone.short}" + (f" ({t.day})" if t.shift else "") for hour, t in hours]
    return f"{long_date(at.astimezone(home.info).date())}, {' / '.join(parts)}"


def days(first: date, last: date) -> str:
    """Return the dates from first to last as people write them: `3–24 November 2026`."""
    if first == last:
        return long_date(first, weekday=False)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{long_date(last, weekday=False)}"
    return f"{long_date(first, weekday=False)} – {long_date(last, weekday=False)}"


def at_local(day: date, hour: int, minute: int, where: Zone) -> datetime:
    """Return the aware moment of a wall-clock time in a zone."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=where.info)


def end_of(day: date | None, where: Zone) -> datetime | None:
    """Return when a day is over in a zone, None for no day."""
    return None if day is None else at_local(day + timedelta(days=1), 0, 0, where)
