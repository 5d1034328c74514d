"""The large demo is the same for the same seed, with people who stand in it twice."""

from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import func, select

from tests.conftest import LONG
from tests.databases import count
from webinar_hub.demo import large
from webinar_hub.demo.build import build
from webinar_hub.demo.crowded_names import (
    name_of_somebody,
    organisations,
    titled,
    written_otherwise,
)
from webinar_hub.demo.persons import FACILITATOR
from webinar_hub.demo.stage import Directory, staff
from webinar_hub.directory.imports.queries import whole_directory
from webinar_hub.kit.db import db
from webinar_hub.network import sectors
from webinar_hub.network.actions import load_regions
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.people.names import likeness, split_titles
from webinar_hub.registrations.models import Registration, Seat

NOW = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)


def set_the_stage() -> None:
    """Add what the large demo stands on: organisations, staff, and who leads the meetings."""
    directory = Directory(Random(1), now=NOW)
    staff(directory, now=NOW)
    directory.person(FACILITATOR, now=NOW)


@pytest.mark.usefixtures("app")
def test_it_adds_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    db.write(load_regions)
    db.write(sectors.load)
    if LONG:
        build(1, now=NOW)
    else:
        db.write(set_the_stage)
    before = {table: count(table) for table in (Organisation, Person, Registration, Seat)}
    said: list[str] = []
    monkeypatch.setattr(large, "WEEKS_PAST", 1)
    large.enlarge(1, now=NOW, say=said.append, organisations_in_all=60, people_in_all=200)
    added = {table: count(table) - number for table, number in before.items()}
    number = int(said[-2].split()[0])
    assert said[:2] == ["60 of 60 organisations", "39 weekly programmes with 195 sessions"]
    assert (added[Organisation], added[Registration]) == (60, number)
    assert 195 <= added[Person] <= 200 < number < added[Seat]
    assert db.session.scalar(select(func.count()).where(Person.compared_at.is_(None))) == 0
    homes = [each for each in whole_directory().own_name.values() if each.region_code]
    drawn = [[*large.Crowd(Random(2), homes).people(50)] for _twice in range(2)]
    assert drawn[0] == drawn[1]


def test_twenty_thousand_organisations_have_names_of_their_own() -> None:
    lines = list(organisations(Random(1), 20_000, ("Jaringan Satu", "Jaringan Dua")))
    assert len({line[0] for line in lines}) == len(lines) == 20_000
    assert lines == list(organisations(Random(1), 20_000, ("Jaringan Satu", "Jaringan Dua")))


def test_somebody_written_otherwise_is_still_alike() -> None:
    rng = Random(1)
    for _ in range(500):
        called = name_of_somebody(rng, rng.choice(("53.71", "35.78", "12.71", "73.71", "91.03")))
        assert likeness(called.bare, written_otherwise(rng, called)) >= 75, called
        assert split_titles(titled(rng, called)).name == called.bare
