"""Draw a copy of somebody's data as a document.

Labelled texts in, the bytes of a tagged PDF out. A4, one column.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from webinar_hub.kit import typesetting
from webinar_hub.kit.typesetting import A4, SANS, SANS_STRONG, spelled

if TYPE_CHECKING:
    from webinar_hub.kit.paper import Paper

Rows = Sequence[Sequence[tuple[str, str]]]

_WIDTH, _HEIGHT = A4
_MARGIN, _LABEL = 56.0, 150.0
_MEASURE = _WIDTH - 2 * _MARGIN
_LINE = 13.5
_INK, _SOFT, _RED, _BLUE, _RULE = "#1d2329", "#555c63", "#a1331e", "#1f4e64", "#d9d4c9"


def draw(
    sections: Sequence[tuple[str, Rows]],
    *,
    title: str,
    note: str,
    author: str,
    language: str,
    made: datetime,
) -> bytes:
    """Return the document; sections are (heading, rows of (label, text)).

    made: aware, for the document's own data. A letter that no font of the hub has stands there by
    its number, as U+0633: a copy must not fail for one.
    """
    from webinar_hub.kit.paper import Paper

    paper = Paper(
        A4,
        language=language,
        title=title,
        author=author,
        subject=note,
        tool="Webinar Hub",
        made=made,
    )
    sheet = _Sheet(paper)
    sheet.text("H1", title, SANS_STRONG, 20, _INK)
    sheet.text("P", note, SANS, 9.5, _SOFT)
    for heading, rows in sections:
        sheet.heading(heading)
        for row in rows:
            sheet.rule()
            for label, text in row:
                sheet.pair(label, text)
    return paper.finish()


class _Sheet:
    """The place on the page that comes next."""

    def __init__(self, paper: "Paper") -> None:
        self._paper = paper
        self._y = _HEIGHT - 70

    def _room(self, needed: float) -> None:
        if self._y - needed < 56:
            self._paper.next_page()
            self._y = _HEIGHT - 70

    def text(self, tag: str, text: str, face: str, size: float, colour: str) -> None:
        lines = typesetting.wrap(spelled(text), face, size, _MEASURE)
        self._room(len(lines) * size * 1.4)
        self._paper.colour(colour)
        with self._paper.element(tag):
            for line in lines:
                self._paper.line(_MARGIN, self._y, f"{line} ", face, size)
                self._y -= size * 1.4
        self._y -= 4

    def heading(self, text: str) -> None:
        self._y -= 18
        self._room(60)
        with self._paper.ornament():
            self._paper.bar(_MARGIN, self._y + 18, 24, 3, _RED)
            self._paper.bar(_MARGIN, self._y + 12, 24, 3, _BLUE)
        self._y -= 4
        self.text("H2", text, SANS_STRONG, 13, _INK)

    def rule(self) -> None:
        self._room(2 * _LINE + 8)
        with self._paper.ornament():
            self._paper.bar(_MARGIN, self._y + 8, _MEASURE, 0.75, _RULE)
        self._y -= 6

    def pair(self, label: str, text: str) -> None:
        lines = [
            line
            for part in text.split("\n")
            for line in typesetting.wrap(spelled(part), SANS, 9.5, _MEASURE - _LABEL)
        ]
        self._room(_LINE)
        self._paper.colour(_SOFT)
        with self._paper.element("P"):
            self._paper.line(_MARGIN, self._y, f"{spelled(label)}: ", SANS, 9.5)
        for line in lines:
            self._room(_LINE)
            self._paper.colour(_INK)
            with self._paper.element("P"):
                self._paper.line(_MARGIN + _LABEL, self._y, f"{line} ", SANS, 9.5)
            self._y -= _LINE
