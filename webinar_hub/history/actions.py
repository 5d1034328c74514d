"""What we do with the history: add to it."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import ScalarSelect

from webinar_hub.history.models import Entry
from webinar_hub.kit.actor import Actor, place
from webinar_hub.kit.db import Base, db

OF_SUBJECT = "of the subject"
"""The scope of an entry that is told by its subject."""


def note(
    by: Actor,
    verb: str,
    subject: Base,
    *,
    now: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    scope: str | ScalarSelect[str] | None = OF_SUBJECT,
) -> None:
    """Add an entry in the transaction of the act itself; before and after hold the fields that changed.

    scope is the region whose secretariat may read it ("" the whole network, None administrators alone), that of the subject
    unless told.
    """
    key = str(getattr(subject, "key", None) or subject.id)
    entry = Entry(
        at=now,
        actor_id=by.id,
        actor_label=by.label,
        place=place()[:45] if by.id is not None else "",
        verb=verb,
        subject_kind=subject.__tablename__,
        subject_key=key,
        before=_plain(before or {}),
        after=_plain(after or {}),
        reason=reason,
        scope=subject.history_scope() if scope is OF_SUBJECT else scope,
        actor_scope=own_region(by),
    )
    db.session.add(entry)


def own_region(by: Actor) -> str | None:
    """Return the one region that somebody answers for; None for the whole network, for several and for none."""
    return next(iter(by.scopes)) or None if len(by.scopes) == 1 and not by.administrator else None


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
