"""Files that must survive a power cut, each under a room and a random name."""

import os
import tempfile
from pathlib import Path

from webinar_hub.kit import causes


def settle_folder(folder: Path) -> None:
    """Let what was made, renamed or removed in a folder survive a power cut."""
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


class Files:
    """A folder of stored files, one sub-folder a room."""

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
        folder = self._folder / room
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self._path(room, name))
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        settle_folder(folder)

    def get(self, room: str, name: str) -> bytes | None:
        """Return the stored content, None where there is none."""
        path = self._path(room, name)
        return path.read_bytes() if path.is_file() else None

    def remove(self, room: str, name: str) -> bool:
        """Delete the stored content; return False where there is none."""
        path = self._path(room, name)
        if not path.is_file():
            return False
        path.unlink()
        return True

    def _path(self, room: str, name: str) -> Path:
        if not (room.isidentifier() and name.replace(".", "").isalnum()):
            raise ValueError(f"not a stored name: {room}/{name}")
        return self._folder / room / name
