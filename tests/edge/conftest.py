"""Tables for every hub of these tests, made once."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.edge.installation import Installation


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with its tables, to be copied."""
    made = Installation(tmp_path_factory.mktemp("tables") / "instance")
    status, said = made.run("upgrade")
    assert status == 0, said
    with closing(sqlite3.connect(made.folder / "hub.db")) as connection:
        # What still stands in the log comes into the file.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return made.folder / "hub.db"


@pytest.fixture
def hub(tmp_path: Path, tables: Path) -> Installation:
    """Return an installation with its tables, of which nothing runs."""
    made = Installation(tmp_path / "instance")
    shutil.copy(tables, made.folder)
    return made
