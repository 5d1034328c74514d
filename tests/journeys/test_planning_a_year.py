"""A secretary plans twelve months, then moves one Thursday and all that follow, on a telephone."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest
from playwright.sync_api import Locator

from tests.journeys.conftest import Window
from tests.journeys.here import Here, hub_here
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words

_PLANNED = "The dates are planned. Give each a title and say who appears."
_MONDAY = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
"""In a year in which Christmas Eve and New Year's Eve are Thursdays."""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Here]:
    """Yield a hub of a secretariat that has planned nothing, on a Monday."""
    with hub_here(tmp_path, _MONDAY) as here:
        here.cast.secretariat()
        yield here


class Secretary(Visitor):
    """Somebody whose taps are counted: one for each link, button, choice and field."""

    taps = 0

    def _goes(self, control: Locator) -> Self:
        self.taps += 1
        return super()._goes(control)

    def fills(self, label: str, text: str) -> None:
        """Write into a field."""
        self.taps += 1
        self.field(label).fill(text)

    def chooses(self, label: str, option: str) -> None:
        """Choose what a list or a group of choices offers."""
        self.taps += 1
        self.field(label).select_option(label=self.say(option))


def test_a_year_is_planned_and_half_of_it_moved(hub: Here, window: Window) -> None:
    secretary = Secretary(window(width=360), Words("id"))
    secretary.opens(hub.way_in(str(hub.cast.ratna().email))).presses("Sign in")
    secretary.follows("Programmes").follows("New programme")
    secretary.fills("Name", "Semidaring Kamis")
    secretary.presses("Start the programme")
    began, before = time.monotonic(), secretary.taps
    _plans_a_year(secretary)
    year = time.monotonic() - began, secretary.taps - before
    days = _days(hub)
    assert 44 <= len(days) <= 52
    assert {day.weekday() for day in days} == {3}
    assert not {(12, 24), (12, 31)} & {(day.month, day.day) for day in days}
    began, before = time.monotonic(), secretary.taps
    _moves_the_third_and_all_that_follow(secretary)
    move = time.monotonic() - began, secretary.taps - before
    assert _days(hub) == days[:2] + [day - timedelta(days=2) for day in days[2:]]
    for what, (seconds, taps) in (("a year", year), ("all that follow", move)):
        print(f"{what}: {taps} taps, {seconds:.1f} seconds of the browser")
    assert year[0] < 180


def _plans_a_year(secretary: Secretary) -> None:
    secretary.follows("New weekly series")
    secretary.fills("Starts at", "14:00")
    secretary.fills("Ends at", "16:00")
    secretary.presses("See the dates")
    secretary.presses("Plan the ticked dates").reads(_PLANNED)


def _moves_the_third_and_all_that_follow(secretary: Secretary) -> None:
    secretary.follows("Change", within=secretary.page.get_by_role("row").nth(3))
    secretary.follows("Change this and the dates after it")
    secretary.chooses("Day of the week", "Tuesday")
    secretary.presses("See whom it concerns")
    secretary.taps += 1
    secretary.main.get_by_label(secretary.say("This date and those after it")).check()
    secretary.presses("Change these dates").reads("Changed.")


def _days(hub: Here) -> list[date]:
    """Return the dates of the sessions, in WIB."""
    found = hub.one("SELECT group_concat(date(starts_at, '+7 hours')) FROM meeting")
    return sorted(date.fromisoformat(day) for day in found.split(","))
