"""What stands in the history, for tests of all rooms."""

from sqlalchemy import select

from webinar_hub.history.models import Entry
from webinar_hub.kit.db import Base, db


def verbs(*kinds: str, of: Base | None = None) -> list[str]:
    """Return the verbs of the history in their order: of all entries, of kinds of subjects (tables' names), or of one row."""
    wanted = select(Entry.verb).order_by(Entry.id)
    if kinds:
        wanted = wanted.where(Entry.subject_kind.in_(kinds))
    if of is not None:
        wanted = wanted.where(Entry.subject_kind == of.__tablename__, Entry.subject_key == getattr(of, "key", ""))
    return list(db.session.scalars(wanted))
