"""Look up through which groups and mailings registrations for a series come."""

from collections.abc import Sequence

from sqlalchemy import select

from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.programmes.models import Series
from webinar_hub.registrations.models import Channel


def of_series(series: Series) -> Sequence[Channel]:
    """Return the channels of a series, by their words."""
    held = select(Channel).where(Channel.series_id == series.id)
    return db.session.scalars(held.order_by(Channel.word)).all()


def channel(series: Series, key: str) -> Channel:
    """Return the channel of this key of a series; raise NotFound."""
    held = select(Channel).where(Channel.series_id == series.id, Channel.key == key)
    return existing(db.session.scalar(held))
