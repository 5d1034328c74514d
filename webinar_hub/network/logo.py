"""A logo that somebody uploads: bytes in, a small picture drawn anew out, so that nothing of the file itself is ever served."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

PIXELS_AT_MOST = 20_000_000
BOX = (480, 160)
"""The largest width and height that is kept: four times what pages show."""
_FORMATS = {"PNG": b"\x89PNG\r\n\x1a\n", "JPEG": b"\xff\xd8\xff"}
_ENDINGS = {"PNG": "png", "JPEG": "jpg"}
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, OverflowError, Image.DecompressionBombError, Warning)


class UnreadableLogo(Refused):
    """The file is no picture that the hub takes."""

    code = "unreadable_logo"
    sentence = _("This file is no PNG or JPEG picture. Save the logo as one of these, then choose it again.")


class LargeLogo(Refused):
    """The picture has more points than the hub opens."""

    code = "large_logo"
    sentence = _("This picture is too large: at most 20 million points. Save it smaller, such as 1000 points wide.")


@dataclass(frozen=True)
class Logo:
    """A picture of the hub's own making, and the ending of its file's name: png or jpg."""

    content: bytes
    ending: str


def redraw(data: bytes) -> Logo:
    """Return an uploaded picture, drawn anew: its first frame, upright, in RGB, at most 480 by 160 points, without EXIF or profile.

    Its size is read from its head before anything is unpacked. Raises UnreadableLogo and LargeLogo.
    """
    kind = next((name for name, sign in _FORMATS.items() if data.startswith(sign)), None)
    if kind is None:
        raise UnreadableLogo
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return _drawn(data, kind)
    except _UNREADABLE as error:
        raise UnreadableLogo from error


def _drawn(data: bytes, kind: str) -> Logo:
    with Image.open(io.BytesIO(data), formats=[kind]) as picture:
        if picture.width * picture.height > PIXELS_AT_MOST:
            raise LargeLogo
        # A large JPEG is unpacked at a fraction of its size; for any other picture this does nothing.
        picture.draft("RGB", (2 * BOX[0], 2 * BOX[0]))
        small = ImageOps.exif_transpose(picture)
        seen_through = "transparency" in small.info or small.mode in ("RGBA", "LA", "PA")
        small = small.convert("RGBA" if seen_through and kind == "PNG" else "RGB")
        small.thumbnail(BOX)
        small.info = {}
        drawn = io.BytesIO()
        small.save(drawn, kind, optimize=True, **({"quality": 88} if kind == "JPEG" else {}))
        return Logo(drawn.getvalue(), _ENDINGS[kind])
