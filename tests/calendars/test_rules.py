"""How a month is laid out."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_hub.calendars.rules import Entry, EntryKind, Month, by_day, next_day, window
from webinar_hub.kit.zones import WIB, WIT, ZONES, at_local

_MONTHS = st.builds(Month, st.integers(2000, 2099), st.integers(1, 12))


@given(_MONTHS)
def test_a_month_has_whole_weeks_with_each_of_its_days(month: Month) -> None:
    days = [day for week in month.weeks for day in week]
    assert {len(week) for week in month.weeks} == {7}
    assert {week[0].weekday() for week in month.weeks} == {0}
    assert days == [days[0] + timedelta(days=number) for number in range(len(days))]
    assert days[0] <= month.first
    assert [Month.of(day) for day in days if Month.of(day) == month] == [month] * (
        month.after.first - month.first
    ).days


@given(_MONTHS)
def test_months_follow_one_another_and_are_read_as_they_are_written(month: Month) -> None:
    assert month.before < month < month.after
    assert month.after.before == month == Month.read(str(month))


@pytest.mark.parametrize("text", ["", "2026-13", "2026-1", "1999-12", "2026-12-01", "١٢٣٤-١٢"])
def test_what_is_no_month_is_none(text: str) -> None:
    assert Month.read(text) is None


def _entry(starts: datetime, title: str = "Posko") -> Entry:
    home = WIT if starts.utcoffset() == timedelta(hours=9) else WIB
    return Entry(starts, starts + timedelta(hours=2), home, title, EntryKind.WEBINAR)


def test_an_entry_stands_on_the_day_of_its_own_zone_in_the_order_of_its_hours() -> None:
    late, early = (at_local(date(2026, 12, 3), hour, 0, WIB) for hour in (14, 9))
    eastern = at_local(date(2026, 12, 4), 0, 30, WIT)
    assert eastern.astimezone(WIB.info).date() == date(2026, 12, 3)
    found = by_day([_entry(eastern), _entry(late), _entry(early)])
    assert {day: [each.starts for each in those] for day, those in found.items()} == {
        date(2026, 12, 3): [early, late],
        date(2026, 12, 4): [eastern],
    }


def test_a_window_holds_its_days_in_each_zone() -> None:
    first, last = date(2026, 11, 30), date(2027, 1, 3)
    begins, ends = window(Month(2026, 12))
    for zone in ZONES:
        assert begins <= at_local(first, 0, 0, zone)
        assert at_local(last, 23, 59, zone) < ends


def test_the_next_day_is_told_where_others_are_over() -> None:
    third, tenth, today = date(2026, 12, 3), date(2026, 12, 10), date(2026, 12, 5)
    assert next_day([tenth, third, tenth], today) == tenth
    assert next_day([third, tenth], third) is None
    assert next_day([third], today) is None
    assert next_day([third, tenth], None) is None
    assert next_day([], today) is None
