"""What a form asks for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, select

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
    by = {"key": meeting_key} if rolling else {"key": series_key, "now": now}
    return db.session.scalars(db.prepared(_asked_for, rolling=rolling), by).all()


def _asked_for(*, rolling: bool) -> Select[Meeting]:
    opened = programmes.within(rules.AT_ADDRESS, *programmes.LEVELS)
    asked = (
        Meeting.key == bindparam("key")
        if rolling
        else (Series.key == bindparam("key"))
        & (Meeting.ends_at > bindparam("now"))
        & Meeting.cancelled_at.is_(None)
    )
    return (
        programmes.MEETINGS.options(programmes.WITH_SECRETARIAT)
        .where(asked, Series.rolling == rolling, opened)
        .order_by(Meeting.starts_at)
        .with_for_update(of=(Series, Meeting))
        .execution_options(populate_existing=True)
    )
