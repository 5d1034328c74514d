"""Measure and break lines in the hub's own fonts; nothing printed is ever lost.

A letter that the wanted face lacks is set in the fallback face. One that neither has is refused
here, because the PDF library would leave it out without a word.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont
    from reportlab.pdfbase.ttfonts import TTFont

A4 = (210 / 25.4 * 72, 297 / 25.4 * 72)
"""Width and height of a page in points."""

SANS = "PlusJakartaSans-Regular"
SANS_STRONG = "PlusJakartaSans-SemiBold"
SERIF = "LibreBaskerville-Regular"
FALLBACK = "SourceSans3-Regular"

_FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts"
_fonts: "dict[str, TTFont]" = {}
# A face is registered once: a document that met two objects of one name would lose letters between
# them.
_registering = Lock()
# A font file has one read position: documents that use it are written out one after the other.
one_at_a_time = Lock()
# Invisible and reordering characters never reach paper, even where a font has an (empty) glyph for
# them; and a mark that
# has not become one letter with its base would be printed beside it.
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me")


class LettersMissingError(ValueError):
    """Letters that no font of the hub can print."""

    def __init__(self, letters: Sequence[str]) -> None:
        self.letters = tuple(letters)
        super().__init__(" ".join(f"U+{ord(letter):04X}" for letter in letters))


class TooLongError(ValueError):
    """A text that does not fit its place at the smallest size."""


@dataclass(frozen=True)
class Setting:
    """A text as it will stand on the page: its size in points and its lines, top to bottom."""

    face: str
    size: float
    lines: tuple[str, ...]


def _font(face: str) -> "TTFont":
    if face not in _fonts:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont

        with _registering:
            if face not in _fonts:
                font = TTFont(face, str(_FOLDER / f"{face}.ttf"), asciiReadable=False)
                pdfmetrics.registerFont(font)
                _fonts[face] = font
    return _fonts[face]


def use(face: str) -> str:
    """Make a face known to the PDF library and return its name."""
    return str(_font(face).fontName)


@lru_cache(maxsize=32)
def drawn(face: str, size: float) -> "FreeTypeFont":
    """Return a face as pictures are drawn with."""
    from PIL import ImageFont

    # The letters of a face stand as wide as they are measured: no other engine moves them.
    engine = ImageFont.Layout.BASIC
    return ImageFont.truetype(str(_FOLDER / f"{face}.ttf"), size, layout_engine=engine)


@cache
def _has(face: str, letter: str) -> bool:
    glyphs: dict[int, int] = _font(face).face.charToGlyph
    return bool(glyphs.get(ord(letter))) and unicodedata.category(letter) not in _UNSEEN


def _words(text: str) -> list[str]:
    """Return the words between ordinary spaces; a no-break space keeps its words together."""
    return [word for word in text.split(" ") if word]


def runs(text: str, face: str) -> list[tuple[str, str]]:
    """Return (face, piece) pairs that together are the text, in NFC; raise LettersMissingError."""
    pieces: list[tuple[str, str]] = []
    missing: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        chosen = next((name for name in (face, FALLBACK) if _has(name, letter)), None)
        if chosen is None:
            missing.append(letter)
        elif pieces and pieces[-1][0] == chosen:
            pieces[-1] = (chosen, pieces[-1][1] + letter)
        else:
            pieces.append((chosen, letter))
    if missing:
        raise LettersMissingError(list(dict.fromkeys(missing)))
    return pieces


def spelled(text: str) -> str:
    """Return a text in which each letter that no font has stands by its number, as U+0633."""
    try:
        runs(text, FALLBACK)
    except LettersMissingError as missing:
        for letter in missing.letters:
            text = text.replace(letter, f"U+{ord(letter):04X} ")
    return text


@lru_cache(maxsize=5000)
def width(text: str, face: str, size: float) -> float:
    """Return the width of one line in points; raise LettersMissingError."""
    from reportlab.pdfbase import pdfmetrics

    return sum(float(pdfmetrics.stringWidth(piece, name, size)) for name, piece in runs(text, face))


def wrap(text: str, face: str, size: float, measure: float) -> tuple[str, ...]:
    """Break a text into lines no wider than measure points.

    A single wider word is broken between letters.
    """
    lines: list[str] = []
    line, end, gap = "", 0.0, width(" ", face, size)
    for word in _words(text):
        wide = width(word, face, size)
        if line and end + gap + wide <= measure:
            line, end = f"{line} {word}", end + gap + wide
            continue
        if line:
            lines.append(line)
        line, end = word, wide
        if wide <= measure:
            continue
        line, end = "", 0.0
        for letter in unicodedata.normalize("NFC", word):
            wide = width(letter, face, size)
            if line and end + wide > measure:
                lines.append(line)
                line, end = "", 0.0
            line, end = line + letter, end + wide
    return (*lines, line) if line else tuple(lines)


def balance(text: str, face: str, size: float, measure: float) -> tuple[str, ...]:
    """Break a text into as few lines as wrap does, as equal in length as they can be."""
    few = wrap(text, face, size, measure)
    if len(few) < 2:
        return few
    narrow, wide = measure / len(few), measure
    while wide - narrow > 1:
        middle = (narrow + wide) / 2
        narrow, wide = (
            (narrow, middle) if len(wrap(text, face, size, middle)) <= len(few) else (middle, wide)
        )
    return wrap(text, face, size, wide)


def fit(text: str, face: str, measure: float, steps: Sequence[tuple[float, int]]) -> Setting:
    """Set a text at the first of the (size, most lines) steps where it fits.

    Raise TooLongError or LettersMissingError.

    Words stay whole as long as any step allows it.
    """
    runs(text, face)
    for whole in (True, False):
        for size, most in steps:
            if whole and any(width(word, face, size) > measure for word in _words(text)):
                continue
            if len(wrap(text, face, size, measure)) <= most:
                return Setting(face, size, balance(text, face, size, measure))
    raise TooLongError(text)
