"""`python -m tests.migrations.released VERSION` keeps what a release leaves behind.

It fills a database with the demo network and writes its rows into `VERSION.zip`, and the digests
of all steps into `released.txt`. The zip has one file of JSON lines for each table: the names of
its columns, then its rows as SQLite stores them, which PostgreSQL reads, too.
"""

import hashlib
import json
import sqlite3
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from sqlalchemy import Engine

from tests.conftest import settings_for
from webinar_hub import opening
from webinar_hub.app import create_app
from webinar_hub.config import ROOT
from webinar_hub.demo.build import build
from webinar_hub.kit.db import Base, db

STEPS = ROOT / "webinar_hub" / "migrations" / "versions"
_FOLDER = Path(__file__).parent
_LIST = _FOLDER / "released.txt"
NOW = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)
# Of what nothing points to and there is very much of, the last ones are enough.
_AT_MOST = {"letter": 250, "entry": 400}


@dataclass(frozen=True)
class Step:
    """A step of migrations as a version had it."""

    version: str
    name: str
    digest: str


@dataclass(frozen=True)
class Rows:
    """What a table of a version held."""

    table: str
    columns: list[str]
    rows: list[list[object]]


def digest(step: Path) -> str:
    """Return the digest of a step's text."""
    return hashlib.sha256(step.read_bytes()).hexdigest()


def steps() -> list[Step]:
    """Return every step of every released version."""
    return [Step(*line.split()) for line in _LIST.read_text("utf-8").splitlines()]


def versions() -> list[str]:
    """Return the released versions, the oldest first."""
    return list(dict.fromkeys(step.version for step in steps()))


def last_step(version: str) -> str:
    """Return the number of the step that a version's database stands at."""
    return max(step.name for step in steps() if step.version == version).partition("_")[0]


def rows(version: str) -> list[Rows]:
    """Return what a version's database held, each table after those that it points to."""
    with zipfile.ZipFile(_FOLDER / f"{version}.zip") as kept:
        found = [(name, kept.read(name).decode().split("\n")) for name in kept.namelist()]
    return [
        Rows(name.removesuffix(".jsonl"), json.loads(lines[0]), [*map(json.loads, lines[1:])])
        for name, lines in found
    ]


def load(engine: Engine, version: str) -> None:
    """Put a version's rows into the empty tables that its steps have made."""
    put = _into_sqlite if engine.dialect.name == "sqlite" else _into_postgresql
    put(engine, rows(version))


def _into_sqlite(engine: Engine, tables: list[Rows]) -> None:
    with closing(sqlite3.connect(str(engine.url.database))) as connection, connection:
        for each in tables:
            places = ", ".join("?" for _column in each.columns)
            connection.executemany(
                f'INSERT INTO "{each.table}" ({_names(each)}) VALUES ({places})', each.rows
            )
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def _into_postgresql(engine: Engine, tables: list[Rows]) -> None:
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, options="-c timezone=UTC") as connection:
        for each in tables:
            statement = f'COPY "{each.table}" ({_names(each)}) FROM STDIN'
            with connection.cursor().copy(statement.encode()) as copy:
                for row in each.rows:
                    copy.write_row([None if value is None else str(value) for value in row])
            if "id" in each.columns:
                highest = f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM \"{each.table}\""
                connection.execute(highest.encode(), [f'"{each.table}"'])


def _names(rows: Rows) -> str:
    return ", ".join(f'"{column}"' for column in rows.columns)


def _demo(folder: Path) -> list[Rows]:
    app = create_app(settings_for(folder, f"sqlite:///{folder}/hub.db"))
    with app.app_context():
        opening.bring_up_to_date()
        build(1, now=NOW)
        db.engine.dispose()
    with closing(sqlite3.connect(folder / "hub.db")) as connection:
        return [found for found in _filled(connection) if found.rows]


def _filled(connection: sqlite3.Connection) -> Iterator[Rows]:
    for table in Base.metadata.sorted_tables:
        latest = f'SELECT * FROM "{table.name}" ORDER BY id DESC LIMIT ?'
        found = connection.execute(latest, [_AT_MOST.get(table.name, -1)])
        columns = [column for column, *_rest in found.description]
        yield Rows(table.name, columns, [list(row) for row in reversed(found.fetchall())])


def keep(version: str) -> None:
    """Write the files of a version; written again, they take the place of the former ones."""
    with tempfile.TemporaryDirectory() as folder:
        tables = _demo(Path(folder))
    with zipfile.ZipFile(_FOLDER / f"{version}.zip", "w", zipfile.ZIP_LZMA) as kept:
        for each in tables:
            lines = [json.dumps(line, ensure_ascii=False) for line in (each.columns, *each.rows)]
            kept.writestr(f"{each.table}.jsonl", "\n".join(lines))
    others = [step for step in steps() if step.version != version]
    own = [Step(version, each.name, digest(each)) for each in sorted(STEPS.glob("[0-9]*.py"))]
    lines = [f"{step.version} {step.name} {step.digest}\n" for step in (*others, *own)]
    _LIST.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    keep(sys.argv[1])
