"""The one writer of CSV and XLSX: as it goes out, never as a whole in memory."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from xml.sax.saxutils import escape

from webinar_hub.kit.text import clean

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The media types of the forms in which tables are handed over."""

Cell = str | int | float | None
_TOGETHER = 200
"""How many rows go out at a time; the columns of an XLSX are as wide as the first of them need."""

_SHEET, _ROWS_END = "xl/worksheets/sheet1.xml", "</sheetData>"
_LONGEST = 32_767
"""How many characters a cell holds."""

# A spreadsheet program takes a cell that begins so for a formula, some of them in full width too;
# an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# Where the list separator is a semicolon, as in Indonesia, a cell begins after each of them,
# whatever the quotes say.
_AFTER_SEPARATOR = re.compile(r"(;\s*)(?=[=+\-@＝＋－＠])")
# What would stand for a character that XML cannot name.
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_table(
    form: str, sheet: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Iterator[bytes]:
    """Yield a table part by part; form is "csv" or "xlsx", sheet the name in the latter."""
    return write_csv(header, rows) if form == "csv" else write_xlsx(sheet, header, rows)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file (RFC 4180, UTF-8 with BOM for Excel); no cell can run as a formula."""
    lines, coding = chain([header], rows), "utf-8-sig"
    while some := list(islice(lines, _TOGETHER)):
        out = io.StringIO(newline="")
        csv.writer(out).writerows([_safe(cell) for cell in row] for row in some)
        yield out.getvalue().encode(coding)
        coding = "utf-8"


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    # A telephone number stays usable: +62812... is digits only, so a spreadsheet makes a number of
    # it and runs nothing.
    runs = text.startswith(_FORMULA) and not (text[0] == "+" and text[1:].isdigit())
    return ("'" if runs else "") + _AFTER_SEPARATOR.sub(r"\1'", text)


def write_xlsx(
    sheet: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> Iterator[bytes]:
    """Yield an XLSX file of one sheet: text stays text, the head is frozen.

    The library writes the book with its head alone: it would hold everything until the last row,
    for seconds. The rows are put into its sheet while they go out.
    """
    from xlsxwriter.utility import xl_col_to_name

    lines = iter(rows)
    some = list(islice(lines, _TOGETHER))
    out, names = _Sent(), [xl_col_to_name(column) for column in range(len(header))]
    with (
        zipfile.ZipFile(io.BytesIO(_with_head(sheet, header, some))) as model,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book,
    ):
        for part in model.namelist():
            if part != _SHEET:
                book.writestr(part, model.read(part))
                continue
            before, after = model.read(part).decode().split(_ROWS_END)
            number = 2
            with book.open(part, "w") as page:
                # It says how many rows there are, which nobody knows yet.
                page.write(re.sub("<dimension[^>]*>", "", before).encode())
                while some:
                    written = (_row(each, row, names) for each, row in enumerate(some, number))
                    page.write("".join(written).encode())
                    yield out.taken()
                    number += len(some)
                    some = list(islice(lines, _TOGETHER))
                page.write((_ROWS_END + after).encode())
    yield out.taken()


class _Sent:
    """Where an archive is written that is never read back: holds it until it is taken."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, content: bytes) -> int:
        """Keep some bytes."""
        self._waiting += content
        return len(content)

    def flush(self) -> None:
        """Do nothing, as closing: whoever takes what was written decides when."""

    close = flush

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def _with_head(sheet: str, header: Sequence[str], some: Iterable[Sequence[Cell]]) -> bytes:
    """Return a book with its head, whose columns are as wide as it and some rows need."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    page.write_row(0, 0, [clean(title) for title in header], bold)
    for column, title in enumerate(header):
        width = max(len(title), *(_width(row[column]) for row in some), 6)
        page.set_column(column, column, min(width + 2, 48))
    page.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _width(cell: Cell) -> int:
    return len(clean(cell)) if isinstance(cell, str) else 0


def _row(number: int, row: Sequence[Cell], names: Sequence[str]) -> str:
    cells = "".join(
        _cell(f"{name}{number}", cell)
        for name, cell in zip(names, row, strict=True)
        if cell is not None
    )
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, cell: str | float) -> str:
    if not isinstance(cell, str):
        return f'<c r="{place}"><v>{cell}</v></c>'
    text = escape(_CODED.sub("_x005F_", clean(cell)[:_LONGEST]))
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' if text else ""
