"""The large demo: taken in by the rooms' own actions, the same for the same seed, with people who stand in it twice."""

from datetime import UTC, datetime
from random import Random

import pytest
from flask import Flask
from sqlalchemy import func, select

from webinar_hub.demo import large
from webinar_hub.demo.build import build
from webinar_hub.demo.crowded_names import Called, organisations, written_otherwise
from webinar_hub.demo.networks import NETWORKS
from webinar_hub.kit.db import Base, db
from webinar_hub.network.actions import load_regions
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.people.names import likeness
from webinar_hub.registrations.models import Registration, Seat

NOW = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)


def _count(table: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_it_adds_what_it_says(app: Flask) -> None:
    db.write(load_regions)
    build(1, now=NOW)
    before = {table: _count(table) for table in (Organisation, Person)}
    said: list[str] = []
    large.enlarge(1, now=NOW, say=said.append, organisations_in_all=60, people_in_all=200)
    assert {table: _count(table) - number for table, number in before.items()} == {Organisation: 60, Person: 200}
    assert said[:2] == ["60 of 60 organisations", "39 weekly programmes with 858 sessions"]
    added = int(said[-1].split()[0])
    mine = Registration.code, Registration.registered_at
    assert db.session.scalar(select(func.count()).where(Registration.organisation_name.startswith("Klaster"), *map(lambda c: c.is_not(None), mine)))
    assert _count(Seat) > added > 200
