"""Who has the database open: any number of processes of the hub, or one restore alone."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from webinar_hub.backups import sqlite
from webinar_hub.backups.contents import Stopped
from webinar_hub.config import Settings


def among_others(settings: Settings) -> IO[str] | None:
    """Say that this process and its forks use the database, while the returned file is open.

    None where no file can be made: then nothing can be restored there either. Raises Stopped while
    a backup is being restored.
    """
    return _locked(
        settings,
        fcntl.LOCK_SH,
        "A backup is being restored at this moment. Wait until that has ended, then do it again.",
    )


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Keep every process of the hub out inside the block. Raises Stopped while one is there."""
    file = _locked(
        settings,
        fcntl.LOCK_EX,
        "The hub is running. Stop it, on every machine that uses this database, then do it again.",
    )
    if file is None:
        raise Stopped(f"Nothing can be written where {_file(settings).parent} is, or is not there.")
    with file:
        yield


def _locked(settings: Settings, how: int, otherwise: str) -> IO[str] | None:
    try:
        file = _file(settings).open("a", encoding="utf-8")
    except OSError:
        return None
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise Stopped(otherwise) from None
    return file


def _file(settings: Settings) -> Path:
    if settings.database_url.startswith("sqlite"):
        database = sqlite.file_of(settings.database_url)
        return database.with_name(f"{database.name}-open")
    return settings.instance / "database-open"
