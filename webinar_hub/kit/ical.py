"""Write calendars so that every client agrees: feeds and invitations (RFC 5545, 5546, 7986).

Times of a feed are in UTC, the form on which no client splits; an invitation names its zone and
carries the whole definition of it. Nothing is taken from the clock: the same entries give the same
bytes.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from webinar_hub.kit.text import clean, clean_lines

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone, vCalAddress


@dataclass(frozen=True)
class CalendarEntry:
    """One date in a calendar.

    Times are aware, in UTC; sequence grows with every change that matters to a reader. colour is a
    name of CSS (RFC 7986 takes no other), conference the address through which one takes part.

    created and changed are the data's own times. The summary of a cancelled entry says so by
    itself.
    """

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    summary: str
    description: str
    url: str | None
    cancelled: bool
    created: datetime
    changed: datetime
    categories: tuple[str, ...] = ()
    location: str | None = None
    colour: str | None = None
    conference: str | None = None


_END = b"END:VCALENDAR\r\n"


def write_event(entry: CalendarEntry) -> bytes:
    """Return one date of a feed."""
    return bytes(_event(entry, UTC).to_ical())


def write_feed(
    *,
    name: str,
    description: str,
    events: Iterable[bytes],
    refresh: timedelta,
    prodid: str,
    url: str | None = None,
    source: str | None = None,
    colour: str | None = None,
) -> bytes:
    """Return a feed of dates, in their order.

    refresh: how often a client should ask again; source: the feed's own address. There is no
    METHOD: a feed is not a message.
    """
    from icalendar import vDuration, vText, vUri

    calendar = _calendar(prodid)
    for key in ("NAME", "X-WR-CALNAME"):
        calendar.add(key, vText(_line(name)))
    for key in ("DESCRIPTION", "X-WR-CALDESC"):
        calendar.add(key, vText(_lines(description)))
    calendar.add("REFRESH-INTERVAL", vDuration(refresh), parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(refresh))
    if url:
        calendar.add("URL", vUri(_address(url)))
    if source:
        calendar.add("SOURCE", vUri(_address(source)), parameters={"VALUE": "URI"})
    if colour:
        calendar.add("COLOR", vText(colour))
    return bytes(calendar.to_ical()).removesuffix(_END) + b"".join(events) + _END


def write_invitation(
    entry: CalendarEntry,
    *,
    method: Literal["REQUEST", "CANCEL"],
    organiser_name: str,
    organiser_email: str,
    attendee_name: str,
    attendee_email: str,
    zone: ZoneInfo,
    prodid: str,
) -> bytes:
    """Return the calendar part of a letter to one attendee (RFC 5546, 3.2.2 and 3.2.5).

    The attendee has a seat already, so no answer is asked for.
    """
    calendar = _calendar(prodid)
    calendar.add("METHOD", method)
    event = _event(entry, zone)
    event.add("ORGANIZER", _calendar_address(organiser_name, organiser_email))
    attendee = _calendar_address(attendee_name, attendee_email)
    attendee.params.update(
        {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"}
    )
    event.add("ATTENDEE", attendee)
    calendar.add_component(event)
    for name in calendar.get_missing_tzids():
        # Before what refers to it.
        calendar.subcomponents.insert(0, definition(name))
    return bytes(calendar.to_ical())


@cache
def definition(zone: str) -> "Timezone":
    """Return what a zone is, by its name: kept, since the library looks at each of many years."""
    from icalendar import Timezone

    return Timezone.from_tzid(zone)


def _calendar(prodid: str) -> "Calendar":
    from icalendar import Calendar, vText

    calendar = Calendar()
    calendar.add("PRODID", vText(_line(prodid)))
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _event(entry: CalendarEntry, zone: tzinfo) -> "Event":
    from icalendar import Event, vText, vUri

    event = Event()
    event.add("UID", vText(_line(entry.uid)))
    event.add("SEQUENCE", entry.sequence)
    event.add("DTSTAMP", entry.changed.astimezone(UTC))
    event.add("CREATED", entry.created.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.changed.astimezone(UTC))
    event.add("DTSTART", entry.starts.astimezone(zone))
    event.add("DTEND", entry.ends.astimezone(zone))
    event.add("SUMMARY", vText(_line(entry.summary)))
    event.add("DESCRIPTION", vText(_lines(entry.description)))
    event.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.url:
        event.add("URL", vUri(_address(entry.url)))
    if entry.location:
        event.add("LOCATION", vText(_line(entry.location)))
    if entry.categories:
        event.add("CATEGORIES", [_line(category) for category in entry.categories])
    if entry.colour:
        event.add("COLOR", vText(entry.colour))
    if entry.conference:
        how = {"VALUE": "URI", "FEATURE": "VIDEO"}
        event.add("CONFERENCE", vUri(_address(entry.conference)), parameters=how)
    return event


def _calendar_address(name: str, email: str) -> "vCalAddress":
    from icalendar import vCalAddress

    who = vCalAddress(f"mailto:{_address(email)}")
    # A double quote cannot stand in a parameter, and few clients know its escaped form (RFC 6868).
    who.params["CN"] = _line(name).replace('"', "'")
    return who


def _line(text: str) -> str:
    return clean(_visible(text.replace("\r", " ").replace("\n", " ")))


def _lines(text: str) -> str:
    return clean_lines(_visible(text))


def _visible(text: str) -> str:
    """Turn line separators and other controls, at which some clients break, into spaces."""
    return "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") and c not in "\r\n" else c
        for c in text
    )


def _address(text: str) -> str:
    """Return an address without anything that could end its line or hide in it."""
    return "".join(c for c in clean(text) if not c.isspace() and c not in '"<>\\^`{|}')
