"""The one reader of tables that people upload: CSV and XLSX, each cell as text.

Guarded against files that grow when opened.
"""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from webinar_hub.kit import xlsx
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.lines import lines_of, records
from webinar_hub.kit.text import clean
from webinar_hub.kit.xlsx import COLUMNS_AT_MOST, ROWS_AT_MOST

_DELIMITERS = ",;\t"
_ROOT = Path(__file__).parents[2]
_SECONDS = 15
_log = logging.getLogger("webinar_hub")


class UnreadableTable(Refused):
    """The file is no table that the hub reads."""

    sentence = _(
        "This file could not be read. Send a table as XLSX or CSV, with the names of the columns in its first row."
    )


class LargeTable(Refused):
    """The table is larger than the hub takes."""

    sentence = _(
        "This table is too large. Send at most %(rows)s rows and %(columns)s columns.",
        rows=ROWS_AT_MOST,
        columns=COLUMNS_AT_MOST,
    )


@dataclass(frozen=True)
class Line:
    """A row of a table: its number as the spreadsheet shows it, from 1, and its clean cells."""

    number: int
    cells: tuple[str, ...]


def is_book(data: bytes) -> bool:
    """Tell a file that may be an XLSX, as any ZIP may."""
    return data.startswith(b"PK\x03\x04")


def read_table(data: bytes) -> list[Line]:
    """Return the rows of the first sheet that are not empty; the first one is the head.

    Raises UnreadableTable and LargeTable.
    """
    rows = _xlsx(data) if is_book(data) else _csv(data)
    lines: list[Line] = []
    for number, cells in rows:
        if len(lines) > ROWS_AT_MOST or len(cells) > COLUMNS_AT_MOST:
            raise LargeTable
        if any(cells):
            lines.append(Line(number, tuple(cells)))
    if not lines:
        raise UnreadableTable
    return lines


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    if data.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"<")):
        raise UnreadableTable
    lines = lines_of(data)
    start = next((index for index, line in enumerate(lines) if line.strip()), None)
    if start is None:
        raise UnreadableTable
    delimiter = max(_DELIMITERS, key=lines[start].count)
    for number, cells in records(lines, start, delimiter, lines[start].count(delimiter) + 1):
        yield number, [clean(cell) for cell in cells]


def _xlsx(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        # The command is our own; the file only goes in at its standard input.
        reader = subprocess.run(  # noqa: S603
            [sys.executable, "-m", xlsx.__name__],
            input=data,
            capture_output=True,
            cwd=_ROOT,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LargeTable from error
    if reader.returncode == xlsx.UNREADABLE:
        raise UnreadableTable
    if reader.returncode:
        _log.warning("reading a spreadsheet ended with status %s", reader.returncode)
        raise LargeTable
    for line in reader.stdout.splitlines():
        number, cells = json.loads(line)
        yield number, cells
