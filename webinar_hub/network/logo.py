"""A logo that somebody uploads: bytes in, a small picture drawn anew out.

Nothing of the file itself is ever served.
"""

import io
import struct
from dataclasses import dataclass

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

POINTS_AT_MOST = {"PNG": 4_000_000, "JPEG": 20_000_000}
"""How many points a picture may have: a PNG is unpacked whole, a JPEG at a fraction of its size."""
BOX = (480, 160)
"""The largest width and height that is kept: four times what pages show."""
_BY_TABLE = ("1", "P", "PA")
"""Modes whose points are numbers of colours: converted first, for they cannot be mixed."""
_FORMATS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
_ENDINGS = {"PNG": "png", "JPEG": "jpg"}
_UNREADABLE = (
    OSError,
    ValueError,
    struct.error,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
)


class UnreadableLogo(Refused):
    """The file is no picture that the hub takes."""

    sentence = _(
        "This file is no PNG or JPEG picture. Save the logo as one of these, then choose it again."
    )


class LargeLogo(Refused):
    """The picture has more points than the hub opens."""

    sentence = _(
        "This picture is too large: at most 4 million pixels as PNG, 20 million as JPEG. Save it smaller, such as 1000 pixels wide."
    )


@dataclass(frozen=True)
class Logo:
    """A picture of the hub's own making, and the ending of its file's name: png or jpg."""

    content: bytes
    ending: str


def redraw(data: bytes, *, box: tuple[int, int] = BOX) -> Logo:
    """Return an uploaded picture drawn anew, upright, at most as wide and high as a box.

    Its first frame, in RGB, without EXIF or profile. Its size is read from its head before anything
    is unpacked. Raises UnreadableLogo and LargeLogo.
    """
    kind = next((name for name, sign in _FORMATS.items() if data.startswith(sign)), None)
    if kind is None:
        raise UnreadableLogo
    from PIL import Image

    try:
        return _drawn(data, kind, box)
    except (*_UNREADABLE, Image.DecompressionBombError) as error:
        raise UnreadableLogo from error


def _drawn(data: bytes, kind: str, box: tuple[int, int]) -> Logo:
    from PIL import Image, ImageOps

    if kind == "PNG":
        # Pillow itself would only warn of a size like this, and a filter that makes an error of it
        # would hold for every thread.
        _refuse_large(kind, *struct.unpack_from(">II", data, 16))
    with Image.open(io.BytesIO(data), formats=[kind]) as picture:
        _refuse_large(kind, *picture.size)
        # Either side may become the width, once the picture stands upright.
        square = (max(box), max(box))
        if picture.mode in _BY_TABLE:
            upright = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
        else:
            picture.draft("RGB", (2 * square[0], 2 * square[1]))
            upright = picture
        upright.thumbnail(square)
        small = ImageOps.exif_transpose(upright)
        seen_through = "transparency" in small.info or small.mode in ("RGBA", "LA", "PA")
        small = small.convert("RGBA" if seen_through and kind == "PNG" else "RGB")
        small.thumbnail(box)
        small.info = {}
        drawn = io.BytesIO()
        small.save(drawn, kind, optimize=True, **({"quality": 88} if kind == "JPEG" else {}))
        return Logo(drawn.getvalue(), _ENDINGS[kind])


def _refuse_large(kind: str, width: int, height: int) -> None:
    if width * height > POINTS_AT_MOST[kind]:
        raise LargeLogo
