"""Decide which photos the hub takes, and draw faces of them."""

import io
from typing import TYPE_CHECKING

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.network.logo import UnreadableLogo, redraw

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_WORDS = 600
"""How many characters the words on somebody have at most."""

SIZES = {"": 480, ".s": 160}
"""How wide a face is stored, by what its name ends with: on its own, and beside a name."""

_FIRST = (1920, 1920)
_HEADS_ARE_HIGH = (0.5, 0.3)
"""Where a picture that is no square is cut: a face stands in its upper part."""


class UnreadablePhoto(Refused):
    """The file is no picture that the hub takes."""

    sentence = _("This file is no PNG or JPEG picture. Choose a photo.")


class PhotoTooBig(Refused):
    """The file has more bytes than a photo may have."""

    status = 413
    sentence = _(
        "This photo is larger than 5 MB. Send it to yourself by WhatsApp, which makes it smaller, and choose that one."
    )


class NotAgreed(Refused):
    """A photo came without a word that whoever is on it agrees."""

    sentence = _("A photo is shown only where whoever is on it agrees. Tick that they do.")


class PhotosWithdrawn(Refused):
    """Whoever is on the photo once agreed and took that back."""

    status = 409
    sentence = _(
        "This person took back that photos of them are shown. They alone can send one again, by their own link."
    )


def stored_name(photo: str, size: str = "") -> str:
    """Return under which name a photo is stored in one of SIZES."""
    return f"{photo}{size}.jpg"


def upright(data: bytes) -> "Image":
    """Return an uploaded photo as a picture that stands upright, on white, without EXIF.

    Raises UnreadablePhoto, and LargeLogo before anything is unpacked.
    """
    try:
        whole = redraw(data, box=_FIRST)
    except UnreadableLogo as error:
        raise UnreadablePhoto from error
    from PIL import Image

    with Image.open(io.BytesIO(whole.content)) as picture:
        seen = picture.convert("RGBA")
        ground = Image.new("RGB", seen.size, "white")
        ground.paste(seen, mask=seen)
    return ground


def faces(data: bytes) -> dict[str, bytes]:
    """Return an uploaded photo drawn anew as squares, one of each of SIZES, without EXIF.

    Raises what `upright` raises.
    """
    from PIL import ImageOps

    ground = upright(data)
    drawn = {}
    for size, width in SIZES.items():
        face = ImageOps.fit(ground, (width, width), centering=_HEADS_ARE_HIGH)
        made = io.BytesIO()
        face.save(made, "JPEG", quality=80, optimize=True)
        drawn[size] = made.getvalue()
    return drawn
