"""The one reader of tables that people upload: CSV and XLSX, each cell as text, guarded against files that grow when opened."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from python_calamine import CalamineError, load_workbook

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.lines import lines_of, records
from webinar_hub.kit.text import clean

ROWS_AT_MOST = 50_000
COLUMNS_AT_MOST = 60
_UNPACKED_AT_MOST = 60 * 1024 * 1024
_PARTS_AT_MOST = 500
_DELIMITERS = ",;\t"
_CELLS_AT_MOST = 1_500_000
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]{0,200}?\br="([A-Z]{1,3})([0-9]{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]{0,200}?\br="([0-9]{1,7})"')
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")


class UnreadableTable(Refused):
    """The file is no table that the hub reads."""

    code = "unreadable_table"
    sentence = _("This file could not be read. Send a table as XLSX or CSV, with the names of the columns in its first row.")


class LargeTable(Refused):
    """The table has more rows or columns than the hub takes, or grows beyond measure when it is unpacked."""

    code = "large_table"
    sentence = _("This table is too large. Send at most %(rows)s rows and %(columns)s columns.", rows=ROWS_AT_MOST, columns=COLUMNS_AT_MOST)


@dataclass(frozen=True)
class Line:
    """One row of a table: its number as the spreadsheet shows it, from 1, and its cells, cleaned."""

    number: int
    cells: tuple[str, ...]


def read_table(data: bytes) -> list[Line]:
    """Return the rows of the first sheet that are not empty; the first one is the head. Raises UnreadableTable and LargeTable."""
    rows = _xlsx(data) if data.startswith(b"PK\x03\x04") else _csv(data)
    lines: list[Line] = []
    for number, cells in rows:
        if len(lines) > ROWS_AT_MOST or len(cells) > COLUMNS_AT_MOST:
            raise LargeTable
        cleaned = tuple(clean(cell) for cell in cells)
        if any(cleaned):
            lines.append(Line(number, cleaned))
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
    return records(lines, start, delimiter, lines[start].count(delimiter) + 1)


def _xlsx(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        _measure(data)
        book = load_workbook(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, IndexError) as error:
        raise UnreadableTable from error
    first = sheet.start[0] + 1 if sheet.start else 1
    for number, row in enumerate(sheet.to_python(), start=first):
        yield number, [_text(cell) for cell in row]


def _measure(data: bytes) -> None:
    """Raise LargeTable before the reader gives memory to a bomb: by the bytes really unpacked, and by the corner of the furthest cell."""
    unpacked = 0
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if len(parts.infolist()) > _PARTS_AT_MOST:
            raise LargeTable
        for part in parts.infolist():
            unpacked += part.file_size
            if unpacked > _UNPACKED_AT_MOST:
                raise LargeTable
            # Reading it checks that the size told is the true one.
            content = parts.read(part)
            if "worksheets/" in part.filename:
                _corner(content)


def _corner(sheet: bytes) -> None:
    if sum(1 for _cell in _ANY_CELL.finditer(sheet)) > _CELLS_AT_MOST or any(int(row) > ROWS_AT_MOST + 1 for row in _ROW.findall(sheet)):
        raise LargeTable
    for column, row in _CELL.findall(sheet):
        if int(row) > ROWS_AT_MOST + 1 or _column(column) > COLUMNS_AT_MOST:
            raise LargeTable


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
