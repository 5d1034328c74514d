"""How a backup is made while the hub runs: into a temporary name, renamed once it is whole."""

import hashlib
import os
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from webinar_hub import __version__
from webinar_hub.backups import contents, engines
from webinar_hub.backups.contents import Manifest, Stopped
from webinar_hub.config import Settings
from webinar_hub.history import journal
from webinar_hub.kit import storage
from webinar_hub.kit.db import db
from webinar_hub.kit.files import settle_folder

_CHUNK = 1 << 20
_LEVEL = 3
"""Of compressing: beyond it the file gets little smaller and the work much longer."""


@dataclass(frozen=True)
class Written:
    """A backup that was made."""

    path: Path
    size: int
    manifest: Manifest


def write(settings: Settings, path: Path, *, now: datetime) -> Written:
    """Write a backup of the present application's installation, in the place of what stood there.

    Raises Stopped where less than twice its size is free, or the database's programs are missing or
    too old.
    """
    if path.is_dir():
        raise Stopped(f"{path} is a folder: name a file in it.")
    with contents.told_of_store():
        _refuse_full_disk(settings, path.parent)
        return _written(settings, path, now)


def _written(settings: Settings, path: Path, now: datetime) -> Written:
    try:
        return _write(settings, path, now)
    except OSError as problem:
        raise Stopped(f"{path} cannot be written: {problem.strerror}.") from None


def _write(settings: Settings, path: Path, now: datetime) -> Written:
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
        made = Path(folder) / "backup.zip"
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            manifest = _fill(out, settings, Path(folder), now)
            out.flush()
            os.fsync(out.fileno())
        size = made.stat().st_size
        made.replace(path)
    settle_folder(path.parent)
    return Written(path, size, manifest)


def needed(settings: Settings) -> int:
    """Return how many bytes have to be free for a backup: twice what the installation has."""
    stored = sum(each.size for each in storage.at(settings).every())
    return 2 * (engines.for_address(settings.database_url).size(settings.database_url) + stored)


def _refuse_full_disk(settings: Settings, folder: Path) -> None:
    if not folder.is_dir():
        raise Stopped(f"There is no folder {folder}.")
    free, wanted = shutil.disk_usage(folder).free, needed(settings)
    if free < wanted:
        raise Stopped(
            f"Only {free // 1_000_000} MB are free where {folder} is, and a backup needs "
            f"{wanted // 1_000_000} MB, twice the size of what it holds. Make room."
        )


def _fill(out: IO[bytes], settings: Settings, folder: Path, now: datetime) -> Manifest:
    # The journal first: what it says more than the tables is applied, what it says less is not
    # missed. The stored files last: whatever the tables speak of was stored before they did.
    journal_text = journal.present().text().encode()
    db.session.rollback()
    engine = engines.for_address(settings.database_url)
    copied = folder / "database"
    revision, rows = engine.copy(settings.database_url, copied)
    parts: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as whole:

        def add(part: str, content: bytes) -> None:
            parts[part] = hashlib.sha256(content).hexdigest()
            whole.writestr(part, content)

        with copied.open("rb") as database:
            parts[contents.DATABASE] = _add(whole, contents.DATABASE, database)
        add(contents.JOURNAL, journal_text)
        add(contents.SETTINGS, (settings.instance / "config.toml").read_bytes())
        stored = storage.at(settings)
        for each in stored.every():
            content = stored.get(each.room, each.name)
            # An erasure may have been faster.
            if content is not None:
                add(f"{contents.FILES}{each.path}", content)
        manifest = Manifest(
            version=__version__,
            revision=revision,
            made_at=now.isoformat(),
            engine=engine.name,
            rows=rows,
            files=parts,
            link_key=contents.known_by(settings),
            elsewhere=contents.from_environment(),
        )
        whole.writestr(contents.LIST, manifest.text())
    return manifest


def _add(whole: zipfile.ZipFile, part: str, read: IO[bytes]) -> str:
    digest = hashlib.sha256()
    with whole.open(part, "w", force_zip64=True) as written:
        while chunk := read.read(_CHUNK):
            digest.update(chunk)
            written.write(chunk)
    return digest.hexdigest()
