"""Pack a file: its parts, one after the other, and the first page that says what is in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from webinar_hub.filing.drawing import Contents
from webinar_hub.kit.archive import Archive, Content
from webinar_hub.kit.errors import Refused

File = tuple[str, Callable[[], Content]]
"""The name of a file in a part, and what makes it."""


@dataclass(frozen=True)
class Part:
    """A part of a file: what the first page calls it, and its files.

    One without files is missing; where: the address at which it is made, "" where nobody who reads
    this makes it, who then reads nothing of it either.
    """

    words: str
    files: Sequence[File]
    where: str = ""


def packed(
    parts: Sequence[Part],
    first: tuple[str, Callable[[Contents], bytes]],
    *,
    folder: str,
    place: Path,
    made: datetime,
) -> IO[bytes]:
    """Return a file as a ZIP, all of it made before the first byte goes out.

    Whoever reads it closes it. folder: the one in which everything lies; first: the name of the
    first page and what draws it; place: a folder of this machine with room for it. Nothing is left
    there, whatever fails. A part that cannot be drawn or whose stored file is lost is named on the
    first page.
    """
    archive = Archive(place, made)
    try:
        inside: list[tuple[str, int]] = []
        lost: list[str] = []
        for part in parts:
            put = 0
            for name, make in part.files:
                try:
                    archive.put(f"{folder}/{name}", make())
                except Refused:
                    lost.append(f"{part.words}: {name}")
                else:
                    put += 1
            if put:
                inside.append((part.words, put))
        missing = [(part.words, part.where) for part in parts if not part.files and part.where]
        name, draw = first
        archive.put(f"{folder}/{name}", draw(Contents(inside, missing, lost)))
    except BaseException:
        archive.drop()
        raise
    return archive.read()
