"""What the front page gathers from the rooms below."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select, union_all

from webinar_hub.home.archive import Hit, hits
from webinar_hub.home.rules import Course
from webinar_hub.kit.db import db
from webinar_hub.materials import queries as materials
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.archive import queries as archive
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
_BY_DATE = Meeting.starts_at, Meeting.id


@dataclass(frozen=True)
class Front:
    """The front page: the next webinar, the dates around it, the trainings that are open.

    reach: the network's numbers.
    """

    meeting: Meeting | None
    speakers: Sequence[Appearance]
    rooms: dict[int, Room]
    coming: Sequence[Meeting]
    past: Sequence[Hit]
    reach: Mapping[str, int]
    courses: Sequence[Course]


def front(now: datetime) -> Front:
    """Return what the front page shows, in seven statements at most."""
    webinars = _published(ProgrammeKind.WEBINAR)
    next_ones = webinars.where(archive.not_over(now)).order_by(*_BY_DATE).limit(_COMING)
    ahead = _together(next_ones, _open_trainings(now))
    coming = [each for each in ahead if each.series.programme.kind is ProgrammeKind.WEBINAR]
    past = archive.page(archive.past(webinars, now), size=_PAST, beside=materials.KEPT)
    meeting = next((each for each in coming if each.cancelled_at is None), None)
    seen = appearing.appearances([meeting.id])[meeting.id] if meeting else []
    return Front(
        meeting=meeting,
        speakers=[appearance for appearance in seen if appearance.role in SPEAKING],
        rooms=registrations.rooms((each for each in coming if each.cancelled_at is None), now),
        coming=[each for each in coming if each is not meeting],
        past=hits(past),
        reach=reports.reach_kept(),
        courses=_courses([each for each in ahead if each not in coming], now),
    )


def _together(*parts: Select[Meeting]) -> Sequence[Meeting]:
    """Return the meetings of some selects by date, in one statement."""
    ids = [select(each.with_only_columns(Meeting.id).subquery().c.id) for each in parts]
    found = programmes.public().all_meetings().where(Meeting.id.in_(union_all(*ids)))
    return db.session.scalars(found.order_by(*_BY_DATE)).all()


def _open_trainings(now: datetime) -> Select[Meeting]:
    """Return the select of the dates of trainings that take registrations now."""
    coming = select(Meeting.series_id).where(Meeting.ends_at > now, Meeting.cancelled_at.is_(None))
    in_time = or_(Series.closes_at.is_(None), Series.closes_at > now)
    return _published(ProgrammeKind.TRAINING).where(
        Meeting.cancelled_at.is_(None), Series.id.in_(coming), in_time
    )


def _courses(dates: Iterable[Meeting], now: datetime) -> list[Course]:
    """Return trainings by their dates, the first to begin first."""
    together: dict[int, list[Meeting]] = defaultdict(list)
    for meeting in dates:
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
