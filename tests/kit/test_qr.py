"""The drawn bars are the code's own modules."""

import re
from io import BytesIO

import segno
from reportlab.pdfgen.canvas import Canvas

from webinar_hub.kit import qr

ADDRESS = "https://hub.example.org/s/QF7K2M9DH3TWX8RA"


def test_draws_each_dark_module_once() -> None:
    matrix = segno.make_qr(ADDRESS, error="m", mask=2, boost_error=False).matrix
    side = len(matrix)
    page = BytesIO()
    canvas = Canvas(page, pageCompression=0)
    qr.draw(canvas, ADDRESS, 0, 0, side)
    canvas.save()
    bars = re.findall(rb"(\S+) (\S+) (\S+) (\S+) re", page.getvalue())
    dark = [
        (round(float(x)) + step, side - 1 - round(float(y)))
        for x, y, length, _high in bars
        for step in range(round(float(length)))
    ]
    assert sorted(dark) == sorted(
        (x, y) for y, row in enumerate(matrix) for x, value in enumerate(row) if value
    )
