"""How a backup is opened, its parts taken out, and the whole of it looked at."""

import hashlib
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from webinar_hub.backups import contents, engines
from webinar_hub.backups.contents import Manifest, Stopped
from webinar_hub.history import journal
from webinar_hub.history.journal import Journal

_CHUNK = 1 << 20


class Backup:
    """A backup that was opened."""

    def __init__(self, path: Path, whole: zipfile.ZipFile) -> None:
        self.path, self._whole = path, whole
        self.manifest: Manifest = contents.read_list(whole.read(contents.LIST))

    def take_out(self, part: str, into: Path) -> None:
        """Write a part into a new file. Raises Stopped where it is not what it was."""
        digest = hashlib.sha256()
        into.touch(mode=0o600)
        with self._whole.open(part) as packed, into.open("wb") as written:
            while chunk := packed.read(_CHUNK):
                digest.update(chunk)
                written.write(chunk)
        if digest.hexdigest() != self.manifest.files.get(part):
            raise Stopped(f"{part} in {self.path} is not what was written.")

    def journal(self) -> Journal:
        """Return the journal as it was then."""
        return journal.read(self._whole.read(contents.JOURNAL).decode())

    def stored(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield the stored files: the part, and the room and name under which it was stored."""
        for part in self.manifest.files:
            if (name := contents.stored_name(part)) is not None:
                yield part, name

    def problems(self, folder: Path) -> Iterator[str]:
        """Yield what is wrong with it; folder is an empty one to work in."""
        there = set(self._whole.namelist()) - {contents.LIST}
        for part in sorted(there ^ set(self.manifest.files)):
            yield f"{part} is {'not listed' if part in there else 'missing'}."
        for part in sorted(there & set(self.manifest.files)):
            taken = folder / "part"
            self.take_out(part, taken)
            if part == contents.DATABASE:
                yield from engines.by_name(self.manifest.engine).problems(taken, self.manifest.rows)
            taken.unlink()


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Open a backup inside the block. Raises Stopped where what is read of it is damaged."""
    try:
        with zipfile.ZipFile(path) as whole:
            yield Backup(path, whole)
    except FileNotFoundError:
        raise Stopped(f"There is no file {path}.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as problem:
        raise Stopped(f"{path} is damaged, or no backup: {problem}.") from None


def examine(path: Path) -> tuple[Manifest, list[str]]:
    """Return what a backup says of itself, and what is wrong with it. Raises Stopped."""
    with (
        opened(path) as backup,
        tempfile.TemporaryDirectory(dir=path.parent, prefix=".verify-") as folder,
    ):
        return backup.manifest, list(backup.problems(Path(folder)))
