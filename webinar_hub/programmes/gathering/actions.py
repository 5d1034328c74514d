"""Say where a series is, in person and as a stream. Each runs inside db.write."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from webinar_hub.history.actions import change
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.venues.rules import Where, where_of


def stream(
    series: Series, *, stream_link: str, stream_beside: bool, by: Actor, now: datetime
) -> Series:
    """Say where a series is streamed, and whether beside the room always or where it is full.

    Raises BadLink.
    """
    facts = {"stream_link": rules.join_link(stream_link), "stream_beside": stream_beside}
    locked = db.lock(Series, series.id)
    change(by, "changed", locked, facts, now=now)
    return locked


def settle(series: Series, *, where: Where, by: Actor, now: datetime) -> Series:
    """Say where the dates of a series are, those planned later and those to come.

    A date that somebody moved elsewhere by itself stays there.
    """
    series = db.lock(Series, series.id)
    was = where_of(series)
    change(by, "changed", series, asdict(where), now=now)
    coming = db.session.scalars(
        select(Meeting)
        .where(Meeting.series_id == series.id, Meeting.starts_at > now)
        .where(Meeting.cancelled_at.is_(None))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    moving = {each: asdict(where) for each in coming if where_of(each) == was}
    planning.rewrite(moving, by=by, now=now)
    return series
