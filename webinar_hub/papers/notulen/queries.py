"""The notulen of a session, and what is still to be done."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import aliased, contains_eager

from webinar_hub.config import Settings
from webinar_hub.kit import language, zones
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Forbidden, NotFound, existing
from webinar_hub.kit.links import Links
from webinar_hub.materials.models import Visibility
from webinar_hub.papers.models import FollowUp, Notulen
from webinar_hub.papers.notulen import drawing
from webinar_hub.papers.notulen.wording import WORDS, NotulenWords
from webinar_hub.papers.printing import Section, logo_of, top_of
from webinar_hub.papers.terms import rules as texts
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.queries import within


@dataclass(frozen=True)
class Record:
    """A notulen as somebody reads it: with what was agreed, and what earlier sessions left open."""

    notulen: Notulen
    follow_ups: Sequence[FollowUp]
    carried: Sequence[FollowUp]


def to_note(actor: Actor, key: str) -> Meeting:
    """Return a meeting whose notulen the actor writes.

    Raises Forbidden where they only look at it, NotFound where not even that.
    """
    try:
        return programmes.seen_by(actor).to_note(key)
    except NotFound:
        programmes.seen_by(actor.reading).meeting(key)
        raise Forbidden from None


def notulen_of(meeting: Meeting) -> Notulen | None:
    """Return the notulen of a session, None where nobody wrote it."""
    return db.session.scalar(select(Notulen).where(Notulen.meeting_id == meeting.id))


def follow_ups(meeting: Meeting) -> Sequence[FollowUp]:
    """Return what a session agreed on, in the order in which that was written."""
    wanted = select(FollowUp).where(FollowUp.meeting_id == meeting.id)
    return db.session.scalars(wanted.order_by(FollowUp.id)).all()


def follow_up(meeting: Meeting, key: str) -> FollowUp:
    """Return the follow-up of this key that a session agreed on or took over; raise NotFound."""
    listed = [*follow_ups(meeting), *carried(meeting)]
    return existing(next((each for each in listed if each.key == key), None))


def carried(meeting: Meeting, *, public: bool = False) -> Sequence[FollowUp]:
    """Return what earlier sessions of the series left open when this one began.

    public: only of those that everybody sees, with a notulen that everybody reads.
    """
    asked = db.prepared(_carried, public)
    return db.session.scalars(asked, {"meeting_id": meeting.id}).all()


def _carried(public: bool) -> Select[FollowUp]:
    here, earlier = aliased(Meeting), aliased(Meeting)
    left = (
        select(FollowUp)
        .join(earlier, FollowUp.meeting.of_type(earlier))
        .join(here, here.series_id == earlier.series_id)
        .where(
            here.id == bindparam("meeting_id"),
            earlier.starts_at < here.starts_at,
            or_(FollowUp.done_at.is_(None), FollowUp.done_at >= here.starts_at),
        )
        .options(contains_eager(FollowUp.meeting.of_type(earlier)))
        .order_by(earlier.starts_at, FollowUp.id)
    )
    if public:
        told = select(Notulen.meeting_id).where(Notulen.visibility == Visibility.PUBLIC)
        left = left.where(FollowUp.meeting_id.in_(told), within(rules.LISTED, earlier))
    return left


def record(meeting: Meeting, opens: Callable[[Visibility], bool] | None = None) -> Record:
    """Return the notulen of a session for whoever opens it; raise NotFound.

    opens: says it of those who do not write it. They read of earlier sessions what everybody does.
    """
    notulen = existing(notulen_of(meeting))
    if opens is not None and not opens(notulen.visibility):
        raise NotFound
    return Record(notulen, follow_ups(meeting), carried(meeting, public=opens is not None))


def for_everybody(visibility: Visibility) -> bool:
    """Say whether everybody reads it."""
    return visibility is Visibility.PUBLIC


def document(meeting: Meeting, read: Record, settings: Settings, links: Links) -> bytes:
    """Return a notulen as a PDF, the same bytes as long as nothing changed."""
    notulen = read.notulen
    words = WORDS[notulen.language]
    with language.reading(notulen.language):
        top = top_of(
            meeting,
            language=notulen.language,
            kind=words.kind,
            written_at=notulen.written_at,
            settings=settings,
            links=links,
        )
        sections = _sections(read, words)
    return drawing.draw(top, sections, logo_of(top, settings))


def _sections(read: Record, words: NotulenWords) -> list[Section]:
    written = [
        (words.carried, _follow_up_lines(read.carried, words, named=True), True),
        (words.said, texts.paragraphs(read.notulen.said), False),
        (words.decided, texts.items(read.notulen.decided), True),
        (words.follow_ups, _follow_up_lines(read.follow_ups, words), True),
    ]
    return [(heading, tuple(below), listed) for heading, below, listed in written if below]


def _follow_up_lines(
    listed: Iterable[FollowUp], words: NotulenWords, *, named: bool = False
) -> list[str]:
    """Return what is to be done, each in one line; named: with the session that agreed on it."""
    told = []
    for each in listed:
        due = words.until.format(day=zones.long_date(each.due, weekday=False)) if each.due else ""
        of = words.of.format(number=each.meeting.number) if named else ""
        after = ", ".join(part for part in (each.who, due, of, each.done_at and words.done) if part)
        told.append(f"{each.what} ({after})" if after else each.what)
    return told
