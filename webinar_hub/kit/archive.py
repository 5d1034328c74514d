"""A ZIP that is written to a file without a name: gone with the process, whatever happens."""

import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

Content = bytes | Iterable[bytes]


class Archive:
    """A ZIP that is being written, part after part; never all of it is in memory.

    folder: where the disk has room for it. What is put into it is packed already, as PDFs,
    pictures and documents are.
    """

    def __init__(self, folder: Path, made: datetime) -> None:
        # Whoever reads the archive closes it.
        self._file = tempfile.TemporaryFile(dir=folder, prefix=".archive-")  # noqa: SIM115
        self._zip = zipfile.ZipFile(self._file, "w")
        self._made = made.timetuple()[:6]

    def put(self, name: str, content: Content) -> None:
        """Add a file under a name; its parts are taken as they come."""
        part = zipfile.ZipInfo(name, self._made)
        part.external_attr = 0o644 << 16
        with self._zip.open(part, "w", force_zip64=not isinstance(content, bytes)) as file:
            for piece in [content] if isinstance(content, bytes) else content:
                file.write(piece)

    def read(self) -> IO[bytes]:
        """End the archive, and return it to be read; the file is gone once that is closed."""
        self._zip.close()
        self._file.seek(0)
        return self._file

    def drop(self) -> None:
        """Give up: the file is gone."""
        with self._file, suppress(OSError, ValueError):
            self._zip.close()
