"""Write a paper on a letterhead, from top to bottom and on over pages.

A4 upright. Texts of people are drawn as they are, never as markup.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webinar_hub.kit import qr, typesetting
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.typesetting import A4, SANS, SANS_STRONG, Setting

if TYPE_CHECKING:
    from webinar_hub.kit.paper import Paper

WIDTH, HEIGHT = A4
LEFT, RIGHT = 71.0, 57.0
MEASURE = WIDTH - LEFT - RIGHT
CODE = 78.0
"""How wide and high a code is."""

_TOP, _FOOT = HEIGHT - 57, 62.0
_LABELS = 82.0
_MOST_LINES = 200
_LEADING = 15 / 10.5
_GROUND, _INK, _SOFT, _RULE = "#ffffff", "#1d2329", "#555c63", "#d9d4c9"


class Unprintable(Refused):
    """A text has letters that the hub's fonts lack, or is too long for its place."""


@dataclass(frozen=True)
class Letterhead:
    """Who writes, what stands beside, the colours of the two bars; logo: the stored file, or ""."""

    name: str
    lines: tuple[str, ...]
    red: str
    blue: str
    logo: str


class Sheet:
    """The page that is being written, from top to bottom.

    again stands on top of each page after the first; size is that of the letters. beyond counts the
    lines that stand on more pages than there should be.
    """

    def __init__(
        self, paper: "Paper", again: str, *, size: float = 10.5, most_pages: int = 100
    ) -> None:
        self._paper, self._again = paper, again
        self._size, self.step = size, size * _LEADING
        self._pages, self._most_pages = 1, most_pages
        self.y, self.beyond = _TOP, 0

    def head(self, letterhead: Letterhead, logo: bytes | None) -> None:
        """Draw the letterhead: who writes, and where they are, over the two bars."""
        paper = self._paper
        left = LEFT
        if logo:
            with paper.ornament():
                wide = paper.picture(logo, LEFT, _TOP - 32, width=120, height=44, ground=_GROUND)
            left += wide + 12
        measure = MEASURE * 0.52 - (left - LEFT)
        name = fitted(
            letterhead.name, SANS_STRONG, measure, [(22, 1), (17, 1), (14, 2), (11, 3), (9, 5)]
        )
        beside = [
            fitted(line, SANS, MEASURE * 0.46, [(8.5, 1), (8.5, 2), (7.5, 3)])
            for line in letterhead.lines
        ]
        tall = max(
            len(name.lines) * name.size * 1.2,
            sum(len(each.lines) for each in beside) * 11.5,
            44 if logo else 0,
        )
        self._lines(name.lines, left, _TOP - 8, SANS_STRONG, name.size, name.size * 1.2)
        y = _TOP - 2
        for each in beside:
            y = self._at_the_right(each, y, 11.5)
        y = _TOP - tall - 10
        with paper.ornament():
            paper.bar(LEFT, y, MEASURE, 3, letterhead.red)
            paper.bar(LEFT, y - 7, MEASURE, 3, letterhead.blue)
        self.y = y - 34

    def title(self, text: str) -> None:
        """Write what the paper is about, in large letters."""
        set_text = fitted(text, SANS_STRONG, MEASURE, [(16, 2), (13, 3), (11, 8)])
        step = set_text.size * 1.25
        self.y -= step - self.step + 3
        self._lines(set_text.lines, LEFT, self.y, SANS_STRONG, set_text.size, step, tag="H1")
        self.y -= (len(set_text.lines) - 1) * step + self.step

    def heading(self, text: str) -> None:
        """Write what the next part is about, on the page of its first lines."""
        self.gap(0.7)
        self.room(3 * self.step)
        self.paragraph([text], face=SANS_STRONG, tag="H2")

    def section(self, heading: str, texts: Sequence[str], *, listed: bool) -> None:
        """Write a heading, and below it texts as paragraphs, or as the points of a list."""
        self.heading(heading)
        for number, text in enumerate(texts):
            if listed:
                self.row("•", [text], labels=12)
                continue
            if number:
                self.gap(0.5)
            self.paragraph(text.split("\n"))

    def gap(self, lines: float = 1) -> None:
        """Leave room of so many lines."""
        self.y -= lines * self.step

    def height_of(self, text: str, *, face: str = SANS, measure: float = MEASURE) -> float:
        """Return how high a paragraph is."""
        return len(self._wrapped(text, face, measure)) * self.step

    def paragraph(
        self,
        lines: Sequence[str],
        *,
        face: str = SANS,
        tag: str = "P",
        inset: float = 0,
        measure: float = MEASURE,
    ) -> None:
        """Write a paragraph over the measure; inset: how far from the left it begins."""
        set_lines = [each for line in lines for each in self._wrapped(line, face, measure - inset)]
        self._block(set_lines, LEFT + inset, face, tag=tag)

    def row(
        self,
        label: str,
        lines: Sequence[str],
        *,
        tag: str = "P",
        face: str = SANS,
        measure: float = MEASURE,
        labels: float = _LABELS,
    ) -> None:
        """Write a fact: its label, and what is said of it beside, labels from the left."""
        wide = measure - labels
        set_lines = [each for line in lines for each in self._wrapped(line, face, wide)]
        self.room(self.step)
        self._lines([label], LEFT, self.y, SANS, self._size, self.step, colour=_SOFT)
        self._block(set_lines, LEFT + labels, face, tag=tag)
        self.y -= 2

    def cells(self, texts: Sequence[str], wide: float) -> None:
        """Write short texts beside each other, each so wide, the last as wide as there is room."""
        left = wide * len(texts[:-1])
        last = self._wrapped(texts[-1], SANS, MEASURE - left)
        self.room(self.step * min(len(last), 4))
        for number, text in enumerate(texts[:-1]):
            self._lines([text], LEFT + number * wide, self.y, SANS, self._size, self.step)
        self._block(last, LEFT + left, SANS)

    def table(
        self,
        widths: Sequence[float],
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        *,
        tall: float = 0,
    ) -> None:
        """Write rows of cells below a head that stands again on each page.

        widths: of the columns; tall: how high a row is at least.
        """
        top = self._cells(widths, head, SANS_STRONG)
        self._table_row(widths, top, SANS_STRONG, 0)
        for row in rows:
            cells = self._cells(widths, row, SANS)
            high = max(tall, max(map(len, cells)) * self.step + 4)
            if self.y - high < _FOOT:
                self.room(high)
                self._table_row(widths, top, SANS_STRONG, 0)
            self._table_row(widths, cells, SANS, high)

    def _cells(
        self, widths: Sequence[float], texts: Sequence[str], face: str
    ) -> list[tuple[str, ...]]:
        pairs = zip(texts, widths, strict=True)
        return [self._wrapped(text, face, wide - 6) for text, wide in pairs]

    def _table_row(
        self, widths: Sequence[float], cells: Sequence[Sequence[str]], face: str, high: float
    ) -> None:
        x = LEFT
        for lines, wide in zip(cells, widths, strict=True):
            if lines:
                self._lines(lines, x, self.y, face, self._size, self.step)
            x += wide
        self.y -= max(high, max(map(len, cells)) * self.step + 4)
        with self._paper.ornament():
            self._paper.bar(LEFT, self.y + self.step - 3, sum(widths), 0.5, _RULE)

    def code(self, link: str, label: str, high: float, *, wide: float = 170) -> None:
        """Draw the code of an address at the right, its upper edge so high, and what it is.

        wide: how wide its words may be.
        """
        paper = self._paper
        paper.colour(_INK)
        with paper.element("Figure", read=f"QR: {link}"):
            qr.draw(paper.canvas, link, WIDTH - RIGHT - CODE, high - CODE + 8, CODE)
        y = high - CODE - 4
        for text in (label, link.partition("://")[2]):
            y = self._at_the_right(fitted(text, SANS, wide, [(7.5, 1), (7, 2), (6, 4)]), y, 10)

    def room(self, height: float) -> None:
        """Go on on another page where there is not so much room left."""
        if self.y - height < _FOOT:
            self._paper.next_page()
            self._pages += 1
            self._lines([self._again], LEFT, _TOP, SANS, 8.5, self.step, colour=_SOFT)
            self.y = _TOP - 2 * self.step

    def _at_the_right(self, setting: Setting, y: float, step: float) -> float:
        with self._paper.element("P"):
            self._paper.colour(_SOFT)
            for line in setting.lines:
                wide = typesetting.width(line, SANS, setting.size)
                self._paper.line(WIDTH - RIGHT - wide, y, f"{line} ", SANS, setting.size)
                y -= step
        return y

    def _block(self, lines: Sequence[str], x: float, face: str, *, tag: str = "P") -> None:
        """Write lines one below the other; what does not fit goes on on another page."""
        rest = list(lines)
        while rest:
            self.room(self.step)
            fits = max(1, int((self.y - _FOOT) / self.step))
            now, rest = rest[:fits], rest[fits:]
            self._lines(now, x, self.y, face, self._size, self.step, tag=tag)
            self.y -= len(now) * self.step
            self.beyond += len(now) if self._pages > self._most_pages else 0

    def _lines(
        self,
        lines: Sequence[str],
        x: float,
        y: float,
        face: str,
        size: float,
        step: float,
        *,
        tag: str = "P",
        colour: str = _INK,
    ) -> None:
        with self._paper.element(tag):
            self._paper.colour(colour)
            for number, line in enumerate(lines):
                self._paper.line(x, y - number * step, f"{line} ", face, size)

    def _wrapped(self, text: str, face: str, measure: float) -> tuple[str, ...]:
        check(text, face)
        with _printable(text):
            lines = typesetting.wrap(text, face, self._size, measure)
            if len(lines) > _MOST_LINES:
                raise typesetting.TooLongError(text)
        return lines


def fitted(text: str, face: str, measure: float, steps: Sequence[tuple[float, int]]) -> Setting:
    """Set a text at the first of the (size, most lines) steps where it fits; raise Unprintable."""
    with _printable(text):
        return typesetting.fit(text, face, measure, steps)


def check(text: str, face: str = SANS) -> None:
    """Raise Unprintable where a text has letters that the hub's fonts lack."""
    with _printable(text):
        typesetting.runs(text.replace("\n", " "), face)


@contextmanager
def _printable(text: str) -> Iterator[None]:
    """Say in a sentence what keeps a text from being printed."""
    try:
        yield
    except typesetting.LettersMissingError as missing:
        letters = " ".join(missing.letters[:5])
        raise Unprintable(
            _(
                "“%(text)s” has letters that cannot be printed: %(letters)s.",
                text=text[:60],
                letters=letters,
            )
        ) from missing
    except typesetting.TooLongError as long:
        raise Unprintable(
            _("“%(text)s…” is too long for its place on the paper.", text=text[:40])
        ) from long
