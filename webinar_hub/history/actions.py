"""Add to the history, and blank what names a person who had their data erased."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from sqlalchemy import ScalarSelect, delete, select, update

from webinar_hub.history.models import Entry, erasing
from webinar_hub.kit.actor import Actor, place
from webinar_hub.kit.db import Base, db
from webinar_hub.kit.text import BLANK, blanked

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
    """Add an entry in the transaction of the act itself.

    before and after hold the fields that changed. scope is the region whose secretariat may read it
    ("" the whole network, None administrators alone), that of the subject unless told.
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


def change(
    by: Actor, verb: str, row: Base, facts: Mapping[str, Any], *, now: datetime
) -> dict[str, Any]:
    """Put facts into a locked row and add an entry, unless they stand there already.

    Return the fields that changed, as they were.
    """
    before = differing(row, facts)
    if before:
        after = {field: facts[field] for field in before}
        for field, value in after.items():
            setattr(row, field, value)
        note(by, verb, row, now=now, before=before, after=after)
    return before


def note_differing(
    by: Actor,
    verb: str,
    subject: Base,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    *,
    now: datetime,
) -> Collection[str]:
    """Add an entry of what differs of the same fields before and after, if any; return which."""
    was = {field: value for field, value in before.items() if value != after[field]}
    if was:
        note(by, verb, subject, now=now, before=was, after={field: after[field] for field in was})
    return was.keys()


def differing(row: Base, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a row that facts would change, as they are."""
    present = {field: getattr(row, field) for field in facts}
    return {field: value for field, value in present.items() if value != facts[field]}


def own_region(by: Actor) -> str | None:
    """Return the one region that somebody answers for.

    None for the whole network, for several and for none.
    """
    return next(iter(by.scopes)) or None if len(by.scopes) == 1 and not by.administrator else None


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.value if isinstance(value, Enum) else value


def texts_of(subjects: Iterable[tuple[str, str]], fields: Collection[str]) -> set[str]:
    """Return the texts that ever stood in some fields of these objects."""
    entries: list[Entry] = []
    for kind, keys in _by_kind(subjects).items():
        entries += db.session.scalars(
            select(Entry).where(Entry.subject_kind == kind, Entry.subject_key.in_(keys))
        )
    values = (
        side.get(name)
        for entry in entries
        for side in (entry.before, entry.after)
        for name in fields
    )
    return {value for value in values if isinstance(value, str) and value}


def labels(actor_id: int) -> set[str]:
    """Return the names under which a person acted."""
    return set(
        db.session.scalars(select(Entry.actor_label).where(Entry.actor_id == actor_id).distinct())
    )


def blank(subjects: Iterable[tuple[str, str]], pattern: re.Pattern[str]) -> int:
    """Put `…` in the place of each text that names somebody, in the entries of some subjects.

    Return how many entries that changed. subjects are (a table's name, a row's public key).
    Together with blank_actor it is the one change that entries see: a person had their data erased.
    """
    changed = 0
    with erasing():
        for kind, keys in _by_kind(subjects).items():
            for entry in db.session.scalars(
                select(Entry).where(Entry.subject_kind == kind, Entry.subject_key.in_(keys))
            ):
                now = (
                    blanked(entry.before, pattern),
                    blanked(entry.after, pattern),
                    blanked(entry.reason, pattern),
                )
                if now != (entry.before, entry.after, entry.reason):
                    entry.before, entry.after, entry.reason = now
                    changed += 1
        db.session.flush()
    return changed


def blank_actor(actor_id: int) -> None:
    """Take a person's name, and from where they acted, off what they did.

    That it was one and the same person stays.
    """
    with erasing():
        db.session.execute(
            update(Entry).where(Entry.actor_id == actor_id).values(actor_label=BLANK, place="")
        )


def forget(*, before: datetime) -> int:
    """Delete what was done before a moment; return how many entries that were."""
    with erasing():
        return len(
            db.session.execute(delete(Entry).where(Entry.at < before).returning(Entry.id)).all()
        )


def _by_kind(subjects: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for kind, key in subjects:
        keys[kind].append(key)
    return keys
