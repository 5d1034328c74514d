"""Stop the letters about a session, and let them go again.

Each runs inside db.write. A letter in a sender's hand goes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Update, case, update

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.messages import rules
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.stopping import queries

_PLAIN = {"synchronize_session": False}


def stop(session: Base, key: str, kinds: Sequence[str], *, by: Actor, now: datetime) -> int:
    """Stop what waits of these kinds about a session, and return how many letters that were."""
    gathered = Letter.state == LetterState.GATHERED
    waiting = update(Letter).where(Letter.kind.in_(kinds), queries.unsent(now), queries.about(key))
    values = {
        "state": LetterState.DROPPED,
        "reason": case((gathered, rules.STOPPED_GATHERED), else_=rules.STOPPED),
        "next_at": now,
        "lease_until": None,
    }
    after = _changed(waiting.values(values))
    if after["letters"]:
        note(by, "stopped messages", session, now=now, after=after)
    return int(after["letters"])


def let_go(session: Base, key: str, kinds: Sequence[str], *, by: Actor, now: datetime) -> int:
    """Let what was stopped of these kinds and still has a use go, and return how many."""
    stopped = update(Letter).where(
        Letter.kind.in_(kinds), queries.stopped(), queries.can_go(now), queries.about(key)
    )
    gathered = Letter.reason == rules.STOPPED_GATHERED
    values = {
        "state": case((gathered, LetterState.GATHERED), else_=LetterState.NEW),
        "reason": "",
        "attempts": 0,
        "next_at": case((Letter.due > now, Letter.due), else_=now),
    }
    after = _changed(stopped.values(values))
    if after["letters"]:
        note(by, "let messages go", session, now=now, after=after)
    return int(after["letters"])


def _changed(letters: Update) -> dict[str, Any]:
    """Return how many letters an update changed, and their kinds."""
    kinds = list(db.session.scalars(letters.returning(Letter.kind), execution_options=_PLAIN))
    return {"letters": len(kinds), "letter_kinds": sorted(set(kinds))}
