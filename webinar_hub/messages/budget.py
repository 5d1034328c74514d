"""How many letters may still go by mail today, which go first, and what waits for tomorrow.

A day is the one of Jakarta. What went is counted in the database, over every worker.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from sqlalchemy import ColumnElement, Integer, case, func, or_, select, type_coerce

from webinar_hub.kit import zones
from webinar_hub.kit.db import db
from webinar_hub.messages import kinds, rules
from webinar_hub.messages.kinds import TOGETHER
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.people.models import Person

_IN_HAND = (LetterState.CLAIMED, LetterState.HANDING_OVER)


class Rank(IntEnum):
    """What goes first where not everything may go today."""

    KEYS = 0
    CHANGES = 1
    FORMS = 2
    REMINDERS = 3
    REST = 4


def rank() -> ColumnElement[int]:
    """Return the rank of a letter.

    In the lane of changes what anonymous forms cause comes after, then what is no service: whoever
    fills in forms uses up nobody's word that a session is cancelled.
    """
    service = Letter.kind.in_(kinds.names_where(lambda kind: kind.service))
    by_form = Letter.mailbox.is_not(None) | (Letter.kind == TOGETHER)
    number = case(
        (Letter.lane == Lane.KEYS, Rank.KEYS.value),
        (Letter.lane == Lane.REST, Rank.REST.value),
        (service & by_form, Rank.FORMS.value),
        (service, Rank.CHANGES.value),
        else_=Rank.REMINDERS.value,
    )
    return type_coerce(number, Integer)


def day_of(now: datetime) -> tuple[datetime, datetime]:
    """Return when the present day began and when the next one begins."""
    today = now.astimezone(zones.WIB.info).date()
    begins = zones.at_local(today, 0, 0, zones.WIB)
    return begins, begins + timedelta(days=1)


def share(of: Rank, most: int) -> int:
    """Return up to which number of a day letters of a rank go.

    A twentieth is kept for each rank above, so that a mailing keeps nobody out of the desk.
    """
    return most - of * -(-most // 20)


def shared_out(waiting: Mapping[Rank, int], *, used: int, most: int) -> dict[Rank, int]:
    """Return how many letters of each rank still go today, the first ranks first."""
    going: dict[Rank, int] = {}
    for each in Rank:
        left = share(each, most) - used - sum(going.values())
        going[each] = max(0, min(waiting.get(each, 0), left))
    return going


def may_go(of: Rank, *, most: int, now: datetime) -> bool:
    """Say whether a letter of a rank may go today. Inside a claim: it holds the count till its end.

    Letters of the ranks above that are due have their place already.
    """
    db.hold("mail of the day")
    due = Letter.state.in_(rules.OPEN) & (Letter.next_at <= now) & (rank() < of.value)
    ahead = db.session.scalar(select(func.count()).where(due)) or 0
    return _used(now) + ahead < share(of, most)


def _used(now: datetime) -> int:
    """Return how many letters went by mail today, or may be at the mail server at this moment.

    One that holds others is one; handed over by hand is none. One whose sender disappeared is none
    until it is taken up again.
    """
    went = (
        (Letter.state == LetterState.SENT)
        & (Letter.sent_at >= day_of(now)[0])
        & (Letter.reason != rules.HANDED_OVER)
        & Letter.within_id.is_(None)
    )
    in_hand = Letter.state.in_(_IN_HAND) & (Letter.next_at > now)
    taken = select(func.count()).where(or_(went, in_hand))
    return db.session.scalar(taken) or 0


@dataclass(frozen=True)
class Today:
    """How many letters went today, how many go yet, until when, and what waits by rank.

    away: the mail server could not be reached, so that nobody knows when they go.
    """

    sent: int
    going: int
    until: datetime | None
    tomorrow: Mapping[Rank, int]
    away: bool

    @property
    def number(self) -> int:
        """Return how many letters that are today."""
        return self.sent + self.going


def today(*, most: int, per_second: float, now: datetime) -> Today:
    """Return what becomes of today's mail; most is 0 where nothing limits a day."""
    begins, ends = day_of(now)
    waits = Letter.state.in_(rules.OPEN) & Letter.state.not_in(_IN_HAND) & (Letter.next_at < ends)
    number = rank()
    away = Letter.reason.startswith(f"{rules.Stage.SERVER}:")
    rows = db.session.execute(
        select(number, func.count(), func.max(Letter.next_at), func.max(case((away, 1), else_=0)))
        .join(Letter.person)
        .where(waits, func.coalesce(Letter.address, Person.email).like("%@%"))
        .group_by(number)
    ).all()
    waiting = {Rank(each): count for each, count, _latest, _away in rows}
    used = _used(now)
    going = shared_out(waiting, used=used, most=most) if most else waiting
    last = db.session.scalar(select(func.max(Letter.sent_at)).where(Letter.sent_at >= begins))
    until = last if used else None
    if total := sum(going.values()):
        pace = timedelta(seconds=total / per_second if per_second else 0)
        until = max(
            now + pace, *(latest for each, _n, latest, _away in rows if going.get(Rank(each)))
        )
    tomorrow = {each: count - going.get(each, 0) for each, count in sorted(waiting.items())}
    tomorrow = {each: count for each, count in tomorrow.items() if count}
    return Today(used, total, until, tomorrow, away=any(row[3] for row in rows))


def late(*, before: datetime, most: int, now: datetime) -> ColumnElement[bool]:
    """Return the condition for letters that were due, and are open, since before a moment.

    Not of those that wait for tomorrow, as a day has had its mail.
    """
    waited = Letter.state.in_(rules.OPEN) & (Letter.due <= before) & (Letter.written_at <= before)
    ranks = today(most=most, per_second=0, now=now).tomorrow if most else {}
    resting = Letter.state.not_in(_IN_HAND) & rank().in_([each.value for each in ranks])
    return waited & ~resting
