"""Statements that are compiled once and run by the driver, past most of SQLAlchemy's own work.

Each is written in SQLAlchemy. Its values and rows are made by their types' own rules.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Column, Connection, Dialect, Executable
from sqlalchemy.engine import result_tuple
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.compiler import SQLCompiler

Asked = tuple[Executable, Mapping[str, Any]]
"""A statement and its values."""

_Change = Callable[[Any], Any]
_KNOWN = 512


def run(
    connection: Connection, asked: Sequence[Asked], *, commits: bool = False
) -> list[Sequence[Any]]:
    """Run statements one after the other, wait once for all of them, and return the rows of each.

    On SQLite nobody waits. An error is told as SQLAlchemy would tell it. commits: the transaction
    is committed right after them, and PostgreSQL told so in the same breath; SQLAlchemy's own
    commit then finds nothing to do.
    """
    dialect, driver = connection.dialect, cast("Any", connection.connection.driver_connection)
    ready = [(_ready(dialect, each, tuple(values)), values) for each, values in asked]
    waits_once = len(ready) + commits > 1 and dialect.name != "sqlite"
    try:
        with driver.pipeline() if waits_once else nullcontext():
            sent = [(each, _sent(connection, driver, each, values)) for each, values in ready]
            if waits_once and commits:
                driver.commit()
        return [each.rows(cursor) for each, cursor in sent]
    except dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemy(connection, error, ready[0][0].text) from error


def run_many(
    connection: Connection, statement: Executable, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Run a statement that brings no rows for each of some values, which all have the same names.

    An error is told as SQLAlchemy would tell it.
    """
    ready = _ready(connection.dialect, statement, tuple(rows[0]))
    filled = [ready.filled(values) for values in rows]
    for look in connection.dispatch.before_cursor_execute:
        look(connection, None, ready.text, filled, None, True)
    driver = cast("Any", connection.connection.driver_connection)
    try:
        driver.cursor().executemany(ready.text, filled)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemy(connection, error, ready.text) from error


@dataclass(frozen=True)
class _Ready:
    """A compiled statement.

    fixed: values that stand in it. made: what makes those that nobody gives. put: how a value is
    put into its type. order: of the values, where they have no names.
    """

    text: str
    fixed: Mapping[str, Any]
    made: Mapping[str, Callable[[], Any]]
    put: Mapping[str, _Change]
    order: Sequence[str] | None
    row: Callable[[Sequence[Any]], Any] | None

    def filled(self, values: Mapping[str, Any]) -> Any:
        """Return the values as the driver takes them."""
        given = {**self.fixed, **values}
        for name, make in self.made.items():
            given[name] = make()
        for name, put in self.put.items():
            given[name] = put(given[name])
        return given if self.order is None else tuple(given[name] for name in self.order)

    def rows(self, cursor: Any) -> Sequence[Any]:
        """Return the rows that a cursor brings."""
        return [self.row(each) for each in cursor.fetchall()] if self.row else ()


@lru_cache(maxsize=_KNOWN)
def _ready(dialect: Dialect, statement: Executable, names: Sequence[str]) -> _Ready:
    compiled = cast("Any", statement).compile(dialect=dialect, column_keys=list(names))
    assert isinstance(compiled, SQLCompiler)
    lists = compiled.post_compile_params | compiled.literal_execute_params
    if any(bind.required for bind in lists):
        raise ValueError("a list of values that are given each time")
    single = {name: bind for bind, name in compiled.bind_names.items() if bind not in lists}
    given = {name: None for name, bind in single.items() if bind.required}
    # With the lists that stand in it written out.
    whole = compiled.construct_expanded_state(given, escape_names=False)
    puts: dict[str, _Change | None] = {
        name: bind.type.dialect_impl(dialect).bind_processor(dialect)
        for name, bind in single.items()
    } | {**whole.processors}
    return _Ready(
        whole.statement,
        {name: value for name, value in whole.parameters.items() if name not in given},
        {each.key: _maker(each) for each in compiled.insert_prefetch},
        {name: put for name, put in puts.items() if put},
        whole.positiontup if compiled.positional else None,
        _row(cast("Any", statement).exported_columns, dialect),
    )


def _maker(column: Column[Any]) -> Callable[[], Any]:
    default: Any = column.default
    return (lambda: default.arg(None)) if default.is_callable else (lambda: default.arg)


def _row(
    shown: ReadOnlyColumnCollection[str, Any], dialect: Dialect
) -> Callable[[Sequence[Any]], Any] | None:
    """Return what makes a row of what the driver gives, None where a statement gives none."""
    if not shown:
        return None
    make = result_tuple(shown.keys())
    kinds = [each.type.dialect_impl(dialect) for each in shown]
    takes = [kind.result_processor(dialect, None) for kind in kinds]
    changed = [(place, take) for place, take in enumerate(takes) if take]

    def row(found: Sequence[Any]) -> Any:
        values = [*found]
        for place, take in changed:
            values[place] = take(values[place])
        return make(values)

    return row


def _sent(connection: Connection, driver: Any, ready: _Ready, values: Mapping[str, Any]) -> Any:
    filled = ready.filled(values)
    # Whoever counts the statements or looks at them sees these, too.
    for look in connection.dispatch.before_cursor_execute:
        look(connection, None, ready.text, filled, None, False)
    return driver.execute(ready.text, filled)


def _as_sqlalchemy(connection: Connection, error: Exception, text: str) -> Exception:
    """Return an error of the driver as SQLAlchemy tells it; what it was about stays out of it."""
    dialect = connection.dialect
    driver = cast("Any", connection.connection.dbapi_connection)
    lost = dialect.is_disconnect(cast("Any", error), driver, None)
    if lost:
        connection.invalidate(error)
    return DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )
