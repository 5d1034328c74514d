"""Decide where everything stands on a flyer: facts in, marks on a square out."""

from collections.abc import Iterator

from webinar_hub.kit.typesetting import SANS, SANS_STRONG, Setting
from webinar_hub.programmes.flyer.lettering import DARK, Look, fit, lines, look_of
from webinar_hub.programmes.flyer.marks import (
    BARS,
    MARGIN,
    MEASURE,
    SIDE,
    Box,
    Code,
    Design,
    FlyerFacts,
    Line,
    Logo,
    Mark,
    Part,
)
from webinar_hub.programmes.flyer.people import arrangements

_BAR = 12.0
_QR = 184.0
_COLUMN = 226.0
_LARGE_ENOUGH = 40
"""A title of this size lets faces be wide."""
LOGO_HIGH, LOGO_WIDE = 64.0, 260.0


def layout(facts: FlyerFacts, design: Design) -> list[Part]:
    """Return everything that is drawn, in reading order."""
    look = look_of(design, facts)
    # Faces are as wide as they may be without making the title small, or smaller than it must be.
    ways = [
        (people, *_title(facts, look, 142.0, top - 26)) for people, top in arrangements(facts, look)
    ]
    wanted = min(_LARGE_ENOUGH, max(size for _people, _title, size in ways))
    people, title = next((those, title) for those, title, size in ways if size >= wanted)
    return [
        Part("", list(_ground(look))),
        *_head(facts, look),
        *title,
        *people,
        *_when(facts, look),
        *_foot(facts, look),
    ]


def _ground(look: Look) -> Iterator[Mark]:
    yield Box(0, 0, SIDE, SIDE, look.ground)
    if look.low_ground != look.ground:
        yield Box(0, BARS, SIDE, SIDE - BARS, look.low_ground)
    yield Box(MARGIN, BARS, MEASURE, _BAR, look.red)
    yield Box(MARGIN, BARS + 240, MEASURE, _BAR, look.blue)


def _head(facts: FlyerFacts, look: Look) -> Iterator[Part]:
    left = MARGIN
    if facts.logo:
        yield Part("", [Logo(MARGIN, 52, facts.logo, LOGO_HIGH, look.ground)])
        left += facts.logo + 20
    note = fit(facts.note, SANS, 260, [(27, 1), (22, 1), (19, 2)])
    measure = SIDE - MARGIN - left - 290
    network = fit(facts.network, SANS_STRONG, measure, [(42, 1), (34, 1), (28, 1), (22, 2)])
    yield Part("P", lines(network, left, 98 - (len(network.lines) - 1) * 14, look.ink))
    yield Part("P", lines(note, None, 98 - (len(note.lines) - 1) * 12, look.soft))


def _title(facts: FlyerFacts, look: Look, high: float, low: float) -> tuple[list[Part], float]:
    """Return the title between two heights, and how large it stands."""
    kick = fit(facts.kick, SANS_STRONG, MEASURE, [(28, 1), (25, 2), (21, 2), (18, 3)])
    tall = len(kick.lines) * kick.size * 1.3 + 16 if facts.kick else 0.0
    room = low - high - tall
    sizes = (104, 92, 84, 76, 68, 60, 54, 48, 43, 38, 34, 30, 26, 22, 18)
    steps = [(size, min(5, int(room / (size * 1.14)))) for size in sizes[:11]]
    steps += [(size, int(room / (size * 1.14))) for size in sizes[11:]]
    steps = [step for step in steps if step[1] > 0] or [(sizes[-1], 1)]
    title = fit(facts.title, SANS_STRONG, MEASURE, steps)
    y = high + (room - len(title.lines) * title.size * 1.14) / 2
    parts = [Part("H1", lines(title, MARGIN, y + tall + title.size * 0.9, look.ink, 1.14))]
    if facts.kick:
        parts.insert(0, Part("P", lines(kick, MARGIN, y + kick.size, look.accent, 1.3)))
    return parts, title.size


def _when(facts: FlyerFacts, look: Look) -> Iterator[Part]:
    measure = MEASURE - _QR - 44
    day = fit(facts.day, SANS_STRONG, measure, [(42, 1), (36, 1), (30, 1)])
    yield Part("P", lines(day, MARGIN, BARS + 74, look.low_ink))
    for place, hour in enumerate(facts.hours):
        x = MARGIN + place * _COLUMN
        yield Part(
            "P",
            [
                Line(x, BARS + 122, f"{hour.zone} ", SANS, 25, look.low_soft),
                Line(x, BARS + 182, f"{hour.starts} ", SANS_STRONG, 58, look.low_ink),
                *([Line(x, BARS + 216, hour.day, SANS, 24, look.low_ink)] if hour.day else []),
            ],
        )
    x, y, side = SIDE - MARGIN - _QR, BARS + 34.0, _QR
    if look.low_ground == DARK:
        # Phones read dark on light alone, with a light edge around.
        yield Part("", [Box(x, y, side, side, "#ffffff")])
        x, y, side = x + 14, y + 14, side - 28
    yield Part("Figure", [Code(x, y, side, facts.link)], f"QR: {facts.link}")


def _foot(facts: FlyerFacts, look: Look) -> Iterator[Part]:
    address = fit(facts.address, SANS_STRONG, 600, [(34, 1), (28, 1), (22, 1), (18, 2)])
    invitation = fit(facts.invitation, SANS, MEASURE - 620, [(27, 1), (22, 1), (18, 2)])
    below = " · ".join(filter(None, (facts.where, facts.access)))
    y = 1002 if below else 1012
    yield Part("P", _up_from(address, MARGIN, y, look))
    yield Part("P", _up_from(invitation, None, y, look))
    if below:
        told = fit(below, SANS, MEASURE, [(28, 1), (24, 1), (20, 1), (17, 2)])
        yield Part("P", _up_from(told, MARGIN, 1046, look))


def _up_from(setting: Setting, x: float | None, y: float, look: Look) -> list[Mark]:
    """Return the lines of a text of which the last stands on y."""
    return lines(setting, x, y - (len(setting.lines) - 1) * setting.size * 1.25, look.low_ink)
