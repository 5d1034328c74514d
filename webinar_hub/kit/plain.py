"""Statements that go past the objects of the session, which take longer than the row."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Column, CursorResult, Executable, Table, UpdateBase
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from webinar_hub.kit import editions, making
from webinar_hub.kit.db import Base, db


def columns(table: type[Base]) -> ReadOnlyColumnCollection[str, Column[Any]]:
    """Return a table's columns."""
    return cast("Table", table.__table__).c


def run(
    statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
) -> CursorResult[Any]:
    """Run a statement of plain columns past the session, whose own work is half as much again.

    What waits in the session's objects is not written first. While a page is made to be kept it
    goes through the session, which notices what the page depends on. Raise ValueError for one that
    writes, unless it adds rows that no public page shows: the session watches over all others.
    """
    if isinstance(statement, UpdateBase):
        table = cast("Table", statement.table).name
        if not statement.is_insert or table in editions.shown():
            raise ValueError(table)
    through = db.session if making.present() else db.session.connection()
    return cast("CursorResult[Any]", through.execute(statement, values))
