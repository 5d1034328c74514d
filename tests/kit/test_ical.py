"""Calendars, read back by a strict parser and by the library, with hostile texts everywhere."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from webinar_hub.kit.ical import CalendarEntry, write_event, write_feed, write_invitation

ENTRY = CalendarEntry(
    uid="k7@hub.example.org",
    sequence=3,
    starts=datetime(2026, 11, 26, 7, tzinfo=UTC),
    ends=datetime(2026, 11, 26, 9, tzinfo=UTC),
    summary="Semidaring: air, sanitasi; dan “kelanjutan pelayanan” – pengalaman tiga puluh delapan provinsi",
    description="Kamis, 26 November 2026 pukul 14.00–16.00 WIB (15.00 WITA / 16.00 WIT)\n\nNarasumber: Ni Made, S.Sos.",
    url="https://hub.example.org/sesi/k7",
    cancelled=False,
    created=datetime(2026, 10, 1, 1, tzinfo=UTC),
    changed=datetime(2026, 11, 2, 3, 4, 5, tzinfo=UTC),
    categories=("Kesehatan", "Logistik, air"),
    location="Zoom",
)
FEED: dict[str, Any] = {
    "name": "Semidaring S=JAJAR",
    "description": "Semua sesi",
    "refresh": timedelta(hours=3),
    "prodid": "-//S-JAJAR//Webinar Hub//ID",
    "url": "https://hub.example.org/kalender.ics",
}
MAIL: dict[str, Any] = {
    "organiser_name": "S=JAJAR",
    "organiser_email": "sekretariat@example.org",
    "attendee_name": "Siti Aminah, S.Sos.",
    "attendee_email": "siti@example.org",
    "zone": ZoneInfo("Asia/Makassar"),
    "prodid": "-//S-JAJAR//Webinar Hub//ID",
}
HOSTILE = ["\r", "\n", "\r\n", '"', "\u2028", "\x85", "\x00", "\t", "\\"]


def strict(feed: bytes) -> list[tuple[str, str, str]]:
    """Return (component, name with parameters, value) for each property.

    Fail on what RFC 5545 section 3.1 forbids.
    """
    assert not feed.startswith(b"\xef\xbb\xbf")
    assert feed.endswith(b"\r\n")
    raw = feed[:-2].split(b"\r\n")
    for line in raw:
        assert line
        assert len(line) <= 75
        assert b"\r" not in line
        assert b"\n" not in line
        line.decode()
    unfolded: list[str] = []
    for line in raw:
        if line.startswith(b" "):
            unfolded[-1] += line[1:].decode()
        else:
            unfolded.append(line.decode())
    stack: list[str] = []
    properties: list[tuple[str, str, str]] = []
    for text in unfolded:
        assert not any(ord(c) < 32 or c in "\x7f\x85\u2028\u2029" for c in text)
        head, value = split(text)
        if head == "BEGIN":
            stack.append(value)
        elif head == "END":
            assert stack.pop() == value
        else:
            properties.append(("/".join(stack), head, value))
    assert stack == []
    return properties


def split(line: str) -> tuple[str, str]:
    """Return what stands before and after the first colon outside quotes."""
    quoted = False
    for place, letter in enumerate(line):
        quoted ^= letter == '"'
        if letter == ":" and not quoted:
            return line[:place], line[place + 1 :]
    raise AssertionError(line)


def shape(feed: bytes) -> list[tuple[str, str]]:
    """Return what properties there are, whatever they say."""
    return [(component, head.split(";")[0]) for component, head, _ in strict(feed)]


def only_event(feed: bytes) -> Any:
    """Return the one event as the library reads it."""
    (event,) = Calendar.from_ical(feed).walk("VEVENT")
    return event


def feed(*entries: CalendarEntry, **changed: Any) -> bytes:
    """Return a feed of entries."""
    return write_feed(events=[write_event(entry) for entry in entries], **(FEED | changed))


def test_a_feed_says_all_in_utc() -> None:
    assert {(component, head): value for component, head, value in strict(feed(ENTRY))} == {
        ("VCALENDAR", "VERSION"): "2.0",
        ("VCALENDAR", "PRODID"): "-//S-JAJAR//Webinar Hub//ID",
        ("VCALENDAR", "CALSCALE"): "GREGORIAN",
        ("VCALENDAR", "NAME"): "Semidaring S=JAJAR",
        ("VCALENDAR", "X-WR-CALNAME"): "Semidaring S=JAJAR",
        ("VCALENDAR", "DESCRIPTION"): "Semua sesi",
        ("VCALENDAR", "X-WR-CALDESC"): "Semua sesi",
        ("VCALENDAR", "REFRESH-INTERVAL;VALUE=DURATION"): "PT3H",
        ("VCALENDAR", "X-PUBLISHED-TTL"): "PT3H",
        ("VCALENDAR", "URL"): "https://hub.example.org/kalender.ics",
        ("VCALENDAR/VEVENT", "UID"): "k7@hub.example.org",
        ("VCALENDAR/VEVENT", "SEQUENCE"): "3",
        ("VCALENDAR/VEVENT", "DTSTAMP"): "20261102T030405Z",
        ("VCALENDAR/VEVENT", "LAST-MODIFIED"): "20261102T030405Z",
        ("VCALENDAR/VEVENT", "CREATED"): "20261001T010000Z",
        ("VCALENDAR/VEVENT", "DTSTART"): "20261126T070000Z",
        ("VCALENDAR/VEVENT", "DTEND"): "20261126T090000Z",
        (
            "VCALENDAR/VEVENT",
            "SUMMARY",
        ): "Semidaring: air\\, sanitasi\\; dan “kelanjutan pelayanan” – pengalaman tiga puluh delapan provinsi",
        ("VCALENDAR/VEVENT", "DESCRIPTION"): (
            "Kamis\\, 26 November 2026 pukul 14.00–16.00 WIB (15.00 WITA / 16.00 WIT)\\n\\nNarasumber: Ni Made\\, S.Sos."
        ),
        ("VCALENDAR/VEVENT", "STATUS"): "CONFIRMED",
        ("VCALENDAR/VEVENT", "URL"): "https://hub.example.org/sesi/k7",
        ("VCALENDAR/VEVENT", "LOCATION"): "Zoom",
        ("VCALENDAR/VEVENT", "CATEGORIES"): "Kesehatan,Logistik\\, air",
    }


def test_the_library_reads_the_same_texts_back() -> None:
    event = only_event(feed(ENTRY))
    assert str(event["SUMMARY"]) == ENTRY.summary
    assert str(event["DESCRIPTION"]) == ENTRY.description
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (ENTRY.starts, ENTRY.ends)
    assert [str(category) for category in event["CATEGORIES"].cats] == list(ENTRY.categories)


def test_an_empty_feed_is_a_calendar() -> None:
    assert [component for component, _ in shape(feed())] == ["VCALENDAR"] * 10


def test_cancelled_stays_and_says_so() -> None:
    gone = replace(ENTRY, cancelled=True, sequence=4, summary=f"DIBATALKAN: {ENTRY.summary}")
    event = only_event(feed(gone))
    assert (event["STATUS"], event["SEQUENCE"], str(event["UID"]), str(event["SUMMARY"])[:11]) == (
        "CANCELLED",
        4,
        ENTRY.uid,
        "DIBATALKAN:",
    )


def test_lines_are_never_folded_inside_a_letter() -> None:
    for shift in range(80):
        written = feed(replace(ENTRY, summary="x" * shift + "–é😀" * 40))
        assert ("VCALENDAR/VEVENT", "SUMMARY", "x" * shift + "–é😀" * 40) in strict(written)


@pytest.mark.parametrize("letter", HOSTILE)
@pytest.mark.parametrize(
    "field", ["uid", "summary", "description", "url", "location", "categories"]
)
def test_a_hostile_text_in_an_entry_stays_one_property(field: str, letter: str) -> None:
    attack: Any = f"https://a.example/b{letter}ATTENDEE:mailto:x@example.org{letter}"
    change: dict[str, Any] = {field: (attack,) if field == "categories" else attack}
    entry = replace(ENTRY, **change)
    written = feed(entry)
    assert shape(written) == shape(feed(ENTRY))
    only_event(written)


@pytest.mark.parametrize("letter", HOSTILE)
@pytest.mark.parametrize("field", ["name", "description", "prodid", "url"])
def test_a_hostile_text_of_a_feed_stays_one_property(field: str, letter: str) -> None:
    changed = feed(ENTRY, **{field: f"a{letter}BEGIN:VEVENT{letter}"})
    assert shape(changed) == shape(feed(ENTRY))


@pytest.mark.parametrize("letter", HOSTILE)
@pytest.mark.parametrize(
    "field", ["organiser_name", "organiser_email", "attendee_name", "attendee_email"]
)
def test_a_hostile_text_of_an_invitation_stays_one_property(field: str, letter: str) -> None:
    mail = write_invitation(
        ENTRY, method="REQUEST", **(MAIL | {field: f"a;X=1:{letter}SUMMARY:b{letter},c"})
    )
    assert shape(mail) == shape(write_invitation(ENTRY, method="REQUEST", **MAIL))


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_names_both_sides_and_its_whole_zone(method: Any) -> None:
    entry = replace(ENTRY, cancelled=method == "CANCEL")
    mail = write_invitation(entry, method=method, **MAIL)
    assert mail == write_invitation(entry, method=method, **MAIL)
    said = {
        head: value
        for component, head, value in strict(mail)
        if component != "VCALENDAR/VTIMEZONE/STANDARD"
    }
    assert said["METHOD"] == method
    assert said["TZID"] == "Asia/Makassar"
    assert said["DTSTART;TZID=Asia/Makassar"] == "20261126T150000"
    assert said["DTEND;TZID=Asia/Makassar"] == "20261126T170000"
    assert said["STATUS"] == ("CANCELLED" if method == "CANCEL" else "CONFIRMED")
    assert said["ORGANIZER;CN=S=JAJAR"] == "mailto:sekretariat@example.org"
    attendee = 'ATTENDEE;CN="Siti Aminah, S.Sos.";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE'
    assert said[attendee] == "mailto:siti@example.org"
    zone = {
        head: value
        for component, head, value in strict(mail)
        if component == "VCALENDAR/VTIMEZONE/STANDARD"
    }
    assert (zone["TZOFFSETFROM"], zone["TZOFFSETTO"], zone["TZNAME"]) == ("+0800", "+0800", "WITA")
