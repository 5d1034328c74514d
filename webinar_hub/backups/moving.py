"""How what is in an SQLite database comes to PostgreSQL: row by row, each as the hub reads it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Table, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from webinar_hub.backups.contents import Stopped
from webinar_hub.kit.db import Base, db

_AT_A_TIME = 1000
_LET_KEYS_BE = """
DO $$ DECLARE foreign_key record; BEGIN
    FOR foreign_key IN
        SELECT conrelid::regclass AS place, conname AS name FROM pg_constraint
        WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format(
            'ALTER TABLE %s ALTER CONSTRAINT %I SO', foreign_key.place, foreign_key.name);
    END LOOP;
END $$
"""


def take_rows(file: Path) -> None:
    """Fill the present application's tables with the rows of an SQLite database.

    Both are of this version; what the tables hold is deleted. Raises Stopped where a row cannot be
    stored.
    """
    tables = Base.metadata.sorted_tables
    source = create_engine(f"sqlite:///{file}")
    with source.connect() as reading, db.engine.begin() as writing, _deferred(writing):
        for table in reversed(tables):
            writing.execute(table.delete())
        for table in tables:
            try:
                _copy(table, reading, writing)
            except DBAPIError as problem:
                said = " ".join(str(problem.orig).splitlines()[:1])
                raise Stopped(f"Rows of {table.name} cannot be stored: {said}.") from None
    source.dispose()


def _copy(table: Table, reading: Connection, writing: Connection) -> None:
    found = reading.execution_options(yield_per=_AT_A_TIME).execute(select(table))
    for rows in found.mappings().partitions():
        writing.execute(table.insert(), [dict(row) for row in rows])
    # The next row is numbered after the last one that came.
    sequence = func.pg_get_serial_sequence(f'"{table.name}"', "id")
    last = select(func.max(table.c.id)).scalar_subquery()
    writing.execute(select(func.setval(sequence, last)))


@contextmanager
def _deferred(connection: Connection) -> Iterator[None]:
    """Look at foreign keys at the end of the block alone: rows lead to others that come later."""
    connection.execute(text(_LET_KEYS_BE.replace("SO", "DEFERRABLE INITIALLY DEFERRED")))
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    connection.execute(text(_LET_KEYS_BE.replace("SO", "NOT DEFERRABLE")))
