"""How a PostgreSQL database is copied by its own programs, looked at, and put back.

A copy is first put into a schema of its own beside the present tables; one transaction then lets it
take their place.
"""

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, LiteralString

from sqlalchemy import URL, make_url

from webinar_hub.backups.contents import Stopped

if TYPE_CHECKING:
    import psycopg

_BESIDE: LiteralString = "restoring"
_BEFORE: LiteralString = f"""
SET client_min_messages = warning;
DROP SCHEMA IF EXISTS {_BESIDE} CASCADE;
ALTER SCHEMA public RENAME TO present;
CREATE SCHEMA public;
CREATE SCHEMA IF NOT EXISTS journal;
CREATE TABLE IF NOT EXISTS journal.entry (id serial PRIMARY KEY, act varchar(16) NOT NULL,
    fact varchar(20) NOT NULL, key varchar(80) NOT NULL, value integer NOT NULL);
"""
_AFTER: LiteralString = f"""
ALTER SCHEMA public RENAME TO {_BESIDE};
ALTER SCHEMA present RENAME TO public;
"""
_EXCHANGE: LiteralString = f"DROP SCHEMA public CASCADE; ALTER SCHEMA {_BESIDE} RENAME TO public"
_COPIED = re.compile(rb"COPY public\.\"?(\w+)\"? ")


def size(url: str) -> int:
    """Return how many bytes a database has."""
    with _opened(url) as connection:
        return int(_one(connection, "SELECT pg_database_size(current_database())"))


def copy(url: str, into: Path) -> tuple[str, dict[str, int]]:
    """Write the tables, as they are at one moment, into a new file; return revision and rows."""
    from psycopg import sql

    into.touch(mode=0o600)
    with _opened(url) as connection:
        dump = _program("pg_dump", connection.info.server_version // 10_000)
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        revision, rows = _one(connection, "SELECT version_num FROM alembic_version"), {}
        for (table,) in connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall():
            count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("public", table))
            rows[table] = int(connection.execute(count).fetchall()[0][0])
        _run(
            [
                dump,
                "--format=custom",
                "--schema=public",
                "--no-owner",
                "--no-privileges",
                f"--snapshot={snapshot}",
                f"--file={into}",
            ],
            url,
        )
    return revision, rows


def problems(file: Path, rows: dict[str, int]) -> Iterator[str]:
    """Yield what is wrong with a copy that is said to have so many rows in each table."""
    with _script(file) as script:
        counted = _counted(script.stdout or (), rows)
    if script.returncode:
        yield "The database cannot be read: pg_restore stopped."
    elif counted != rows:
        wrong = sorted(name for name in counted if counted[name] != rows.get(name))
        yield f"The rows are not those that were written, in {', '.join(wrong)}."


def _counted(script: Iterable[bytes], tables: Iterable[str]) -> Counter[str]:
    """Return how many rows a script copies into each table, and 0 for these without any."""
    counted, table = Counter(dict.fromkeys(tables, 0)), ""
    for line in script:
        if not table and (begun := _COPIED.match(line)):
            table = begun[1].decode()
        elif line == b"\\.\n":
            table = ""
        elif table:
            counted[table] += 1
    return counted


def _script(file: Path, at_least: int = 0) -> subprocess.Popen[bytes]:
    """Start the program that turns a copy into statements; it complains where we do."""
    call = [_program("pg_restore", at_least), "--schema=public", "--no-owner", "--no-privileges"]
    return subprocess.Popen([*call, "--file=-", str(file)], stdout=subprocess.PIPE)


def stage(url: str, file: Path) -> str:
    """Put a copy beside the present tables; return the address under which it alone is seen."""
    major = _used_by_nobody(url)
    psql = [_program("psql", major), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    steps = [f"--command={_BEFORE}", "--file=-", f"--command={_AFTER}"]
    with _script(file, major) as script:
        _run([*psql, "--single-transaction", "--output=/dev/null", *steps], url, script.stdout)
        if script.wait():
            raise Stopped("The database in the backup cannot be read: pg_restore stopped.")
    return _beside(url)


def stage_nothing(url: str) -> str:
    """Make room for tables beside the present ones; return the address of that room alone."""
    _used_by_nobody(url)
    with _opened(url) as connection:
        connection.execute(_BEFORE + _AFTER)
    return _beside(url)


def _used_by_nobody(url: str) -> int:
    """Return the version of a server on whose database nobody else is. Raises Stopped."""
    with _opened(url) as connection:
        others = int(
            _one(
                connection,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
            )
        )
        if others:
            raise Stopped(
                "Something else is connected to the database: stop the hub on every machine, and "
                "whatever else uses the database, then do it again."
            )
        return connection.info.server_version // 10_000


def _beside(url: str) -> str:
    beside = make_url(url).update_query_dict({"options": f"-csearch_path={_BESIDE}"})
    return beside.render_as_string(hide_password=False)


def replace(url: str) -> None:
    """Put the copy beside the present tables in their place, in one step."""
    with _opened(url) as connection:
        connection.execute(_EXCHANGE)


def _opened(url: str) -> "psycopg.Connection[tuple[Any, ...]]":
    import psycopg

    try:
        return psycopg.connect(_address(url).render_as_string(hide_password=False))
    except psycopg.OperationalError as problem:
        raise Stopped(f"The database cannot be reached: {' '.join(str(problem).split())}") from None


def _address(url: str) -> URL:
    return make_url(url).set(drivername="postgresql")


def _one(connection: "psycopg.Connection[tuple[Any, ...]]", statement: LiteralString) -> str:
    [[found]] = connection.execute(statement).fetchall()
    return str(found)


def _program(name: str, at_least: int = 0) -> str:
    """Return where a program of PostgreSQL is. Raises Stopped where none is, or an older one."""
    found = shutil.which(name)
    if found is None:
        raise Stopped(
            f"There is no {name} here. Install PostgreSQL's programs (postgresql-client), or put "
            "their folder into PATH."
        )
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\d+", said)
    if version is None or int(version[0]) < at_least:
        raise Stopped(
            f"{found} is older than the server: it says {said.strip()!r}, and the server is "
            f"{at_least}. Install those of version {at_least} or newer, or put them first in PATH."
        )
    return found


def _run(call: list[str], url: str, given: IO[bytes] | None = None) -> None:
    """Run a program on a database, its password out of everybody's sight. Raises Stopped."""
    address = _address(url)
    hidden = address.set(password=None).render_as_string(hide_password=False)
    environment = {**os.environ, **({"PGPASSWORD": address.password} if address.password else {})}
    done = subprocess.run(
        [*call, f"--dbname={hidden}"],
        stdin=given,
        env=environment,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())
        raise Stopped(f"{Path(call[0]).name} stopped: {said}")
