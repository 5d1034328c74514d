"""When people are reminded: so many hours before, and never in their night."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_hub.kit.zones import WIB, WIT, WITA, ZONES, Zone
from webinar_hub.registrations.reminding import rules

THURSDAY = datetime(2026, 11, 26, 14, tzinfo=WIB.info)


def at(day: int, hour: int, minute: int = 0, where: Zone = WIB) -> datetime:
    """Return an hour of a day of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=where.info)


@pytest.mark.parametrize(
    ("starts", "hours", "reader", "due"),
    [
        (THURSDAY, 24, WIB, at(25, 14)),
        (THURSDAY, 1, WIB, at(26, 13)),
        (at(26, 7), 1, WIB, at(26, 6)),
        (at(26, 6, 59), 1, WIB, at(25, 20, 30)),
        (at(26, 22), 1, WIB, at(26, 20, 30)),
        (at(26, 21, 59), 1, WIB, at(26, 20, 59)),
        (at(26, 23), 24, WIB, at(25, 20, 30)),
        (at(26, 8, where=WIT), 1, WIT, at(26, 7, where=WIT)),
        (at(26, 8, where=WIT), 1, WIB, at(25, 20, 30)),
        (at(26, 20), 1, WIT, at(26, 20, 30, WIT)),
        (at(26, 20), 1, WITA, at(26, 20, where=WITA)),
        (at(26, 0, 30, WIT), 1, WIT, at(25, 20, 30, WIT)),
    ],
)
def test_when_a_reminder_goes(starts: datetime, hours: int, reader: Zone, due: datetime) -> None:
    assert rules.due(starts, hours, reader) == due


@given(
    starts=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(WIB.info)),
    hours=st.integers(1, rules.HOURS_AT_MOST),
    reader=st.sampled_from(ZONES),
)
def test_no_reminder_goes_at_night_or_later_than_asked(
    starts: datetime, hours: int, reader: Zone
) -> None:
    due = rules.due(starts, hours, reader)
    assert not rules.quiet(due, reader)
    asked = starts - timedelta(hours=hours)
    assert asked - timedelta(hours=10) < due <= asked < starts
    assert starts - due < rules.LOOK_AHEAD


@pytest.mark.parametrize(
    ("now", "due"),
    [(at(25, 13, 59), None), (at(25, 14), at(25, 14)), (at(26, 13, 30), at(26, 13))],
)
def test_the_latest_reminder_counts(now: datetime, due: datetime | None) -> None:
    assert rules.last_due(THURSDAY, [24, 1], WIB, now) == due
    assert rules.last_due(THURSDAY, [], WIB, now) is None
