"""What the history says, in short."""

from sqlalchemy import select

from webinar_hub.history.models import Entry
from webinar_hub.kit.db import Keyed, db


def verbs(*kinds: str, of: Keyed | None = None) -> list[str]:
    """Return the verbs of all entries, the oldest first.

    kinds: of entries about such objects alone. of: about this one alone.
    """
    statement = select(Entry.verb).order_by(Entry.id)
    if kinds:
        statement = statement.where(Entry.subject_kind.in_(kinds))
    if of is not None:
        statement = statement.where(Entry.subject_key == of.key)
    return list(db.session.scalars(statement))
