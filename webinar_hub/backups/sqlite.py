"""How an SQLite database is copied while others write, looked at, and put back."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

from sqlalchemy import func, select, table
from sqlalchemy.dialects.sqlite import dialect

from webinar_hub.backups.contents import Stopped
from webinar_hub.kit.files import settle_folder

_PATIENCE = 30


def file_of(url: str) -> Path:
    """Return the file of a database address."""
    return Path(url.removeprefix("sqlite:///"))


def size(url: str) -> int:
    """Return how many bytes a database has."""
    file = file_of(url)
    both = (file, file.with_name(f"{file.name}-wal"))
    return sum(each.stat().st_size for each in both if each.exists())


def copy(url: str, into: Path) -> tuple[str, dict[str, int]]:
    """Write the database, as it is at one moment, into a new file; return revision and rows."""
    into.touch(mode=0o600)
    try:
        with closing(_opened(file_of(url))) as connection:
            connection.execute("VACUUM INTO ?", (str(into),))
        with closing(_opened(into)) as connection:
            return _revision(connection), _rows(connection)
    except sqlite3.Error as problem:
        raise Stopped(f"The database cannot be copied: {problem}.") from None


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{file.as_uri()}?mode=rw", uri=True, timeout=_PATIENCE, isolation_level=None
    )


def _revision(connection: sqlite3.Connection) -> str:
    return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def _rows(connection: sqlite3.Connection) -> dict[str, int]:
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return {name: connection.execute(_count(name)).fetchone()[0] for (name,) in tables.fetchall()}


@cache
def _count(name: str) -> str:
    return str(select(func.count()).select_from(table(name)).compile(dialect=dialect()))


def problems(file: Path, rows: dict[str, int]) -> Iterator[str]:
    """Yield what is wrong with a copy that is said to have so many rows in each table."""
    try:
        with closing(_opened(file)) as connection:
            found = connection.execute("PRAGMA integrity_check(3)").fetchall()
            yield from (f"The database is damaged: {said}." for (said,) in found if said != "ok")
            torn = {table for table, *_rest in connection.execute("PRAGMA foreign_key_check")}
            yield from (f"Rows of {table} lead to others that are not there." for table in torn)
            if (counted := _rows(connection)) != rows:
                yield f"The rows are not those that were written: {_difference(rows, counted)}."
    except sqlite3.DatabaseError as problem:
        yield f"The database cannot be read: {problem}."


def _difference(wanted: dict[str, int], counted: dict[str, int]) -> str:
    return ", ".join(
        f"{counted.get(table, 0)} in {table} instead of {wanted.get(table, 0)}"
        for table in sorted(wanted.keys() | counted.keys())
        if wanted.get(table, 0) != counted.get(table, 0)
    )


def marks(url: str) -> frozenset[str]:
    """Return the acts that the marks of a database name; none where it cannot be read."""
    try:
        with closing(_opened(file_of(url))) as connection:
            return frozenset(act for (act,) in connection.execute("SELECT act FROM journal_mark"))
    except sqlite3.Error:
        return frozenset()


def replace(url: str, by: Path) -> Path | None:
    """Put a database, which nobody has open, in the place of the present one in one step.

    Return under which name the present one was set aside, as it cannot be read; None where it was
    whole, or not there.
    """
    file = file_of(url)
    _without_log(by)
    with by.open("rb") as made:
        os.fsync(made.fileno())
    aside = None
    if file.exists():
        try:
            _without_log(file)
        except sqlite3.Error:
            aside = _set_aside(file)
    for ending in ("-wal", "-shm"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)
    by.replace(file)
    settle_folder(file.parent)
    return aside


def _without_log(file: Path) -> None:
    """Bring all of a database into its one file, or its log would be taken for the next one's."""
    with closing(_opened(file)) as connection:
        [mode] = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    if mode != "delete":
        raise Stopped(f"{file} is in use. Stop whatever reads it, then do it again.")


def _set_aside(file: Path) -> Path:
    aside = file.with_name(f"{file.name}-broken")
    for ending in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            file.with_name(f"{file.name}{ending}").replace(aside.with_name(f"{aside.name}{ending}"))
    return aside
