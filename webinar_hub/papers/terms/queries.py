"""What stands in the terms of reference of a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from webinar_hub.config import Settings
from webinar_hub.kit import language, zones
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.links import Links
from webinar_hub.papers.models import Terms
from webinar_hub.papers.printing import Section, logo_of, top_of
from webinar_hub.papers.terms import drawing, rules
from webinar_hub.papers.terms.drawing import SMALL, TermsFacts
from webinar_hub.papers.terms.wording import WORDS, TermsWords
from webinar_hub.programmes.models import Meeting


def terms_of(meeting: Meeting) -> Terms | None:
    """Return the terms of reference of a session, None where nobody wrote them."""
    return db.session.scalar(select(Terms).where(Terms.meeting_id == meeting.id))


def of_meeting(meeting: Meeting) -> Terms:
    """Return the terms of reference of a session; raise NotFound."""
    return existing(terms_of(meeting))


def latest_of_series(meeting: Meeting) -> tuple[Terms, Meeting] | None:
    """Return the terms of the latest other session of the series that has some, None for none."""
    latest = (
        select(Terms, Meeting)
        .join(Meeting, Meeting.id == Terms.meeting_id)
        .where(Meeting.series_id == meeting.series_id, Meeting.id != meeting.id)
        .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
        .limit(1)
    )
    row = db.session.execute(latest).first()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True)
class DatedPoint:
    """A point of the agenda: when it begins, when it ends where that was said, what it is."""

    starts: datetime
    ends: datetime | None
    what: str


def points(meeting: Meeting, terms: Terms) -> list[DatedPoint]:
    """Return the agenda of a session as it stands now."""
    return [
        DatedPoint(
            meeting.starts_at + timedelta(minutes=begins),
            None if ends is None else meeting.starts_at + timedelta(minutes=ends),
            what,
        )
        for begins, ends, what in terms.agenda
    ]


def checked(meeting: Meeting, texts: dict[str, Any], settings: Settings, links: Links) -> None:
    """Raise TooLong and Unprintable for terms of reference that fit on no two pages."""
    drafted = Terms(meeting_id=meeting.id, written_at=meeting.changed_at, **texts)
    facts = _facts(meeting, drafted, settings, links)
    _content, beyond = drawing.draw(facts, logo_of(facts.top, settings), smallest=SMALL)
    if beyond:
        raise rules.TooLong(beyond)


def document(meeting: Meeting, terms: Terms, settings: Settings, links: Links) -> bytes:
    """Return the terms of reference as a PDF, the same bytes as long as nothing changed."""
    facts = _facts(meeting, terms, settings, links)
    return drawing.draw(facts, logo_of(facts.top, settings))[0]


def _facts(meeting: Meeting, terms: Terms, settings: Settings, links: Links) -> TermsFacts:
    words = WORDS[terms.language]
    with language.reading(terms.language):
        return TermsFacts(
            top=top_of(
                meeting,
                language=terms.language,
                kind=words.kind,
                for_whom=words.for_whom,
                written_at=terms.written_at,
                settings=settings,
                links=links,
            ),
            before=_sections(terms, words, "background", "aims", "questions"),
            agenda=tuple((_hours(meeting.starts_at, point), point[2]) for point in terms.agenda),
            after=_sections(terms, words, "method", "output"),
        )


def _sections(terms: Terms, words: TermsWords, *names: str) -> tuple[Section, ...]:
    return tuple(
        (getattr(words, name), tuple(split(text)), listed)
        for name in names
        for listed in [name in rules.LISTED]
        for split in [rules.items if listed else rules.paragraphs]
        if (text := getattr(terms, name))
    )


def _hours(starts: datetime, point: rules.Point) -> tuple[str, ...]:
    return tuple(rules.hours(point[0], point[1], starts, zone) for zone in zones.ZONES)
