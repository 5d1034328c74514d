"""Draw a letter that invites: its facts in, the bytes of a tagged PDF out.

On the issuer's letterhead; a long letter goes on on another page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from webinar_hub.inviting.wording import WORDING, Wording
from webinar_hub.kit.letterhead import CODE, MEASURE, Letterhead, Sheet
from webinar_hub.kit.typesetting import A4, SANS, SANS_STRONG
from webinar_hub.programmes import printed

_MEASURE = MEASURE - CODE - 90
"""How wide the lines of who signs are, beside the code."""


@dataclass(frozen=True)
class LetterFacts:
    """Everything that is printed, as it is printed, but to whom.

    rows: label and lines; after: paragraphs below them; logo: the stored file, "" for none.
    enclosed: what comes with it; copies: who else gets it; "" for none, as in older letters.
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
    enclosed: str = ""
    copies: str = ""

    @property
    def head(self) -> Letterhead:
        """Return the letterhead."""
        return Letterhead(self.issuer, self.letterhead, self.red, self.blue, self.logo)

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
    sheet = Sheet(paper, facts.number)
    sheet.head(facts.head, logo)
    sheet.paragraph([facts.place_and_date])
    sheet.gap()
    sheet.row(words.number, [facts.number])
    if facts.enclosed:
        sheet.row(words.enclosed, [facts.enclosed])
    sheet.row(words.regarding, [facts.subject], tag="H1", face=SANS_STRONG)
    sheet.gap()
    for tag_face, line in zip(
        (SANS, SANS_STRONG, SANS, SANS), _address(words, facts, to), strict=False
    ):
        if line:
            sheet.paragraph([line], face=tag_face)
    sheet.gap()
    sheet.paragraph([words.greeting])
    sheet.gap(0.5)
    sheet.paragraph([facts.opening])
    sheet.gap(0.5)
    for label, lines in facts.rows:
        sheet.row(label, lines)
    for text in facts.after:
        sheet.gap(0.7)
        sheet.paragraph(text.split("\n"))
    _end(sheet, words, facts)
    return paper.finish()


def _address(words: Wording, facts: LetterFacts, to: Sequence[str]) -> Iterator[str]:
    yield words.to
    yield from to
    yield words.at.format(place=facts.place) if facts.place else ""


def _end(sheet: Sheet, words: Wording, facts: LetterFacts) -> None:
    """Write thanks, who signs with room to do so, and the code of the session's page."""
    copies = words.copies.format(names=facts.copies) if facts.copies else ""
    sheet.room(
        sheet.height_of(words.thanks)
        + sheet.height_of(facts.signatory_title, measure=_MEASURE)
        + sheet.height_of(facts.signatory, face=SANS_STRONG, measure=_MEASURE)
        + (sheet.height_of(copies) + 1.5 * sheet.step if copies else 0)
        + 6.7 * sheet.step
    )
    sheet.gap(0.7)
    sheet.paragraph([words.thanks])
    sheet.gap()
    high = sheet.y
    sheet.paragraph([words.closing])
    sheet.paragraph([facts.signatory_title], measure=_MEASURE)
    sheet.gap(4)
    sheet.paragraph([facts.signatory], face=SANS_STRONG, measure=_MEASURE)
    sheet.code(facts.link, printed.WORDS[facts.language].scan, high)
    if copies:
        sheet.gap(1.5)
        sheet.paragraph([copies])
