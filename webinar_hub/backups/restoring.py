"""How a backup takes the place of what is there: made ready beside it, then exchanged in one step.

What breaks off before that step leaves everything as it was, but for stored files that were added;
they belong to nobody.
"""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from webinar_hub import config
from webinar_hub.backups import (
    applying,
    contents,
    engines,
    moving,
    postgresql,
    reading,
    running,
    sqlite,
)
from webinar_hub.backups.applying import Applied
from webinar_hub.backups.contents import Manifest, Stopped
from webinar_hub.backups.reading import Backup
from webinar_hub.certificates.issuing import lines
from webinar_hub.certificates.issuing.lines import Line
from webinar_hub.config import Settings
from webinar_hub.history import journal
from webinar_hub.history.journal import Journal
from webinar_hub.kit import storage
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.files import Files
from webinar_hub.messages import actions as messages
from webinar_hub.records.upkeep import retention

_BUCKET = f"{config.PREFIX}FILES_BUCKET"

OpenAt = Callable[[Settings], AbstractContextManager[object]]
"""Opens an application and brings its tables to this version; closes it with the block."""

AskLast = Callable[[Line], int]
"""Asks somebody for the last number that was given of a line."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants of a restore, and how it opens an application and asks them.

    journal_at: a journal that was saved, or a later backup with one, where none lies beside the
    database.
    """

    journal_at: Path | None
    send_mail: bool
    open_at: OpenAt
    ask_last: AskLast


@dataclass(frozen=True)
class Stage:
    """A database beside the present one, the acts that that one shows, and how to exchange them."""

    settings: Settings
    marks: frozenset[str]
    exchange: Callable[[], Path | None]


@dataclass(frozen=True)
class Restored:
    """What was put back.

    with_journal: a journal said what happened after the backup. held: letters that do not go out by
    themselves. aside: where a database lies that could not be read. other_key: the settings have
    another link_key than the backup. left: why files that the backup does not know are still there,
    "" where none are.
    """

    manifest: Manifest
    applied: Applied
    with_journal: bool
    held: int
    aside: Path | None
    other_key: bool
    left: str


def restore(path: Path, wanted: Wanted, *, now: datetime) -> Restored:
    """Put a backup in the place of this installation. Raises Stopped with nothing changed."""
    file = config.instance_folder() / "config.toml"
    fresh = not file.exists()
    try:
        with reading.opened(path) as backup:
            settings = _settings(backup)
            with (
                running.alone(settings),
                tempfile.TemporaryDirectory(dir=settings.instance, prefix=".restoring-") as folder,
            ):
                return _exchange(backup, settings, Path(folder), wanted, now)
    except BaseException as problem:
        if fresh:
            file.unlink(missing_ok=True)
        if isinstance(problem, OSError):
            raise Stopped(f"Nothing was changed: {problem.strerror}.") from None
        raise


def _settings(backup: Backup) -> Settings:
    """Return the settings of this installation; write those of the backup where none are."""
    instance = config.instance_folder()
    file, fresh = instance / "config.toml", False
    if not file.exists():
        instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        backup.take_out(contents.SETTINGS, file)
        fresh = True
    try:
        settings = config.load()
    except config.Misconfigured as problem:
        names = ", ".join(backup.manifest.elsewhere) or "none"
        raise Stopped(
            f"{problem} Where the backup was made, settings stood in the environment: {names}."
        ) from None
    if backup.manifest.engine == "postgresql" and _kind(settings) == "sqlite":
        raise Stopped(
            "The backup is of PostgreSQL, and database_url names an SQLite database. Let it name "
            "one of PostgreSQL: a hub moves there from SQLite, not back."
        )
    if fresh and settings.files_bucket and _BUCKET not in os.environ:
        # Who only tries a backup out would put its files into a store that is in use.
        raise Stopped(
            f"The backup's files were in the bucket {settings.files_bucket} of {settings.files_endpoint}, "
            f"and those that it does not know would be removed there. Set {_BUCKET} in the environment: "
            "that name, if they are to go there again, or nothing, for a folder of this machine."
        )
    return settings


def _exchange(
    backup: Backup, settings: Settings, folder: Path, wanted: Wanted, now: datetime
) -> Restored:
    if damaged := list(backup.problems(folder)):
        raise Stopped(f"{backup.path} cannot be relied on. {' '.join(damaged)}")
    _take_out_files(backup, folder)
    with _staged(backup, settings, folder, wanted.open_at) as stage:
        with wanted.open_at(stage.settings):
            then, given = backup.journal(), _given_journal(wanted.journal_at)
            later = journal.present().shown_by(stage.marks).with_older(given)
            whole, known = later.with_older(then), later.goes_on_from(then)
            db.write(journal.take_in, whole)
            applied = applying.apply(whole, now=now)
            if not known:
                db.write(_raise_lines, _ask_last_numbers(backup.manifest.moment, wanted.ask_last))
            db.write(applying.end_ways_in, now=now)
            held = 0 if wanted.send_mail else db.write(messages.hold, now=now)
            retention.clear_away(storage.at(stage.settings))
        kept = _put_files(storage.at(stage.settings), storage.at(settings))
        aside = stage.exchange()
    left = _remove_others(storage.at(settings), kept)
    other_key = contents.known_by(settings) != backup.manifest.link_key
    return Restored(backup.manifest, applied, known, held, aside, other_key, left)


def _kind(settings: Settings) -> str:
    return engines.for_address(settings.database_url).name


@contextmanager
def _staged(backup: Backup, settings: Settings, folder: Path, open_at: OpenAt) -> Iterator[Stage]:
    """Make the backup's database ready beside the present one, its files in a folder."""
    staged = replace(settings, instance=folder, files_bucket="")
    if _kind(settings) == "sqlite":
        with _staged_on_sqlite(backup, settings, staged) as stage:
            yield stage
        return
    url, taken = settings.database_url, folder / "database"
    backup.take_out(contents.DATABASE, taken)
    if backup.manifest.engine == "postgresql":
        beside = replace(staged, database_url=postgresql.stage(url, taken))
    else:
        with open_at(replace(staged, database_url=f"sqlite:///{taken}")):
            pass  # Its tables are of this version now.
        beside = replace(staged, database_url=postgresql.stage_nothing(url))
        with open_at(beside):
            moving.take_rows(taken)
    yield Stage(beside, frozenset(), partial(postgresql.replace, url))


@contextmanager
def _staged_on_sqlite(backup: Backup, settings: Settings, staged: Settings) -> Iterator[Stage]:
    file = sqlite.file_of(settings.database_url)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".restoring-") as place:
        made = Path(place) / "hub.db"
        backup.take_out(contents.DATABASE, made)
        present, copied = journal.file_beside(file), journal.file_beside(made)
        if present.exists():
            shutil.copyfile(present, copied)

        def exchange() -> Path | None:
            journal.go_on(present, copied)
            return sqlite.replace(settings.database_url, made)

        beside = replace(staged, database_url=f"sqlite:///{made}")
        yield Stage(beside, sqlite.marks(settings.database_url), exchange)


def _given_journal(path: Path | None) -> Journal:
    if path is None:
        return Journal()
    if zipfile.is_zipfile(path):
        with reading.opened(path) as later:
            return later.journal()
    try:
        text = path.read_text("utf-8")
        given = journal.read(text)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise Stopped(f"{path} is no journal: {problem}.") from None
    if text.strip() and given == Journal():
        raise Stopped(f"{path} is no journal: no line of it is an entry.")
    return given


def _ask_last_numbers(moment: datetime, ask_last: AskLast) -> dict[str, int]:
    """Return the last number, as somebody says, of each line that may have gone on since."""
    return {line.name: ask_last(line) for line in list(lines.every()) if line.year >= moment.year}


def _raise_lines(last: dict[str, int]) -> None:
    for name, number in last.items():
        lines.raise_to(name, number)


def _take_out_files(backup: Backup, folder: Path) -> None:
    for part, (room, name) in backup.stored():
        into = folder / contents.FILES / room / name
        into.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        backup.take_out(part, into)


def _put_files(made: Files, there: Files) -> set[str]:
    """Bring the backup's stored files among the present ones; return their paths."""
    kept = set()
    with contents.told_of_store():
        for each in made.every():
            there.put(each.room, each.name, made.get(each.room, each.name) or b"")
            kept.add(each.path)
    return kept


def _remove_others(there: Files, kept: set[str]) -> str:
    """Remove the stored files that nothing in the tables speaks of; return why it cannot be done.

    The rest of the backup is in its place by now.
    """
    try:
        for each in list(there.every()):
            if each.path not in kept:
                there.remove(each.room, [each.name])
    except (Refused, OSError) as problem:
        return str(problem.__cause__ or problem)
    return ""
