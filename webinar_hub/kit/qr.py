"""QR codes as a few drawn lines: on a page of a PDF, or as SVG."""

from collections.abc import Iterator
from html import escape
from itertools import groupby

import segno
from reportlab.pdfgen.canvas import Canvas

QUIET = 4  # modules of empty margin on each side (ISO/IEC 18004, 5.3.8)


def _bars(text: str) -> tuple[int, list[tuple[int, int, int]]]:
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


def draw(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    """Fill the code of a text in the current colour: lower left corner and side in points, without quiet zone."""
    side, bars = _bars(text)
    step = size / side
    path = canvas.beginPath()
    for column, row, length in bars:
        path.rect(x + column * step, y + size - (row + 1) * step, length * step, step)
    canvas.drawPath(path, stroke=0, fill=1)


def svg(text: str, label: str) -> str:
    """Return the code as an SVG element with its quiet zone, in the colour of the text around it; label is escaped."""
    side, bars = _bars(text)
    path = "".join(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z" for x, y, length in bars)
    full = side + 2 * QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full} {full}" role="img" aria-label="{escape(label)}">'
        f'<path fill="currentColor" d="{path}"/></svg>'
    )
