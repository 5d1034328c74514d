"""What is read of a calendar: plain texts and hours, in bounded time, whatever stands in it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.calendars.incoming.server import calendar
from webinar_hub.calendars.incoming import rules
from webinar_hub.calendars.incoming.reading import read, read_apart
from webinar_hub.calendars.incoming.rules import Date

_NOW = datetime(2026, 11, 28, tzinfo=UTC)
_SPAN = _NOW - rules.BEFORE, _NOW + rules.AFTER
_TUESDAY = "UID:a\nDTSTART:20261201T070000Z\nDTEND:20261201T080000Z\n"


def _read(*events: str, head: str = "") -> list[Date]:
    return read(calendar(*events, head=head), *_SPAN)


def _hours(*events: str, head: str = "") -> list[tuple[str, int]]:
    """Return when dates begin, in UTC, and how many minutes they last."""
    return [
        (f"{each.starts_at:%d.%m. %H.%M}", (each.ends_at - each.starts_at) // timedelta(minutes=1))
        for each in _read(*events, head=head)
    ]


@pytest.mark.parametrize(
    ("event", "head", "begins"),
    [
        ("DTSTART:20261201T070000Z", "", "01.12. 07.00"),
        ("DTSTART;TZID=Asia/Makassar:20261201T140000", "", "01.12. 06.00"),
        ("DTSTART;TZID=WIT:20261201T140000", "", "01.12. 05.00"),
        ("DTSTART;TZID=Nowhere:20261201T140000", "", "01.12. 07.00"),
        ("DTSTART:20261201T140000", "", "01.12. 07.00"),
        ("DTSTART:20261201T140000", "X-WR-TIMEZONE:Asia/Jayapura\n", "01.12. 05.00"),
        ("DTSTART:20261201T140000", "X-WR-TIMEZONE:../../etc/passwd\n", "01.12. 07.00"),
        ("DTSTART;VALUE=DATE:20261201", "X-WR-TIMEZONE:Asia/Jayapura\n", "30.11. 17.00"),
    ],
)
def test_hours_are_those_of_the_zone(event: str, head: str, begins: str) -> None:
    assert [each for each, _minutes in _hours(f"UID:a\n{event}", head=head)] == [begins]


def test_a_rule_goes_on_at_the_same_hour_of_its_zone() -> None:
    """New York changes its clocks on 14 March 2027."""
    rule = "UID:a\nDTSTART;TZID=America/New_York:20270307T090000\nDURATION:PT30M\nRRULE:FREQ=WEEKLY;COUNT=3"
    assert _hours(rule) == [("07.03. 14.00", 30), ("14.03. 13.00", 30), ("21.03. 13.00", 30)]


def test_what_was_moved_left_out_or_added_counts() -> None:
    weekly = (
        f"{_TUESDAY}RRULE:FREQ=WEEKLY;UNTIL=20261222T070000Z\n"
        "EXDATE:20261208T070000Z\nRDATE:20261210T070000Z"
    )
    moved = "UID:a\nRECURRENCE-ID:20261215T070000Z\nDTSTART:20261216T070000Z\nDURATION:PT2H"
    cancelled = "UID:a\nRECURRENCE-ID:20261222T070000Z\nDTSTART:20261222T070000Z\nSTATUS:CANCELLED"
    assert _hours(weekly, moved, cancelled) == [
        ("01.12. 07.00", 60),
        ("10.12. 07.00", 60),
        ("16.12. 07.00", 120),
    ]


def test_whole_days_last_until_midnight_in_wib() -> None:
    days = "UID:a\nDTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261203"
    daily = "UID:b\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;UNTIL=20261202"
    assert _hours(days) == [("30.11. 17.00", 48 * 60)]
    assert _hours(daily) == [("30.11. 17.00", 24 * 60), ("01.12. 17.00", 24 * 60)]
    assert all(each.whole_day for each in _read(days, daily))


def test_only_dates_within_400_days_are_taken() -> None:
    yearly = "UID:a\nDTSTART:20001120T070000Z\nDTEND:20001120T080000Z\nRRULE:FREQ=YEARLY"
    assert _hours(yearly) == [("20.11. 07.00", 60)] * 2
    assert _hours("UID:a\nDTSTART:20250101T070000Z", "UID:b\nDTSTART:20290101T070000Z") == []


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        (
            r"SUMMARY:<b>Rapat</b>\, <script>alert(1)</script>",
            "<b>Rapat</b>, <script>alert(1)</script>",
        ),
        (r"SUMMARY:Rapat\nbesar" + "\u202e\u200b", "Rapat besar"),
        (f"SUMMARY:{'a' * 5000}", "a" * 200),
        ("SUMMARY:Rapat: https://zoom.us/j/1?pwd=x", "Rapat"),
        ("SUMMARY:Rapat (us02web.zoom.us/j/1?pwd=x) besar", "Rapat besar"),
        ("SUMMARY:HTTPS://ZOOM.US/J/1", ""),
        ("SUMMARY:Rapat 3/4 (bersama): PRB", "Rapat 3/4 (bersama): PRB"),
        ("LOCATION:Aula Kota Kupang", "Aula Kota Kupang"),
        ("LOCATION:Gd. Serbaguna/Aula No.5/7", "Gd. Serbaguna/Aula No.5/7"),
        ("LOCATION:https://zoom.us/j/1?pwd=x", ""),
        ("LOCATION:Zoom: us02web.zoom.us/j/1?pwd=x", ""),
        ("DESCRIPTION:Zoom https://zoom.us/j/1?pwd=x", ""),
        ("URL:https://forum.example/rapat", "https://forum.example/rapat"),
        ("URL:https://us02web.zoom.us/j/1?pwd=x", ""),
        ("URL:https://Meet.Google.com/abc-defg-hij", ""),
        ("URL:https://kabarzoom.us/rapat", "https://kabarzoom.us/rapat"),
        ("URL:javascript:alert(1)", ""),
        ("URL:data:text/html;base64,PHNjcmlwdD4=", ""),
        ("URL:https://user:secret@forum.example/", ""),
        ("ATTENDEE;CN=Maria:mailto:maria@example.org", ""),
    ],
)
def test_texts_are_plain_and_links_lead_to_the_web(line: str, taken: str) -> None:
    [found] = _read(_TUESDAY + line)
    assert found.title + found.place + found.link == taken


def test_what_its_owner_calls_private_stays_theirs() -> None:
    secret = [f"{_TUESDAY}CLASS:{word}" for word in ("PRIVATE", "confidential")]
    assert _read(*secret, f"{_TUESDAY}STATUS:CANCELLED") == []


def test_an_event_without_uid_has_the_same_name_each_time() -> None:
    event = "DTSTART:20261201T070000Z\nSUMMARY:Rapat"
    assert _read(event) == _read(event)
    assert _read(event)[0].uid


def test_a_broken_event_is_left_out() -> None:
    broken = ("DTSTART:soon", "DTSTART:20261201T070000Z\nRRULE:FREQ=OFTEN", "SUMMARY:Rapat")
    assert len(_read(*(f"UID:{each}" for each in broken), _TUESDAY)) == 1


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (b"", rules.NoCalendar),
        (b"\xff\xfe\x00\x01", rules.NoCalendar),
        (calendar(_TUESDAY)[:-20] + b"\xc3\x28\r\nEND:VEVENT\r\nEND:VCALENDAR", rules.NoCalendar),
        (calendar(_TUESDAY)[:-30], rules.NoCalendar),
        (b"BEGIN:VCALENDAR\r\n" * 50, rules.NoCalendar),
        (b"<!doctype html><html><title>Sign in</title>", rules.WebPage),
        (b"\n <HTML><body>Masuk", rules.WebPage),
        (calendar(f"{_TUESDAY}RRULE:FREQ=SECONDLY"), rules.TooOften),
        (calendar(f"{_TUESDAY}RRULE:FREQ=minutely;COUNT=2"), rules.TooOften),
        (calendar(f"{_TUESDAY}RRULE:FREQ=HOURLY"), rules.TooManyDates),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * 100_000, rules.TooManyDates),
    ],
    ids=lambda each: each.__name__ if isinstance(each, type) else "",
)
def test_what_is_no_calendar_of_a_fair_size_is_refused(
    body: bytes, refusal: type[rules.Unusable]
) -> None:
    with pytest.raises(rules.Unusable) as refused:
        read(body, *_SPAN)
    assert refused.type is refusal


def test_a_rule_that_never_comes_to_an_end_is_stopped() -> None:
    endless = calendar(f"{_TUESDAY}RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30")
    with pytest.raises(rules.TooMuchWork):
        read_apart(endless, *_SPAN, seconds=1)


def test_reading_apart_says_the_same() -> None:
    good = calendar(f"{_TUESDAY}SUMMARY:Rapat – bersama\nRRULE:FREQ=WEEKLY;COUNT=3")
    assert read_apart(good, *_SPAN) == read(good, *_SPAN)
    with pytest.raises(rules.WebPage):
        read_apart(b"<html>", *_SPAN)
