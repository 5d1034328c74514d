"""Read the clock times of reports: every written form met, the day or the month first."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from statistics import median


class Order(StrEnum):
    """Which comes first in 11/12/2026."""

    MONTH_FIRST = "month_first"
    DAY_FIRST = "day_first"


Meanings = Mapping[Order, datetime]
"""What one cell can mean in each order; naive unless the cell names its offset."""

_TIME = (
    r"(?:,|T)?\s*(?:pukul\s+|at\s+)?(?P<h>\d{1,2})[.:](?P<m>\d{2})(?:[.:](?P<s>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?\s*(?:(?:GMT|UTC)?(?P<offset>Z|[+-]\d{1,2}(?::?\d{2})?))?$"
)
_NUMBERS = re.compile(
    r"(?P<a>\d{1,4})(?P<mark>[/.\-])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{2,4})(?=[\s,T])" + _TIME,
    re.IGNORECASE,
)
_DAY_NAMED = re.compile(
    r"(?P<day>\d{1,2})[\s\-](?P<month>[a-z]{3,10})\.?[\s\-](?P<year>\d{4})(?=[\s,T])" + _TIME,
    re.IGNORECASE,
)
_MONTH_NAMED = re.compile(
    r"(?P<month>[a-z]{3,10})\.?\s(?P<day>\d{1,2}),?\s(?P<year>\d{4})(?=[\s,T])" + _TIME,
    re.IGNORECASE,
)
_CLOCK = re.compile(_TIME, re.IGNORECASE)
_SPREADSHEET = re.compile(r"\d{5}[.,]\d+$")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene",
            "feb peb",
            "mar",
            "apr abr",
            "may mei",
            "jun",
            "jul",
            "aug agu ago agt ags",
            "sep",
            "oct okt",
            "nov nop",
            "dec des dic",
        ),
        start=1,
    )
    for name in names.split()
}


def read_moment(text: str) -> Meanings:
    """Return what a date with a time of day can mean, empty when it is none."""
    plain = _plain(text)
    if found := _NUMBERS.match(plain):
        return _by_numbers(found)
    if found := _DAY_NAMED.match(plain) or _MONTH_NAMED.match(plain):
        month = _MONTHS.get(found["month"][:3].lower(), 0)
        return _in_any_order(_moment(found, int(found["year"]), month, int(found["day"])))
    if _SPREADSHEET.match(plain):
        # A spreadsheet's own day number, counted from the end of 1899.
        seconds = round(float(plain.replace(",", ".")) * 86400)
        return _in_any_order(datetime.fromisoformat("1899-12-30") + timedelta(seconds=seconds))
    return {}


def read_times_of_day(joined: str, left: str, around: datetime) -> tuple[Meanings, Meanings]:
    """Return what two times of day without a date can mean, each empty when it is none.

    Somebody came on the day that brings it nearest to around, the start on the file's own clock,
    which is naive, and left within half a day of that: what would be later was before.
    """
    came, went = (_at_clock(text, around) for text in (joined, left))
    day = timedelta(days=1)
    if came:
        came = min((came - day, came, came + day), key=lambda each: abs(each - around))
    if came and went:
        went = came + (went - came) % day
        went -= day if went - came > day / 2 else timedelta()
    return _in_any_order(came), _in_any_order(went)


def _in_any_order(moment: datetime | None) -> Meanings:
    return dict.fromkeys(Order, moment) if moment else {}


def _at_clock(text: str, day: datetime) -> datetime | None:
    found = _CLOCK.match(_plain(text))
    if found is None or found["offset"]:
        return None
    return _moment(found, day.year, day.month, day.day)


def _plain(text: str) -> str:
    shown = "".join(c for c in text if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", shown).split())


def _by_numbers(found: re.Match[str]) -> Meanings:
    first, second, third = int(found["a"]), int(found["b"]), int(found["c"])
    if len(found["a"]) == 4:
        return _in_any_order(_moment(found, first, second, third))
    if len(found["c"]) == 3 or len(found["a"]) == 3:
        return {}
    year = third + 2000 if len(found["c"]) == 2 else third
    both = {
        Order.MONTH_FIRST: _moment(found, year, first, second),
        Order.DAY_FIRST: _moment(found, year, second, first),
    }
    return {order: moment for order, moment in both.items() if moment}


def _moment(found: re.Match[str], year: int, month: int, day: int) -> datetime | None:
    if not 2000 <= year <= 2100:
        return None
    hour = int(found["h"])
    if half := found["half"]:
        hour = hour % 12 + (12 if half[0] in "pP" else 0) if hour <= 12 else hour
    try:
        return datetime(
            year,
            month,
            day,
            hour,
            int(found["m"]),
            int(found["s"] or 0),
            tzinfo=_offset(found["offset"]),
        )
    except ValueError:
        return None


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def choose_order(cells: Iterable[Meanings], around: datetime) -> tuple[Order, bool]:
    """Return the order that reads most of a file's cells; of two as good, the one nearer to around.

    around is the meeting's start on the file's own clock, naive. The second answer is true when
    both do equally well and differ.
    """
    readable = [meanings for meanings in cells if meanings]
    by_month = [each[Order.MONTH_FIRST] for each in readable if Order.MONTH_FIRST in each]
    by_day = [each[Order.DAY_FIRST] for each in readable if Order.DAY_FIRST in each]
    if len(by_month) != len(by_day):
        return max((len(by_month), Order.MONTH_FIRST), (len(by_day), Order.DAY_FIRST))[1], False
    off_by_month, off_by_day = _distance(by_month, around), _distance(by_day, around)
    if off_by_month != off_by_day:
        return Order.MONTH_FIRST if off_by_month < off_by_day else Order.DAY_FIRST, False
    return Order.MONTH_FIRST, by_month != by_day


def _distance(moments: list[datetime], around: datetime) -> float:
    return (
        median([abs((moment.replace(tzinfo=None) - around).total_seconds()) for moment in moments])
        if moments
        else 0.0
    )
