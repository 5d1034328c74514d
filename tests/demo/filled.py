"""The demo network, filled once in a whole run of tests: whoever wants it takes a copy."""

import fcntl
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from webinar_hub import commands
from webinar_hub.config import PREFIX
from webinar_hub.kit import clock

NOW = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)
"""The moment at which the demo network was filled."""


def of_whole_run(folders: pytest.TempPathFactory) -> Path:
    """Return the folder that all processes of a run of tests share."""
    own = folders.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def copy_demo(folders: pytest.TempPathFactory) -> Path:
    """Return a folder of one's own with what `run --demo` sets up: settings and database."""
    shared = of_whole_run(folders)
    filled, begun = shared / "demo-filled", shared / "demo-begun"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not filled.exists():
            fill(begun)
            begun.rename(filled)
    return Path(shutil.copytree(filled, folders.mktemp("demo") / "instance"))


def fill(folder: Path) -> None:
    """Set a demo network up in a folder, as `run --demo` does at that moment."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv(f"{PREFIX}INSTANCE", str(folder))
        changed.setattr(clock, "now", lambda: NOW)
        commands._set_up_demo()
    with closing(sqlite3.connect(folder / "hub.db")) as connection:
        # What still stands in the log comes into the file.
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    for beside in folder.glob("hub.db-*"):
        beside.unlink()
