"""Draw a flyer: as a PNG of 1080 points a side, and as a PDF page whose text is text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from webinar_hub.kit import qr, typesetting
from webinar_hub.programmes.flyer.marks import (
    SIDE,
    Box,
    Code,
    Design,
    FlyerFacts,
    Line,
    Logo,
    Mark,
    Photo,
)
from webinar_hub.programmes.flyer.rules import LOGO_HIGH, LOGO_WIDE, layout

if TYPE_CHECKING:
    from PIL import Image as Pictures
    from PIL.ImageDraw import ImageDraw

    from webinar_hub.kit.paper import Paper

_INK = "#1d2329"
_COLOURS = 128
"""How many colours a picture has: enough for smooth letters, and a third of the bytes."""
_COLOURS_OF_FACES = 256
_SCALE = 0.5
"""How many points of paper a point of the square has: 19 cm a side."""


@dataclass(frozen=True)
class Stored:
    """The stored pictures that stand on a flyer: the logo, and photos by their names."""

    logo: bytes | None = None
    photos: Mapping[str, bytes] = field(default_factory=dict)


def picture(facts: FlyerFacts, design: Design, stored: Stored) -> bytes:
    """Return the flyer as a PNG."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (SIDE, SIDE))
    draw, faces = ImageDraw.Draw(image), []
    for part in layout(facts, design):
        for mark in part.marks:
            if isinstance(mark, Logo):
                if stored.logo:
                    _paste(image, mark, stored.logo)
            elif isinstance(mark, Photo):
                faces.append(_paste_photo(image, mark, stored.photos[mark.name]))
            else:
                _paint(draw, mark)
    written = BytesIO()
    few = image.quantize(_COLOURS_OF_FACES if stored.photos else _COLOURS)
    for left, top, side in faces:
        # Where shades pass into one another, the nearest colours alone would stand in stripes.
        box = (left, top, left + side, top + side)
        few.paste(image.crop(box).quantize(palette=few, dither=Image.Dither.FLOYDSTEINBERG), box)
    few.save(written, "PNG")
    return written.getvalue()


def _paint(draw: "ImageDraw", mark: Mark) -> None:
    if isinstance(mark, Box):
        _fill(draw, mark.x, mark.y, mark.width, mark.height, mark.colour)
    elif isinstance(mark, Code):
        side, bars = qr.bars(mark.text)
        # Whole points, or modules would differ in width.
        step = int(mark.side) // side
        edge = (int(mark.side) - step * side) // 2
        for column, row, length in bars:
            x, y = mark.x + edge + column * step, mark.y + edge + row * step
            _fill(draw, x, y, length * step, step, _INK)
    elif isinstance(mark, Line):
        x = mark.x
        for face, piece in typesetting.runs(mark.text, mark.face):
            font = typesetting.drawn(face, mark.size)
            # Letter by letter, each where it was measured: a whole line would be rounded to points.
            for letter in piece:
                draw.text((x, mark.y), letter, fill=mark.colour, font=font, anchor="ls")
                x += typesetting.width(letter, face, mark.size)


def _fill(draw: "ImageDraw", x: float, y: float, width: float, height: float, colour: str) -> None:
    left, top = round(x), round(y)
    draw.rectangle((left, top, left + round(width) - 1, top + round(height) - 1), fill=colour)


def _paste(image: "Pictures.Image", mark: Logo, logo: bytes) -> None:
    from PIL import Image

    with Image.open(BytesIO(logo)) as opened:
        shown = opened.convert("RGBA")
    scale = min(mark.width / shown.width, mark.height / shown.height)
    sized = shown.resize((round(shown.width * scale), round(shown.height * scale)))
    image.paste(sized, (round(mark.x), round(mark.y)), sized)


def _paste_photo(image: "Pictures.Image", mark: Photo, photo: bytes) -> tuple[int, int, int]:
    """Put a photo into its place; return the place: left, top and side."""
    from PIL import Image

    left, top, side = round(mark.x), round(mark.y), round(mark.side)
    with Image.open(BytesIO(photo)) as opened:
        sized = opened.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
    image.paste(sized, (left, top))
    return left, top, side


def document(
    facts: FlyerFacts, design: Design, stored: Stored, *, tool: str, made: datetime
) -> bytes:
    """Return the flyer as a tagged PDF of one square page."""
    from webinar_hub.kit.paper import Paper

    paper = Paper(
        (SIDE * _SCALE, SIDE * _SCALE),
        language=facts.language,
        title=facts.title,
        author=facts.network,
        subject=facts.day,
        tool=tool,
        made=made,
    )
    paper.canvas.scale(_SCALE, _SCALE)
    for part in layout(facts, design):
        place = paper.element(part.tag, read=part.read) if part.tag else paper.ornament()
        with place:
            for mark in part.marks:
                _print(paper, mark, stored)
    return paper.finish()


def _print(paper: "Paper", mark: Mark, stored: Stored) -> None:
    if isinstance(mark, Box):
        paper.bar(mark.x, SIDE - mark.y - mark.height, mark.width, mark.height, mark.colour)
    elif isinstance(mark, Code):
        paper.colour(_INK)
        qr.draw(paper.canvas, mark.text, mark.x, SIDE - mark.y - mark.side, mark.side)
    elif isinstance(mark, Line):
        paper.colour(mark.colour)
        paper.line(mark.x, SIDE - mark.y, mark.text, mark.face, mark.size)
    elif isinstance(mark, Photo):
        low, side = SIDE - mark.y - mark.side, mark.side
        photo = stored.photos[mark.name]
        paper.picture(photo, mark.x, low, width=side, height=side, ground=_INK)
    elif stored.logo:
        low = SIDE - mark.y - mark.height
        paper.picture(
            stored.logo, mark.x, low, width=mark.width, height=mark.height, ground=mark.ground
        )


def logo_width(logo: bytes) -> float:
    """Return how wide a logo stands on a flyer."""
    from PIL import Image

    with Image.open(BytesIO(logo)) as opened:
        wide, high = opened.size
    return min(LOGO_WIDE, LOGO_HIGH * wide / high)
