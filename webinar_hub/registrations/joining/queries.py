"""What a form asks for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, lazyload, load_only

from webinar_hub.kit.db import db
from webinar_hub.network.models import Secretariat
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import Meeting, Programme, Series

_SAFE = ("safe_name", "safe_phone", "safe_email")
_READ = (
    load_only(Meeting.key, Meeting.uid, Meeting.number, Meeting.title, Meeting.title_en),
    load_only(Meeting.starts_at, Meeting.ends_at, Meeting.zone, Meeting.revision),
    load_only(Meeting.series_id, Meeting.capacity, Meeting.cancelled_at),
    load_only(Meeting.venue, Meeting.venue_link, Meeting.venue_only, Meeting.venue_places),
)
_OF_SERIES = (
    load_only(Series.name, Series.rolling, Series.waiting_list, Series.closes_at),
    load_only(Series.programme_id, Series.reminders, Series.stream_link),
)
_OF_PROGRAMME = (
    load_only(Programme.name, Programme.name_en, Programme.owner_id),
    load_only(*(getattr(Programme, name) for name in _SAFE)),
    joinedload(Programme.secretariat).options(
        load_only(*(getattr(Secretariat, name) for name in _SAFE)),
        lazyload(Secretariat.organisation),
    ),
)
"""What a press asks of a session and its letter names: everybody else waits for it.

Of the owner the letter names the secretariat's safeguarding contact alone.
"""


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
        .options(
            *_READ,
            contains_eager(Meeting.series).options(
                *_OF_SERIES, contains_eager(Series.programme).options(*_OF_PROGRAMME)
            ),
        )
        .where(asked, Series.rolling == rolling, opened)
        .order_by(Meeting.starts_at)
        .with_for_update(of=(Series, Meeting), key_share=True)
        .execution_options(populate_existing=True)
    )
