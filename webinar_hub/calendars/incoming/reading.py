"""Read a calendar that came from somebody else: bytes in, plain dates out.

Titles, hours, places and web addresses alone are taken, without the links of rooms, and never a
description, where these stand. Run as a program it reads in a process of its own, with little time
and memory: a few lines can hold a rule that is reckoned for hours.
"""

import hashlib
import json
import re
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from webinar_hub.calendars.incoming import rules
from webinar_hub.calendars.incoming.rules import Date
from webinar_hub.config import ROOT
from webinar_hub.kit.text import clean
from webinar_hub.kit.zones import WIB, zone

if TYPE_CHECKING:
    from icalendar import Calendar

_SECONDS, _MEMORY = 4, 768 * 1024 * 1024
_WEB_ADDRESS = re.compile(r"://|[\w-]\.[a-z]{2,}/\S", re.IGNORECASE)
_ROOMS = (
    *("zoom.us", "zoom.com", "meet.google.com", "teams.microsoft.com", "teams.live.com"),
    *("webex.com", "meet.jit.si", "whereby.com", "gotomeeting.com", "bluejeans.com"),
)
"""Where rooms are: an address there is the way into one."""
_SECRET = ("PRIVATE", "CONFIDENTIAL")
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
"""What comes of a date that is written wrongly: it is left out."""


def read_apart(
    body: bytes, since: datetime, until: datetime, *, seconds: int = _SECONDS
) -> list[Date]:
    """Return what `read` does, reckoned in a process of its own; raise Unusable.

    seconds: of the processor; by the clock twice as many.
    """
    program = [sys.executable, "-m", __name__, since.isoformat(), until.isoformat(), str(seconds)]
    try:
        # The command is our own; the calendar only goes in at its standard input.
        ended = subprocess.run(  # noqa: S603
            program, input=body, capture_output=True, timeout=2 * seconds, cwd=ROOT, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise rules.TooMuchWork from error
    said = json.loads(ended.stdout)
    if "refused" in said:
        raise next(kind for kind in rules.Unusable.__subclasses__() if kind.code == said["refused"])
    return [_stored(each) for each in said["dates"]]


def _stored(fields: dict[str, Any]) -> Date:
    moments = {name: datetime.fromisoformat(fields[name]) for name in ("starts_at", "ends_at")}
    return Date(**{**fields, **moments})


def _program(since: str, until: str, seconds: str) -> None:
    """Read a calendar from the input, and write its dates, or why there are none, as JSON."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        found = read(
            sys.stdin.buffer.read(), datetime.fromisoformat(since), datetime.fromisoformat(until)
        )
        said: dict[str, Any] = {"dates": [asdict(each) for each in found]}
    except rules.Unusable as refusal:
        said = {"refused": refusal.code}
    sys.stdout.write(json.dumps(said, default=datetime.isoformat))


def read(body: bytes, since: datetime, until: datetime) -> list[Date]:
    """Return the dates of a calendar that lie between two moments, by time; raise Unusable."""
    calendar = _calendar(body)
    where = _zone(str(calendar.get("X-WR-TIMEZONE", "")))
    events: dict[str, list[Any]] = defaultdict(list)
    for event in calendar.walk("VEVENT"):
        events[_uid(event)].append(event)
    found = set()
    for uid, same in events.items():
        moved = {moment for event in same for moment in _moved(event, where)}
        for event in same:
            for each in _dates(uid, event, where, moved, since, until):
                found.add(each)
                if len(found) > rules.MOST_DATES:
                    raise rules.TooManyDates
    return sorted(found, key=lambda each: (each.starts_at, each.uid, each.title))


def _calendar(body: bytes) -> "Calendar":
    from icalendar import Calendar

    text = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:15].upper() != b"BEGIN:VCALENDAR":
        page = text[:1] == b"<" or b"<html" in text[:1000].lower()
        raise rules.WebPage if page else rules.NoCalendar
    if text.upper().count(b"BEGIN:VEVENT") > rules.MOST_EVENTS:
        raise rules.TooManyDates
    try:
        found = Calendar.from_ical(text.decode())
    except _BROKEN as error:
        raise rules.NoCalendar from error
    return found


def _zone(name: str) -> tzinfo:
    """Return the zone of a name, such as WITA or Asia/Makassar; Jakarta's for any other."""
    try:
        return zone(name).info
    except KeyError:
        pass
    try:
        return ZoneInfo(name)
    except (*_BROKEN, OSError):
        return WIB.info


def _uid(event: Any) -> str:
    """Return what names an event; made of itself where nothing does."""
    uid = clean(str(event.get("UID", "")))
    return uid[:255] if uid else hashlib.sha256(event.to_ical()).hexdigest()


def _moved(event: Any, where: tzinfo) -> Iterator[datetime]:
    """Yield the moment of a rule for which an event stands by itself."""
    if "RECURRENCE-ID" in event:
        try:
            yield _moment(event["RECURRENCE-ID"], where).astimezone(UTC)
        except _BROKEN:
            return


def _moment(value: Any, where: tzinfo) -> datetime:
    """Return a moment; of a day its beginning in WIB, of hours without a zone those where it is."""
    given = value.dt
    if not isinstance(given, datetime):
        return datetime.combine(given, time(), WIB.info)
    named = value.params.get("TZID")
    if given.tzinfo is None:
        return given.replace(tzinfo=_zone(str(named)) if named else where)
    return given


def _dates(
    uid: str,
    event: Any,
    where: tzinfo,
    moved: set[datetime],
    since: datetime,
    until: datetime,
) -> Iterator[Date]:
    """Yield the dates of an event between two moments, none of one that is secret or cancelled."""
    if _word(event, "STATUS") == "CANCELLED" or _word(event, "CLASS") in _SECRET:
        return
    try:
        begins = _moment(event["DTSTART"], where)
        lasts = _length(event, begins, where)
        whole_day = not isinstance(event["DTSTART"].dt, datetime)
        for starts in _starts(event, begins, where, since - lasts, until):
            at = starts.astimezone(UTC)
            ends = (starts + lasts).astimezone(UTC)
            if since < ends and at < until and ("RECURRENCE-ID" in event or at not in moved):
                yield Date(
                    uid,
                    at,
                    ends,
                    whole_day,
                    _title(clean(str(event.get("SUMMARY", "")))),
                    _place(clean(str(event.get("LOCATION", "")))),
                    _link(clean(str(event.get("URL", "")))),
                )
    except _BROKEN:
        return


def _word(event: Any, name: str) -> str:
    return str(event.get(name, "")).strip().upper()


def _length(event: Any, begins: datetime, where: tzinfo) -> timedelta:
    if "DTEND" in event:
        lasts = _moment(event["DTEND"], where) - begins
    elif "DURATION" in event:
        lasts = event["DURATION"].dt
    else:
        lasts = timedelta(days=0 if isinstance(event["DTSTART"].dt, datetime) else 1)
    return min(max(lasts, timedelta()), rules.BEFORE + rules.AFTER)


def _starts(
    event: Any, begins: datetime, where: tzinfo, since: datetime, until: datetime
) -> Iterator[datetime]:
    """Yield when an event begins, by its rules and its list of dates, without those left out.

    A rule is reckoned on the clock of its zone, where weekly means at the same hour.
    """
    here = begins.tzinfo

    def by_clock(moment: datetime) -> datetime:
        return moment.astimezone(here).replace(tzinfo=None)

    left_out = {by_clock(each) for each in _listed(event, "EXDATE", where)}
    listed = {by_clock(each) for each in _listed(event, "RDATE", where)}
    first, last = by_clock(since), by_clock(until)
    for moment in {by_clock(begins), *listed} - left_out:
        yield moment.replace(tzinfo=here)
    for rule in _all_of(event, "RRULE"):
        for moment in rrulestr(_written(rule, by_clock), dtstart=by_clock(begins)):
            if moment >= last:
                break
            if moment >= first and moment not in left_out:
                yield moment.replace(tzinfo=here)


def _written(rule: Any, by_clock: Callable[[datetime], datetime]) -> str:
    """Return a rule as it is reckoned by the clock of its zone; raise TooOften."""
    if {"SECONDLY", "MINUTELY"} & {str(freq).upper() for freq in rule.get("FREQ", [])}:
        raise rules.TooOften
    if "UNTIL" in rule:
        rule["UNTIL"] = [_last(rule["UNTIL"][0], by_clock)]
    return str(rule.to_ical().decode())


def _last(given: date, by_clock: Callable[[datetime], datetime]) -> datetime:
    if not isinstance(given, datetime):
        return datetime.combine(given, time(23, 59, 59))
    return by_clock(given) if given.tzinfo else given


def _listed(event: Any, name: str, where: tzinfo) -> Iterable[datetime]:
    return [_moment(each, where) for one in _all_of(event, name) for each in one.dts]


def _all_of(event: Any, name: str) -> list[Any]:
    """Return what an event holds under a name: nothing, one of it or several."""
    found = event.get(name)
    if isinstance(found, list):
        return found
    return [found] if found else []


def _title(text: str) -> str:
    """Return a title, without the addresses that stand in it."""
    if not _WEB_ADDRESS.search(text):
        return text[:200]
    words = [word for word in text.split() if not _WEB_ADDRESS.search(word)]
    return " ".join(words).rstrip(" :-–(|")[:200]


def _place(text: str) -> str:
    """Return a place; not the link of a room that stands in its place, as zoom.us/j/1 also is."""
    return "" if _WEB_ADDRESS.search(text) else text[:200]


def _link(text: str) -> str:
    """Return a web address, "" for what leads elsewhere, such as javascript: or into a room."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return text if good and len(text) <= 500 and not _is_room(parts.hostname or "") else ""


def _is_room(host: str) -> bool:
    return any(host == room or host.endswith(f".{room}") for room in _ROOMS)


if __name__ == "__main__":
    _program(*sys.argv[1:])
