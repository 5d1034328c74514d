"""Nothing reads a growing table from end to end but what is named, each with its reason.

Pages are looked at where everything is asked: on SQLite by the test of the table, on PostgreSQL by
the test that reading changes nothing.
"""

import re
from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from tests import by_itself
from tests.cast import Cast
from tests.client import Client
from tests.house import parts, stage
from tests.house.plans import NAMES, Looked, plan, sent
from webinar_hub.attendance.evidence import personal
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.web import runs
from webinar_hub.web.runs import Worker

_OFTEN = 900
"""Seconds: what runs at least so often may read no growing table whole."""
_ALLOWED_TO_ACTS = {
    ("register", "organisation"): NAMES,
    ("take_in_dates", "registration"): "SQLite begins with it, once in ten minutes",
}


_WALKS = re.compile(r"(SCAN meeting\b|SEARCH meeting .*\((starts|ends)_at<\?\))")
"""A plan that goes through the sessions, or through all that are over."""


def test_nothing_that_is_pressed_or_happens_often_reads_a_growing_table_whole(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    filled = stage.fill(cast)
    meeting = filled.things["meeting"]
    worker = Worker(sqlite_app.extensions["settings"], sqlite_app.extensions["links"])
    acts: dict[str, Callable[[], object]] = {
        "register": lambda: client.submit(
            f"/sesi/{meeting[parts.PROVINCE]['key']}/daftar",
            name="Suparmin",
            contact="suparmin@example.org",
            region="53",
            district="Kota Kupang",
            organisation="Karang Taruna",
        ),
    }
    often = [job for job in runs.jobs if job.every <= _OFTEN]
    acts |= {job.name: partial(by_itself.run, [job], worker) for job in often}
    looked = Looked()
    for name, act in acts.items():
        with looked.at(name) as statements:
            act()
        assert statements, name
    assert looked.whole == _ALLOWED_TO_ACTS.keys()


@pytest.mark.parametrize("path", ["/desk/kehadiran", "/desk/program"])
def test_what_somebody_runs_is_found_without_all_sessions_that_are_over(
    sqlite_app: Flask, client: Client, cast: Cast, path: str
) -> None:
    cast.secretariat("53")
    cast.sign_in(client, cast.staff(region="53"))
    with sent() as statements:
        assert client.get(path).status_code == 200
    with db.engine.connect() as connection:
        lines = {line for each in statements for line in plan(connection, *each)}
    assert any("meeting" in line for line in lines)
    assert [line for line in sorted(lines) if _WALKS.match(line)] == []


def test_postgresql_finds_rows_by_their_index_however_many_there_are(
    postgresql_app: Flask,
) -> None:
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW random_page_cost").scalar() == "1.1"


def test_no_row_of_a_report_is_held_against_all_that_are_matched(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    held = cast.registration(maria, cast.meeting())
    now = clock.now()
    with sent() as statements:
        db.write(personal.forget_names, before=now, now=now)
        db.write(personal.erase, maria, [held], {maria.name})
    assert len(statements) > 3
    assert [each for each, _values in statements if "NOT IN (SELECT" in each] == []


def test_a_table_read_whole_is_seen(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    looked = Looked()
    with looked.at("all"):
        db.session.scalars(select(Person).where(Person.language == "en")).all()
    with looked.at("one"):
        db.session.scalars(select(Person).where(Person.key == maria.key)).all()
    assert looked.whole == {("all", "person")}
