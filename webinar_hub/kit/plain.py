"""Statements of plain columns that go past the objects of the session (kit.compiled)."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Column, Executable, String, Table, UpdateBase, bindparam, func, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from webinar_hub.kit import compiled, editions, making, watching
from webinar_hub.kit.batch import parts
from webinar_hub.kit.compiled import Asked
from webinar_hub.kit.db import Base, db


def columns(table: type[Base]) -> ReadOnlyColumnCollection[str, Column[Any]]:
    """Return a table's columns."""
    return cast("Table", table.__table__).c


def run(statement: Executable, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
    """Run a statement of plain columns and return its rows, which have its columns' names."""
    return together((statement, values or {}))[0]


def together(*asked: Asked) -> list[Sequence[Any]]:
    """Run statements one after the other, wait once for all of them, and return the rows of each.

    What waits in the session's objects is not written first. While a page is made to be kept they
    go through the session, which notices what the page depends on. Raise ValueError for one that
    changes rows or deletes them: the session watches over those, rows that are added are noted.
    """
    for statement, values in asked:
        _note(statement, values)
    if making.present():
        return [db.session.execute(*each).all() for each in asked]
    return compiled.run(db.session.connection(), asked)


def add(table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add many rows with the same columns to a table, in a fraction of the time.

    What waits in the session's objects is not written first.
    """
    for some in parts(rows):
        for row in some:
            watching.added(db.session(), table.__tablename__, row)
        compiled.run_many(db.session.connection(), db.prepared(db.insert, table), some)


def last(statement: Executable, values: Mapping[str, Any]) -> None:
    """Run a statement that adds a row at the end of the transaction, together with the editions.

    Nobody may look for the row before.
    """
    _note(statement, values)
    editions.with_them(db.session(), (statement, values))


def holding(name: str) -> list[Asked]:
    """Return what lets nobody else go on who holds the same name, as `db.hold`.

    It is run together with what is held for: nothing on SQLite.
    """
    if db.engine.dialect.name == "sqlite":
        return []
    return [(db.prepared(_held), {"held": name})]


def _held() -> Executable:
    name = bindparam("held", type_=String)
    return select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0)).label("held"))


def _note(statement: Executable, values: Mapping[str, Any]) -> None:
    if isinstance(statement, UpdateBase):
        table = cast("Table", statement.table).name
        if not statement.is_insert:
            raise ValueError(table)
        watching.added(db.session(), table, values)
