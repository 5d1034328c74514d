"""Decide how photos of sessions are drawn, and when they are taken."""

import io
from collections.abc import Collection

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.people.portraits.rules import upright

MOST_PHOTOS = 20
"""How many photos a session has at most."""

BESIDE = (300, 200)
"""How wide and high a photo is beside others: a window of this shape, cut out of its middle."""

_WHOLE = (1280, 1280)
_MIDDLE = (0.5, 0.4)


class TookBack(Refused):
    """Somebody on the photo once agreed to photos and took that back."""

    status = 409

    def __init__(self, names: Collection[str]) -> None:
        super().__init__(
            _(
                "Agreed once and took it back: %(names)s. Choose a photo without them; they alone can agree again.",
                names="; ".join(names),
            )
        )


class TooManyPhotos(Refused):
    """The session has as many photos as it may have."""

    sentence = _("A session has at most %(most)s photos. Remove one first.", most=MOST_PHOTOS)


def drawn(data: bytes) -> dict[str, bytes]:
    """Return an uploaded photo drawn anew without EXIF, whole and small, as portraits are stored.

    Raises UnreadablePhoto, and LargeLogo before anything is unpacked.
    """
    from PIL import ImageOps

    picture = upright(data)
    whole = picture.copy()
    whole.thumbnail(_WHOLE)
    made = {}
    for size, image, quality in (
        ("", whole, 78),
        (".s", ImageOps.fit(picture, BESIDE, centering=_MIDDLE), 70),
    ):
        into = io.BytesIO()
        image.save(into, "JPEG", quality=quality, optimize=True, progressive=True)
        made[size] = into.getvalue()
    return made
