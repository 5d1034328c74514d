"""What the history says, in short."""

from sqlalchemy import select

from webinar_hub.history.models import Entry
from webinar_hub.kit.db import db


def verbs(*kinds: str) -> list[str]:
    """Return the verbs of all entries, the oldest first; with kinds, of those about such objects alone."""
    told = select(Entry.verb).order_by(Entry.id)
    return list(db.session.scalars(told.where(Entry.subject_kind.in_(kinds)) if kinds else told))
