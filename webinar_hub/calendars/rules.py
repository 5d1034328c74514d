"""Decide how a month is laid out. Plain values in, days and weeks out."""

import re
from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby

from webinar_hub.kit import zones
from webinar_hub.kit.errors import existing
from webinar_hub.kit.zones import Zone

_WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
MONTH = _WRITTEN.pattern
"""How a month is written in an address: 2026-12."""


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month in which a day lies."""
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """Return the month of an address, None for what is none."""
        found = _WRITTEN.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    @classmethod
    def asked(cls, text: str, now: datetime) -> "Month":
        """Return the month of an address, that of now where it names none; raise NotFound."""
        return existing(cls.read(text) if text else cls.of(now.astimezone(zones.WIB.info).date()))

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.number, 1)

    @property
    def before(self) -> "Month":
        """Return the month before it."""
        return Month.of(self.first - timedelta(days=1))

    @property
    def after(self) -> "Month":
        """Return the month after it."""
        return Month.of(self.first + timedelta(days=31))

    @property
    def weeks(self) -> list[list[date]]:
        """Return its weeks, each from Monday to Sunday, with days of the months beside it."""
        return Calendar().monthdatescalendar(self.year, self.number)


class EntryKind(StrEnum):
    """Whose an entry is, and of what kind."""

    WEBINAR = "webinar"
    TRAINING = "training"
    MEMBERS = "members"


@dataclass(frozen=True)
class Entry:
    """What stands on a day, wherever it comes from.

    home is the zone whose date it stands on; address is "" where it leads nowhere; of says whose it
    is or what it belongs to. One of whole days has no hours.
    """

    starts: datetime
    ends: datetime
    home: Zone
    title: str
    kind: EntryKind
    address: str = ""
    of: str = ""
    cancelled: bool = False
    whole_day: bool = False

    @property
    def day(self) -> date:
        """Return the day on which it stands."""
        return self.starts.astimezone(self.home.info).date()


def by_day(entries: Iterable[Entry]) -> Mapping[date, Sequence[Entry]]:
    """Return entries by their day, in the order in which they begin."""
    ordered = sorted(entries, key=lambda each: (each.day, each.starts, each.title))
    return {day: list(those) for day, those in groupby(ordered, key=lambda each: each.day)}


def next_day(days: Iterable[date], today: date | None) -> date | None:
    """Return the first of some days from today on, None where none of them is over."""
    ordered = sorted(days)
    if today is None or not ordered or ordered[0] >= today:
        return None
    return next((day for day in ordered if day >= today), None)


def window(month: Month) -> tuple[datetime, datetime]:
    """Return from when until when what stands in a month's weeks begins, in any zone."""
    first, after = month.weeks[0][0], month.weeks[-1][-1] + timedelta(days=1)
    return zones.at_local(first, 0, 0, zones.WIT), zones.at_local(after, 0, 0, zones.WIB)
