"""What the front page gathers from the rooms below."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select

from webinar_hub.home.rules import Course
from webinar_hub.kit.db import db
from webinar_hub.materials import queries as materials
from webinar_hub.materials.queries import Kept
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.archive import queries as archive
from webinar_hub.programmes.archive.queries import Past
from webinar_hub.programmes.models import (
    SPEAKING,
    Appearance,
    Meeting,
    Programme,
    ProgrammeKind,
    Series,
)
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.rules import Room
from webinar_hub.reports import queries as reports

_COMING = 5
_PAST = 3


@dataclass(frozen=True)
class Front:
    """The front page: the next webinar, the dates around it, the trainings that are open.

    kept: what stays of the past ones; reach: the network's numbers.
    """

    meeting: Meeting | None
    speakers: Sequence[Appearance]
    rooms: dict[int, Room]
    coming: Sequence[Meeting]
    past: Sequence[Past]
    kept: Mapping[int, Kept]
    reach: Mapping[str, int]
    courses: Sequence[Course]


def front(now: datetime) -> Front:
    """Return what the front page shows, in eight statements at most."""
    webinars = _published(ProgrammeKind.WEBINAR)
    coming = db.session.scalars(
        webinars.where(archive.not_over(now)).order_by(Meeting.starts_at, Meeting.id).limit(_COMING)
    ).all()
    past = archive.page(archive.past(webinars, now), size=_PAST).rows
    meeting = next((each for each in coming if each.cancelled_at is None), None)
    seen = appearing.appearances([meeting.id])[meeting.id] if meeting else []
    return Front(
        meeting=meeting,
        speakers=[appearance for appearance in seen if appearance.role in SPEAKING],
        rooms=registrations.rooms((each for each in coming if each.cancelled_at is None), now),
        coming=[each for each in coming if each is not meeting],
        past=past,
        kept=materials.kept(row.meeting.id for row in past) if past else {},
        reach=reports.reach_kept(),
        courses=courses(now),
    )


def courses(now: datetime) -> list[Course]:
    """Return the trainings that take registrations now, the first to begin first."""
    coming = select(Meeting.series_id).where(Meeting.ends_at > now, Meeting.cancelled_at.is_(None))
    in_time = or_(Series.closes_at.is_(None), Series.closes_at > now)
    statement = _published(ProgrammeKind.TRAINING).where(
        Meeting.cancelled_at.is_(None), Series.id.in_(coming), in_time
    )
    together: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in db.session.scalars(statement.order_by(Meeting.starts_at, Meeting.id)):
        together[meeting.series_id].append(meeting)
    ahead = {
        series_id: [each for each in run if each.ends_at > now]
        for series_id, run in together.items()
    }
    asked = {series_id: _asked(run) for series_id, run in ahead.items() if run}
    rooms = registrations.rooms_together(asked)
    return [
        Course(run[0].series, tuple(run), rooms[series_id])
        for series_id, run in together.items()
        if series_id in rooms
    ]


def _asked(ahead: list[Meeting]) -> list[Meeting]:
    """Return the meetings that one form asks for: of a rolling series the next, else all."""
    return ahead[:1] if ahead[0].series.rolling else ahead


def _published(kind: ProgrammeKind) -> Select[Meeting]:
    return programmes.public().all_meetings().where(Programme.kind == kind)
