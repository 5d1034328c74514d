"""What sessions have so that more people can take part, and what of it is still to be arranged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Text, and_, cast, func, or_, select

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.programmes.appearing.models import Answer, Reply
from webinar_hub.programmes.archive.queries import not_over
from webinar_hub.programmes.models import Appearance, Meeting, Series
from webinar_hub.programmes.provisions import rules
from webinar_hub.programmes.provisions.models import Arranged, Provision
from webinar_hub.programmes.queries import MEETINGS, run_by


@dataclass(frozen=True)
class Standing:
    """How it stands with a provision of a meeting.

    said: what exactly it is. by: the names of those who do it. marked: somebody at the desk said
    that it is arranged.
    """

    kind: Provision
    said: str
    by: Sequence[str]
    marked: bool

    @property
    def arranged(self) -> bool:
        """Say whether it is arranged; a telephone is where its number is known."""
        return self.marked or bool(self.by) or (self.kind is Provision.DIAL_IN and bool(self.said))


def standings(meetings: Iterable[Meeting]) -> dict[int, list[Standing]]:
    """Return the state of all that is provided in each meeting, by its id."""
    provided = {each.id: rules.listed(each.provided) for each in meetings}
    ids = [meeting_id for meeting_id, kinds in provided.items() if kinds]
    if not ids:
        return {meeting_id: [] for meeting_id in provided}
    marked, by = _marked(ids), _people_doing(ids)
    return {
        meeting_id: [
            Standing(kind, said, by.get((meeting_id, kind), ()), (meeting_id, kind) in marked)
            for kind, said in kinds.items()
        ]
        for meeting_id, kinds in provided.items()
    }


def _marked(ids: Sequence[int]) -> set[tuple[int, Provision]]:
    rows = select(Arranged.meeting_id, Arranged.kind).where(Arranged.meeting_id.in_(ids))
    return {(row[0], row[1]) for row in db.session.execute(rows)}


def _people_doing(ids: Sequence[int]) -> dict[tuple[int, Provision], list[str]]:
    """Return who does what in meetings, but for those who said that they cannot come."""
    answered = and_(
        Reply.meeting_id == Appearance.meeting_id, Reply.person_id == Appearance.person_id
    )
    doing = (
        select(Appearance.meeting_id, Appearance.role, Person)
        .join(Person, Person.id == Appearance.person_id)
        .outerjoin(Reply, answered)
        .where(
            Appearance.meeting_id.in_(ids),
            Appearance.role.in_(rules.BY_PART),
            or_(Reply.answer.is_(None), Reply.answer != Answer.CANNOT),
        )
        .order_by(Appearance.id)
    )
    found: dict[tuple[int, Provision], list[str]] = {}
    for meeting_id, role, person in db.session.execute(doing):
        found.setdefault((meeting_id, rules.BY_PART[role]), []).append(person.full_name)
    return found


def to_arrange(
    actor: Actor, now: datetime, *, until: datetime
) -> list[tuple[Meeting, list[Provision]]]:
    """Return what is still to be arranged in meetings that an actor runs, by date.

    They begin before a moment, and are neither over nor cancelled.
    """
    something = cast(func.coalesce(Meeting.provisions, Series.provisions), Text) != "{}"
    coming = MEETINGS.where(
        run_by(actor),
        not_over(now),
        Meeting.starts_at < until,
        Meeting.cancelled_at.is_(None),
        something,
    )
    meetings = db.session.scalars(coming.order_by(Meeting.starts_at, Meeting.id)).all()
    found = standings(meetings)
    open_in = {each: [one.kind for one in found[each.id] if not one.arranged] for each in meetings}
    return [(meeting, kinds) for meeting, kinds in open_in.items() if kinds]


def following(series: Series, now: datetime) -> Sequence[Meeting]:
    """Return the meetings to come that have what their series says."""
    theirs = Meeting.series_id == series.id, Meeting.provisions.is_(None)
    coming = Meeting.ends_at > now, Meeting.cancelled_at.is_(None)
    return db.session.scalars(MEETINGS.where(*theirs, *coming)).all()
