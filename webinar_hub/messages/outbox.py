"""The outbox as a queue that any number of senders share: claim, settle, hand back.

Each runs inside db.write. A claim is committed before the letter is touched; it lasts until its
lease ends by the clock, so that a letter whose sender disappeared is taken up by another. While
claimed, next_at is the end of the lease. Once the mail server is about to have it, it is left alone
for ten minutes more: until then its sender goes on trying to write down that it went. As clocks
jump, whoever takes such a letter up has also watched it in that hand for as long, by monotonic
time.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, select, tuple_, update

from webinar_hub.kit.db import db
from webinar_hub.messages import budget, queries, rules
from webinar_hub.messages.models import Lane, Letter, LetterState, Pace
from webinar_hub.people.models import Person

LEASE = timedelta(seconds=60)
IN_ONE_HAND = LEASE + timedelta(minutes=10)
"""How long a letter that the mail server may have is left alone."""

_MOST_AHEAD = 100
"""As many turns may be taken before their time; more says that the clock was set back."""
IN_HAND = (LetterState.CLAIMED, LetterState.HANDING_OVER)
_PLAIN = {"synchronize_session": False}

Hand = tuple[int, str, int]
_HAND = (Letter.id, Letter.claimed_by, Letter.attempts)
watched_since: dict[Hand, float] = {}
"""Since when this process sees a letter being handed over by one sender, by time.monotonic()."""


@dataclass(frozen=True)
class Claim:
    """A letter in one sender's hand.

    by is that sender's name, attempts counts this one too, turn is when it may go.
    """

    id: int
    message_id: str
    attempts: int
    by: str
    repeat: bool
    turn: datetime


def keep(reason: str, lane: Lane, *, everybody: bool, now: datetime) -> int:
    """Keep the due letters of a lane that cannot be sent, for the desk to hand over.

    Return how many. everybody: there is no mail server; otherwise those that go to no e-mail
    address.
    """
    statement = update(Letter).where(queries.due(now, lane))
    if not everybody:
        nowhere = Letter.address.is_(None) & Letter.person_id.in_(
            select(Person.id).where(Person.email.is_(None))
        )
        statement = statement.where(nowhere | Letter.address.not_like("%@%"))
    values = {"state": LetterState.KEPT, "reason": reason, "lease_until": None}
    return len(
        db.session.execute(
            statement.values(values).returning(Letter.id), execution_options=_PLAIN
        ).all()
    )


def claim(by: str, lane: Lane, *, gap: timedelta, most: int = 0, now: datetime) -> Claim | None:
    """Take the letter of a lane that is due longest, None where nothing is due.

    Two senders never take the same one. gap is what has to lie between any two letters, whoever
    sends them; most is how many may go in a day, 0 for any number: the first in rank is taken then,
    and none where its rank has to wait for tomorrow.
    """
    number = budget.rank()
    free = (Letter.state != LetterState.HANDING_OVER) | tuple_(*_HAND).in_(_abandoned())
    due = select(Letter.id, number).where(queries.due(now, lane), free)
    first = (number, Letter.next_at, Letter.id) if most else (Letter.next_at, Letter.id)
    found = db.session.execute(
        due.order_by(*first).limit(1).with_for_update(skip_locked=True)
    ).one_or_none()
    if found is None:
        return None
    letter_id, rank = found
    if most and not budget.may_go(budget.Rank(rank), most=most, now=now):
        return None
    turn = _turn(gap, now)
    statement = (
        update(Letter)
        .where(Letter.id == letter_id)
        .values(
            state=LetterState.CLAIMED,
            claimed_by=by,
            lease_until=turn + LEASE,
            next_at=turn + LEASE,
            attempts=Letter.attempts + 1,
            reason=case((Letter.state == LetterState.HANDING_OVER, rules.CUT_SHORT), else_=""),
        )
        .returning(Letter.message_id, Letter.attempts, Letter.reason)
    )
    row = db.session.execute(statement, execution_options=_PLAIN).one()
    return Claim(
        letter_id, row.message_id, row.attempts, by, repeat=row.reason == rules.CUT_SHORT, turn=turn
    )


def watch() -> None:
    """See which letters the mail server may have, and in whose hand."""
    handing_over = select(*_HAND).where(Letter.state == LetterState.HANDING_OVER)
    seen = {(row[0], row[1], row[2]) for row in db.session.execute(handing_over)}
    for gone in [*watched_since.keys() - seen]:
        watched_since.pop(gone, None)
    for hand in seen:
        watched_since.setdefault(hand, time.monotonic())


def _abandoned() -> list[Hand]:
    """Return the letters that were in one hand for longer than a sender tries to mark them."""
    before = time.monotonic() - IN_ONE_HAND.total_seconds()
    return [hand for hand, since in [*watched_since.items()] if since < before]


def _turn(gap: timedelta, now: datetime) -> datetime:
    """Return when the next letter may go, and let the one after it go a gap later."""
    if not gap:
        return now
    pace = db.session.get(Pace, 1, with_for_update=True, populate_existing=True)
    if pace is None:
        db.session.execute(db.insert(Pace).values(id=1, next_at=now).on_conflict_do_nothing())
        pace = db.lock(Pace, 1)
    turn = min(max(pace.next_at, now), now + _MOST_AHEAD * gap)
    pace.next_at = turn + gap
    return turn


def hand(claimed: Claim, *, says: dict[str, Any] | None) -> bool:
    """Write down that the mail server is about to have a letter, and what it says now, if other.

    False: it was dropped meanwhile, or somebody else took it up.
    """
    mine = (
        Letter.id == claimed.id,
        Letter.state == LetterState.CLAIMED,
        Letter.claimed_by == claimed.by,
    )
    handing = (
        update(Letter)
        .where(*mine)
        .values(state=LetterState.HANDING_OVER, next_at=claimed.turn + IN_ONE_HAND)
    )
    # Of one that says what it was written with a name may be erased at this very moment.
    handing = handing if says is None else handing.values(facts=says)
    return (
        db.session.execute(handing.returning(Letter.id), execution_options=_PLAIN).one_or_none()
        is not None
    )


def hand_back(claimed: Claim, *, now: datetime) -> None:
    """Put a claimed letter back as if it had not been taken."""
    state = LetterState.RETRY if claimed.attempts > 1 else LetterState.NEW
    _settle(claimed, state, "", next_at=now, attempts=claimed.attempts - 1)


def sent(claimed: Claim, *, now: datetime) -> None:
    """Write down that the mail server took a letter, whatever was decided about it meanwhile.

    It is out, with all that went in it.
    """
    values = {"state": LetterState.SENT, "sent_at": now, "lease_until": None}
    went = (Letter.id == claimed.id) | (
        (Letter.within_id == claimed.id) & (Letter.state == LetterState.GATHERED)
    )
    db.session.execute(update(Letter).where(went).values(values), execution_options=_PLAIN)


def try_later(claimed: Claim, reason: str, *, at: datetime) -> None:
    """Let a letter wait for its next attempt."""
    _settle(claimed, LetterState.RETRY, reason, next_at=at)


def park(claimed: Claim, reason: str, *, now: datetime) -> None:
    """Give up on a letter and say why; the desk sees it."""
    _settle(claimed, LetterState.PARKED, reason, next_at=now)


def keep_one(claimed: Claim, reason: str, *, now: datetime) -> None:
    """Keep a claimed letter for the desk to hand over."""
    _settle(claimed, LetterState.KEPT, reason, next_at=now)


def let_go(claimed: Claim, reason: str, *, now: datetime) -> None:
    """Drop a letter that lost its use while it waited."""
    _settle(claimed, LetterState.DROPPED, reason, next_at=now)


def _settle(claimed: Claim, state: LetterState, reason: str, **values: object) -> None:
    """Write how an attempt ended, unless the letter was dropped or another sender took it over."""
    mine = Letter.id == claimed.id, Letter.state.in_(IN_HAND), Letter.claimed_by == claimed.by
    values |= {"state": state, "reason": reason, "lease_until": None}
    db.session.execute(update(Letter).where(*mine).values(values), execution_options=_PLAIN)
