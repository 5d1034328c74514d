"""What we look up for calendars: the meetings of a feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select, union_all

from webinar_hub.calendars.rules import Month, window
from webinar_hub.kit import zones
from webinar_hub.kit.db import db
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Programme, Series

KEPT = timedelta(days=90)
"""How long a meeting that is over, or was cancelled, stays in the feeds."""

AHEAD = timedelta(days=366)
"""How far ahead of its date a meeting is in the feeds."""

NEWEST = 50
"""How many meetings the news tell of at most."""

_WRITTEN = (
    Meeting.id,
    Meeting.key,
    Meeting.short,
    Meeting.uid,
    Meeting.number,
    Meeting.title,
    Meeting.title_en,
    Meeting.description,
    Meeting.description_en,
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.zone,
    Meeting.cancelled_at,
    Meeting.cancel_reason,
    Meeting.venue,
    Meeting.venue_only,
    Meeting.revision,
    Meeting.planned_at,
    Meeting.changed_at,
    Meeting.provisions,
    Series.name,
    Series.provisions,
    Programme.name,
    Programme.name_en,
    Programme.kind,
)
"""All that a feed says of a meeting comes from these columns."""


def content(wanted: Select[Meeting], now: datetime) -> Sequence[Row[Any]]:
    """Return what is written of the meetings of a select, by date: of ninety days and a year."""
    kept = wanted.where(Meeting.starts_at >= now - KEPT, Meeting.starts_at < now + AHEAD)
    rows = db.session.execute(kept.with_only_columns(*_WRITTEN)).all()
    return sorted(rows, key=lambda row: (row.starts_at, row.uid))


def meetings(ids: Sequence[int]) -> dict[int, Meeting]:
    """Return meetings by id, each with its series and programme, as they stand now."""
    wanted = programmes.MEETINGS.where(Meeting.id.in_(ids)).execution_options(
        populate_existing=True
    )
    return {meeting.id: meeting for meeting in db.session.scalars(wanted)}


def newest(now: datetime) -> Sequence[Meeting]:
    """Return the public meetings to come, those planned last first."""
    coming = programmes.public().all_meetings().where(Meeting.ends_at > now)
    newest_first = coming.order_by(Meeting.planned_at.desc(), Meeting.starts_at, Meeting.id)
    return db.session.scalars(newest_first.limit(NEWEST)).all()


@dataclass(frozen=True)
class Around:
    """The meetings of a month's weeks, and the nearest months before and after with any."""

    meetings: Sequence[Meeting]
    earlier: Month | None
    later: Month | None


def around(listed: Select[Meeting], month: Month) -> Around:
    """Return what stands in a month, of the meetings of a select, in two statements."""
    begins, ends = window(month)
    within = listed.where(Meeting.starts_at >= begins, Meeting.starts_at < ends)
    meetings = db.session.scalars(within).all()
    placed = listed.with_only_columns(Meeting.starts_at, Meeting.zone).limit(1)
    last = placed.where(Meeting.starts_at < begins).order_by(Meeting.starts_at.desc())
    following = placed.where(Meeting.starts_at >= ends).order_by(Meeting.starts_at)
    nearest = union_all(select(last.subquery()), select(following.subquery()))
    days = [each.day for each in meetings] + [
        row.starts_at.astimezone(zones.zone(row.zone).info).date()
        for row in db.session.execute(nearest)
    ]
    months = {Month.of(day) for day in days}
    return Around(
        meetings,
        earlier=max((each for each in months if each < month), default=None),
        later=min((each for each in months if each > month), default=None),
    )
