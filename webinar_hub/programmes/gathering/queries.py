"""Look up where a short address leads."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.programmes import queries
from webinar_hub.programmes.models import Meeting, Series


@dataclass(frozen=True)
class Led:
    """Where a short address leads: a series, and its meeting; None where no date is to come.

    instead_of is the meeting that is cancelled or over in whose place it leads there.
    """

    series: Series
    meeting: Meeting | None
    instead_of: Meeting | None = None


def led_to(short: str, now: datetime) -> Led:
    """Return where a short address leads; raise NotFound.

    The address of a series leads to the meeting that runs or comes next, that of a meeting to it,
    and once it is over or cancelled to where its series leads.
    """
    public = queries.public()
    of_meeting = db.session.scalar(select(Meeting.key).where(Meeting.short == short))
    asked = public.meeting(of_meeting) if of_meeting else None
    if asked and asked.cancelled_at is None and asked.ends_at > now:
        return Led(asked.series, asked)
    key = select(Series.key).where(Series.id == asked.series_id if asked else Series.short == short)
    series = public.series(existing(db.session.scalar(key)))
    coming = public.meetings(series=series, ends_after=now)
    stands = next((each for each in coming if each.cancelled_at is None), None)
    first = next(iter(coming), None)
    return Led(series, stands, asked or (first if first is not stands else None))
