"""Draw a letter about somebody's part in a session: its facts in, a tagged PDF's bytes out.

A statement or an assignment on the issuer's letterhead, with the code that leads to the check page.
"""

from webinar_hub.certificates.drawing.facts import LetterFacts
from webinar_hub.certificates.drawing.wording import (
    LETTERS,
    NAME,
    ORGANISATION,
    WORDING,
)
from webinar_hub.kit.letterhead import CODE, MEASURE, Letterhead, Sheet
from webinar_hub.kit.typesetting import A4, SANS_STRONG

_SIGNED = 150.0  # how high the end is, from the place to the name


def draw(facts: LetterFacts, logo: bytes | None = None) -> bytes:
    """Return the letter as a tagged PDF, the same bytes for the same facts and logo.

    logo: the content of the file that the facts name. Raises Unprintable.
    """
    from webinar_hub.kit.paper import Paper

    words = LETTERS[facts.kind][facts.language]
    paper = Paper(
        A4,
        language=facts.language,
        title=f"{facts.heading} {facts.number}: {facts.holder}",
        author=facts.issuer,
        subject=f"{facts.title}, {facts.dates}",
        tool=facts.tool,
        made=facts.issued,
    )
    sheet = Sheet(paper, facts.number)
    lines, logo_name = facts.letterhead, facts.logo if logo else ""
    sheet.head(Letterhead(facts.issuer, lines, facts.red, facts.blue, logo_name), logo)
    sheet.title(facts.heading)
    sheet.row(WORDING[facts.language].number, [facts.number])
    sheet.gap()
    sheet.paragraph([words.opening])
    sheet.gap(0.5)
    sheet.row(NAME[facts.language], [facts.holder], face=SANS_STRONG)
    if facts.organisation:
        sheet.row(ORGANISATION[facts.language], [facts.organisation])
    sheet.gap()
    sheet.paragraph([words.part.format(role=facts.role)])
    sheet.gap(0.5)
    for label, texts in facts.rows:
        sheet.row(label, texts)
    sheet.gap()
    sheet.paragraph([words.purpose])
    _end(sheet, facts)
    return paper.finish()


def _end(sheet: Sheet, facts: LetterFacts) -> None:
    """Write where and when, who signs with room to do so, and the code of the check page."""
    sheet.room(_SIGNED)
    sheet.gap()
    high, measure = sheet.y, MEASURE - CODE - 90
    sheet.paragraph([facts.place_and_date], measure=measure)
    sheet.paragraph([facts.signatory_title], measure=measure)
    sheet.gap(4)
    sheet.paragraph([facts.signatory], face=SANS_STRONG, measure=measure)
    sheet.code(facts.check_address, WORDING[facts.language].check, high)
