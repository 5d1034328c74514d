"""A page that is kept is what a page made anew would be, whatever was done and by whom."""

import multiprocessing
import secrets
from collections.abc import Iterator
from contextlib import suppress
from contextvars import Context
from datetime import timedelta
from multiprocessing.connection import Connection
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import inspect, update

from bench.visitor import TOKENS
from tests import databases
from tests.cast import Cast
from tests.client import Client
from tests.conftest import LONG
from tests.house.desk_work import WORK
from tests.house.somebody import (
    ACTS,
    Act,
    Somebody,
    build,
    changeable,
    every,
    other_value,
    public_tables,
    set_column,
)
from tests.materials.steps import photo_of
from webinar_hub.calendars import feeds
from webinar_hub.calendars.queries import KEPT
from webinar_hub.calendars.rules import Month
from webinar_hub.home.rules import week_of
from webinar_hub.kit import clock
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.shelf import Shelf
from webinar_hub.kit.zones import WIB, at_local
from webinar_hub.materials.models import Visibility
from webinar_hub.network.queries import forget_known
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.reports.actions import count_reach

Pages = dict[str, tuple[int, str]]


class Reader:
    """Reads pages of a process, as it keeps them or made anew."""

    def __init__(self, app: Flask) -> None:
        self._app, self._client = app, FlaskClient(app, app.response_class, use_cookies=False)

    def pages(self, paths: list[str]) -> Pages:
        """Return status and text of pages, by address."""
        return {path: self._page(path) for path in paths}

    def pages_anew(self, paths: list[str]) -> Pages:
        """Return them as they are where nothing was kept."""
        kept = self._app.extensions["kept"]
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(kept, "shelf", Shelf(0, lambda _page: 0))
            patched.setattr(feeds, "events", Shelf(0, lambda _event: 0))
            patched.setitem(self._app.extensions, "blanks", Shelf(0, lambda _page: 0))
            return self.pages(paths)

    def _page(self, path: str) -> tuple[int, str]:
        answer = Context().run(self._client.get, path)
        assert answer.status_code in (200, 302, 404), (path, answer.status_code)
        return answer.status_code, TOKENS.sub("", answer.text)


class Beside:
    """A process beside this one, on the same database: it acts and reads as it is told."""

    def __init__(self, app: Flask, somebody: Somebody) -> None:
        # What is open here may not be used there.
        db.session.remove()
        db.engine.dispose()
        fork = multiprocessing.get_context("fork")
        self._pipe, its_own = fork.Pipe()
        self._process = fork.Process(
            target=_obey, args=(its_own, self._pipe, app, somebody), daemon=True
        )
        self._process.start()
        its_own.close()

    def begin(self, what: str, *told: object) -> None:
        """Let it begin with something."""
        self._pipe.send((what, *told))

    def end(self) -> Any:
        """Return what came of it."""
        assert self._pipe.poll(120)
        return self._pipe.recv()

    def close(self) -> None:
        """Let it go."""
        self._pipe.close()
        self._process.join(60)


def _obey(pipe: Connection, not_its_own: Connection, app: Flask, somebody: Somebody) -> None:
    not_its_own.close()
    somebody.number = 1_000_000
    reader = Reader(app)
    with suppress(EOFError):
        while True:
            what, ahead, *told = pipe.recv()
            somebody.ahead = ahead
            if what == "act":
                somebody.does(*told)
                pipe.send(somebody.ahead)
            else:
                pipe.send(reader.pages(*told))


class Two:
    """This process and the one beside it."""

    def __init__(self, app: Flask, somebody: Somebody) -> None:
        self._reader, self._somebody = Reader(app), somebody
        self._beside = Beside(app, somebody)
        self.close = self._beside.close

    def act(self, beside: bool, act: Act, which: int, how: int) -> None:
        """Let somebody act in one of them."""
        if not beside:
            self._somebody.does(act, which, how)
            return
        self._beside.begin("act", self._somebody.ahead, act, which, how)
        self._somebody.ahead = self._beside.end()

    def differing(self, paths: list[str]) -> dict[str, list[str]]:
        """Return the pages that are stale somewhere, by address: here, beside, and made anew."""
        self._beside.begin("read", self._somebody.ahead, paths)
        here, anew = self._reader.pages(paths), self._reader.pages_anew(paths)
        beside = self._beside.end()
        return {
            path: [each[path][1] for each in (here, beside, anew)]
            for path in paths
            if not here[path] == beside[path] == anew[path]
        }


@pytest.fixture
def somebody(monkeypatch: pytest.MonkeyPatch) -> Somebody:
    """Return who acts, by a clock that stands but for where they put it forward."""
    begun, acting = clock.now(), Somebody()
    monkeypatch.setattr(clock, "now", lambda: begun + acting.ahead)
    return acting


@pytest.fixture
def two_processes(app: Flask, somebody: Somebody) -> Iterator[Two]:
    """Yield two processes."""
    both = Two(app, somebody)
    yield both
    both.close()


def test_no_page_is_stale_whatever_was_done(
    app: Flask, cast: Cast, two_processes: Two, somebody: Somebody
) -> None:
    """Every act is done in one of two processes, in any order; with LONG a thousand are."""
    seed = secrets.randbits(32) if LONG else 1
    chance = Random(seed)
    acts = (*ACTS, *WORK) * (2 if LONG else 1)
    for _round in range(21 if LONG else 1):
        db.session.remove()
        databases.empty(db.engine)
        forget_known()
        somebody.ahead = timedelta()
        paths = build(cast)
        db.session.remove()
        assert two_processes.differing(paths) == {}
        for act in chance.sample(acts, len(acts)):
            which, how = chance.randrange(10_000), chance.randrange(10_000)
            two_processes.act(chance.random() < 0.5, act, which, how)
            shown = chance.sample(paths, 7)
            assert two_processes.differing(shown) == {}, (seed, act.__name__, which, how)
        assert two_processes.differing(paths) == {}, seed


def test_no_page_is_stale_whichever_column_changes(
    sqlite_app: Flask, cast: Cast, somebody: Somebody
) -> None:
    """A row of each table changes, one column after the other; but for LONG, one column of all."""
    paths, reader = build(cast), Reader(sqlite_app)
    for act in (Somebody.join, Somebody.describe, Somebody.write_conduct):
        somebody.does(act, 1, 1)
    photo_of(every(Meeting)[0], visibility=Visibility.PUBLIC)
    db.write(count_reach, now=clock.now())
    assert [table.__name__ for table in public_tables() if not every(table)] == []
    for table in public_tables() if LONG else [Person]:
        for column in changeable(table) if LONG else [inspect(Person).c.erased_at]:
            row = every(table)[0]
            row_id, before = row.id, getattr(row, column.key)
            for value in (*(other_value(column, before, how, "Kata") for how in (3, 1)), before):
                somebody.does(_changing(table, row_id, column, value), 0, 0)
                assert reader.pages(paths) == reader.pages_anew(paths), (table, column, value)


def _changing(table: type[Base], row_id: int, column: Any, value: object) -> Act:
    def act(_somebody: Somebody, _which: int, _how: int) -> None:
        row = db.session.get_one(table, row_id)
        db.write(set_column, row, column, value, whole=value is None)

    return act


def test_no_page_is_stale_as_time_goes(sqlite_app: Flask, cast: Cast, somebody: Somebody) -> None:
    pages, reader = build(cast), Reader(sqlite_app)
    meetings = every(Meeting)
    series = meetings[-1].series
    series.closes_at = meetings[-1].starts_at - timedelta(hours=3)
    db.session.commit()
    today = clock.now().astimezone(WIB.info).date()
    moments = {
        series.closes_at,
        at_local(today + timedelta(days=1), 0, 0, WIB),
        at_local(Month.of(today).after.first, 0, 0, WIB),
        *(week_of(each.starts_at, each.home) for each in meetings),
        *(
            moment
            for each in meetings
            for moment in (each.opens_at, each.starts_at, each.ends_at, each.starts_at + KEPT)
        ),
    }
    paths = [*pages[:9], *pages[11:14], *pages[-2:]]
    assert reader.pages(paths) == reader.pages_anew(paths)
    for moment in sorted(moments):
        if moment > clock.now():
            somebody.ahead += moment - clock.now()
            assert reader.pages(paths) == reader.pages_anew(paths), moment


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_a_savepoint_lets_no_change_be_forgotten(
    sqlite_app: Flask, client: Client, cast: Cast, *, inside: bool, fails: bool
) -> None:
    meeting = cast.meeting(title="Dahulu")
    path = f"/sesi/{meeting.key}"
    client.get(path)

    def rename(title: str) -> None:
        db.session.execute(update(Meeting).where(Meeting.id == meeting.id).values(title=title))

    def act() -> None:
        rename("Dahulu" if inside else "Kemudian")
        with suppress(Refused), db.session.begin_nested():
            if inside:
                rename("Kemudian")
            if fails:
                raise Refused

    db.write(act)
    assert ("Kemudian" in client.get(path).text) == (not (inside and fails))
