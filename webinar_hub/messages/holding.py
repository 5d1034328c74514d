"""Letters that are held for a while, so that what changes meanwhile goes in the same one.

Each runs inside db.write. What a held letter says is looked up when it goes (rendering).
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from webinar_hub.kit import tokens
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.messages import outbox, rules
from webinar_hub.messages.models import Letter, LetterState

_CAN_WAIT = [state for state in rules.UNSENT if state not in outbox.IN_HAND]


def held(kind: str, subjects: Sequence[str]) -> list[Letter]:
    """Return the letters of a kind that were not sent and are in no sender's hand.

    They are locked until the transaction ends.
    """
    found: list[Letter] = []
    for some in parts(subjects):
        waiting = select(Letter).where(
            Letter.kind == kind, Letter.subject.in_(some), Letter.state.in_(_CAN_WAIT)
        )
        found += db.session.scalars(waiting.order_by(Letter.id).with_for_update(of=Letter))
    return found


def tell(
    letter: Letter | None,
    facts: dict[str, Any] | None,
    write: Callable[..., object],
    *,
    due: datetime,
    now: datetime,
) -> None:
    """Let a held letter say what is known now, or write the first; drop it for nothing to tell."""
    if letter is None and facts is not None:
        write(facts, due=due, now=now)
    elif letter is not None and facts is not None:
        tell_anew(letter, facts, due=due, now=now)
    elif letter is not None:
        undo(letter, now=now)


def tell_anew(letter: Letter, facts: dict[str, Any], *, due: datetime, now: datetime) -> None:
    """Let a held letter say what is known now, and go when it was to go, or earlier.

    One that waits at the desk or could not be sent is tried anew. It is another letter now, so it
    has another Message-ID.
    """
    letter.due = letter.next_at = min(letter.due, due) if letter.due > now else due
    letter.facts, letter.written_at, letter.act = facts, now, db.acts[-1]
    letter.message_id, letter.state, letter.reason = tokens.key(), LetterState.NEW, ""
    letter.attempts = 0


def undo(letter: Letter, *, now: datetime) -> None:
    """Drop a held letter, as there is nothing left to tell."""
    letter.state, letter.reason, letter.next_at = LetterState.DROPPED, rules.UNDONE, now
