"""Draw a letter that invites: its facts in, the bytes of a tagged PDF out.

A4 upright on the issuer's letterhead. Texts of people are drawn as they are, never as markup; a
long letter goes on on another page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from webinar_hub.inviting.rules import Unprintable
from webinar_hub.inviting.wording import WORDING, Wording
from webinar_hub.kit import qr, typesetting
from webinar_hub.kit.language import _
from webinar_hub.kit.typesetting import A4, SANS, SANS_STRONG, Setting

if TYPE_CHECKING:
    from webinar_hub.kit.paper import Paper

WIDTH, HEIGHT = A4
LEFT, RIGHT = 71.0, 57.0
MEASURE = WIDTH - LEFT - RIGHT
_TOP, _FOOT = HEIGHT - 57, 62.0
_LABELS = 82.0
_SIZE, _STEP = 10.5, 15.0
_QR = 78.0
_SIGNED = 196.0  # how high the end of a letter is, from "yours" to the name
PAPER, INK, SOFT = "#ffffff", "#1d2329", "#555c63"


@dataclass(frozen=True)
class LetterFacts:
    """Everything that is printed, as it is printed, but to whom.

    rows: label and lines; after: paragraphs below them; logo: the stored file, "" for none.
    """

    language: str
    issuer: str
    letterhead: tuple[str, ...]
    number: str
    place_and_date: str
    subject: str
    place: str
    opening: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    after: tuple[str, ...]
    signatory: str
    signatory_title: str
    link: str
    given: datetime
    red: str
    blue: str
    logo: str

    def stored(self) -> dict[str, Any]:
        """Return the facts as plain values that JSON can hold."""
        return asdict(self) | {"given": self.given.isoformat()}

    @classmethod
    def from_stored(cls, facts: dict[str, Any]) -> Self:
        """Return the facts that stored() gave."""
        rows = tuple((label, tuple(lines)) for label, lines in facts["rows"])
        lists = {name: tuple(facts[name]) for name in ("letterhead", "after")}
        given = datetime.fromisoformat(facts["given"])
        return cls(**(facts | lists | {"rows": rows, "given": given}))


def draw(facts: LetterFacts, to: Sequence[str], logo: bytes | None) -> bytes:
    """Return the letter as a tagged PDF, the same bytes for the same facts.

    to: the addressee's name and organisation. Raises Unprintable.
    """
    from webinar_hub.kit.paper import Paper

    words = WORDING[facts.language]
    paper = Paper(
        A4,
        language=facts.language,
        title=f"{facts.subject}, {facts.number}",
        author=facts.issuer,
        subject=facts.subject,
        tool="Webinar Hub",
        made=facts.given,
    )
    sheet = _Sheet(paper, facts)
    sheet.head(logo)
    sheet.paragraph([facts.place_and_date])
    sheet.gap()
    sheet.row(words.number, [facts.number])
    sheet.row(words.regarding, [facts.subject], tag="H1", face=SANS_STRONG)
    sheet.gap()
    for tag_face, line in zip(
        (SANS, SANS_STRONG, SANS, SANS), _address(words, facts, to), strict=False
    ):
        if line:
            sheet.paragraph([line], face=tag_face)
    sheet.gap()
    sheet.paragraph([words.greeting])
    sheet.gap()
    sheet.paragraph([facts.opening])
    sheet.gap(0.5)
    for label, lines in facts.rows:
        sheet.row(label, lines)
    for text in facts.after:
        sheet.gap(0.7)
        sheet.paragraph(text.split("\n"))
    sheet.end(words)
    return paper.finish()


def _address(words: Wording, facts: LetterFacts, to: Sequence[str]) -> Iterator[str]:
    yield words.to
    yield from to
    yield words.at.format(place=facts.place) if facts.place else ""


class _Sheet:
    """The page that is being written, from top to bottom."""

    def __init__(self, paper: "Paper", facts: LetterFacts) -> None:
        self._paper, self._facts = paper, facts
        self._y = _TOP

    def head(self, logo: bytes | None) -> None:
        """Draw the letterhead: who writes, and where they are, over the two bars."""
        paper, facts = self._paper, self._facts
        left = LEFT
        if logo:
            with paper.ornament():
                wide = paper.picture(logo, LEFT, _TOP - 32, width=120, height=44, ground=PAPER)
            left += wide + 12
        measure = MEASURE * 0.52 - (left - LEFT)
        name = _set(
            facts.issuer, SANS_STRONG, measure, [(22, 1), (17, 1), (14, 2), (11, 3), (9, 5)]
        )
        beside = [
            _set(line, SANS, MEASURE * 0.46, [(8.5, 1), (8.5, 2), (7.5, 3)])
            for line in facts.letterhead
        ]
        tall = max(
            len(name.lines) * name.size * 1.2,
            sum(len(each.lines) for each in beside) * 11.5,
            44 if logo else 0,
        )
        self._lines(name.lines, left, _TOP - 8, SANS_STRONG, name.size, name.size * 1.2)
        y = _TOP - 2
        for each in beside:
            x = [WIDTH - RIGHT - typesetting.width(line, SANS, each.size) for line in each.lines]
            with paper.element("P"):
                paper.colour(SOFT)
                for at, line in zip(x, each.lines, strict=True):
                    paper.line(at, y, f"{line} ", SANS, each.size)
                    y -= 11.5
        y = _TOP - tall - 10
        with paper.ornament():
            paper.bar(LEFT, y, MEASURE, 3, facts.red)
            paper.bar(LEFT, y - 7, MEASURE, 3, facts.blue)
        self._y = y - 34

    def gap(self, lines: float = 1) -> None:
        """Leave room of so many lines."""
        self._y -= lines * _STEP

    def paragraph(self, lines: Sequence[str], *, face: str = SANS) -> None:
        """Write a paragraph over the whole measure."""
        set_lines = [each for line in lines for each in _wrapped(line, face, MEASURE)]
        self._block(set_lines, LEFT, face)

    def row(self, label: str, lines: Sequence[str], *, tag: str = "P", face: str = SANS) -> None:
        """Write a fact: its label, and what is said of it beside."""
        measure = MEASURE - _LABELS
        set_lines = [each for line in lines for each in _wrapped(line, face, measure)]
        self._room(_STEP)
        self._lines([label], LEFT, self._y, SANS, _SIZE, _STEP, colour=SOFT)
        self._block(set_lines, LEFT + _LABELS, face, tag=tag)
        self._y -= 2

    def end(self, words: Wording) -> None:
        """Write thanks, who signs with room to do so, and the code of the session's page."""
        paper, facts = self._paper, self._facts
        self._room(_SIGNED)
        self.gap(0.7)
        self.paragraph([words.thanks])
        self.gap()
        high = self._y
        measure = MEASURE - _QR - 90
        self._block([words.closing], LEFT, SANS)
        title = _set(facts.signatory_title, SANS, measure)
        self._block(title.lines, LEFT, SANS)
        self.gap(4)
        name = _set(facts.signatory, SANS_STRONG, measure)
        self._block(name.lines, LEFT, SANS_STRONG)
        left = WIDTH - RIGHT - _QR
        paper.colour(INK)
        with paper.element("Figure", read=f"QR: {facts.link}"):
            qr.draw(paper.canvas, facts.link, left, high - _QR + 8, _QR)
        under = [words.scan, facts.link.partition("://")[2]]
        y = high - _QR - 4
        for text in under:
            setting = _set(text, SANS, 170, [(7.5, 1), (7, 2), (6, 4)])
            with paper.element("P"):
                paper.colour(SOFT)
                for line in setting.lines:
                    wide = typesetting.width(line, SANS, setting.size)
                    paper.line(WIDTH - RIGHT - wide, y, f"{line} ", SANS, setting.size)
                    y -= 10

    def _room(self, height: float) -> None:
        """Go on on another page where there is not so much room left."""
        if self._y - height < _FOOT:
            self._paper.next_page()
            self._lines([self._facts.number], LEFT, _TOP, SANS, 8.5, _STEP, colour=SOFT)
            self._y = _TOP - 2 * _STEP

    def _block(self, lines: Sequence[str], x: float, face: str, *, tag: str = "P") -> None:
        """Write lines one below the other; what does not fit goes on on another page."""
        rest = list(lines)
        while rest:
            self._room(_STEP)
            fits = max(1, int((self._y - _FOOT) / _STEP))
            now, rest = rest[:fits], rest[fits:]
            self._lines(now, x, self._y, face, _SIZE, _STEP, tag=tag)
            self._y -= len(now) * _STEP

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
        colour: str = INK,
    ) -> None:
        with self._paper.element(tag):
            self._paper.colour(colour)
            for number, line in enumerate(lines):
                self._paper.line(x, y - number * step, f"{line} ", face, size)


def _wrapped(text: str, face: str, measure: float) -> tuple[str, ...]:
    _set(text, face, measure)
    return typesetting.wrap(text, face, _SIZE, measure)


def _set(
    text: str, face: str, measure: float, steps: Sequence[tuple[float, int]] = ((_SIZE, 60),)
) -> Setting:
    try:
        return typesetting.fit(text, face, measure, steps)
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
            _("“%(text)s…” is too long for its place on the letter.", text=text[:40])
        ) from long
