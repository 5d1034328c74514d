"""Files that must survive a power cut, each under a room and a random name."""

import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from webinar_hub.kit import causes

_NAME = re.compile(r"([a-z_]+)/([A-Za-z0-9][A-Za-z0-9.]*)")


@dataclass(frozen=True)
class Stored:
    """One stored file; size in bytes."""

    room: str
    name: str
    size: int

    @property
    def path(self) -> str:
        """Return room and name as one."""
        return f"{self.room}/{self.name}"


class Files(Protocol):
    """Where files are stored. What cannot be done for the moment is refused as Refused."""

    def put(self, room: str, name: str, content: bytes) -> None:
        """Store the content durably, whole or not at all. Raises Unwritable."""

    def get(self, room: str, name: str) -> bytes | None:
        """Return the stored content, None where there is none."""

    def remove(self, room: str, names: Iterable[str]) -> None:
        """Delete what is stored under these names; what is not there is no fault."""

    def every(self) -> Iterator[Stored]:
        """Yield everything that is stored, in the order of the names."""


class StoreFailed(Exception):
    """What a store did instead, in words for whoever runs the hub."""


def parted(path: str) -> tuple[str, str] | None:
    """Return the room and the name of what is stored under a path, None where it is not ours."""
    found = _NAME.fullmatch(path)
    return (found[1], found[2]) if found else None


def path_of(room: str, name: str) -> str:
    """Return room and name as one. Raises ValueError for a name that leads elsewhere."""
    if parted(path := f"{room}/{name}") is None:
        raise ValueError(f"not a stored name: {path}")
    return path


def settle_folder(folder: Path) -> None:
    """Let what was made, renamed or removed in a folder survive a power cut."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


class Folder:
    """Files in a folder of this machine, one sub-folder a room."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, room: str, name: str, content: bytes) -> None:
        """Store the content durably: temporary file, fsync, rename, fsync of the folder.

        Raises Unwritable.
        """
        try:
            self._put(room, name, content)
        except OSError as error:
            if refusal := causes.refusal(error):
                raise refusal from error
            raise

    def _put(self, room: str, name: str, content: bytes) -> None:
        path = self._path(room, name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # A name that is no stored one: what is just being written is in no backup.
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        settle_folder(path.parent)

    def get(self, room: str, name: str) -> bytes | None:
        """Return the stored content, None where there is none."""
        try:
            return self._path(room, name).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, room: str, names: Iterable[str]) -> None:
        """Delete what is stored under these names."""
        for name in names:
            self._path(room, name).unlink(missing_ok=True)

    def every(self) -> Iterator[Stored]:
        """Yield everything that is stored, in the order of the names."""
        for file in sorted(self._folder.glob("*/*")):
            if found := parted(file.relative_to(self._folder).as_posix()):
                # A backup takes minutes over the list: what is removed meanwhile is passed over.
                with suppress(FileNotFoundError):
                    yield Stored(*found, file.stat().st_size)

    def _path(self, room: str, name: str) -> Path:
        return self._folder / path_of(room, name)


@contextmanager
def storing(files: Files, room: str, is_named: Callable[[str], bool]) -> Iterator[list[str]]:
    """Yield a list for the names of what is stored before the transaction that names it.

    Afterwards what nothing names is removed, as it was refused or came a second time.
    """
    stored: list[str] = []
    try:
        yield stored
    finally:
        if unnamed := [name for name in stored if not is_named(name)]:
            files.remove(room, unnamed)
