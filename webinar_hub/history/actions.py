"""What we do with the history: add to it."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from webinar_hub.history.models import Entry
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db


def note(
    by: Actor,
    verb: str,
    subject: Base,
    *,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add an entry in the transaction of the act itself; before and after hold the fields that changed."""
    key = str(getattr(subject, "key", None) or subject.id)
    entry = Entry(
        at=now,
        actor_id=by.id,
        actor_label=by.label,
        verb=verb,
        subject_kind=subject.__tablename__,
        subject_key=key,
        before=_plain(before or {}),
        after=_plain(after or {}),
        reason=reason,
    )
    db.session.add(entry)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
