"""What a camera reads from a picture, or from a page of a PDF as it looks."""

from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

_INCH = 72
DOTS = 100
"""How many dots an inch of paper has on a coarse printer."""


def read(picture: Image.Image) -> list[str]:
    """Return the texts of the codes on a picture."""
    found: list[Any] = zxingcpp.read_barcodes(picture.convert("L"))
    return [each.text for each in found]


def printed(document: bytes) -> list[str]:
    """Return the texts of the codes on the pages of a PDF, as they are printed."""
    with pypdfium2.PdfDocument(document) as pages:
        return [text for page in pages for text in read(page.render(scale=DOTS / _INCH).to_pil())]
