"""An XLSX is read in a process of its own, so that a file that grows harms nothing.

Bytes come in at standard input; each row that is not empty goes out as a line of JSON: its number,
and its cells, cleaned.
"""

import io
import json
import resource
import sys
import zipfile
import zlib
from datetime import date, datetime

from python_calamine import CalamineError, load_workbook

from webinar_hub.kit.text import clean

ROWS_AT_MOST = 50_000
COLUMNS_AT_MOST = 60
UNREADABLE, LARGE = 3, 4
"""With what the process ends on what is no XLSX, and on what is too large."""

# In characters: twice what a table of that many rows holds. One text can be named by any number of
# cells.
_TEXT_AT_MOST = 10_000_000
# Several times what the largest table takes.
_BYTES_AT_MOST = 384 * 1024 * 1024
_CPU_SECONDS_AT_MOST = 3
_KIND = b"spreadsheetml.sheet.main+xml"


def main() -> int:
    """Write the rows of the first sheet; return 0, UNREADABLE or LARGE."""
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES_AT_MOST, _BYTES_AT_MOST))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS_AT_MOST, _CPU_SECONDS_AT_MOST))
    # What breaks down would leave its memory on the disk, with the names in it.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        # The library would also open older kinds and OpenDocument, which the hub does not promise
        # to read.
        if _KIND not in zipfile.ZipFile(io.BytesIO(data)).read("[Content_Types].xml"):
            return UNREADABLE
        sheet = load_workbook(io.BytesIO(data)).get_sheet_by_index(0)
    except (
        CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        LookupError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ):
        return UNREADABLE
    if sheet.end and (sheet.end[0] > ROWS_AT_MOST or sheet.end[1] >= COLUMNS_AT_MOST):
        return LARGE
    length = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [clean(_text(cell)) for cell in row]
        length += sum(map(len, cells))
        if length > _TEXT_AT_MOST:
            return LARGE
        if any(cells):
            sys.stdout.write(json.dumps([number, cells]) + "\n")
    return 0


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return (
            cell.date().isoformat()
            if cell.time() == datetime.min.time()
            else cell.isoformat(" ", "seconds" if cell.second else "minutes")
        )
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


if __name__ == "__main__":
    sys.exit(main())
