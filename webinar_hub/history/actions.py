"""What we do with the history: add to it, and blank what names a person who had their data erased."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import select, update

from webinar_hub.history.models import Entry
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.text import BLANK, blanked


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


def told(subjects: Iterable[tuple[str, str]], fields: Collection[str]) -> set[str]:
    """Return the texts that ever stood in some fields of subjects, (a table's name, a row's public key): earlier names and addresses."""
    entries: list[Entry] = []
    for kind, keys in _by_kind(subjects).items():
        entries += db.session.scalars(select(Entry).where(Entry.subject_kind == kind, Entry.subject_key.in_(keys)))
    values = (side.get(name) for entry in entries for side in (entry.before, entry.after) for name in fields)
    return {value for value in values if isinstance(value, str) and value}


def labels(actor_id: int) -> set[str]:
    """Return the names under which a person acted."""
    return set(db.session.scalars(select(Entry.actor_label).where(Entry.actor_id == actor_id).distinct()))


def blank(subjects: Iterable[tuple[str, str]], pattern: re.Pattern[str]) -> int:
    """Put `…` in the place of each text that names somebody, in the entries of some subjects; return how many entries that changed.

    subjects are (a table's name, a row's public key). Together with blank_actor it is the one change that entries see: a person had
    their data erased.
    """
    changed = 0
    for kind, keys in _by_kind(subjects).items():
        for entry in db.session.scalars(select(Entry).where(Entry.subject_kind == kind, Entry.subject_key.in_(keys))):
            now = blanked(entry.before, pattern), blanked(entry.after, pattern), blanked(entry.reason, pattern)
            if now != (entry.before, entry.after, entry.reason):
                entry.before, entry.after, entry.reason = now
                changed += 1
    db.session.flush()
    return changed


def blank_actor(actor_id: int) -> None:
    """Take a person's name off what they did; that it was one and the same person stays."""
    db.session.execute(update(Entry).where(Entry.actor_id == actor_id).values(actor_label=BLANK))


def _by_kind(subjects: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for kind, key in subjects:
        keys[kind].append(key)
    return keys
