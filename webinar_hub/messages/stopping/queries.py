"""Look up which letters tell of a session: what went, waits, was stopped and cannot be stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, or_, select

from webinar_hub.kit.db import db
from webinar_hub.messages import kinds, outbox, rules
from webinar_hub.messages.models import Letter, LetterState, Unwanted
from webinar_hub.messages.queue.queries import tells_of
from webinar_hub.people.models import Person


@dataclass(frozen=True)
class Counted:
    """How many letters of a kind were sent, wait, are in a sender's hand, and were stopped.

    of_use: how many of the stopped can go again.
    """

    kind: str
    sent: int
    waiting: int
    in_hand: int
    stopped: int
    of_use: int


def counted(session: str, people: Select[int], *, now: datetime) -> Sequence[Counted]:
    """Return the letters that tell of a session, by kind; people: to whom it ever was written."""
    conditions = (
        Letter.state == LetterState.SENT,
        unsent(now),
        _in_hand(now),
        stopped(),
        and_(stopped(), can_go(now)),
    )
    sums = [func.sum(case((condition, 1), else_=0)) for condition in conditions]
    # The states and the people are there for the index.
    near = or_(Letter.state.in_(rules.UNSENT), Letter.person_id.in_(people))
    by_kind = select(Letter.kind, *sums).where(near, about(session)).group_by(Letter.kind)
    rows = [Counted(*row) for row in db.session.execute(by_kind)]
    told = [row for row in rows if row.sent + row.waiting + row.in_hand + row.stopped]
    return sorted(told, key=lambda row: kinds.called(row.kind))


def about(session: str) -> ColumnElement[bool]:
    """Return the condition that a letter tells of a session and holds no code or asked-for link.

    One about a place in another session, which names this one as the next, is that one's.
    """
    never = kinds.names_where(lambda kind: kind.opens is not None or kind.asked_for)
    own = or_(Letter.subject.not_like("%:%:%"), Letter.subject.like(f"%:{session}"))
    return and_(Letter.kind.not_in(never), own, ~Letter.emptied, tells_of(session))


def unsent(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a letter was not sent and is in nobody's hand."""
    return and_(Letter.state.in_(rules.UNSENT), ~_in_hand(now))


def stopped() -> ColumnElement[bool]:
    """Return the condition that somebody stopped a letter."""
    return and_(Letter.state == LetterState.DROPPED, Letter.reason.in_(rules.STOPPED_BY_DESK))


def can_go(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a stopped letter still has a use, and its receiver wants it."""
    told = db.elements(Letter.facts["meetings"])
    to_come = exists().where(db.moment(told.c.value["starts"].as_string()) > now)
    until = Letter.facts["until"].as_string()
    useful = or_(and_(until.is_(None), to_come), db.moment(until) > now)
    refused = exists().where(Unwanted.person_id == Letter.person_id, Unwanted.kind == Letter.kind)
    service = Letter.kind.in_(kinds.names_where(lambda kind: kind.service))
    return and_(useful, or_(service, and_(~refused, _restricted_at().is_(None))))


def _restricted_at() -> ScalarSelect[datetime | None]:
    # Not as EXISTS: PostgreSQL sometimes answers that by reading every person.
    receiver = select(Person.restricted_at).where(Person.id == Letter.person_id)
    return receiver.scalar_subquery()


def _in_hand(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a letter is being sent, by mail, by hand or within another."""
    by_hand = and_(Letter.state.in_(rules.TROUBLED), func.coalesce(Letter.lease_until > now, False))
    within = and_(Letter.state == LetterState.GATHERED, Letter.within_id.is_not(None))
    return or_(Letter.state.in_(outbox.IN_HAND), by_hand, within)
