"""Write a paper of a session, or remove it. Each runs inside db.write, the session locked."""

from datetime import datetime
from typing import Any, TypeVar

from webinar_hub.history.actions import differing, note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.papers.models import Notulen, Terms
from webinar_hub.papers.rules import PaperChanged, lengths, version_of
from webinar_hub.programmes.models import Meeting

P = TypeVar("P", Notulen, Terms)


def put(
    table: type[P],
    stored: P | None,
    meeting: Meeting,
    facts: dict[str, Any],
    *,
    version: int,
    verb: str,
    by: Actor,
    now: datetime,
) -> Meeting:
    """Write a paper in the place of what is stored; the history tells how long its texts are.

    version is the one that the form was filled in on, 0 for none. Raises PaperChanged.
    """
    if version != version_of(stored):
        raise PaperChanged
    if stored is None:
        db.session.add(table(meeting_id=meeting.id, written_at=now, **facts))
        note(by, verb, meeting, now=now, after=lengths(facts))
    elif before := differing(stored, facts):
        after = {name: facts[name] for name in before}
        for name, value in after.items():
            setattr(stored, name, value)
        stored.written_at = now
        note(by, verb, meeting, now=now, before=lengths(before), after=lengths(after))
    return meeting


def remove(
    stored: Notulen | Terms | None, meeting: Meeting, *, verb: str, by: Actor, now: datetime
) -> None:
    """Remove a paper, if there is one."""
    if stored is not None:
        note(by, verb, meeting, now=now)
        db.session.delete(stored)
