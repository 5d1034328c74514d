"""Invitations as a calendar takes them in: a small reader of its own, from RFC 5545 and 5546.

It shares nothing with the library that writes them, so that both have to agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage


@dataclass(frozen=True)
class Invitation:
    """What one calendar part says; method stands in it and in the part's header."""

    method: str
    uid: str
    sequence: int
    stamp: datetime
    starts: datetime
    ends: datetime
    organiser: str
    attendees: tuple[str, ...]
    status: str
    summary: str
    description: str


class OwnCalendar:
    """A calendar that takes in what mails bring (RFC 5546, section 2.1.5).

    An older one never replaces a newer: by SEQUENCE, and where that is the same by DTSTAMP.
    """

    def __init__(self) -> None:
        self.entries: dict[str, Invitation] = {}

    def take(self, invitations: Iterable[Invitation]) -> None:
        """Put the invitations of a mail in."""
        for new in invitations:
            old = self.entries.get(new.uid)
            if old is None or (new.sequence, new.stamp) > (old.sequence, old.stamp):
                self.entries[new.uid] = new

    def dates(self) -> dict[str, datetime]:
        """Return when each entry begins that is not cancelled, by UID."""
        return {uid: each.starts for uid, each in self.entries.items() if each.method != "CANCEL"}


def invitations(message: EmailMessage) -> list[Invitation]:
    """Return what the calendar parts of a mail say."""
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    return [_read(part) for part in parts]


def _read(part: EmailMessage) -> Invitation:
    assert part.get_content_charset() == "utf-8"
    text = bytes(part.get_payload(decode=True)).decode()
    of_calendar, of_event, offsets = _properties(text)
    method = of_calendar["METHOD"][0][1]
    assert part["Content-Type"].params["method"] == method
    for name in ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "ORGANIZER", "STATUS"):
        assert len(of_event[name]) == 1, name

    def value(name: str) -> str:
        return of_event[name][0][1]

    def moment(name: str) -> datetime:
        parameters, written = of_event[name][0]
        if written.endswith("Z"):
            return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        local = datetime.strptime(written, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
        return local - offsets[parameters["TZID"]]

    return Invitation(
        method=method,
        uid=value("UID"),
        sequence=int(value("SEQUENCE")),
        stamp=moment("DTSTAMP"),
        starts=moment("DTSTART"),
        ends=moment("DTEND"),
        organiser=value("ORGANIZER").removeprefix("mailto:"),
        attendees=tuple(each.removeprefix("mailto:") for _how, each in of_event["ATTENDEE"]),
        status=value("STATUS"),
        summary=_plain(value("SUMMARY")),
        description=_plain(value("DESCRIPTION")),
    )


_Found = dict[str, list[tuple[dict[str, str], str]]]


def _properties(text: str) -> tuple[_Found, _Found, dict[str, timedelta]]:
    """Return the properties of the calendar and of its one event, and each zone's offset."""
    of_calendar: _Found = {}
    of_event: _Found = {}
    offsets: dict[str, timedelta] = {}
    inside: list[str] = []
    zone, events = "", 0
    for line in text.replace("\r\n ", "").replace("\r\n\t", "").split("\r\n"):
        if not line:
            continue
        name, parameters, value = _split(line)
        if name == "BEGIN":
            inside.append(value)
            events += value == "VEVENT"
        elif name == "END":
            assert inside.pop() == value
        elif inside == ["VCALENDAR"]:
            of_calendar.setdefault(name, []).append((parameters, value))
        elif inside == ["VCALENDAR", "VEVENT"]:
            of_event.setdefault(name, []).append((parameters, value))
        elif name == "TZID":
            zone = value
        elif name == "TZOFFSETTO":
            # The zones here have one offset; of several the last that is written counts.
            sign = -1 if value[0] == "-" else 1
            offsets[zone] = sign * timedelta(hours=int(value[1:3]), minutes=int(value[3:5]))
    assert inside == []
    assert events == 1
    return of_calendar, of_event, offsets


def _split(line: str) -> tuple[str, dict[str, str], str]:
    """Return name, parameters and value of a line; quoted texts may hold colons and semicolons."""
    parts, quoted, start = [], False, 0
    for place, letter in enumerate(line):
        quoted ^= letter == '"'
        if quoted or letter not in ":;":
            continue
        parts.append(line[start:place])
        start = place + 1
        if letter == ":":
            break
    name, *given = parts
    pairs = (each.split("=", 1) for each in given)
    return name, {key: value.strip('"') for key, value in pairs}, line[start:]


def _plain(text: str) -> str:
    written, escaped = "", False
    for letter in text:
        if not escaped and letter == "\\":
            escaped = True
            continue
        written += "\n" if escaped and letter in "nN" else letter
        escaped = False
    return written
