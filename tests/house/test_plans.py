"""No page reads a growing table from end to end but those named here, each with its reason."""

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from tests import by_itself
from tests.cast import Cast
from tests.client import Client
from tests.house import matrix, parts, stage, table
from tests.house.plans import read_whole, sent
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.web import runs
from webinar_hub.web.runs import Worker

_NAMES = "a part of a name is looked for in every name of the directory: 3 ms for 20,000, and no index that both databases have does it"
_COUNT = "says how many organisations there are"
_ALLOWED = {("directory_unknown_names.unknown", "organisation"): _NAMES}
"""Page and table, with the reason."""
_OFTEN = 900
"""Seconds: what runs at least so often may read no growing table whole."""
_ALLOWED_TO_ACTS = {
    ("register", "organisation"): _NAMES,
    ("take_in_dates", "registration"): "SQLite begins with it, once in ten minutes",
}
_OF_THE_NETWORK = {
    ("directory_desk.index", "organisation"): f"{_NAMES}; {_COUNT}",
    ("directory_desk.merge", "organisation"): _NAMES,
}
"""Where a province asks, SQLite looks among its own organisations alone."""
_ENDS = "the first and the last date are looked up along the index of dates"
_ALONG_DATES = {("archive.index", "meeting"): _ENDS, ("home.front", "meeting"): _ENDS}
"""What SQLite reads in an order that is kept, in a part of the statement that ends soon."""


@pytest.mark.parametrize("region", [None, "53"], ids=["administrator", "province"])
def test_no_page_reads_a_growing_table_whole(
    app: Flask, client: Client, cast: Cast, region: str | None
) -> None:
    filled = stage.fill(cast)
    cast.sign_in(
        client, filled.people["administrator"] if region is None else filled.people["province"]
    )
    found: set[tuple[str, str]] = set()
    read = _Read()
    for row in table.tabled(app):
        if row.method == "GET":
            for _kind, place, address in matrix.asks(filled, row):
                for question in (
                    _QUESTIONS.get(row.rule.endpoint, [""])
                    if place in ("here", parts.PROVINCE)
                    else ()
                ):
                    with sent() as statements:
                        client.get(address + question)
                    found |= {
                        (row.rule.endpoint, table) for each in statements for table in read(*each)
                    }
    of_a_province, postgresql = region is not None, db.engine.dialect.name == "postgresql"
    allowed = (
        _ALLOWED
        | (_OF_THE_NETWORK if postgresql or not of_a_province else {})
        | ({} if postgresql else _ALONG_DATES)
    )
    assert found == allowed.keys()


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
    read, found = _Read(), set()
    for name, act in acts.items():
        with sent() as statements:
            act()
        assert statements, name
        found |= {(name, table) for each in statements for table in read(*each)}
    assert found == _ALLOWED_TO_ACTS.keys()


def test_a_table_read_whole_is_seen(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    with sent() as statements:
        db.session.scalars(select(Person).where(Person.language == "en")).all()
        db.session.scalars(select(Person).where(Person.key == maria.key)).all()
    assert [_Read()(*each) for each in statements] == [{"person"}, set()]


class _Read:
    """Says which growing tables a statement reads whole; asks once for each."""

    def __init__(self) -> None:
        self._known: dict[str, set[str]] = {}

    def __call__(self, statement: str, values: object) -> set[str]:
        if statement not in self._known:
            with db.engine.connect() as connection:
                self._known[statement] = read_whole(connection, statement, values)
        return self._known[statement]


_QUESTIONS = {
    "archive.index": ["", "?q=sesi", "?q=sesj&klaster=kesehatan&rekaman=ada"],
    "directory_desk.index": ["", "?cari=contoh", "?provinsi=53&jenis=ngo"],
    "network.search": ["?q=contoh"],
    "records_people.index": ["", "?cari=maria", "?cari=08123456", "?cari=maria@example.org"],
}
"""What is asked of pages that search."""
