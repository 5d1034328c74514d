"""Editions of what public pages show, raised by every transaction that changes something of it.

Where a row is written does not matter: the session sees what is flushed and what is executed.
"""

import json
import time
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Connection, Engine, Insert, String, case, event, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, Session, mapped_column

from webinar_hub.kit import compiled
from webinar_hub.kit.db import Base, Shown, db
from webinar_hub.kit.watching import watch

EVERYTHING = "everything"
"""The edition of all that public pages show, but for rows that have editions of their own."""

_RAISED = "webinar_hub_raised"
_BESIDE = "webinar_hub_beside"
_SECOND = 1_000_000
_ON_SQLITE = "SELECT name, number FROM edition WHERE name IN (SELECT value FROM json_each(?))"
_ON_POSTGRESQL = "SELECT name, number FROM edition WHERE name = ANY(%s)"


class Edition(Base):
    """When something was changed last that public pages show.

    number: in microseconds since 1970, each in a later second than the one before.
    """

    __tablename__ = "edition"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    number: Mapped[int] = mapped_column(BigInteger)


def numbers(connection: Connection, names: Iterable[str]) -> dict[str, int]:
    """Return the present number of each edition, 0 where it was never raised."""
    wanted = list(names)
    found = connection.execute(select(Edition.name, Edition.number).where(Edition.name.in_(wanted)))
    return dict.fromkeys(wanted, 0) | {row.name: row.number for row in found}


class Unanswered(Exception):
    """The database does not say which editions there are."""


def asked_alone(engine: Engine, names: Iterable[str]) -> dict[str, int]:
    """Return what `numbers` does, by one statement in no transaction; raise Unanswered.

    It goes past SQLAlchemy, whose own work is twenty times as much as the database's.
    """
    wanted = list(names)
    sqlite = engine.dialect.name == "sqlite"
    try:
        connection = engine.raw_connection()
        driver: Any = connection.driver_connection
        try:
            if sqlite:
                rows = driver.execute(_ON_SQLITE, (json.dumps(wanted),)).fetchall()
            else:
                driver.autocommit = True
                rows = driver.execute(_ON_POSTGRESQL, (wanted,)).fetchall()
                driver.autocommit = False
        except Exception:
            connection.invalidate()
            raise
        finally:
            connection.close()
    except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        raise Unanswered from error
    return dict.fromkeys(wanted, 0) | dict(rows)


def name(table: str, value: object) -> str:
    """Return the name of the edition of a table's rows that have a value."""
    return f"{table} {value}"


@cache
def shown_by_table() -> Mapping[str, Shown]:
    """Return what public pages show, by the names of the tables."""
    models: list[type[Base]] = [mapper.class_ for mapper in Base.registry.mappers]
    return {model.__tablename__: model.shown for model in models if model.shown}


def _note(session: Session, table: str, value: object) -> None:
    edition = EVERYTHING if value is None else name(table, value)
    session.info.setdefault(_RAISED, set()).add(edition)


watch(shown_by_table, _note)


@event.listens_for(db.extension.session, "before_commit")
def _raise(session: Session) -> None:
    """Raise what was changed, as the last thing, so that nobody waits for it long.

    Whatever else is done before a commit comes before it (`insert=True`).
    """
    session.flush()
    if session.in_nested_transaction():
        return
    now = time.time_ns() // 1000
    rows = [{"name": each, "number": now} for each in sorted(session.info.get(_RAISED, ()))]
    beside = session.info.pop(_BESIDE, [])
    if rows or beside:
        raising = db.prepared(_raising)
        asked = [*beside, *((raising, row) for row in rows)]
        compiled.run(session.connection(), asked, commits=True)


def with_them(session: Session, asked: compiled.Asked) -> None:
    """Run a statement before the commit, in one go with the statements that raise the editions."""
    session.info.setdefault(_BESIDE, []).append(asked)


def _raising() -> Insert:
    statement = db.insert(Edition)
    now = statement.excluded.number
    later = (Edition.number / _SECOND + 1) * _SECOND + now % _SECOND
    return statement.on_conflict_do_update(
        index_elements=["name"], set_={"number": case((now > later, now), else_=later)}
    )


@event.listens_for(db.extension.session, "after_commit")
@event.listens_for(db.extension.session, "after_rollback")
def _forget(session: Session) -> None:
    # They come for a savepoint as well, after which the transaction goes on.
    if not session.in_nested_transaction():
        session.info.pop(_RAISED, None)
        session.info.pop(_BESIDE, None)
