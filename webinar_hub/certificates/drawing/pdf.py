"""Draw a certificate: its stored facts in, the bytes of a PDF out, the same bytes each time.

A4 landscape. The holder's name stands between two parallel bars, as everything that matters in
the hub does; the row of woven lozenges is the only ornament. Texts of people are drawn as they
are, never read as markup.
"""

from typing import TYPE_CHECKING

from webinar_hub.certificates.drawing.facts import CertificateFacts
from webinar_hub.certificates.drawing.wording import WORDING, Wording
from webinar_hub.kit import qr, typesetting
from webinar_hub.kit.batch import parts
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.text import clean
from webinar_hub.kit.typesetting import A4, SANS, SANS_STRONG, SERIF

if TYPE_CHECKING:
    from webinar_hub.kit.paper import Paper

HEIGHT, WIDTH = A4
MARGIN = 64.0
MEASURE = WIDTH - 2 * MARGIN
PAPER, INK, SOFT, LINE = "#fbfaf7", "#1d2329", "#555c63", "#d9d4c9"
QR_SIDE = 100.0
LOGO = (96.0, 40.0)  # the largest width and height of the logo
FOOT = 76.0  # where the lowest texts stand, above the woven row

NAME_STEPS = [
    (40.0, 1),
    (36.0, 1),
    (32.0, 1),
    (28.0, 1),
    (30.0, 2),
    (26.0, 2),
    (22.0, 2),
    (18.0, 2),
    (15.0, 2),
    (13.0, 2),
]
TITLE_STEPS = [
    (20.0, 1),
    (17.5, 1),
    (17.0, 2),
    (15.0, 2),
    (13.0, 2),
    (12.0, 3),
    (10.0, 3),
    (9.0, 4),
]
SMALL_STEPS = [(11.5, 1), (10.0, 1), (10.0, 2), (9.0, 2), (8.0, 3), (7.0, 4)]
ROWS_A_PAGE = 14


class UnprintableName(Refused):
    """A text that cannot be printed whole: no font has its letters, it is empty, or too long."""

    sentence = _("This name cannot be printed on a certificate. Please write it in Latin letters.")


def check_printable(name: str) -> None:
    """Raise UnprintableName for a holder's name that a certificate could not show whole."""
    _set(name, SERIF, MEASURE, NAME_STEPS)


def grouped(code: str) -> str:
    """Return a code in groups of four, joined by hyphens."""
    return "-".join(parts(code, 4))


def draw(facts: CertificateFacts, logo: bytes | None = None) -> bytes:
    """Return the certificate as a tagged PDF, the same bytes for the same facts and logo.

    logo: the content of the file that the facts name. Raises UnprintableName when any of its texts
    cannot be shown whole.
    """
    from webinar_hub.kit.paper import Paper

    words = WORDING[facts.language]
    paper = Paper(
        (WIDTH, HEIGHT),
        language=facts.language,
        title=f"{facts.heading.capitalize()} {facts.number}: {facts.holder}",
        author=facts.issuer,
        subject=f"{facts.title}, {facts.dates}",
        tool=facts.tool,
        made=facts.issued,
    )
    _ground(paper, facts)
    _head(paper, facts, words, logo)
    low = _body(paper, facts, words)
    _signature(paper, facts, min(FOOT + 80, low - 22))
    _check(paper, facts, words)
    for number, _topics_on_it in enumerate(parts(facts.topics, ROWS_A_PAGE)):
        paper.next_page()
        _ground(paper, facts)
        _topics(paper, facts, words, number * ROWS_A_PAGE)
    return paper.finish()


def _set(
    text: str, face: str, measure: float, steps: list[tuple[float, int]]
) -> typesetting.Setting:
    try:
        setting = typesetting.fit(text, face, measure, steps)
    except typesetting.LettersMissingError as missing:
        raise UnprintableName(_unprintable(clean(text), missing.letters)) from missing
    except typesetting.TooLongError as long:
        raise UnprintableName(
            _(
                "“%(text)s…” is too long for a certificate. Please shorten it.",
                text=clean(text)[:40],
            )
        ) from long
    if not setting.lines:
        raise UnprintableName(_("A certificate cannot be drawn while one of its texts is empty."))
    return setting


def _unprintable(text: str, letters: tuple[str, ...]) -> Sentence:
    shown = " ".join(
        f"{letter} (U+{ord(letter):04X})" if letter.isalpha() else f"U+{ord(letter):04X}"
        for letter in letters[:5]
    )
    return _(
        "“%(text)s” has letters that cannot be printed on a certificate: %(letters)s. Please write it in Latin letters.",
        text=text[:80],
        letters=shown,
    )


def _place(
    paper: "Paper",
    tag: str,
    setting: typesetting.Setting,
    x: float,
    y: float,
    colour: str,
    *,
    right: float | None = None,
) -> float:
    """Draw a text as one element, its first base line at y; return the last base line.

    right: align to this edge.
    """
    paper.colour(colour)
    with paper.element(tag):
        for number, line in enumerate(setting.lines):
            at = x if right is None else right - typesetting.width(line, setting.face, setting.size)
            # The space keeps words apart when the lines are read aloud or copied.
            paper.line(at, y - number * setting.size * 1.25, f"{line} ", setting.face, setting.size)
    return y - (len(setting.lines) - 1) * setting.size * 1.25


def _ground(paper: "Paper", facts: CertificateFacts) -> None:
    """Paint the paper, and the woven row between its two bars at the foot."""
    with paper.ornament():
        paper.bar(0, 0, WIDTH, HEIGHT, PAPER)
        paper.bar(MARGIN, 46, MEASURE, 1.5, facts.red)
        paper.bar(MARGIN, 29.5, MEASURE, 1.5, facts.blue)
        paper.colour(facts.red)
        count = 56
        step = MEASURE / count
        path = paper.canvas.beginPath()
        for number in range(count):
            x = MARGIN + number * step
            path.moveTo(x + 0.5, 38.5)
            path.lineTo(x + step / 2, 44)
            path.lineTo(x + step - 0.5, 38.5)
            path.lineTo(x + step / 2, 33)
            path.close()
        paper.canvas.drawPath(path, stroke=0, fill=1)


def _head(paper: "Paper", facts: CertificateFacts, words: Wording, logo: bytes | None) -> None:
    top = HEIGHT - 76
    with paper.ornament():
        mark = 30.0
        if logo:
            mark = paper.picture(
                logo, MARGIN, top - LOGO[1] / 2 + 6, width=LOGO[0], height=LOGO[1], ground=PAPER
            )
        else:
            paper.bar(MARGIN, top + 8.5, mark, 6, facts.red)
            paper.bar(MARGIN, top - 2.5, mark, 6, facts.blue)
    left = MARGIN + mark + 12
    measure = MEASURE / 2 - mark - 20
    issuer = _set(facts.issuer, SANS_STRONG, measure, [(17.0, 1), (13.0, 1), (11.0, 2), (8.0, 3)])
    _place(paper, "P", issuer, left, top + 4.5 + (len(issuer.lines) - 1) * issuer.size * 1.25, INK)
    _place(
        paper,
        "P",
        _set(facts.issuer_note, SANS, measure, [(9.0, 1), (8.0, 1), (8.0, 2), (7.0, 3)]),
        left,
        top - 9,
        SOFT,
    )
    number = _set(
        f"{words.number} {facts.number}", SANS, MEASURE / 2 - 20, [(11.0, 1), (9.0, 1), (8.0, 2)]
    )
    _place(paper, "P", number, 0, top + 4.5, INK, right=WIDTH - MARGIN)


def _body(paper: "Paper", facts: CertificateFacts, words: Wording) -> float:
    """Draw heading, name between the bars, and what for; return the lowest base line."""
    y = HEIGHT - 142
    heading = _set(facts.heading, SANS_STRONG, MEASURE - 90, [(28.0, 1), (20.0, 1), (14.0, 2)])
    paper.colour(facts.red)
    with paper.element("H1"):
        for line in heading.lines:
            paper.line(
                MARGIN, y, f"{line} ", heading.face, heading.size, spread=heading.size * 0.09
            )
    y = (
        _place(paper, "P", _set(words.given_to, SANS, MEASURE, SMALL_STEPS), MARGIN, y - 28, SOFT)
        - 20
    )
    name = _set(facts.holder, SERIF, MEASURE, NAME_STEPS)
    tall = max(78.0, len(name.lines) * name.size * 1.25 + 30)
    with paper.ornament():
        paper.bar(MARGIN, y - 5, MEASURE, 5, facts.red)
        paper.bar(MARGIN, y - tall - 5, MEASURE, 5, facts.blue)
    middle = y - tall / 2 - 2.5
    first = middle + (len(name.lines) - 1) * name.size * 1.25 / 2 - name.size * 0.3
    _place(paper, "P", name, MARGIN, first, INK)
    y -= tall + 5 + 30
    role = _set(f"{words.role} {facts.role} {words.taking}", SANS, MEASURE, SMALL_STEPS)
    y = _place(paper, "P", role, MARGIN, y, INK)
    title = _set(facts.title, SANS_STRONG, MEASURE, TITLE_STEPS)
    y = _place(paper, "P", title, MARGIN, y - title.size * 1.1 - 8, INK)
    when = ", ".join(part for part in (facts.dates, facts.mode) if part)
    y = _place(paper, "P", _set(when, SANS, MEASURE, SMALL_STEPS), MARGIN, y - 24, INK)
    if facts.jp is not None:
        y = _place(
            paper,
            "P",
            _set(words.hours.format(jp=facts.jp), SANS_STRONG, MEASURE, SMALL_STEPS),
            MARGIN,
            y - 17,
            INK,
        )
    return y


def _signature(paper: "Paper", facts: CertificateFacts, high: float) -> None:
    """Draw place and date at this height, room to sign, and who signs."""
    measure = MEASURE * 0.5
    title = _set(facts.signatory_title, SANS, measure, [(10.0, 1), (9.0, 2), (8.0, 3)])
    name = _set(facts.signatory, SANS_STRONG, measure, [(12.0, 1), (11.0, 1), (10.0, 2), (8.0, 3)])
    low = FOOT + (len(title.lines) - 1) * title.size * 1.25
    place = _set(facts.place_and_date, SANS, measure, SMALL_STEPS)
    _place(paper, "P", place, MARGIN, high, INK)
    _place(paper, "P", name, MARGIN, low + 15 + (len(name.lines) - 1) * name.size * 1.25, INK)
    _place(paper, "P", title, MARGIN, low, SOFT)


def _check(paper: "Paper", facts: CertificateFacts, words: Wording) -> None:
    left = WIDTH - MARGIN - QR_SIDE
    code = _set(grouped(facts.code), SANS, QR_SIDE + 8, [(8.0, 1), (7.5, 1), (7.0, 1), (6.0, 2)])
    paper.colour(INK)
    with paper.element("Figure", read=f"QR: {facts.check_address}"):
        qr.draw(paper.canvas, facts.check_address, left, FOOT + 14, QR_SIDE)
    edge = left - 16
    _place(
        paper, "P", _set(words.check, SANS_STRONG, 200, [(9.0, 1)]), 0, FOOT + 26, INK, right=edge
    )
    _place(
        paper,
        "P",
        _set(facts.check_address, SANS, 200, [(8.0, 1), (7.0, 2), (6.0, 4)]),
        0,
        FOOT + 14,
        SOFT,
        right=edge,
    )
    _place(paper, "P", code, 0, FOOT, INK, right=WIDTH - MARGIN)


def _topics(paper: "Paper", facts: CertificateFacts, words: Wording, start: int) -> None:
    """Draw one page of the list of topics; the last one carries the sum."""
    top = HEIGHT - 76
    with paper.ornament():
        paper.bar(MARGIN, top + 8.5, 30, 6, facts.red)
        paper.bar(MARGIN, top - 2.5, 30, 6, facts.blue)
    _place(
        paper,
        "H2",
        _set(words.topics, SANS_STRONG, MEASURE / 2, [(17.0, 1)]),
        MARGIN + 42,
        top,
        INK,
    )
    number = _set(
        f"{words.number} {facts.number}", SANS, MEASURE / 2 - 20, [(11.0, 1), (9.0, 1), (8.0, 2)]
    )
    _place(paper, "P", number, 0, top, INK, right=WIDTH - MARGIN)
    subtitle = _set(
        f"{facts.holder} · {facts.title}",
        SANS,
        MEASURE - 42,
        [(10.0, 1), (9.0, 2), (8.0, 3), (7.0, 4)],
    )
    y = _place(paper, "P", subtitle, MARGIN + 42, top - 20, SOFT) - 18
    shown = facts.topics[start : start + ROWS_A_PAGE]
    for number_in_list, topic in enumerate(shown, start + 1):
        y = _row(paper, y, f"{number_in_list}.", topic.title, topic.jp, SANS)
    hours = [topic.jp for topic in facts.topics if topic.jp is not None]
    if hours and start + ROWS_A_PAGE >= len(facts.topics):
        _row(paper, y, "", words.total, sum(hours), SANS_STRONG)


def _row(paper: "Paper", y: float, number: str, title: str, jp: int | None, face: str) -> float:
    setting = _set(title, face, MEASURE - 42 - 70, [(11.0, 1), (10.0, 1), (8.5, 2), (7.0, 2)])
    with paper.ornament():
        paper.bar(MARGIN, y, MEASURE, 0.75, LINE)
    base = y - 17
    if number:
        _place(paper, "P", typesetting.Setting(SANS, 10.0, (number,)), MARGIN, base, SOFT)
    up = (len(setting.lines) - 1) * setting.size * 0.6
    _place(paper, "P", setting, MARGIN + 42, base + up, INK)
    if jp is not None:
        _place(
            paper,
            "P",
            typesetting.Setting(face, 11.0, (f"{jp} JP",)),
            0,
            base,
            INK,
            right=WIDTH - MARGIN,
        )
    return y - 26
