"""Which dates a rule has, against an expansion written by hand; and what stands against a date."""

import calendar
from contextlib import suppress
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.programmes.write_holidays import of_package
from webinar_hub.kit import clock, language, zones
from webinar_hub.kit.errors import Refused
from webinar_hub.programmes.planning.rules import hours_of_length
from webinar_hub.programmes.recurrence import holidays, pasted, rules
from webinar_hub.programmes.recurrence.pasted import UnreadableDate, Written
from webinar_hub.programmes.recurrence.rules import NoDates, SameDate

_every = st.sampled_from(sorted(rules.EVERY))
_weekday = st.integers(0, 6)
_since = st.dates(date(2023, 1, 1), date(2034, 12, 31))
_zone = st.sampled_from(zones.ZONES)


def by_hand(every: str, weekday: int, first: date, last: date) -> list[date]:
    """Return the dates of a rule from its first to a last, by looking at each day between."""
    found = []
    day = first
    while day <= last:
        if day.weekday() == weekday and _comes(every, first, day):
            found.append(day)
        day += timedelta(days=1)
    return found


def _comes(every: str, first: date, day: date) -> bool:
    number = int(every[1:])
    if every[0] == "W":
        monday = first - timedelta(days=first.weekday())
        return (day - monday).days // 7 % number == 0
    days = calendar.monthrange(day.year, day.month)[1]
    return day.day > days - 7 if number == -1 else (day.day - 1) // 7 + 1 == number


@given(_every, _weekday, _since, st.integers(0, 800))
def test_dates_are_those_of_an_expansion_by_hand(
    every: str, weekday: int, since: date, days: int
) -> None:
    rule = rules.rrule(every, weekday)
    first = rules.first_date(rule, since)
    assert (first - since).days < (7 if every[0] == "W" else 42)
    assert first == next(
        day
        for day in by_hand(
            f"{every[0]}1" if every[0] == "W" else every, weekday, since, since + timedelta(days=50)
        )
    )
    last = first + timedelta(days=days)
    assert rules.rule_dates(rule, first, last) == by_hand(every, weekday, first, last)
    assert rules.rule_dates(rules.ending(rule, last), first, date(2099, 1, 1)) == by_hand(
        every, weekday, first, last
    )


@given(_every, _weekday, _since, st.integers(0, 800))
def test_next_date_follows_the_last_one_in_step(
    every: str, weekday: int, since: date, days: int
) -> None:
    rule = rules.rrule(every, weekday)
    first = rules.first_date(rule, since)
    day = first + timedelta(days=days)
    after = by_hand(every, weekday, first, day + timedelta(days=70))
    assert rules.next_date(rules.ending(rule, day), first, day) == next(d for d in after if d > day)


@given(_every, _weekday, _weekday, _since)
def test_moved_dates_are_those_of_the_moved_rule(
    every: str, weekday: int, other: int, since: date
) -> None:
    rule = rules.rrule(every, weekday)
    first = rules.first_date(rule, since)
    days = rules.rule_dates(rule, first, first + timedelta(days=400))
    moved = [rules.on_weekday(rule, day, other) for day in days]
    assert moved == by_hand(every, other, moved[0], moved[-1])
    assert [_place(every, day) for day in moved] == [_place(every, day) for day in days]
    assert all(day.weekday() == other for day in moved)


def _place(every: str, day: date) -> tuple[int, int]:
    """Return the week or the month that a date of such a rule belongs to."""
    year, week, _day = day.isocalendar()
    return (year, week) if every[0] == "W" else (day.year, day.month)


@given(_every, _weekday)
def test_a_rule_says_what_it_was_made_of(every: str, weekday: int) -> None:
    for rule in (
        rules.rrule(every, weekday),
        rules.ending(rules.rrule(every, weekday), date(2027, 1, 1)),
    ):
        assert (rules.every_of(rule), rules.weekday_of(rule)) == (every, weekday)


@given(_since, st.times(), st.integers(1, 600), _zone)
def test_hours_stay_those_of_the_wall_in_each_zone(
    day: date, starts: time, minutes: int, where: zones.Zone
) -> None:
    starts = starts.replace(second=0, microsecond=0)
    hours = hours_of_length(day, starts, minutes, where)
    local = hours.starts_at.astimezone(where.info)
    assert (local.date(), local.time()) == (day, starts)
    assert hours.ends_at - hours.starts_at == timedelta(minutes=minutes)


def test_the_holidays_of_this_year_and_the_next_are_known() -> None:
    """The joint decree for a year comes out in autumn before it.

    `python -m tests.programmes.write_holidays` writes it down.
    """
    today = clock.now().date()
    needed = {today.year} | ({today.year + 1} if today.month >= 11 else set())
    assert needed <= set(holidays.years())


@pytest.mark.parametrize("year", sorted(holidays.years()))
def test_holidays_are_those_of_the_package(year: int) -> None:
    known = holidays.years()[year].holidays
    for table, leave in (("days", False), ("leave", True)):
        ours = {
            day: (each.name, each.name_en) for day, each in known.items() if each.leave == leave
        }
        assert ours == of_package(year, table)
    assert all(each.decree.startswith("SKB Nomor") for each in known.values())


def _words(day: date, starts: time, minutes: int, where: zones.Zone) -> list[str]:
    with language.reading("en"):
        found = holidays.warnings(hours_of_length(day, starts, minutes, where), where)
        return [f"{'!' if each.grave else ''}{each.word}|{each.more}" for each in found]


@pytest.mark.parametrize(
    ("day", "starts", "minutes", "where", "said"),
    [
        (date(2027, 1, 14), time(14), 120, zones.WIB, []),
        (
            date(2027, 1, 1),
            time(14),
            60,
            zones.WIB,
            [
                "!Holiday: New Year's Day|SKB Nomor 1205 Tahun 2026, Nomor 3 Tahun 2026, Nomor 2 Tahun 2026"
            ],
        ),
        (
            date(2026, 12, 24),
            time(8),
            60,
            zones.WIB,
            [
                "!Christmas Joint Holiday|SKB Nomor 1497 Tahun 2025, Nomor 2 Tahun 2025, Nomor 5 Tahun 2025"
            ],
        ),
        (date(2026, 12, 31), time(8), 60, zones.WIB, ["!New Year's Eve|"]),
        (
            date(2027, 2, 11),
            time(14),
            120,
            zones.WIB,
            ["Ramadan|At the breaking of the fast in WIT"],
        ),
        (date(2027, 2, 11), time(9), 120, zones.WIB, ["Ramadan|"]),
        (date(2027, 1, 15), time(10), 120, zones.WIB, ["Friday prayer in WIB, WITA, WIT|"]),
        (date(2027, 1, 15), time(13), 60, zones.WIB, []),
        (date(2027, 1, 15), time(10), 60, zones.WIB, ["Friday prayer in WITA, WIT|"]),
        (
            date(2031, 12, 24),
            time(8),
            60,
            zones.WIB,
            ["!Christmas Eve|", "The holidays of 2031 are not known yet|"],
        ),
    ],
)
def test_what_stands_against_a_date(
    day: date, starts: time, minutes: int, where: zones.Zone, said: list[str]
) -> None:
    assert _words(day, starts, minutes, where) == said
    assert holidays.left_out(day) == any(each.startswith("!") for each in said)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5 Maret 2027", [Written(date(2027, 3, 5), None, wrong_weekday=False)]),
        ("Jumat, 12 Maret 2027 14.00", [Written(date(2027, 3, 12), time(14), wrong_weekday=False)]),
        ("Kamis, 12 Maret 2027 14.00", [Written(date(2027, 3, 12), time(14), wrong_weekday=True)]),
        ("2027-03-19", [Written(date(2027, 3, 19), None, wrong_weekday=False)]),
        (
            "- Friday 19 March 2027, 9:30 WIT",
            [Written(date(2027, 3, 19), time(9, 30), wrong_weekday=False)],
        ),
        ("3) 05/03/2027 pukul 09.00", [Written(date(2027, 3, 5), time(9), wrong_weekday=False)]),
        (
            "1. 5-3-2027\n\n2. 1 Des 2026",
            [
                Written(date(2026, 12, 1), None, wrong_weekday=False),
                Written(date(2027, 3, 5), None, wrong_weekday=False),
            ],
        ),
        ("", NoDates),
        ("5 Maret 2027\n2027-03-05", SameDate),
        ("minggu depan", UnreadableDate),
        ("31 Februari 2027", UnreadableDate),
        ("5 Foo 2027", UnreadableDate),
        ("Foo, 5 Maret 2027", UnreadableDate),
        ("5 Maret 2027 25.00", UnreadableDate),
        ("5 Maret 1827", UnreadableDate),
    ],
)
def test_dates_are_read_as_people_write_them(
    text: str, read: list[Written] | type[Refused]
) -> None:
    if isinstance(read, list):
        assert pasted.read(text) == read
    else:
        with pytest.raises(read):
            pasted.read(text)


@given(st.text(max_size=40))
def test_whatever_is_pasted_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        assert pasted.read(text)
