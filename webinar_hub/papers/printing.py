"""How every paper of a session begins: the letterhead, what it is, and what the session says."""

from dataclasses import dataclass, replace
from datetime import datetime
from textwrap import shorten
from typing import TYPE_CHECKING

from webinar_hub.config import Settings
from webinar_hub.kit import storage
from webinar_hub.kit.letterhead import CODE, MEASURE, Letterhead, Sheet
from webinar_hub.kit.links import Links
from webinar_hub.kit.typesetting import A4, SANS, spelled, width
from webinar_hub.network import identity
from webinar_hub.network.letterhead import letterhead
from webinar_hub.programmes import printed
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.printed import Row

if TYPE_CHECKING:
    from webinar_hub.kit.paper import Paper

Section = tuple[str, tuple[str, ...], bool]
"""A heading, what stands below, and whether that is a list."""


@dataclass(frozen=True)
class Top:
    """The beginning of a paper, as it is printed; made is when it last changed."""

    language: str
    head: Letterhead
    kind: str
    title: str
    rows: tuple[Row, ...]
    link: str
    made: datetime


def top_of(
    meeting: Meeting,
    *,
    language: str,
    kind: str,
    for_whom: str = "",
    written_at: datetime,
    settings: Settings,
    links: Links,
) -> Top:
    """Return how a paper of a session begins, for whoever reads this language.

    for_whom labels the people whom the programme is for, "" where they are not named.
    """
    programme, title = meeting.series.programme, meeting.own_title
    appear = appearing.appearances([meeting.id])[meeting.id]
    rows = printed.rows(meeting, printed.WORDS[language], links)
    named = bool(for_whom and programme.audience)
    return Top(
        language=language,
        head=letterhead(programme.owner, programme.secretariat, settings),
        kind=kind,
        title=title or meeting.series.title,
        rows=(
            # The topic is the paper's title.
            *(row for row in rows if row[1] != (title,)),
            *printed.people(appear),
            *(((for_whom, (programme.audience,)),) if named else ()),
        ),
        link=links.to("registrations.meeting", key=meeting.key),
        made=max(written_at, meeting.changed_at),
    )


def spelled_out(top: Top) -> Top:
    """Return a beginning that can be printed: a letter that no font has stands by its number."""
    head = replace(top.head, name=spelled(top.head.name), lines=tuple(map(spelled, top.head.lines)))
    rows = tuple((label, tuple(map(spelled, lines))) for label, lines in top.rows)
    return replace(top, head=head, kind=spelled(top.kind), title=spelled(top.title), rows=rows)


def logo_of(top: Top, settings: Settings) -> bytes | None:
    """Return the logo of a letterhead, None where there is none, or its file is lost."""
    name = top.head.logo
    return storage.at(settings).get(identity.ROOM, name) if name else None


def begun(
    top: Top, logo: bytes | None, *, size: float = 10.0, most_pages: int = 100
) -> tuple["Paper", Sheet]:
    """Return a paper that begins so, and its sheet to write on. Raises Unprintable."""
    from webinar_hub.kit.paper import Paper

    paper = Paper(
        A4,
        language=top.language,
        title=f"{top.kind}: {top.title}",
        author=top.head.name,
        subject=top.kind,
        tool="Webinar Hub",
        made=top.made,
    )
    again = shorten(f"{top.kind}: {top.title}", 90, placeholder="…")
    sheet = Sheet(paper, again, size=size, most_pages=most_pages)
    sheet.head(top.head if logo else replace(top.head, logo=""), logo)
    sheet.paragraph([top.kind])
    sheet.title(top.title)
    sheet.gap(0.7)
    high, measure = sheet.y, MEASURE - CODE - 16
    labels = 12 + max(width(label, SANS, size) for label, _lines in top.rows)
    for label, lines in top.rows:
        sheet.row(label, lines, measure=measure, labels=labels)
    # What is said of it stays below it: beside are the rows.
    sheet.code(top.link, printed.WORDS[top.language].scan, high, wide=CODE + 8)
    sheet.y = min(sheet.y, high - CODE - 44)
    return paper, sheet
