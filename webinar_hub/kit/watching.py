"""Which rows a session writes, wherever that is done: it sees what is flushed and executed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from sqlalchemy import Delete, Insert, Table, Update, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session

from webinar_hub.kit.db import Base, Shown, db

Note = Callable[[Session, str, object], None]
"""Notes a table of which something was written, and the value of its column `by` in that row.

The value is None where there is no such column, or where nobody can tell it.
"""

Noted = Mapping[str, set[int | None]]
"""What was noted of a transaction, by table."""

_watched: list[tuple[Callable[[], Mapping[str, Shown]], Note]] = []


def watch(wanted: Callable[[], Mapping[str, Shown]], noted: Note) -> None:
    """Note each change of what is wanted, by the names of the tables."""
    _watched.append((wanted, noted))

    @event.listens_for(db.extension.session, "after_flush")
    def flushed(session: Session, _context: Any) -> None:
        tables = wanted()
        told: tuple[tuple[Iterable[Base], Callable[[Base, Shown], bool]], ...] = (
            (session.new, lambda _row, each: each.alone),
            (session.deleted, lambda _row, each: each.alone or each.ends),
            (session.dirty, _differs),
        )
        for rows, tells in told:
            for row in rows:
                each = tables.get(row.__tablename__)
                if each and tells(row, each):
                    noted(session, row.__tablename__, getattr(row, each.by) if each.by else None)

    @event.listens_for(db.extension.session, "do_orm_execute")
    def executed(state: ORMExecuteState) -> None:
        statement = state.statement
        if isinstance(statement, Insert | Update | Delete) and isinstance(statement.table, Table):
            table = statement.table.name
            if each := wanted().get(table):
                for value in _touched(state, statement, each):
                    noted(state.session, table, value)


def keep(sources: Mapping[str, Shown], write: Callable[[Session, Noted], None]) -> None:
    """Write something in each transaction that changes what it comes from.

    It is written before the editions are raised, which nobody else may wait for long.
    """
    here = object()

    def note(session: Session, table: str, value: object) -> None:
        session.info.setdefault(here, defaultdict(set))[table].add(value)

    watch(lambda: sources, note)

    @event.listens_for(db.extension.session, "before_commit", insert=True)
    def written(session: Session) -> None:
        session.flush()
        if not session.in_nested_transaction() and (noted := session.info.pop(here, None)):
            write(session, noted)

    @event.listens_for(db.extension.session, "after_rollback")
    def forgotten(session: Session) -> None:
        if not session.in_nested_transaction():
            session.info.pop(here, None)


def added(session: Session, table: str, row: Mapping[str, object]) -> None:
    """Note a row that is added to a table past the session."""
    for wanted, noted in _watched:
        each = wanted().get(table)
        if each and each.alone:
            noted(session, table, row.get(each.by) if each.by else None)


def _differs(row: Base, wanted: Shown) -> bool:
    state = inspect(row)
    columns = wanted.columns or [each.key for each in state.mapper.column_attrs]
    # Made anew each time that they are asked for.
    attributes = state.attrs
    return any(attributes[column].history.has_changes() for column in columns)


def _touched(
    state: ORMExecuteState, statement: Insert | Update | Delete, wanted: Shown
) -> list[int] | list[None]:
    ends = wanted.ends and isinstance(statement, Delete)
    if not (wanted.alone or ends or isinstance(statement, Update)):
        return []
    rows = _rows(state, statement)
    changed = {column for row in rows for column in row}
    if isinstance(statement, Update) and changed and changed.isdisjoint(wanted.columns or changed):
        return []
    values = _values(state.session, statement, wanted.by, rows) if wanted.by else None
    return [None] if values is None else values


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
