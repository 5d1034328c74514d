"""Draw terms of reference: their facts in, the bytes of a tagged PDF out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webinar_hub.kit.letterhead import CODE, MEASURE, Letterhead, Sheet
from webinar_hub.kit.typesetting import A4, SANS, SANS_STRONG, width
from webinar_hub.kit.zones import ZONES
from webinar_hub.papers.terms.rules import MOST_PAGES
from webinar_hub.papers.terms.wording import WORDS, TermsWords
from webinar_hub.programmes import printed
from webinar_hub.programmes.printed import Row

LARGE, SMALL, SMALLEST = 10.0, 9.0, 7.0
"""The sizes of letters: as most are set, the smallest that is taken, and the one in which a text
that was taken is set where the session came to say more, such as who speaks."""

_STEP_DOWN = 0.5


@dataclass(frozen=True)
class TermsFacts:
    """Everything that is printed, as it is printed.

    sections: a heading and what stands below, as paragraphs, or as items of a list. agenda: the
    hours of each point in the three zones, and what it is.
    """

    language: str
    head: Letterhead
    title: str
    rows: tuple[Row, ...]
    before: tuple[tuple[str, tuple[str, ...], bool], ...]
    agenda: tuple[tuple[tuple[str, ...], str], ...]
    after: tuple[tuple[str, tuple[str, ...], bool], ...]
    link: str
    made: datetime


def draw(facts: TermsFacts, logo: bytes | None, *, smallest: float = SMALLEST) -> tuple[bytes, int]:
    """Return the PDF, and how many lines of it stand beyond the second page.

    The letters are as large as two pages allow, down to the smallest size. The same bytes for the
    same facts. Raises Unprintable.
    """
    size = LARGE
    while True:
        content, beyond = _drawn(facts, logo, size)
        if not beyond or size <= smallest:
            return content, beyond
        size -= _STEP_DOWN


def _drawn(facts: TermsFacts, logo: bytes | None, size: float) -> tuple[bytes, int]:
    from webinar_hub.kit.paper import Paper

    words = WORDS[facts.language]
    paper = Paper(
        A4,
        language=facts.language,
        title=f"{words.kind}: {facts.title}",
        author=facts.head.name,
        subject=words.kind,
        tool="Webinar Hub",
        made=facts.made,
    )
    sheet = Sheet(paper, f"{words.page}: {facts.title}"[:90], size=size, most_pages=MOST_PAGES)
    sheet.head(facts.head, logo)
    sheet.paragraph([words.kind])
    sheet.title(facts.title)
    sheet.gap(0.7)
    high, measure = sheet.y, MEASURE - CODE - 16
    labels = 12 + max(width(label, SANS, size) for label, _lines in facts.rows)
    for label, lines in facts.rows:
        sheet.row(label, lines, measure=measure, labels=labels)
    sheet.code(facts.link, printed.WORDS[facts.language].scan, high)
    sheet.y = min(sheet.y, high - CODE - 24)
    _sections(sheet, facts.before)
    if facts.agenda:
        _heading(sheet, words.agenda)
        _agenda(sheet, words, facts.agenda)
    _sections(sheet, facts.after)
    return paper.finish(), sheet.beyond


def _heading(sheet: Sheet, text: str) -> None:
    sheet.gap(0.7)
    sheet.room(3 * sheet.step)
    sheet.paragraph([text], face=SANS_STRONG, tag="H2")


def _sections(sheet: Sheet, sections: Sequence[tuple[str, tuple[str, ...], bool]]) -> None:
    for heading, texts, listed in sections:
        _heading(sheet, heading)
        for number, text in enumerate(texts):
            if listed:
                sheet.row("•", [text], labels=12)
                continue
            if number:
                sheet.gap(0.5)
            sheet.paragraph(text.split("\n"))


def _agenda(sheet: Sheet, words: TermsWords, points: Sequence[tuple[tuple[str, ...], str]]) -> None:
    wide = max(len(hours[0]) for hours, _what in points) * 5.4 + 10
    sheet.cells([*(each.short for each in ZONES), words.point], wide)
    for hours, what in points:
        sheet.cells([*hours, what], wide)
