"""What a form asks for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from webinar_hub.kit.db import db
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import Meeting, Programme, Series

_ABOUT = joinedload(Programme.secretariat), lazyload(Programme.owner)
"""The letter names the secretariat's safeguarding contact, and nothing else of the owner."""


def asked_for(series_key: str | None, meeting_key: str | None, now: datetime) -> Sequence[Meeting]:
    """Return the meetings that a form asks for, their series locked and all read afresh.

    A cohort is locked first: a statement that waits for a lock misses dates planned meanwhile.
    The locks let rows come that only point to the series or the meeting, such as a press at the
    door. That is one date of a rolling series, or every date of a cohort that is to come, as far as
    their addresses open for everybody; none where it is not there or over.
    """
    rolling = meeting_key is not None
    if not rolling:
        locked = select(Series.id).where(Series.key == series_key).with_for_update(key_share=True)
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
        select(Meeting)
        .join(Meeting.series)
        .join(Series.programme)
        .options(contains_eager(Meeting.series).contains_eager(Series.programme).options(*_ABOUT))
        .where(asked, Series.rolling == rolling, opened)
        .order_by(Meeting.starts_at)
        .with_for_update(of=(Series, Meeting), key_share=True)
        .execution_options(populate_existing=True)
    )
