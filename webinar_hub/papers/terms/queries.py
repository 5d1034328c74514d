"""What stands in the terms of reference of a session."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from webinar_hub.config import Settings
from webinar_hub.kit import language, storage, zones
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.links import Links
from webinar_hub.network import identity
from webinar_hub.network.letterhead import letterhead
from webinar_hub.papers.models import Terms
from webinar_hub.papers.terms import drawing, rules
from webinar_hub.papers.terms.drawing import SMALL, TermsFacts
from webinar_hub.papers.terms.wording import WORDS, TermsWords
from webinar_hub.programmes import printed
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting
from webinar_hub.programmes.printed import Row


def found(meeting: Meeting) -> Terms | None:
    """Return the terms of reference of a session, None where nobody wrote them."""
    return db.session.scalar(select(Terms).where(Terms.meeting_id == meeting.id))


def of_meeting(meeting: Meeting) -> Terms:
    """Return the terms of reference of a session; raise NotFound."""
    return existing(found(meeting))


def before(meeting: Meeting) -> tuple[Terms, Meeting] | None:
    """Return those of the latest session of the series that has some, None for none."""
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
    _content, beyond = drawing.draw(*_with_logo(meeting, drafted, settings, links), smallest=SMALL)
    if beyond:
        raise rules.TooLong(beyond)


def document(meeting: Meeting, terms: Terms, settings: Settings, links: Links) -> bytes:
    """Return the terms of reference as a PDF, the same bytes as long as nothing changed."""
    return drawing.draw(*_with_logo(meeting, terms, settings, links))[0]


def _with_logo(
    meeting: Meeting, terms: Terms, settings: Settings, links: Links
) -> tuple[TermsFacts, bytes | None]:
    with language.reading(terms.language):
        facts = _facts(meeting, terms, settings, links)
    logo = facts.head.logo
    content = storage.at(settings).get(identity.ROOM, logo) if logo else None
    return (
        (facts, content) if content else (replace(facts, head=replace(facts.head, logo="")), None)
    )


def _facts(meeting: Meeting, terms: Terms, settings: Settings, links: Links) -> TermsFacts:
    programme, words = meeting.series.programme, WORDS[terms.language]
    appear = appearing.appearances([meeting.id])[meeting.id]
    rows = printed.rows(meeting, printed.WORDS[terms.language], links)
    own = [row for row in rows if row[1] != (meeting.own_title,)]
    audience = ((words.for_whom, (programme.audience,)),) if programme.audience else ()
    return TermsFacts(
        language=terms.language,
        head=letterhead(programme.owner, programme.secretariat, settings),
        title=meeting.own_title or meeting.series.title,
        rows=(*own, *_people(appear), *audience),
        before=_sections(terms, words, "background", "aims", "questions"),
        agenda=tuple((_hours(meeting.starts_at, point), point[2]) for point in terms.agenda),
        after=_sections(terms, words, "method", "output"),
        link=links.to("registrations.meeting", key=meeting.key),
        made=max(terms.written_at, meeting.changed_at),
    )


def _people(appear: Iterable[Appearance]) -> tuple[Row, ...]:
    """Return who appears, by their parts in the order in which these are known."""
    by_role: dict[AppearanceRole, list[str]] = {role: [] for role in AppearanceRole}
    for each in appear:
        office = each.portrait.office if each.portrait else ""
        by_role[each.role].append(
            ", ".join(part for part in (each.person.full_name, office) if part)
        )
    return tuple((printed.part(role), tuple(names)) for role, names in by_role.items() if names)


def _sections(
    terms: Terms, words: TermsWords, *names: str
) -> tuple[tuple[str, tuple[str, ...], bool], ...]:
    return tuple(
        (getattr(words, name), tuple(split(text)), listed)
        for name in names
        for listed in [name in rules.LISTED]
        for split in [rules.items if listed else rules.paragraphs]
        if (text := getattr(terms, name))
    )


def _hours(starts: datetime, point: rules.Point) -> tuple[str, ...]:
    return tuple(rules.hours(point[0], point[1], starts, zone) for zone in zones.ZONES)
