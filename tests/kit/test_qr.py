"""The drawn bars are the code's own modules."""

import re

import segno

from webinar_hub.kit import qr

ADDRESS = "https://hub.example.org/s/QF7K2M9DH3TWX8RA"


def test_svg_draws_each_dark_module_once() -> None:
    drawing = qr.svg(ADDRESS, 'Kode "QR"')
    dark = [(int(x) + step, int(y)) for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", drawing) for step in range(int(length))]
    matrix = segno.make_qr(ADDRESS, error="m", mask=2, boost_error=False).matrix
    assert sorted(dark) == sorted((x + qr.QUIET, y + qr.QUIET) for y, row in enumerate(matrix) for x, value in enumerate(row) if value)
    assert 'aria-label="Kode &quot;QR&quot;"' in drawing
