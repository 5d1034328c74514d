"""The one writer of CSV and XLSX."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from webinar_hub.kit.text import clean

TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The media types of the forms in which tables are handed over."""

Cell = str | int | float | datetime | None
# A spreadsheet program takes a cell that begins so for a formula, some of them in full width too;
# an apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# Where the list separator is a semicolon, as in Indonesia, a cell begins after each of them,
# whatever the quotes say.
_AFTER_SEPARATOR = re.compile(r"(;\s*)(?=[=+\-@＝＋－＠])")


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a CSV file (RFC 4180, UTF-8 with BOM for Excel); no cell can run as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_safe(cell) for cell in header])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    # A telephone number stays usable: +62812... is digits only, so a spreadsheet makes a number of
    # it and runs nothing.
    runs = text.startswith(_FORMULA) and not (text[0] == "+" and text[1:].isdigit())
    return ("'" if runs else "") + _AFTER_SEPARATOR.sub(r"\1'", text)


def write_xlsx(sheet: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return an XLSX file of one sheet: text stays text, head frozen, columns as wide as needed."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    page = book.add_worksheet(sheet[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    dated = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    widths = [len(title) for title in header]
    page.write_row(0, 0, [clean(title) for title in header], bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                page.write_datetime(number, column, cell.replace(tzinfo=None), dated)
                widths[column] = max(widths[column], 16)
            elif isinstance(cell, str):
                text = clean(cell)
                page.write_string(number, column, text)
                widths[column] = max(widths[column], len(text))
            elif cell is not None:
                page.write_number(number, column, cell)
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width + 2, 8), 48))
    page.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
