"""Read dates as people write them: `5 Maret 2027`, `Kamis, 12 Maret 2027 14.00`, `2027-03-19`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.programmes.recurrence.rules import NoDates, SameDate

_MONTHS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            ("jan",),
            ("feb", "peb"),
            ("mar",),
            ("apr",),
            ("mei", "may"),
            ("jun",),
            ("jul",),
            ("agu", "aug", "agt", "ags"),
            ("sep",),
            ("okt", "oct"),
            ("nov", "nop"),
            ("des", "dec"),
        ),
        start=1,
    )
    for name in names
}
_DAYS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            ("senin", "monday"),
            ("selasa", "tuesday"),
            ("rabu", "wednesday"),
            ("kamis", "thursday"),
            ("jumat", "jum'at", "jum’at", "friday"),
            ("sabtu", "saturday"),
            ("minggu", "ahad", "sunday"),
        )
    )
    for name in names
}
_LINE = re.compile(
    r"(?:[-•*]\s*|\d{1,2}[).]\s+)?"
    r"(?:(?P<weekday>[a-z'’]+)\s*,?\s+)?"
    r"(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})\s*(?:[-/.]\s*(?P<m2>\d{1,2})\s*[-/.]|\s(?P<month>[a-z]{3,9})\.?\s)\s*(?P<y2>\d{4}))"
    r"(?:\s*,?\s*(?:pukul|jam|pk\.?|at)?\s*(?P<hour>\d{1,2})[.:](?P<minute>\d{2})"
    r"(?:\s*(?:wib|wita|wit))?)?"
)


class UnreadableDate(Refused):
    """A line that is no date."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.sentence = _(
            "This line is no date: “%(line)s”. Write it like 5 March 2027 or 2027-03-05.",
            line=line[:60],
        )


@dataclass(frozen=True)
class Written:
    """A date as it was written: the hour where one stands there, a weekday that is not its own."""

    day: date
    starts: time | None
    wrong_weekday: bool


def read(text: str) -> list[Written]:
    """Return the dates of a text, one a line, in order.

    Raises NoDates, SameDate and UnreadableDate.
    """
    found = [_read(line) for line in text.splitlines() if line.strip()]
    if not found:
        raise NoDates
    if len({each.day for each in found}) < len(found):
        raise SameDate
    return sorted(found, key=lambda each: each.day)


def _read(line: str) -> Written:
    match = _LINE.fullmatch(" ".join(line.lower().split()))
    if match is None:
        raise UnreadableDate(line)
    part = match.groupdict()
    weekday = _DAYS.get(part["weekday"] or "")
    month = _MONTHS.get((part["month"] or "")[:3], 0)
    try:
        day = date(
            int(part["y"] or part["y2"]),
            int(part["m"] or part["m2"] or month),
            int(part["d"] or part["d2"]),
        )
        starts = time(int(part["hour"]), int(part["minute"])) if part["hour"] else None
    except ValueError:
        raise UnreadableDate(line) from None
    if (part["weekday"] and weekday is None) or not 2000 <= day.year < 2100:
        raise UnreadableDate(line)
    return Written(day, starts, weekday not in (None, day.weekday()))
