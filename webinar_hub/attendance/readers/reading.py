"""Read a report with the first reader that knows the file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers import bbb, table, teams, zoom, zoom_webinar
from webinar_hub.attendance.readers.report import (
    MAX_BYTES,
    NotRecognised,
    Reading,
    ReportTooBig,
)
from webinar_hub.kit.lines import lines_of
from webinar_hub.kit.sheets import UnreadableTable, is_book, read_table

# In characters: as in a line of text, where one cell has no more of a reader's time than all.
_LONGEST_CELL = 1000


class Reader(Protocol):
    """Reads the reports of one platform; returns None for a file that it does not know."""

    def __call__(self, lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
        """Read the lines of a file. Raises ReportTooLong."""


READERS: tuple[Reader, ...] = (zoom.read, zoom_webinar.read, bbb.read, teams.read, table.read)
"""Asked in turn; the first that knows a file reads it."""


def read_report(data: bytes, *, zone: ZoneInfo, around: datetime) -> Reading:
    """Return the stays of one report file.

    zone is the clock of the file, which names none itself; around is the aware start of the
    meeting, by which day-first and month-first dates are told apart. Raises NotRecognised,
    ReportTooBig (5 MB), ReportTooLong (50,000 rows) and, of a workbook, LargeTable.
    """
    if len(data) > MAX_BYTES:
        raise ReportTooBig
    lines = _sheet(data) if is_book(data) else lines_of(data)
    for read in READERS:
        if (reading := read(lines, zone=zone, around=around)) is not None:
            return reading
    raise NotRecognised


def _sheet(data: bytes) -> list[str]:
    """Return the first sheet of a workbook as the lines of a file with tabs."""
    try:
        rows = read_table(data)
    except UnreadableTable as error:
        raise NotRecognised from error
    cells = {row.number: row.cells for row in rows}
    return [
        "\t".join(_quoted(cell[:_LONGEST_CELL]) for cell in cells.get(number, ()))
        for number in range(1, rows[-1].number + 1)
    ]


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
