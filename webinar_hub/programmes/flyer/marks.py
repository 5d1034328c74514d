"""What stands on a flyer, and the marks of which one consists: plain values, nothing is decided.

The square has a side of 1080, its origin is the upper left corner.
"""

from dataclasses import dataclass, field
from enum import StrEnum

SIDE = 1080
MARGIN = 70.0
MEASURE = SIDE - 2 * MARGIN
BARS = 706.0
"""Where the upper bar begins; what was before it is the title's and the people's."""


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
class Who:
    """Somebody who appears, and what they do.

    photo is the stored file, "" for none; read is said aloud instead of it; initials stand in its
    place where others have one.
    """

    name: str
    part: str
    initials: str
    photo: str = ""
    read: str = ""


@dataclass(frozen=True)
class FlyerFacts:
    """Everything that stands on a flyer, in the language of its reader.

    link is what the code leads to, address the same as people type it; more says how many others
    there are; logo is how wide it stands, 0 for none; where is a venue, "" for online alone; access
    says who interprets and who types along.
    """

    network: str
    note: str
    kick: str
    title: str
    people: tuple[Who, ...]
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
    where: str = ""
    access: str = ""


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


@dataclass(frozen=True)
class Photo:
    """A square photo, by its upper left corner; name is the stored file."""

    x: float
    y: float
    side: float
    name: str


Mark = Box | Line | Code | Logo | Photo


@dataclass(frozen=True)
class Part:
    """What is read as one, in reading order; tag "" for decoration.

    read: what is read aloud instead of a figure.
    """

    tag: str
    marks: list[Mark] = field(default_factory=list)
    read: str | None = None
