"""Decide where everything stands on a flyer: facts in, marks on a square out.

The square has a side of 1080, its origin is the upper left corner. Letters are measured in the
hub's own fonts, so that the picture and the PDF are one layout.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from webinar_hub.kit import batch, typesetting
from webinar_hub.kit.typesetting import SANS, SANS_STRONG, Setting
from webinar_hub.network import colours

SIDE = 1080
MARGIN = 70.0
MEASURE = SIDE - 2 * MARGIN
_BARS = 706.0  # where the upper bar begins; what was before it is the title's and the people's
_BAR = 12.0
_QR = 184.0
_COLUMN = 226.0
LOGO_HIGH, LOGO_WIDE = 64.0, 260.0
MOST_PEOPLE = 6


class Design(StrEnum):
    """How a flyer looks; the value stands in its address."""

    LIGHT = "terang"
    DARK = "gelap"
    COLOURED = "warna"


@dataclass(frozen=True)
class Hour:
    """When it begins in a zone; day: the weekday where it is not that of the date, else ""."""

    zone: str
    starts: str
    day: str


@dataclass(frozen=True)
class FlyerFacts:
    """Everything that stands on a flyer, in the language of its reader.

    link is what the code leads to, address the same as people type it; people are names with what
    they do; more says how many others there are; logo is the stored file, "" for none.
    """

    network: str
    note: str
    kick: str
    title: str
    people: tuple[tuple[str, str], ...]
    more: str
    day: str
    hours: tuple[Hour, ...]
    link: str
    address: str
    invitation: str
    language: str
    red: str
    blue: str
    logo: float


@dataclass(frozen=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Line:
    """A line of text from x on the base line y."""

    x: float
    y: float
    text: str
    face: str
    size: float
    colour: str


@dataclass(frozen=True)
class Code:
    """A QR code by its upper left corner."""

    x: float
    y: float
    side: float
    text: str


@dataclass(frozen=True)
class Logo:
    """The network's logo, by its upper left corner, at most so wide and high."""

    x: float
    y: float
    width: float
    height: float
    ground: str


Mark = Box | Line | Code | Logo


@dataclass(frozen=True)
class Part:
    """What is read as one, in reading order; tag "" for decoration.

    read: what is read aloud instead of a figure.
    """

    tag: str
    marks: list[Mark] = field(default_factory=list)
    read: str | None = None


@dataclass(frozen=True)
class _Look:
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


_PAPER, _INK, _SOFT, _RULE = "#fbfaf7", "#1d2329", "#555c63", "#d9d4c9"
_DARK, _DARK_INK, _DARK_SOFT, _DARK_RULE = "#14191d", "#f1eee7", "#b9bec2", "#3a4248"


def _look(design: Design, facts: FlyerFacts) -> _Look:
    if design is Design.DARK:
        red, blue = (colours.shades(each).night for each in (facts.red, facts.blue))
        low = (_DARK, _DARK_INK, _DARK_SOFT)
        return _Look(_DARK, _DARK_INK, _DARK_SOFT, red, *low, red, blue, _DARK_RULE)
    low = (_PAPER, _INK, _SOFT)
    if design is Design.COLOURED:
        # The ground on which these colours are known to be read.
        on = colours.DAY
        return _Look(facts.blue, on, on, on, *low, facts.red, facts.blue, on)
    return _Look(*low, facts.red, *low, facts.red, facts.blue, _RULE)


def layout(facts: FlyerFacts, design: Design) -> list[Part]:
    """Return everything that is drawn, in reading order."""
    look = _look(design, facts)
    people, top = _people(facts, look)
    return [
        Part("", list(_ground(look))),
        *_head(facts, look),
        *_title(facts, look, 142.0, top - 26),
        *people,
        *_when(facts, look),
        *_foot(facts, look),
    ]


def _ground(look: _Look) -> Iterator[Mark]:
    yield Box(0, 0, SIDE, SIDE, look.ground)
    if look.low_ground != look.ground:
        yield Box(0, _BARS, SIDE, SIDE - _BARS, look.low_ground)
    yield Box(MARGIN, _BARS, MEASURE, _BAR, look.red)
    yield Box(MARGIN, _BARS + 240, MEASURE, _BAR, look.blue)


def _head(facts: FlyerFacts, look: _Look) -> Iterator[Part]:
    left = MARGIN
    if facts.logo:
        yield Part("", [Logo(MARGIN, 52, facts.logo, LOGO_HIGH, look.ground)])
        left += facts.logo + 20
    note = _fit(facts.note, SANS, 260, [(27, 1), (22, 1), (19, 2)])
    measure = SIDE - MARGIN - left - 290
    network = _fit(facts.network, SANS_STRONG, measure, [(42, 1), (34, 1), (28, 1), (22, 2)])
    yield Part("P", _lines(network, left, 98 - (len(network.lines) - 1) * 14, look.ink))
    yield Part("P", _lines(note, None, 98 - (len(note.lines) - 1) * 12, look.soft))


def _title(facts: FlyerFacts, look: _Look, high: float, low: float) -> Iterator[Part]:
    kick = _fit(facts.kick, SANS_STRONG, MEASURE, [(28, 1), (25, 2), (21, 3), (18, 4)])
    tall = len(kick.lines) * kick.size * 1.3 + 16 if facts.kick else 0.0
    room = low - high - tall
    sizes = (104, 92, 84, 76, 68, 60, 54, 48, 43, 38, 34, 30, 26, 22, 18)
    steps = [(size, min(5, int(room / (size * 1.14)))) for size in sizes[:11]]
    steps += [(size, int(room / (size * 1.14))) for size in sizes[11:]]
    title = _fit(facts.title, SANS_STRONG, MEASURE, [step for step in steps if step[1]])
    y = high + (room - len(title.lines) * title.size * 1.14) / 2
    if facts.kick:
        yield Part("P", _lines(kick, MARGIN, y + kick.size, look.accent, 1.3))
    yield Part("H1", _lines(title, MARGIN, y + tall + title.size * 0.9, look.ink, 1.14))


def _people(facts: FlyerFacts, look: _Look) -> tuple[list[Part], float]:
    """Return those who appear, in rows of up to three, and where the highest of them stands."""
    shown = facts.people
    columns = 3 if len(shown) > 2 else 2
    wide = (MEASURE - 28 * (columns - 1)) / columns
    parts: list[list[Part]] = []
    y = _BARS - 30.0
    if facts.more:
        more = _fit(facts.more, SANS, MEASURE, [(22, 1)])
        parts.append([Part("P", _lines(more, MARGIN, y - 4, look.soft))])
        y -= 40
    steps = (
        [(26, 2), (23, 3), (20, 4), (17, 6)]
        if len(shown) <= columns
        else [(22, 2), (19, 3), (16, 4), (14, 6)]
    )
    for some in reversed([*batch.parts(shown, columns)]):
        row = [
            (_fit(name, SANS_STRONG, wide, steps), _fit(role, SANS, wide, [(21, 1), (17, 2)]))
            for name, role in some
        ]
        tall = max(_high(name) + _high(role) for name, role in row) + 14
        y -= tall
        drawn: list[Part] = []
        for place, (name, role) in enumerate(row):
            x = MARGIN + place * (wide + 28)
            drawn.append(Part("", [Box(x, y - 2, wide, 2, look.line)]))
            names = _lines(name, x, y + 10 + name.size, look.ink, 1.24)
            roles = _lines(role, x, y + 12 + _high(name) + role.size, look.soft, 1.24)
            drawn += [Part("P", names), Part("P", roles)]
        parts.append(drawn)
        y -= 20
    return [part for row in reversed(parts) for part in row], y


def _when(facts: FlyerFacts, look: _Look) -> Iterator[Part]:
    measure = MEASURE - _QR - 44
    day = _fit(facts.day, SANS_STRONG, measure, [(42, 1), (36, 1), (30, 1)])
    yield Part("P", _lines(day, MARGIN, _BARS + 74, look.low_ink))
    for place, hour in enumerate(facts.hours):
        x = MARGIN + place * _COLUMN
        yield Part(
            "P",
            [
                Line(x, _BARS + 122, f"{hour.zone} ", SANS, 25, look.low_soft),
                Line(x, _BARS + 182, f"{hour.starts} ", SANS_STRONG, 58, look.low_ink),
                *([Line(x, _BARS + 216, hour.day, SANS, 24, look.low_ink)] if hour.day else []),
            ],
        )
    x, y, side = SIDE - MARGIN - _QR, _BARS + 34.0, _QR
    if look.low_ground == _DARK:
        # Phones read dark on light alone, with a light edge around.
        yield Part("", [Box(x, y, side, side, "#ffffff")])
        x, y, side = x + 14, y + 14, side - 28
    yield Part("Figure", [Code(x, y, side, facts.link)], f"QR: {facts.link}")


def _foot(facts: FlyerFacts, look: _Look) -> Iterator[Part]:
    address = _fit(facts.address, SANS_STRONG, 600, [(34, 1), (28, 1), (22, 1), (18, 2)])
    invitation = _fit(facts.invitation, SANS, MEASURE - 620, [(27, 1), (22, 1), (18, 2)])
    yield Part("P", _lines(address, MARGIN, 1012, look.low_ink))
    yield Part("P", _lines(invitation, None, 1012, look.low_ink))


def _high(setting: Setting) -> float:
    return len(setting.lines) * setting.size * 1.24


def _lines(
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


def _fit(text: str, face: str, measure: float, steps: Sequence[tuple[float, int]]) -> Setting:
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
