"""What planning looks up: names, numbers, and all that stands in something."""

from collections.abc import Sequence

from sqlalchemy import func, select

from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, Programme, Series
from webinar_hub.programmes.queries import MEETINGS


def meetings_in(thing: Programme | Series | Meeting) -> Sequence[Meeting]:
    """Return every meeting of a programme or a series by date; of a meeting that one alone."""
    inside = {Programme: Series.programme_id, Series: Meeting.series_id, Meeting: Meeting.id}
    return db.session.scalars(
        MEETINGS.where(inside[type(thing)] == thing.id)
        .order_by(Meeting.starts_at, Meeting.id)
        .execution_options(populate_existing=True)
    ).all()


def last_number(series_id: int) -> int:
    """Return the number of the last meeting planned in a series, 0 for none."""
    return (
        db.session.scalar(select(func.max(Meeting.number)).where(Meeting.series_id == series_id))
        or 0
    )


def named(name: str) -> Programme | None:
    """Return the programme that bears exactly this name."""
    return db.session.scalar(select(Programme).where(Programme.name == name))
