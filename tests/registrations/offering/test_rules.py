"""Until when an offered place waits for an answer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinar_hub.kit.zones import WIB, WIT, ZONES, Zone
from webinar_hub.registrations.offering.rules import after_waking_hours
from webinar_hub.registrations.reminding.rules import quiet


def at(day: int, hour: int, minute: int = 0, zone: Zone = WIB) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=zone.info)


@pytest.mark.parametrize(
    ("since", "hours", "where", "ends"),
    [
        (at(23, 9), 4, WIB, at(23, 13)),
        (at(23, 17), 4, WIB, at(23, 21)),
        (at(23, 19), 4, WIB, at(24, 8)),
        (at(23, 23), 2, WIB, at(24, 8)),
        (at(23, 3), 2, WIB, at(23, 8)),
        (at(23, 20, 59), 24, WIB, at(25, 14, 59)),
        (at(23, 18), 2, WIT, at(24, 7, zone=WIT)),
    ],
)
def test_the_time_stands_still_at_night(
    since: datetime, hours: int, where: Zone, ends: datetime
) -> None:
    assert after_waking_hours(since, hours, where) == ends


@given(st.integers(0, 3 * 1440), st.integers(1, 40), st.sampled_from(ZONES))
def test_it_is_as_counted_minute_by_minute(minutes: int, hours: int, where: Zone) -> None:
    moment = since = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=minutes)
    left = 60 * hours
    while left:
        left -= not quiet(moment, where)
        moment += timedelta(minutes=1)
    assert after_waking_hours(since, hours, where) == moment
