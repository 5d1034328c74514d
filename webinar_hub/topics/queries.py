"""Look up proposed topics, and the dates that have none yet."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.kit.paging import Paged
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Programme, ProgrammeKind, Recurrence, Series
from webinar_hub.programmes.recurrence.queries import recurrences
from webinar_hub.topics.models import Topic, TopicState

PAGE = 20
_DATES = 12
"""How many dates are offered: a quarter of a year of weeks."""


def asked_of(key: str) -> Programme:
    """Return the programme of this key for which everybody may propose; raise NotFound.

    Those are webinars: a training follows its curriculum.
    """
    found = programmes.public().programme(key)
    if found.kind is not ProgrammeKind.WEBINAR:
        raise NotFound
    return found


def by_key(key: str | None) -> Topic:
    """Return a topic by the key that its proposer's link says; raise NotFound."""
    return existing(db.session.scalar(select(Topic).where(Topic.key == key)) if key else None)


class Topics:
    """The topics proposed for the programmes that somebody runs; all else is NotFound."""

    def __init__(self, actor: Actor) -> None:
        self._run = programmes.run_by(actor)

    def topic(self, key: str) -> Topic:
        """Return one of them; raise NotFound."""
        return existing(db.session.scalar(self._of().where(Topic.key == key)))

    def page(self, asked: int) -> tuple[Sequence[Topic], Paged]:
        """Return a page of them: those that wait first and oldest first, the others latest first.

        Each has its date with it.
        """
        counted = select(func.count()).select_from(Topic).join(Topic.programme).where(self._run)
        paged = Paged.at(db.session.scalar(counted) or 0, PAGE, asked)
        ranks = {state: rank for rank, state in enumerate(TopicState)}
        waits = case((Topic.state == TopicState.WAITING, Topic.proposed_at))
        listed = self._of().order_by(
            case(ranks, value=Topic.state), waits, Topic.answered_at.desc(), Topic.id
        )
        dated = listed.options(joinedload(Topic.meeting))
        return db.session.scalars(dated.offset(paged.offset).limit(paged.size)).all(), paged

    def waiting(self) -> int:
        """Return how many of them wait for an answer."""
        counted = select(func.count()).select_from(Topic).join(Topic.programme)
        return db.session.scalar(counted.where(Topic.state == TopicState.WAITING, self._run)) or 0

    def _of(self) -> Select[Topic]:
        joined = select(Topic).join(Topic.programme).options(contains_eager(Topic.programme))
        return joined.where(self._run)


def run_by(actor: Actor) -> Topics:
    """Return the topics that an actor answers."""
    return Topics(actor)


def free_dates(programme: Programme, now: datetime, *, key: str | None = None) -> Sequence[Meeting]:
    """Return the next dates of a programme that stand without a topic; or the one of this key.

    A date that is called as all of its rule are has none.
    """
    common = exists().where(
        Recurrence.series_id == Meeting.series_id, Recurrence.title == Meeting.title
    )
    free = (
        Series.programme_id == programme.id,
        Meeting.starts_at > now,
        Meeting.cancelled_at.is_(None),
        or_(Meeting.title == "", common),
        ~exists().where(Topic.meeting_id == Meeting.id),
    )
    wanted = programmes.MEETINGS.where(*free, *([Meeting.key == key] if key is not None else ()))
    return db.session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id).limit(_DATES)).all()


def title_without_topic(meeting: Meeting) -> str:
    """Return what a date is called as long as it has no topic: as its rule says, or nothing."""
    ruled_on = meeting.original_on or meeting.day
    rules = [row for row in recurrences(meeting.series_id) if row.first_on <= ruled_on]
    return rules[-1].title if rules else ""
