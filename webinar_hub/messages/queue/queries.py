"""Look up what the queue of one desk offers, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, contains_eager

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import kinds, queries, rules
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.messages.queue.rules import DESK, HELD, ROUND, hand
from webinar_hub.people.models import Person


@dataclass(frozen=True)
class Counted:
    """How many letters were handed over in this round, wait, and are in hand of others."""

    sent: int
    waiting: int
    with_others: int

    @property
    def all(self) -> int:
        """Return how many letters the round has."""
        return self.sent + self.waiting


class Queue:
    """The letters that somebody's desk hands over, of one session where its key is given.

    A link or code that opens the desk or somebody's data is read letter by letter, and stands in no
    queue.
    """

    def __init__(self, actor: Actor, now: datetime, session: str = "") -> None:
        self._me = hand(actor)
        self._now = now
        self._session = session
        opening = kinds.names_where(lambda kind: kind.opens is not None)
        settled = queries.settled_by(actor), Letter.kind.not_in(opening), ~Letter.emptied
        self._mine = and_(*settled, tells_of(session))
        self._waiting = and_(
            self._mine,
            Letter.state.in_(rules.TROUBLED),
            ~Letter.reason.startswith(rules.NO_TEXT),
            of_use(now),
            _reachable(),
        )

    def in_hand(self) -> Letter | None:
        """Return the letter that the actor has in hand."""
        held = Letter.claimed_by == self._me, Letter.lease_until > self._now
        return db.session.scalar(self._with_person().where(self._waiting, *held).limit(1))

    def next(self, *, besides: int | None = None) -> Letter | None:
        """Return the letter that is due longest, and whose person nobody has in hand."""
        free = self._with_person().where(self._waiting, ~self._with_others())
        if besides is not None:
            free = free.where(Letter.id != besides)
        return db.session.scalars(_in_order(free).limit(1)).one_or_none()

    def coming(self, most: int) -> Sequence[Letter]:
        """Return the first of those that wait in nobody's hand."""
        held = and_(Letter.claimed_by == self._me, Letter.lease_until > self._now)
        free = self._waiting, ~self._with_others(), or_(Letter.lease_until.is_(None), ~held)
        return db.session.scalars(_in_order(self._with_person().where(*free)).limit(most)).all()

    def just_sent(self, most: int) -> Sequence[Letter]:
        """Return what the actor handed over last and may take back, the latest first."""
        mine = Letter.claimed_by == self._me, Letter.sent_at > self._now - HELD
        sent = self._with_person().where(self._handed_over(), *mine)
        return db.session.scalars(sent.order_by(Letter.sent_at.desc()).limit(most)).all()

    def with_wrong_number(self, most: int) -> Sequence[Letter]:
        """Return the letters whose number was marked as wrong and was not mended since."""
        marked = Letter.reason == _mark()
        wrong = self._with_person().where(
            self._mine, Letter.state.in_(rules.TROUBLED), of_use(self._now), marked
        )
        return db.session.scalars(_in_order(wrong).limit(most)).all()

    def number_of(self, letter: Letter) -> str | None:
        """Return the number by which a letter can go, None without one or with a wrong one."""
        right = select(_number()).select_from(Letter).join(Letter.person)
        return db.session.scalar(right.where(Letter.id == letter.id, ~_wrong()))

    def counted(self) -> Counted:
        """Return how far the round is."""
        others = func.sum(case((self._with_others(), 1), else_=0))
        waiting = select(func.count(), others).select_from(Letter).join(Letter.person)
        number, held = db.session.execute(waiting.where(self._waiting)).one()
        sent = select(func.count()).select_from(Letter).join(Letter.person)
        went = db.session.scalar(sent.where(self._handed_over())) or 0
        return Counted(went, number, held or 0)

    def about(self) -> dict[str, Any] | None:
        """Return the facts of the session as the newest letter tells of it."""
        newest = select(Letter.facts).join(Letter.person).where(self._mine)
        facts = db.session.scalar(newest.order_by(Letter.id.desc()).limit(1)) or {}
        told: list[dict[str, Any]] = facts.get("meetings", [])
        return next((each for each in told if each["key"] == self._session), None)

    def _with_person(self) -> Select[Letter]:
        joined = select(Letter).join(Letter.person)
        return joined.options(contains_eager(Letter.person), queries.GATHERED)

    def _handed_over(self) -> ColumnElement[bool]:
        since = self._now - ROUND
        # The lanes and next_at are there for the index.
        within = Letter.lane.in_(tuple(Lane)), Letter.next_at > since, Letter.sent_at > since
        by_hand = Letter.state == LetterState.SENT, Letter.reason == rules.HANDED_OVER
        return and_(self._mine, *by_hand, *within)

    def _with_others(self) -> ColumnElement[bool]:
        """Return the condition that somebody else has a letter to the same person in hand."""
        held = aliased(Letter)
        return exists().where(
            held.person_id == Letter.person_id,
            held.state.in_(rules.TROUBLED),
            held.claimed_by.startswith(DESK),
            held.claimed_by != self._me,
            held.lease_until > self._now,
        )


def _in_order(letters: Select[Any]) -> Select[Any]:
    return letters.order_by(Letter.next_at, Letter.id)


def tells_of(session: str) -> ColumnElement[bool]:
    """Return the condition that a letter tells of a session; of any without a key."""
    if not session:
        return true()
    told = db.elements(Letter.facts["meetings"])
    return exists().where(told.c.value["key"].as_string() == session)


def of_use(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a letter's use has not ended.

    Where it does not say when that is: that not all has begun that it speaks of.
    """
    told, dated = (db.elements(Letter.facts["meetings"]) for _ in range(2))
    starts = dated.c.value["starts"].as_string()
    to_come = exists().where(db.moment(told.c.value["starts"].as_string()) > now)
    until = Letter.facts["until"].as_string()
    ahead = or_(to_come, ~exists().where(starts.is_not(None)))
    dated_use = and_(until.is_not(None), db.moment(until) > now)
    return or_(dated_use, and_(until.is_(None), ahead))


def _number() -> ColumnElement[str | None]:
    """Return the telephone number by which a letter goes."""
    written = case((Letter.address.like("%@%"), null()), else_=Letter.address)
    return case((Letter.address.is_(None), Person.phone), else_=written)


def _reachable() -> ColumnElement[bool]:
    """Return the condition that a number is not known to be wrong, or an e-mail address to fail."""
    mailed = func.coalesce(Letter.address, Person.email).like("%@%")
    ways = f"{rules.Stage.RECEIVER}:", rules.FAILING, rules.RETURNED
    failed = or_(*(Letter.reason.startswith(way) for way in ways))
    return or_(and_(_number().is_not(None), ~_wrong()), and_(mailed, ~failed))


def _wrong() -> ColumnElement[bool]:
    """Return the condition that somebody marked a letter's number as wrong."""
    marked = aliased(Letter)
    # Counted, since PostgreSQL would read every letter for an EXISTS within an OR.
    number = select(func.count(marked.id)).where(
        marked.person_id == Letter.person_id, marked.reason == _mark()
    )
    return number.correlate(Letter, Person).scalar_subquery() > 0


def _mark() -> ColumnElement[str]:
    return literal(rules.WRONG_NUMBER).concat(_number())
