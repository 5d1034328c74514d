"""What we look up about addresses to which letters fail."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import contains_eager

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.messages import kinds, queries
from webinar_hub.messages.models import Failing, Lane, Letter, ReportsRead
from webinar_hub.messages.returned import rules
from webinar_hub.network import scope
from webinar_hub.people.models import Person

LISTED = 200
"""How many failing addresses one page lists, those that fail for longest."""

_UNREACHED = timedelta(days=1)


def failing_at(email: str | None) -> Failing | None:
    """Return how an address fails, None where letters arrive, or may."""
    return None if email is None else failing_among([email]).get(email)


def failing_among(emails: Iterable[str | None]) -> dict[str, Failing]:
    """Return how addresses fail, by address; those that do not fail are left out."""
    asked = {each for each in emails if each}
    failing = select(Failing).join(Failing.letter).options(contains_eager(Failing.letter))
    marked = failing.where(Failing.email.in_(asked), Failing.marked_at.is_not(None))
    return {each.email: each for each in db.session.scalars(marked)} if asked else {}


def is_held_back(letter: Letter, now: datetime) -> bool:
    """Say whether a letter is not tried by mail, as its address fails.

    What somebody asked for is tried always, what is service once a day.
    """
    failing = failing_at(letter.email)
    if failing is None or letter.lane is Lane.KEYS:
        return False
    kind = kinds.declared.get(letter.kind)
    if kind is None or kind.asked_for:
        return False
    return not kind.service or failing.tried_at > now - rules.PAUSE


def unreached(now: datetime) -> ReportsRead | None:
    """Return how far the mailbox of reports was read where it was not reached for a day."""
    read = db.session.scalar(select(ReportsRead))
    return read if read is not None and read.reached_at < now - _UNREACHED else None


class SeenFailing:
    """The failing addresses of the people in somebody's scope."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def listed(self) -> Sequence[Failing]:
        """Return the addresses that the actor's desk mends, with the letter and its person."""
        joined = self._to_mend().options(
            contains_eager(Failing.letter).contains_eager(Letter.person)
        )
        return db.session.scalars(
            joined.order_by(Failing.marked_at, Failing.id).limit(LISTED)
        ).all()

    def number(self) -> int:
        """Return how many the actor's desk mends."""
        rows = self._to_mend().with_only_columns(func.count())
        return db.session.scalar(rows) or 0

    def one(self, key: str) -> Failing:
        """Return one at which somebody of the actor's scope is reached; raise NotFound."""
        theirs = exists().where(Person.email == Failing.email, self._mine())
        return existing(db.session.scalar(select(Failing).where(Failing.key == key, theirs)))

    def _mine(self) -> ColumnElement[bool]:
        return scope.condition(self._actor, Person.region_code)

    def _to_mend(self) -> Select[Failing]:
        joined = select(Failing).join(Failing.letter).join(Letter.person)
        failing = Failing.marked_at.is_not(None), Person.email == Failing.email
        return joined.where(*failing, queries.settled_by(self._actor))


def seen_by(actor: Actor) -> SeenFailing:
    """Return the failing addresses that an actor may see."""
    return SeenFailing(actor)
