"""QR codes: as a few drawn lines on a page of a PDF, as a picture on a page of the web."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


def bars(text: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Return the modules of a side, and the dark bars as (column, row, length), row 0 on top."""
    # A fixed mask is five times as fast as trying all eight, and phones read it as well.
    matrix = segno.make_qr(text, error="m", mask=2, boost_error=False).matrix
    return len(matrix), [bar for y, row in enumerate(matrix) for bar in _row(y, row)]


def _row(y: int, row: bytearray) -> Iterator[tuple[int, int, int]]:
    x = 0
    for dark, same in groupby(row):
        length = len(list(same))
        if dark:
            yield x, y, length
        x += length


def draw(canvas: "Canvas", text: str, x: float, y: float, size: float) -> None:
    """Draw the code of a text in the current colour, without quiet zone.

    Lower left corner and side are in points.
    """
    side, dark = bars(text)
    step = size / side
    path = canvas.beginPath()
    for column, row, length in dark:
        path.rect(x + column * step, y + size - (row + 1) * step, length * step, step)
    canvas.drawPath(path, stroke=0, fill=1)


def picture(text: str) -> str:
    """Return a data URI with an SVG that shows a text as a code, quiet zone included."""
    address: str = segno.make_qr(text, error="m").svg_data_uri(scale=5, dark="#000", light="#fff")
    return address
