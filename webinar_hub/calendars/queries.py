"""What we look up for calendars: which edition of a feed stands now, and the meetings in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select

from webinar_hub.history.models import Entry
from webinar_hub.kit import tokens
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Programme, Series
from webinar_hub.programmes.rules import LISTED

KEPT = timedelta(days=90)
"""How long a meeting that is over, or was cancelled, stays in the feeds."""

_SHOWN = ("published", "showed otherwise")

_ACTS = (
    select(func.max(Entry.at))
    .where(
        or_(
            Entry.subject_kind.in_((Programme.__tablename__, Series.__tablename__)),
            and_(Entry.subject_kind == Meeting.__tablename__, Entry.verb.in_(_SHOWN)),
        )
    )
    .scalar_subquery()
)


@dataclass(frozen=True)
class Edition:
    """One state of a feed.

    digest differs from that of any other state; changed_at is the last change, None before the
    first.
    """

    digest: str
    changed_at: datetime | None


def edition(programme_key: str | None, now: datetime) -> Edition:
    """Return the present edition of a programme's feed, or of the one of everything (None).

    One statement, which reads no meeting whole. Raises NotFound for a programme that is not
    published.
    """
    run = and_(Series.programme_id == Programme.id, programmes.within(LISTED, Series))
    shown = and_(
        Meeting.series_id == Series.id,
        Meeting.starts_at >= now - KEPT,
        programmes.within(LISTED, Meeting),
    )
    statement = (
        select(Programme.key, Programme.name, Programme.name_en, Series.name)
        .add_columns(
            func.count(Meeting.id),
            func.sum(Meeting.id),
            func.sum(Meeting.version),
            func.max(Meeting.changed_at),
            _ACTS,
        )
        .outerjoin(Series, run)
        .outerjoin(Meeting, shown)
        .where(programmes.within(LISTED, Programme))
        .group_by(Programme.id, Series.id)
        .order_by(Programme.id, Series.id)
    )
    if programme_key is not None:
        statement = statement.where(Programme.key == programme_key)
    rows = [tuple(row) for row in db.session.execute(statement)]
    if programme_key is not None and not rows:
        raise NotFound
    # A new name and another state are no change of a meeting: the history knows their moment.
    moments = [moment for row in rows for moment in row[-2:] if moment is not None]
    return Edition(tokens.digest(repr([row[:-1] for row in rows])), max(moments, default=None))


def content(programme_key: str | None, now: datetime) -> tuple[Programme | None, Sequence[Meeting]]:
    """Return the programme and its meetings from ninety days ago on; None: of every published one.

    Raises NotFound.
    """
    public = programmes.public()
    programme = public.programme(programme_key) if programme_key is not None else None
    return programme, public.meetings(starts_from=now - KEPT, programme=programme)
