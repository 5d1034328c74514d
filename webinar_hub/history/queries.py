"""What we look up in the history."""

from collections.abc import Sequence

from sqlalchemy import select

from webinar_hub.history.models import Entry
from webinar_hub.kit.db import db


def of(kind: str, key: str, *, limit: int) -> Sequence[Entry]:
    """Return the latest entries about one object, the newest first."""
    about = select(Entry).where(Entry.subject_kind == kind, Entry.subject_key == key)
    return db.session.scalars(about.order_by(Entry.id.desc()).limit(limit)).all()
