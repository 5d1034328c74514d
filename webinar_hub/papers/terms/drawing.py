"""Draw terms of reference: their facts in, the bytes of a tagged PDF out."""

from collections.abc import Sequence
from dataclasses import dataclass

from webinar_hub.kit.letterhead import Sheet
from webinar_hub.kit.zones import ZONES
from webinar_hub.papers.printing import Section, Top, begun
from webinar_hub.papers.terms.rules import MOST_PAGES
from webinar_hub.papers.terms.wording import WORDS, TermsWords

LARGE, SMALL, SMALLEST = 10.0, 9.0, 7.0
"""The sizes of letters: as most are set, the smallest that is taken, and the one in which a text
that was taken is set where the session came to say more, such as who speaks."""

_STEP_DOWN = 0.5


@dataclass(frozen=True)
class TermsFacts:
    """Everything that is printed, as it is printed.

    agenda: the hours of each point in the three zones, and what it is; before and after it stand
    the sections.
    """

    top: Top
    before: tuple[Section, ...]
    agenda: tuple[tuple[tuple[str, ...], str], ...]
    after: tuple[Section, ...]


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
    words = WORDS[facts.top.language]
    paper, sheet = begun(facts.top, logo, size=size, most_pages=MOST_PAGES)
    for heading, texts, listed in facts.before:
        sheet.section(heading, texts, listed=listed)
    if facts.agenda:
        sheet.heading(words.agenda)
        _agenda(sheet, words, facts.agenda)
    for heading, texts, listed in facts.after:
        sheet.section(heading, texts, listed=listed)
    return paper.finish(), sheet.beyond


def _agenda(sheet: Sheet, words: TermsWords, points: Sequence[tuple[tuple[str, ...], str]]) -> None:
    wide = max(len(hours[0]) for hours, _what in points) * 5.4 + 10
    sheet.cells([*(each.short for each in ZONES), words.point], wide)
    for hours, what in points:
        sheet.cells([*hours, what], wide)
