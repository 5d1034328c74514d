"""Say what stands against a date: holidays, collective leave, Ramadan, Friday prayer.

All of it warns, nothing forbids. Each year's days stand in a file of `years`, written once their
joint decree is out.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from pathlib import Path

from webinar_hub.kit import language, zones
from webinar_hub.kit.language import Sentence, _
from webinar_hub.programmes.planning.rules import Hours

FOLDER = Path(__file__).with_name("years")
_FRIDAY = 4
_PRAYER = time(11, 30), time(13, 0)
_BREAKING_THE_FAST = time(17, 30), time(18, 30)


@dataclass(frozen=True)
class Holiday:
    """A day off; leave: collective leave, which the decree adds to a holiday."""

    name: str
    name_en: str
    leave: bool
    decree: str

    @property
    def own_name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_en if language.current() == "en" else self.name


@dataclass(frozen=True)
class Year:
    """What one joint decree says, and the first and the last day of Ramadan as reckoned."""

    holidays: Mapping[date, Holiday]
    ramadan: tuple[date, date]


@dataclass(frozen=True)
class Warned:
    """A word against a date; grave: the date is left out unless somebody ticks it."""

    word: str | Sentence
    more: str | Sentence = ""
    grave: bool = False


@cache
def years() -> Mapping[int, Year]:
    """Return the years whose decree is known."""
    return {int(file.stem): _year(file) for file in sorted(FOLDER.glob("*.toml"))}


def _year(file: Path) -> Year:
    read = tomllib.loads(file.read_text("utf-8"))
    days = {
        date.fromisoformat(day): Holiday(
            names[0], names[1], leave=table == "leave", decree=read["decree"]
        )
        for table in ("days", "leave")
        for day, names in read[table].items()
    }
    begins, ends = read["ramadan"]
    return Year(days, (begins, ends))


def of_days(first: date, last: date) -> dict[date, Holiday]:
    """Return the holidays from one day to another, as far as their years are known."""
    known = (year.holidays for year in years().values())
    return {day: each for days in known for day, each in days.items() if first <= day <= last}


def ramadan(first: date, last: date) -> tuple[date, date] | None:
    """Return the first and the last day of a Ramadan that meets the days from one to another."""
    known = (year.ramadan for year in years().values())
    return next((days for days in known if days[0] <= last and days[1] >= first), None)


def warnings(hours: Hours, where: zones.Zone) -> list[Warned]:
    """Return what stands against a meeting at these hours, whose date is that of its zone."""
    day = hours.starts_at.astimezone(where.info).date()
    found = _of_day(day)
    year = years().get(day.year)
    if year is None:
        found.append(Warned(_("The holidays of %(year)s are not known yet", year=day.year)))
    elif year.ramadan[0] <= day <= year.ramadan[1]:
        late = _places(hours, *_BREAKING_THE_FAST)
        more = _("At the breaking of the fast in %(zones)s", zones=", ".join(late)) if late else ""
        found.append(Warned(_("Ramadan"), more))
    praying = _places(hours, *_PRAYER, weekday=_FRIDAY)
    if praying:
        found.append(Warned(_("Friday prayer in %(zones)s", zones=", ".join(praying))))
    return found


def added(hours: Hours, where: zones.Zone, *, before: Hours | None) -> list[Warned]:
    """Return what stands against a meeting at these hours that did not at those before."""
    known = warnings(before, where) if before else []
    return [each for each in warnings(hours, where) if each not in known]


def left_out(day: date) -> bool:
    """Say whether a date is left out unless somebody ticks it."""
    return any(each.grave for each in _of_day(day))


def _of_day(day: date) -> list[Warned]:
    holiday = years()[day.year].holidays.get(day) if day.year in years() else None
    if holiday is not None:
        name = holiday.own_name
        word = name if holiday.leave else _("Holiday: %(name)s", name=name)
        return [Warned(word, holiday.decree, grave=True)]
    if (day.month, day.day) == (12, 24):
        return [Warned(_("Christmas Eve"), grave=True)]
    if (day.month, day.day) == (12, 31):
        return [Warned(_("New Year's Eve"), grave=True)]
    return []


def _places(hours: Hours, begin: time, end: time, *, weekday: int | None = None) -> list[str]:
    """Return the zones in which a meeting takes some of a time of the day on which it begins."""
    found = []
    for where in zones.ZONES:
        day = hours.starts_at.astimezone(where.info).date()
        begins = zones.at_local(day, begin.hour, begin.minute, where)
        ends = zones.at_local(day, end.hour, end.minute, where)
        if weekday in (None, day.weekday()) and hours.starts_at < ends and begins < hours.ends_at:
            found.append(where.short)
    return found
