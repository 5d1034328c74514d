"""Decide how those who appear stand on a flyer: with faces where somebody has a photo."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from webinar_hub.kit import batch, typesetting
from webinar_hub.kit.typesetting import SANS, SANS_STRONG, Setting
from webinar_hub.programmes.flyer.lettering import Look, fit, high, lines, printable
from webinar_hub.programmes.flyer.marks import (
    BARS,
    MARGIN,
    MEASURE,
    Box,
    FlyerFacts,
    Line,
    Part,
    Photo,
    Who,
)

MOST = 6
_GAP = 28.0
_COLUMNS = {1: 1, 2: 2, 3: 3, 4: 2, 5: 3, 6: 3}
_SIDES = {
    1: (230.0, 190.0, 150.0, 110.0),
    2: (190.0, 150.0, 120.0, 90.0),
    3: (190.0, 150.0, 120.0, 90.0),
    4: (130.0, 110.0, 90.0, 72.0),
    5: (88.0, 72.0),
    6: (88.0, 72.0),
}
"""How wide faces are by how many stand there, the widest first."""
_Steps = Sequence[tuple[float, int]]
_ONE_NAME: _Steps = [(38, 2), (32, 3), (26, 4), (22, 6)]
_NAMES: _Steps = [(26, 2), (23, 3), (20, 4), (17, 6)]
_MANY_NAMES: _Steps = [(22, 2), (19, 3), (16, 4), (14, 6)]
_ONE_PART: _Steps = [(27, 2), (23, 3), (20, 4)]
_PARTS: _Steps = [(21, 2), (19, 3), (17, 3), (15, 4)]
_MANY_PARTS: _Steps = [(19, 1), (17, 2), (15, 3), (14, 3)]


@dataclass(frozen=True)
class _Cell:
    """The place of one who appears: a column, with the face beside the text or above it.

    side is how wide the face is, 0 for none.
    """

    wide: float
    side: float
    above: bool
    names: _Steps
    parts: _Steps

    @property
    def indent(self) -> float:
        """Return how far right of the column's edge the text begins."""
        return self.side + 20 if self.side and not self.above else 0.0

    def set(self, who: Who) -> tuple[Setting, Setting]:
        """Return the name of somebody and what they do, as they will stand."""
        measure = self.wide - self.indent
        return (
            fit(who.name, SANS_STRONG, measure, self.names),
            fit(who.part, SANS, measure, self.parts),
        )

    def drop(self, text: float) -> float:
        """Return how far below the column's head a text so high begins."""
        if self.above:
            return self.side + 6
        return max(0.0, (self.side - text) / 2 - 4) if self.side else 10.0


def arrangements(facts: FlyerFacts, look: Look) -> Iterator[tuple[list[Part], float]]:
    """Yield how those who appear can stand, each with where the highest of them begins.

    The later ones leave more room to the title.
    """
    many = len(facts.people)
    faces = any(who.photo for who in facts.people)
    columns = _COLUMNS[many] if faces else 3 if many > 2 else 2
    wide = (MEASURE - _GAP * (columns - 1)) / columns
    names, parts = (_NAMES, _PARTS) if many <= columns else (_MANY_NAMES, _MANY_PARTS)
    if columns == 1:
        names, parts = _ONE_NAME, _ONE_PART
    for side in _SIDES[many] if faces else (0.0,):
        cell = _Cell(wide, side, above=faces and many == 3, names=names, parts=parts)
        yield _rows(facts, look, columns, cell)


def _rows(facts: FlyerFacts, look: Look, columns: int, cell: _Cell) -> tuple[list[Part], float]:
    y = BARS - 30.0
    rows: list[list[Part]] = []
    if facts.more:
        more = fit(facts.more, SANS, MEASURE, [(22, 1)])
        rows.append([Part("P", lines(more, MARGIN, y - 4, look.soft))])
        y -= 40
    for some in reversed([*batch.parts(facts.people, columns)]):
        set_ = [cell.set(who) for who in some]
        y -= max(
            max(cell.side, cell.drop(text) + text + 4)
            for text in (high(name) + high(part) for name, part in set_)
        )
        row: list[Part] = []
        for place, (who, (name, part)) in enumerate(zip(some, set_, strict=True)):
            x = MARGIN + place * (cell.wide + _GAP)
            top = y + cell.drop(high(name) + high(part))
            under = top + 2 + high(name) + part.size
            row += [
                *_face(who, x, y, cell, look),
                Part("P", lines(name, x + cell.indent, top + name.size, look.ink, 1.24)),
                Part("P", lines(part, x + cell.indent, under, look.soft, 1.24)),
            ]
        rows.append(row)
        y -= 20
    return [part for row in reversed(rows) for part in row], y


def _face(who: Who, x: float, y: float, cell: _Cell, look: Look) -> Iterator[Part]:
    """Yield a photo; initials in the same square; or, without faces, a line above the name."""
    side = cell.side
    if not side:
        yield Part("", [Box(x, y - 2, cell.wide, 2, look.line)])
    elif who.photo:
        yield Part("Figure", [Photo(x, y, side, who.photo)], who.read)
    else:
        size, text = side * 0.36, printable(who.initials)
        middle = x + (side - typesetting.width(text, SANS_STRONG, size)) / 2
        letters = Line(middle, y + side / 2 + size * 0.36, text, SANS_STRONG, size, look.letters)
        yield Part("", [Box(x, y, side, side, look.cloth), *([letters] if text else [])])
