"""The engines of both databases: how they are opened, and what makes them durable."""

import time
from typing import Any

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

WRITING, UNTIL = "webinar_hub_writing", "webinar_hub_until"
"""What a connection is told: that it will write, and until when it waits for others."""

PATIENCE = 4
"""Seconds that somebody who writes waits for the others, from first to last."""

_IDLE_SINCE = "webinar_hub_idle_since"
_BEGIN_WRITING = "BEGIN IMMEDIATE"
_STATEMENTS = 2000
"""How many statements stay compiled; the hub has more than SQLAlchemy's 500."""

_UNTRIED = 1.0
"""Seconds for which a connection lies idle before it is tried."""


def engine_options(url: str, threads: int = 1, connections: int = 60) -> dict[str, Any]:
    """Return the options of the engine for a database address.

    No hanging on a dead network, our own BEGIN on SQLite. A short lock is not noticed, a long one
    does not hold every thread. What stands in a row, such as an address, never comes into the log
    with an error.

    threads: how many ask at the same time on SQLite; connections: how many a PostgreSQL server
    gets.
    """
    shared = {
        "hide_parameters": True,
        "query_cache_size": _STATEMENTS,
        # The connection that was used last has its statements and its pages at hand; one that few
        # need holds no memory for them.
        "pool_use_lifo": True,
    }
    if url.startswith("sqlite"):
        return {
            **shared,
            "pool_size": max(10, threads),
            "connect_args": {
                "timeout": PATIENCE,
                "isolation_level": None,
                "check_same_thread": False,
            },
        }
    network = {
        "connect_timeout": 3,
        "tcp_user_timeout": 5000,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 2,
    }
    given = make_url(url).query.get("options", "")
    # As dear as on a turning disk, one session's rows would be found by reading those of all.
    costs = "-c random_page_cost=1.1"
    options = f"-c lock_timeout={PATIENCE}s -c timezone=UTC {costs} {given}"
    return {
        **shared,
        "pool_size": connections,
        "max_overflow": 0,
        "connect_args": {**network, "options": options},
    }


def prepare_engine(engine: Engine) -> None:
    """Attach what SQLite needs to be durable: WAL, FULL, foreign keys, BEGIN IMMEDIATE to write.

    What is deleted is overwritten, or the file would go on holding it until the place is needed.
    On PostgreSQL a connection is tried before it is used again.
    """
    if engine.dialect.name != "sqlite":
        _try_connections(engine)
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if UNTIL not in options:
            connection.exec_driver_sql(_BEGIN_WRITING if options.get(WRITING) else "BEGIN")
            return
        # Whoever had to wait for the turn has the rest of the time for others who hold the lock
        # without having stood in line.
        raw: Any = connection.connection.dbapi_connection
        raw.execute(
            f"PRAGMA busy_timeout = {max(0, round(1000 * (options[UNTIL] - time.monotonic())))}"
        )
        try:
            connection.exec_driver_sql(_BEGIN_WRITING)
        finally:
            raw.execute(f"PRAGMA busy_timeout = {1000 * PATIENCE}")


def _try_connections(engine: Engine) -> None:
    """Ask a connection that lay idle whether it still leads anywhere; give up all where it fails.

    Not each time, as SQLAlchemy would: that is a fifth of a page's statements. A server that has
    begun anew was away for longer than a connection goes untried.
    """

    @event.listens_for(engine, "checkin")
    def on_checkin(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info[_IDLE_SINCE] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def on_checkout(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        now = time.monotonic()
        if now - record.info.get(_IDLE_SINCE, now) < _UNTRIED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error
