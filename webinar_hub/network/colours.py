"""Decide which colours can be read: on the hub's paper by day, and lightened on its dark ground.

Plain values in, an answer or a refusal out.

Contrast is that of WCAG 2.2 (relative luminance); 4.5 to 1 is what small text needs at level AA.
"""

import re
from dataclasses import dataclass

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

READABLE = 4.5
DAY, NIGHT = "#f1eee7", "#1e252a"
"""The least favourable ground of each kind in static/hub.css: --cloth."""
_STEP = 0.04
_WRITTEN = re.compile(r"#[0-9a-f]{6}")


class BadColour(Refused):
    """What was written is no colour."""

    sentence = _("Write the colour as # and six of the signs 0 to 9 and a to f, such as #1f4e64.")


class LowContrast(Refused):
    """Text in this colour could not be read."""

    sentence = _("This colour is too light to be read. Choose a darker one.")


@dataclass(frozen=True)
class Shades:
    """A colour as it stands on the hub's paper, and as it stands on its dark ground."""

    day: str
    night: str


def shades(written: str) -> Shades:
    """Return a colour for both grounds.

    Raise BadColour, and LowContrast where it cannot be read on paper.

    No colour can be read on both: the one for the dark ground is the first of its tints, towards
    white, that can.
    """
    colour = written.strip().lower()
    if not _WRITTEN.fullmatch(colour):
        raise BadColour
    if contrast(colour, DAY) < READABLE:
        raise LowContrast
    share = 0.0
    while contrast(_towards_white(colour, share), NIGHT) < READABLE:
        share += _STEP
    return Shades(colour, _towards_white(colour, share))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _luminance(colour: str) -> float:
    red, green, blue = (part / 255 for part in _parts(colour))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _towards_white(colour: str, share: float) -> str:
    return "#" + "".join(
        f"{round(part + (255 - part) * min(share, 1.0)):02x}" for part in _parts(colour)
    )
