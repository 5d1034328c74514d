"""What we do with the history: add to it, and blank what names a person who had their data erased."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select

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


def blank(subjects: Iterable[tuple[str, str]], words: Iterable[str]) -> int:
    """Put `…` in the place of each text that holds one of the words, in the entries of some subjects; return how many entries that changed.

    subjects are (a table's name, a row's public key). It is the one change that entries see: a person had their data erased.
    """
    sought = [word.casefold() for word in words if word]
    changed = 0
    for kind, keys in _by_kind(subjects).items():
        for entry in db.session.scalars(select(Entry).where(Entry.subject_kind == kind, Entry.subject_key.in_(keys))):
            blanked = _blanked(entry.before, sought), _blanked(entry.after, sought), _blanked(entry.reason, sought)
            if blanked != (entry.before, entry.after, entry.reason):
                entry.before, entry.after, entry.reason = blanked
                changed += 1
    db.session.flush()
    return changed


def _by_kind(subjects: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for kind, key in subjects:
        keys[kind].append(key)
    return keys


def _blanked(value: Any, sought: list[str]) -> Any:
    if isinstance(value, dict):
        return {name: _blanked(each, sought) for name, each in value.items()}
    if isinstance(value, list):
        return [_blanked(each, sought) for each in value]
    holds = isinstance(value, str) and any(word in value.casefold() for word in sought)
    return "…" if holds else value
