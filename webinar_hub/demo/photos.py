"""Show photos of the demo's last session: a picture of the screen with drawn faces, and a pot."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from webinar_hub.kit import storage
from webinar_hub.kit.actor import Actor
from webinar_hub.materials.models import Visibility
from webinar_hub.materials.photos import actions as photos
from webinar_hub.people.models import Person
from webinar_hub.people.portraits.queries import content
from webinar_hub.people.portraits.rules import stored_name
from webinar_hub.programmes.appearing.queries import appearances
from webinar_hub.programmes.models import Meeting
from webinar_hub.web.shell import settings

if TYPE_CHECKING:
    from PIL.Image import Image

_TILE = (400, 300)
_NIGHT, _CLOTH, _RIVER, _BANK, _POT, _STEAM = (
    "#1d2329",
    "#3a4249",
    "#9cc3cf",
    "#7f8a4a",
    "#4a3b35",
    "#f1eee7",
)


def show(meeting: Meeting, by: Actor, now: datetime) -> None:
    """Keep two photos of a meeting: one of those with a face, who agreed, and one of nobody."""
    files = storage.at(settings())
    seen = {
        each.person: content(stored_name(each.portrait.photo), files)
        for each in appearances([meeting.id])[meeting.id]
        if each.portrait and each.portrait.photo
    }
    kept: list[tuple[Image, str, Sequence[Person]]] = [
        (_pot(), "Periuk besar di atas tungku di tepi sungai", ())
    ]
    if seen:
        words = "Layar pertemuan dengan wajah mereka yang berbicara"
        kept.append((_screen(list(seen.values())), words, list(seen)))
    for picture, words, people in kept:
        made = io.BytesIO()
        picture.save(made, "PNG")
        with photos.taking(files) as take:
            added = photos.add(meeting, photo=take(made.getvalue()), words=words, by=by, now=now)
        photos.describe(
            meeting,
            added.key,
            words=words,
            visibility=Visibility.PUBLIC,
            people=people,
            agreed=True,
            by=by,
            now=now,
        )


def _screen(faces: Sequence[bytes]) -> "Image":
    """Draw faces as the platform shows them, in tiles of one row or two."""
    from PIL import Image

    columns = 2 if len(faces) in (2, 4) else min(len(faces), 3)
    rows = -(-len(faces) // columns)
    width, height = _TILE
    screen = Image.new("RGB", (columns * width, rows * height), _NIGHT)
    for number, face in enumerate(faces):
        left, top = number % columns * width, number // columns * height
        screen.paste(_CLOTH, (left + 8, top + 8, left + width - 8, top + height - 8))
        with Image.open(io.BytesIO(face)) as picture:
            screen.paste(picture.resize((284, 284)), (left + (width - 284) // 2, top + 8))
    return screen


def _pot() -> "Image":
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1200, 800), _RIVER)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, 420), (500, 380), (1200, 460), (1200, 800), (0, 800)], fill=_BANK)
    for left in (480, 590, 700):
        draw.arc((left, 120, left + 60, 330), 90, 270, fill=_STEAM, width=14)
    draw.rectangle((430, 620, 790, 700), fill=_CLOTH)
    draw.pieslice((400, 180, 820, 660), 0, 180, fill=_POT)
    draw.rectangle((380, 400, 840, 440), fill=_NIGHT)
    return picture
