"""Decide what terms of reference may say. Plain values in, an answer or a refusal out."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from webinar_hub.kit import zones
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.zones import Zone

TEXTS = ("background", "aims", "questions", "method", "output")
LISTED = ("aims", "questions", "output")
"""The texts that are lists, one a line."""

MOST_PAGES = 2
MOST_POINTS = 40
_BEFORE = 60
"""How many minutes before the session its first point may begin: people come in, the room is
tried."""

_DAY = 24 * 60
_HOUR = r"(\d{1,2})[.:](\d{2})"
_POINT = re.compile(rf"{_HOUR}(?:\s*(?:[-–—]|s\.?d\.?)\s*{_HOUR})?\s*(WIB|WITA|WIT)?\b[\s:–-]*(.*)")

Point = tuple[int, int | None, str]
"""Minutes after the session begins, those when the point ends or None, and what it is."""


class UnreadablePoint(Refused):
    """A line of the agenda does not begin with an hour, or says nothing after it."""

    def __init__(self, line: str) -> None:
        super().__init__(
            _(
                "Begin each line with its hour, such as 14:00 Opening. %(this)s does not.",
                this=_quoted(line),
            )
        )


class OutsideSession(Refused):
    """A point of the agenda lies outside the hours of its session."""

    def __init__(self, line: str, hours: str) -> None:
        super().__init__(
            _(
                "The session is from %(hours)s. %(this)s lies outside.",
                hours=hours,
                this=_quoted(line),
            )
        )


class TooManyPoints(Refused):
    """The agenda has more points than anybody reads."""

    sentence = _("Write at most %(most)s points.", most=MOST_POINTS)


class TooLong(Refused):
    """The terms of reference take more than two pages."""

    def __init__(self, lines: int) -> None:
        super().__init__(
            _(
                "A TOR has at most two pages. Lines to take out of this one: about %(lines)s; the background is a good place to begin.",
                lines=lines,
            )
        )


def _quoted(line: str) -> str:
    return f"“{line[:40]}”"


def agenda(typed: str, starts: datetime, ends: datetime, home: Zone) -> list[Point]:
    """Return the points that were typed, one a line, by the hour at which they begin.

    An hour is one of the session's own zone, unless another stands beside it. Raises
    UnreadablePoint, OutsideSession and TooManyPoints.
    """
    lines = [line.strip() for line in typed.split("\n") if line.strip()]
    if len(lines) > MOST_POINTS:
        raise TooManyPoints
    points = [_point(line, starts, ends, home) for line in lines]
    return sorted(points, key=lambda point: point[0])


def _point(line: str, starts: datetime, ends: datetime, home: Zone) -> Point:
    found = _POINT.fullmatch(line)
    if found is None or not found[6]:
        raise UnreadablePoint(line)
    local = starts.astimezone((zones.zone(found[5]) if found[5] else home).info)
    whole = int((ends - starts).total_seconds() // 60)
    begins = _minutes_after(found[1], found[2], local, line)
    until = _minutes_after(found[3], found[4], local, line) if found[3] else None
    if not -_BEFORE <= begins < whole or not (until is None or begins <= until <= whole):
        raise OutsideSession(line, _hours(starts, ends, home))
    return begins, until, found[6]


def _minutes_after(hour: str, minute: str, starts: datetime, line: str) -> int:
    """Return how many minutes after the start a time of day is; shortly before, less than 0."""
    if int(hour) > 24 or int(minute) > 59:
        raise UnreadablePoint(line)
    after = (int(hour) * 60 + int(minute) - starts.hour * 60 - starts.minute) % _DAY
    return after - _DAY if after >= _DAY - _BEFORE else after


def _hours(starts: datetime, ends: datetime, home: Zone) -> str:
    begin, end = (zones.clock_time(each.astimezone(home.info)) for each in (starts, ends))
    return f"{begin}–{end} {home.short}"


def typed(points: Iterable[Point], starts: datetime, home: Zone) -> str:
    """Return points as they are typed, in the session's zone."""
    return "\n".join(
        f"{hours(begins, until, starts, home)} {what}" for begins, until, what in points
    )


def hours(begins: int, until: int | None, starts: datetime, home: Zone) -> str:
    """Return when a point begins, and when it ends where that was said: 14.00 or 14.00–14.30."""
    local = starts.astimezone(home.info)
    return "–".join(
        zones.clock_time(local + timedelta(minutes=each))
        for each in (begins, until)
        if each is not None
    )


def items(text: str) -> list[str]:
    """Return what stands one a line, without the signs or numbers that people put before."""
    lines = (
        re.sub(r"^\s*(?:[-–•*]|\d{1,2}[.)])\s+", "", line).strip() for line in text.split("\n")
    )
    return [line for line in lines if line]


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each with its lines."""
    return [each for each in re.split(r"\n\s*\n", text.strip()) if each.strip()]
