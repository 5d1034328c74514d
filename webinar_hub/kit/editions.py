"""Editions of what public pages show, raised by every transaction that changes something of it.

Where a row is written does not matter: the session sees what is flushed and what is executed.
"""

import json
import time
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    Delete,
    Engine,
    Insert,
    String,
    Table,
    Update,
    case,
    event,
    inspect,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from webinar_hub.kit.db import Base, Shown, db

EVERYTHING = "everything"
"""The edition of all that public pages show, but for rows that have editions of their own."""

_RAISED = "webinar_hub_raised"
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
def shown() -> Mapping[str, Shown]:
    """Return what public pages show, by the names of the tables."""
    models: list[type[Base]] = [mapper.class_ for mapper in Base.registry.mappers]
    return {model.__tablename__: model.shown for model in models if model.shown}


def _note(session: Session, names: Iterable[str]) -> None:
    session.info.setdefault(_RAISED, set()).update(names)


@event.listens_for(db.extension.session, "after_flush")
def _flushed(session: Session, _context: Any) -> None:
    for row in (*session.new, *session.deleted):
        if row.shown and row.shown.alone:
            _note(session, [_edition_of(row)])
    for row in session.dirty:
        if row.shown and _differs(row, row.shown):
            _note(session, [_edition_of(row)])


def _edition_of(row: Base) -> str:
    by = row.shown.by if row.shown else ""
    return name(row.__tablename__, getattr(row, by)) if by else EVERYTHING


def _differs(row: Base, wanted: Shown) -> bool:
    state = inspect(row)
    columns = wanted.columns or [each.key for each in state.mapper.column_attrs]
    return any(state.attrs[column].history.has_changes() for column in columns)


@event.listens_for(db.extension.session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    statement = state.statement
    if not isinstance(statement, Insert | Update | Delete) or not isinstance(
        statement.table, Table
    ):
        return
    wanted = shown().get(statement.table.name)
    if wanted is None or not (wanted.alone or isinstance(statement, Update)):
        return
    rows = _rows(state, statement)
    changed = {column for row in rows for column in row}
    if isinstance(statement, Update) and changed and changed.isdisjoint(wanted.columns or changed):
        return
    values = _values(state.session, statement, wanted.by, rows) if wanted.by else None
    if values is None:
        _note(state.session, [EVERYTHING])
    else:
        _note(state.session, [name(statement.table.name, each) for each in values])


def _rows(state: ORMExecuteState, statement: Insert | Update | Delete) -> list[dict[str, object]]:
    """Return what a statement writes, by the names of the columns; nothing where none says it."""
    if isinstance(statement, Delete):
        return []
    given = state.parameters or {}
    rows: list[Mapping[Any, Any]] = [given] if isinstance(given, Mapping) else [*given]
    # Nothing public says what a statement writes, but for the whole of it compiled.
    several, one = statement._multi_values, statement._values  # noqa: SLF001
    rows += [*(cast("Mapping[Any, Any]", row) for group in several for row in group), one or {}]
    return [
        {
            getattr(column, "key", column): getattr(value, "effective_value", value)
            for column, value in row.items()
        }
        for row in rows
        if row
    ]


def _values(
    session: Session,
    statement: Insert | Update | Delete,
    by: str,
    rows: list[dict[str, object]],
) -> list[int] | None:
    """Return the values of a column in the rows that a statement writes, None for unsure."""
    if isinstance(statement, Insert):
        written = [row.get(by) for row in rows]
        found = [value for value in written if isinstance(value, int)]
        return found if found and len(found) == len(written) and statement.select is None else None
    if statement.whereclause is None or any(by in row for row in rows):
        return None
    column = statement.table.c[by]
    return [*session.scalars(select(column).where(cast("Any", statement.whereclause)).distinct())]


@event.listens_for(db.extension.session, "before_commit")
def _raise(session: Session) -> None:
    """Raise what was changed, as the last thing, so that nobody waits for it long."""
    session.flush()
    names = session.info.get(_RAISED)
    if not names or session.in_nested_transaction():
        return
    now = time.time_ns() // 1000
    rows = [{"name": each, "number": now} for each in sorted(names)]
    session.connection().execute(db.prepared(_raising), rows)


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
