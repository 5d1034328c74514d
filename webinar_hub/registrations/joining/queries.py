"""What a form asks for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import Meeting, Series


def asked_for(series_key: str | None, meeting_key: str | None, now: datetime) -> Sequence[Meeting]:
    """Return the meetings that a form asks for, their series locked and all read afresh.

    A cohort is locked first: a statement that waits for a lock misses dates planned meanwhile.
    That is one date of a rolling series, or every date of a cohort that is to come, as far as
    their addresses open for everybody; none where it is not there or over.
    """
    rolling = meeting_key is not None
    if not rolling:
        locked = select(Series.id).where(Series.key == series_key).with_for_update()
        db.session.execute(locked)
    opened = programmes.within(rules.AT_ADDRESS, *programmes.LEVELS)
    asked = (
        Meeting.key == meeting_key
        if rolling
        else (Series.key == series_key) & (Meeting.ends_at > now) & Meeting.cancelled_at.is_(None)
    )
    statement = (
        programmes.MEETINGS.options(programmes.WITH_SECRETARIAT)
        .where(asked, Series.rolling == rolling, opened)
        .order_by(Meeting.starts_at)
        .with_for_update(of=(Series, Meeting))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()
