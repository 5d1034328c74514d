"""A page that is kept is what a page made anew would be, whatever was done and by whom."""

import enum
from collections.abc import Callable
from contextlib import suppress
from contextvars import Context
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Boolean, Enum, Integer, String, delete, select, update
from sqlalchemy.exc import IntegrityError

from bench.visitor import TOKENS
from tests import databases
from tests.calendars.incoming.steps import date_of, taken_in
from tests.cast import DIRECTOR, Cast, soon
from tests.conftest import LONG, settings_for
from tests.records import merged_lives
from tests.registrations.flooding import sent
from webinar_hub.app import create_app
from webinar_hub.calendars.queries import KEPT
from webinar_hub.calendars.rules import Month
from webinar_hub.home.rules import week_of
from webinar_hub.kit import clock, editions
from webinar_hub.kit.db import Base, Moment, db
from webinar_hub.kit.errors import NotStored, Refused
from webinar_hub.kit.shelf import Shelf
from webinar_hub.kit.zones import WIB, at_local
from webinar_hub.network import conduct
from webinar_hub.network.models import Identity, Membership, OrganisationSector, Parent, ParentKind
from webinar_hub.network.queries import forget_known
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing import actions as appointing
from webinar_hub.programmes.models import (
    Appearance,
    AppearanceRole,
    Meeting,
    ProgrammeKind,
    State,
)
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.repairing import actions as repairing
from webinar_hub.records.correcting.actions import Correction, correct
from webinar_hub.records.upkeep.actions import erase
from webinar_hub.registrations.models import Registration, Seat
from webinar_hub.registrations.standing import actions as standing

_OF_A_SHAPE = {
    *("blue", "language", "merged_into", "phone", "provinces", "red", "revision"),
    *("safe_phone", "version", "whatsapp", "zone"),
}
"""Columns in which not any word may stand."""


class Readers:
    """Two processes on one database, each with what it keeps, and a page made anew."""

    def __init__(self, *apps: Flask) -> None:
        self._clients = [FlaskClient(app, app.response_class, use_cookies=False) for app in apps]
        self._app = apps[0]

    def differing(self, paths: list[str]) -> dict[str, list[str]]:
        """Return the pages that are stale somewhere, by address, each as the readers see it."""
        wrong = {}
        for path in paths:
            seen = [self._page(client, path) for client in self._clients]
            anew = self._anew(path)
            if any(page != anew for page in seen):
                wrong[path] = [*seen, anew]
        return wrong

    def _anew(self, path: str) -> str:
        kept, blanks = self._app.extensions["kept"], self._app.extensions["blanks"]
        shelf, kept.shelf = kept.shelf, Shelf(0, lambda _page: 0)
        self._app.extensions["blanks"] = Shelf(0, lambda _page: 0)
        try:
            return self._page(self._clients[0], path)
        finally:
            kept.shelf, self._app.extensions["blanks"] = shelf, blanks

    def _page(self, client: FlaskClient, path: str) -> str:
        answer = Context().run(client.get, path)
        assert answer.status_code in (200, 302, 404), (path, answer.status_code)
        return TOKENS.sub("", answer.text)


class Network:
    """A small network, and what can be done in it."""

    def __init__(self, cast: Cast, move: Callable[[timedelta], None]) -> None:
        self.cast, self.move = cast, move
        cast.region("53")
        weekly = cast.series(cast.programme("Semidaring"), capacity=4)
        training = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
        cohort = cast.series(training, rolling=False, name="Angkatan I", capacity=3)
        for number, series in enumerate((weekly, weekly, weekly, cohort, cohort)):
            cast.meeting(series, title=f"Topik {number}", starts_at=soon(days=number - 1))
        pelita, other = cast.pelita(), cast.organisation("Jejaring Timur")
        now = clock.now()
        for person, meeting in zip(
            (cast.maria(), cast.suparmin()), self.all(Meeting), strict=False
        ):
            db.write(
                appointing.appoint,
                meeting,
                person=person,
                role=AppearanceRole.SPEAKER,
                by=DIRECTOR,
                now=now,
            )
        sector = cast.sector("kesehatan")
        db.session.add_all(
            [
                Membership(organisation_id=pelita.id, network_id=other.id, since=now.date()),
                Parent(organisation_id=pelita.id, parent_id=other.id, kind=ParentKind.BRANCH),
                OrganisationSector(organisation_id=pelita.id, sector_id=sector.id),
                OrganisationSector(organisation_id=training.owner_id, sector_id=sector.id),
                Identity(id=1, name="JAJAR"),
            ]
        )
        db.session.commit()
        taken_in(other, [date_of("Rapat jejaring", starts=soon(days=2))])
        self.number = 0
        self.paths = [
            "/",
            "/program",
            "/kalender",
            "/kalender?tampilan=daftar",
            f"/kalender?bulan={Month.of((clock.now() + timedelta(days=20)).date())}",
            f"/kalender?program={training.key}&klaster={sector.code}",
            "/kalender/semua.ics",
            "/kalender/semua.ics?bahasa=en",
            "/sesi-baru.atom",
            "/tata-tertib",
            "/tampilan.css",
            f"/program/{weekly.programme.key}",
            f"/program/{training.key}",
            f"/kalender/program/{training.key}.ics",
            f"/kalender/klaster/{sector.code}.ics",
            f"/kalender/seri/{weekly.key}.ics",
            f"/kalender/lembaga/{other.key}.ics",
            "/kalender/wilayah/53.ics",
            f"/lembaga/{pelita.key}",
            *(f"/sesi/{meeting.key}" for meeting in self.all(Meeting)),
            *(f"/sesi/{meeting.key}/daftar" for meeting in self.all(Meeting)[1:3]),
            f"/seri/{cohort.key}/daftar",
        ]

    def all(self, table: type[Base]) -> list[Any]:
        return list(db.session.scalars(select(table).order_by(table.id)))

    def one(self, table: type[Base], which: int) -> Any:
        rows = self.all(table)
        return rows[which % len(rows)]

    def word(self) -> str:
        self.number += 1
        return f"Kata {self.number}"

    # What somebody does.

    def join(self, which: int, _how: int) -> None:
        self.number += 1
        sent(self.one(Meeting, which), self.number)

    def leave(self, which: int, _how: int) -> None:
        if self.all(Registration):
            db.write(
                standing.leave, self.one(Registration, which), None, by=DIRECTOR, now=clock.now()
            )

    def cancel(self, which: int, _how: int) -> None:
        db.write(
            planning.cancel_meeting,
            self.one(Meeting, which),
            reason=self.word(),
            by=DIRECTOR,
            now=clock.now(),
        )

    def show(self, which: int, how: int) -> None:
        state = (State.PUBLISHED, State.UNLISTED, State.DRAFT, State.PUBLISHED)[how % 4]
        db.write(repairing.show, self.one(Meeting, which), state, by=DIRECTOR, now=clock.now())

    def appoint(self, which: int, how: int) -> None:
        db.write(
            appointing.appoint,
            self.one(Meeting, which),
            person=self.one(Person, how),
            role=AppearanceRole.MODERATOR,
            by=DIRECTOR,
            now=clock.now(),
        )

    def correct(self, which: int, _how: int) -> None:
        wanted = Correction(self.word(), None)
        db.write(correct, self.one(Person, which), wanted, by=DIRECTOR, now=clock.now())

    def erase(self, which: int, _how: int) -> None:
        db.write(erase, self.one(Person, which), by=DIRECTOR, now=clock.now())

    def merge(self, which: int, how: int) -> None:
        one, other = self.one(Person, which), self.one(Person, how)
        if one.id != other.id and not (one.merged_into_id or other.merged_into_id):
            merged_lives.merge(one, other)

    def write_conduct(self, _which: int, _how: int) -> None:
        db.write(conduct.write, self.word(), self.word(), by=DIRECTOR, now=clock.now())

    def wait(self, which: int, how: int) -> None:
        self.move(timedelta(minutes=(which % 400) * (how % 30)))

    def change_a_row(self, which: int, how: int) -> None:
        """Change any column of any row that public pages show, in one of two ways."""
        row, column = self._any(which, how)
        value = self._other(column, getattr(row, column.key), how)
        db.write(self._set, type(row), row.id, column.key, value, whole=which % 2 == 0)

    def delete_a_row(self, which: int, how: int) -> None:
        table = (Appearance, Seat, Parent, Membership, OrganisationSector)[how % 5]
        if self.all(table):
            db.write(self._delete, table, self.one(table, which).id, whole=how % 2 == 0)

    def _any(self, which: int, how: int) -> tuple[Any, Any]:
        tables = sorted(editions.shown().keys() - {OrganisationSector.__tablename__})
        models = {each.class_.__tablename__: each.class_ for each in Base.registry.mappers}
        table = models[tables[which % len(tables)]]
        rows = self.all(table) or self.all(Meeting)
        columns = [
            each
            for each in type(rows[0]).__table__.columns
            if not each.primary_key
            and each.name not in _OF_A_SHAPE
            and not each.foreign_keys
            and not each.unique
        ]
        return rows[how % len(rows)], columns[how % len(columns)]

    def _other(self, column: Any, value: Any, how: int) -> Any:
        if column.nullable and how % 3 == 0:
            return None
        kind = column.type
        if isinstance(kind, Enum) and kind.enum_class is not None:
            members: list[enum.Enum] = list(kind.enum_class)
            return members[how % len(members)]
        if isinstance(kind, Moment):
            return (value or clock.now()) + timedelta(hours=how % 50 - 25)
        if isinstance(kind, Boolean):
            return not value
        if isinstance(kind, Integer):
            return how % 5 + 1
        return self.word() if isinstance(kind, String) else value

    def _set(self, table: type[Base], row_id: int, name: str, value: Any, *, whole: bool) -> None:
        if whole:
            db.session.execute(update(table).where(table.id == row_id).values(**{name: value}))
            db.session.expire_all()
        else:
            setattr(db.session.get_one(table, row_id), name, value)

    def _delete(self, table: type[Base], row_id: int, *, whole: bool) -> None:
        if whole:
            db.session.execute(delete(table).where(table.id == row_id))
        else:
            db.session.delete(db.session.get_one(table, row_id))


ACTS = (
    Network.join,
    Network.join,
    Network.leave,
    Network.cancel,
    Network.show,
    Network.appoint,
    Network.correct,
    Network.erase,
    Network.merge,
    Network.write_conduct,
    Network.wait,
    Network.change_a_row,
    Network.change_a_row,
    Network.change_a_row,
    Network.delete_a_row,
)
_ACT = st.tuples(st.sampled_from(ACTS), st.integers(0, 10_000), st.integers(0, 10_000))


@pytest.fixture
def readers(app: Flask, tmp_path: Path) -> Readers:
    """Return readers of two processes."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    return Readers(app, create_app(settings_for(tmp_path, url)))


class Time:
    """A clock that runs, and can be put forward."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        real = clock.now
        self.ahead = timedelta()
        monkeypatch.setattr(clock, "now", lambda: real() + self.ahead)

    def move(self, by: timedelta) -> None:
        """Put it forward."""
        self.ahead += by


@given(st.lists(_ACT, min_size=25 if LONG else 6, max_size=30 if LONG else 10))
@settings(
    max_examples=40 if LONG else 3,
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
    # What it found is short enough to read; to shorten it takes minutes.
    phases=set(Phase) - {Phase.shrink, Phase.explain},
)
def test_no_page_is_stale_whatever_was_done(
    app: Flask, cast: Cast, readers: Readers, monkeypatch: pytest.MonkeyPatch, acts: list[Any]
) -> None:
    db.session.remove()
    databases.empty(db.engine)
    forget_known()
    with monkeypatch.context() as patched:
        network = Network(cast, Time(patched).move)
        assert readers.differing(network.paths) == {}
        for act, which, how in acts:
            try:
                act(network, which, how)
            except (Refused, NotStored, IntegrityError):
                db.session.rollback()
            db.session.expire_all()
            assert readers.differing(network.paths[which % 3 :: 3]) == {}, act.__name__
        assert readers.differing(network.paths) == {}


def test_no_page_is_stale_as_time_goes(
    sqlite_app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    time = Time(monkeypatch)
    network, readers = Network(cast, time.move), Readers(sqlite_app, sqlite_app)
    meetings = network.all(Meeting)
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
    paths = [*network.paths[:9], *network.paths[11:14], *network.paths[-2:]]
    assert readers.differing(paths) == {}
    for moment in sorted(moments):
        if moment > clock.now():
            time.move(moment - clock.now())
            assert readers.differing(paths) == {}, moment


@pytest.mark.parametrize("inside", [True, False])
@pytest.mark.parametrize("fails", [True, False])
def test_a_savepoint_lets_no_change_be_forgotten(
    sqlite_app: Flask, client: FlaskClient, cast: Cast, *, inside: bool, fails: bool
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
