"""The pairs of people who may be one, as somebody at the desk sees them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import aliased, contains_eager

from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.kit.paging import Page, behind, cut
from webinar_hub.network import scope
from webinar_hub.people.models import Decision, Duplicate, Person
from webinar_hub.records.models import Merge
from webinar_hub.records.same import rules
from webinar_hub.registrations.known_people import living

PAGE = 30


@dataclass(frozen=True)
class Seen:
    """A pair as an actor sees it.

    Somebody whose own region is another is None, and then others decide.
    """

    pair: Duplicate
    one: Person | None
    other: Person | None

    @property
    def mine(self) -> bool:
        """Say whether the actor may decide."""
        return self.one is not None and self.other is not None


class SeenPairs:
    """The pairs that wait for a decision and have somebody of the actor's in them."""

    def __init__(self, actor: Actor) -> None:
        self._one, self._other = aliased(Person), aliased(Person)
        self._sees_one, self._sees_other = (
            scope.condition(actor, each.region_code) for each in (self._one, self._other)
        )

    def page(
        self, *, later: bool = False, after: str | None = None, size: int = PAGE
    ) -> Page[Seen]:
        """Return a page of what nobody decided yet, or of what was put off.

        Raises NotFound for a strange `after`.
        """
        statement = self._all(later=later).where(or_(self._sees_one, self._sees_other))
        if after:
            last = existing(db.session.scalar(select(Duplicate).where(Duplicate.key == after)))
            statement = statement.where(_behind(last))
        rows = db.session.execute(statement.limit(size + 1)).all()
        seen = [
            Seen(pair, pair.one if sees_one else None, pair.other if sees_other else None)
            for pair, sees_one, sees_other in rows
        ]
        return cut(seen, size, lambda each: each.pair.key)

    def pair(self, key: str, *, decided: bool = False) -> Duplicate:
        """Return a pair of two people of the actor's that waits for a decision, or had one.

        Raise NotFound.
        """
        mine = self._pairs() if decided else self._waiting()
        return existing(
            db.session.scalar(mine.where(Duplicate.key == key, self._sees_one, self._sees_other))
        )

    def following(self, pair: Duplicate) -> Duplicate | None:
        """Return the pair to decide on after this one, None where there is none."""
        rest = (
            self._all(later=False).where(self._sees_one, self._sees_other, _behind(pair)).limit(1)
        )
        row = db.session.execute(rest).first()
        return row[0] if row else None

    def locked(self, pair_id: int) -> Duplicate:
        """Return a pair, locked until the transaction ends.

        Raise AlreadyDecided where somebody was faster, NotFound where it is not the actor's.
        """
        pair = db.lock(Duplicate, pair_id)
        if pair.decision not in (None, Decision.LATER):
            raise rules.AlreadyDecided
        return self.pair(pair.key)

    def _all(self, *, later: bool) -> Select[Duplicate, bool, bool]:
        columns = self._waiting().add_columns(
            self._sees_one.label("sees_one"), self._sees_other.label("sees_other")
        )
        which = Duplicate.decision == Decision.LATER if later else Duplicate.decision.is_(None)
        return columns.where(which).order_by(Duplicate.score.desc(), Duplicate.id.desc())

    def _waiting(self) -> Select[Duplicate]:
        undecided = or_(Duplicate.decision.is_(None), Duplicate.decision == Decision.LATER)
        return self._pairs().where(undecided, living(self._one), living(self._other))

    def _pairs(self) -> Select[Duplicate]:
        pairs = (
            select(Duplicate)
            .join(self._one, self._one.id == Duplicate.one_id)
            .join(self._other, self._other.id == Duplicate.other_id)
        )
        return pairs.options(
            contains_eager(Duplicate.one.of_type(self._one)),
            contains_eager(Duplicate.other.of_type(self._other)),
        )


def _behind(last: Duplicate) -> ColumnElement[bool]:
    return behind((Duplicate.score, last.score), (Duplicate.id, last.id), falling=True)


def seen_by(actor: Actor) -> SeenPairs:
    """Return the pairs that an actor sees."""
    return SeenPairs(actor)


def merges_of(person: Person, actor: Actor, *, now: datetime) -> list[Merge]:
    """Return the merges of this person that the actor may still take back, latest first."""
    standing = select(Merge).where(
        Merge.kept_id == person.id, Merge.undone_at.is_(None), Merge.at > now - UNDO_WITHIN
    )
    found = db.session.scalars(standing.order_by(Merge.id.desc())).all()
    return [done for done in found if done.manifest and may_take_back(actor, done)]


def merge(actor: Actor, key: str) -> Merge:
    """Return a merge that the actor may take back; raise NotFound."""
    found = existing(db.session.scalar(select(Merge).where(Merge.key == key)))
    if not may_take_back(actor, found):
        raise NotFound
    return found


def may_take_back(actor: Actor, done: Merge) -> bool:
    """Say whether both people of a merge are of the actor's own region."""
    return scope.within(actor, done.kept.region_code) and scope.within(actor, done.gone.region_code)
