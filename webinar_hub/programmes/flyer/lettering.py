"""Set the texts of a flyer, in the colours of its design.

Letters are measured in the hub's own fonts, so that the picture and the PDF are one layout.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from webinar_hub.kit import typesetting
from webinar_hub.kit.typesetting import SANS, Setting
from webinar_hub.network import colours
from webinar_hub.programmes.flyer.marks import MARGIN, SIDE, Design, FlyerFacts, Line, Mark


@dataclass(frozen=True)
class Look:
    """The colours of a design; those below the upper bar are the low ones.

    cloth is the ground of initials, letters their colour.
    """

    ground: str
    ink: str
    soft: str
    accent: str
    low_ground: str
    low_ink: str
    low_soft: str
    red: str
    blue: str
    line: str
    cloth: str
    letters: str


_PAPER, _INK, _SOFT, _RULE, _CLOTH = "#fbfaf7", "#1d2329", "#555c63", "#d9d4c9", "#eae5d9"
DARK = "#14191d"
_DARK_INK, _DARK_SOFT, _DARK_RULE, _DARK_CLOTH = "#f1eee7", "#b9bec2", "#3a4248", "#2a3238"


def look_of(design: Design, facts: FlyerFacts) -> Look:
    """Return the colours of a design in those of the network."""
    if design is Design.DARK:
        red, blue = (colours.shades(each).night for each in (facts.red, facts.blue))
        low = (DARK, _DARK_INK, _DARK_SOFT)
        face = (_DARK_CLOTH, _DARK_SOFT)
        return Look(DARK, _DARK_INK, _DARK_SOFT, red, *low, red, blue, _DARK_RULE, *face)
    low = (_PAPER, _INK, _SOFT)
    if design is Design.COLOURED:
        # The ground on which these colours are known to be read.
        on = colours.DAY
        return Look(facts.blue, on, on, on, *low, facts.red, facts.blue, on, on, facts.blue)
    return Look(*low, facts.red, *low, facts.red, facts.blue, _RULE, _CLOTH, _SOFT)


def high(setting: Setting) -> float:
    """Return how high the lines of a text stand."""
    return len(setting.lines) * setting.size * 1.24


def lines(
    setting: Setting, x: float | None, y: float, colour: str, spacing: float = 1.25
) -> list[Mark]:
    """Return the lines of a text from x, or up to the right edge; y: the first base line."""
    return [
        Line(
            SIDE - MARGIN - typesetting.width(line, setting.face, setting.size) if x is None else x,
            y + number * setting.size * spacing,
            # The space keeps words apart when the lines are read aloud.
            f"{line} ",
            setting.face,
            setting.size,
            colour,
        )
        for number, line in enumerate(setting.lines)
    ]


def fit(text: str, face: str, measure: float, steps: Sequence[tuple[float, int]]) -> Setting:
    """Set a text at the first step where it fits.

    Letters that the fonts lack, such as pictures among letters, are left out; what is too long for
    the last step ends in three dots.
    """
    text = printable(text)
    while True:
        try:
            return typesetting.fit(text, face, measure, steps)
        except typesetting.TooLongError:
            text = f"{text.rstrip('…')[: len(text) * 9 // 10]}…"


def printable(text: str) -> str:
    """Return a text without the letters that no font of the hub has."""
    try:
        typesetting.runs(text, SANS)
    except typesetting.LettersMissingError as missing:
        text = "".join(letter for letter in text if letter not in missing.letters)
    return " ".join(text.split())
