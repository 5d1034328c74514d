"""What we look up about letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.messages import rules
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.network import scope
from webinar_hub.people.models import Grant, Person, Role

PAGE = 50
LATE = timedelta(minutes=10)
"""A letter that has waited longer than this says that the sender is not keeping up."""

GROUPS: dict[str, tuple[LetterState, ...]] = {
    "troubled": rules.TROUBLED,
    "waiting": rules.OPEN,
    "sent": (LetterState.SENT,),
    "dropped": (LetterState.DROPPED,),
}
"""The filters of the desk."""

_UNTROUBLED = (*rules.OPEN, LetterState.SENT, LetterState.DROPPED)


def due(now: datetime, lane: Lane) -> ColumnElement[bool]:
    """Return the condition for letters of a lane that a sender may take now; a claimed one comes back when its lease is over."""
    return Letter.state.in_(rules.OPEN) & (Letter.lane == lane) & (Letter.next_at <= now)


def anything_due(now: datetime, lane: Lane) -> bool:
    """Say whether a sender of this lane has something to do."""
    return db.session.scalar(select(Letter.id).where(due(now, lane)).limit(1)) is not None


def claimed(letter_id: int) -> Letter:
    """Return the letter that a sender claimed, read afresh, with its person."""
    statement = select(Letter).where(Letter.id == letter_id).options(joinedload(Letter.person)).execution_options(populate_existing=True)
    return db.session.scalars(statement).one()


def waiting(subject: str, kind: str) -> Letter | None:
    """Return the latest letter of this kind about a subject that was not sent or handed over yet, with its person."""
    unsent = Letter.subject == subject, Letter.kind == kind, Letter.state.in_(rules.UNSENT)
    found = select(Letter).where(*unsent).options(joinedload(Letter.person)).order_by(Letter.id.desc()).limit(1)
    return db.session.scalar(found)


def written_lately(email: str, *, since: datetime) -> int:
    """Return how many letters were written to whoever has this address since a moment."""
    statement = select(func.count()).select_from(Letter).join(Letter.person).where(Person.email == email, Letter.written_at >= since)
    return db.session.scalar(statement) or 0


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the letters to people of the actor's scope, for a select that joins the person.

    Letters about accounts and roles tell what happens where their receiver works: whoever has a role beyond the actor's scope gets
    them unseen by the actor, wherever they live.
    """
    mine = scope.condition(actor, Person.region_code)
    if actor.administrator:
        return mine
    lasting = Grant.until.is_(None) | (Grant.until > clock.now())
    beyond = Grant.role == Role.ADMINISTRATOR
    if not actor.everywhere:
        beyond |= Grant.region_code.is_(None) | ~scope.condition(actor, Grant.region_code)
    about_accounts = Letter.kind.startswith("accounts/", autoescape=True)
    return and_(mine, ~(about_accounts & exists().where(Grant.person_id == Person.id, lasting, beyond)))


@dataclass(frozen=True)
class Troubled:
    """How many letters wait for somebody: parked, kept for handing over, or late in the outbox."""

    parked: int
    kept: int
    late: int


def troubled(actor: Actor) -> Troubled:
    """Return what waits for the actor's secretariat."""
    late = Letter.state.in_(rules.OPEN) & (Letter.due <= clock.now() - LATE)
    statement = select(Letter.state, func.count()).join(Letter.person).where(_seen_by(actor), Letter.state.in_(rules.TROUBLED) | late)
    statement = statement.group_by(Letter.state)
    counts = dict(db.session.execute(statement).all())
    return Troubled(
        parked=counts.get(LetterState.PARKED, 0),
        kept=counts.get(LetterState.KEPT, 0),
        late=sum(counts.get(state, 0) for state in rules.OPEN),
    )


@dataclass(frozen=True)
class Page:
    """Some letters, and the key after which the next page begins (None: this is the last)."""

    letters: Sequence[Letter]
    after: str | None


class Visible:
    """The letters that somebody at the desk may see."""

    def __init__(self, actor: Actor) -> None:
        self._mine = _seen_by(actor)

    def letter(self, key: str) -> Letter:
        """Return a letter with its person; raise NotFound."""
        return existing(db.session.scalar(self._all().where(Letter.key == key)))

    def page(self, *, group: str | None = None, person: str | None = None, after: str | None = None, size: int = PAGE) -> Page:
        """Return a page of letters, the newest first; without a group the troubled ones stand before all others.

        person is a person's key; after is the key of the last letter of the page before. Raises NotFound for a key that is not visible.
        """
        last = self.letter(after) if after else None
        segments = [GROUPS[group]] if group else [rules.TROUBLED, _UNTROUBLED]
        while last is not None and len(segments) > 1 and last.state not in segments[0]:
            segments.pop(0)
        letters: list[Letter] = []
        for states in segments:
            statement = self._all().where(Letter.state.in_(states)).order_by(Letter.id.desc()).limit(size + 1 - len(letters))
            if person:
                statement = statement.where(Person.key == person)
            if last is not None and states is segments[0]:
                statement = statement.where(Letter.id < last.id)
            letters += db.session.scalars(statement).all()
        return Page(letters[:size], letters[size - 1].key if len(letters) > size else None)

    def _all(self) -> Select[Letter]:
        return select(Letter).join(Letter.person).options(contains_eager(Letter.person)).where(self._mine)


def visible_to(actor: Actor) -> Visible:
    """Return the letters that the actor may see."""
    return Visible(actor)


def copy_of(person: Person) -> list[dict[str, Any]]:
    """Return what was written to a person: kinds and moments, the oldest first."""
    theirs = select(Letter.kind, Letter.written_at, Letter.sent_at, Letter.state).where(Letter.person_id == person.id)
    return [dict(row) for row in db.session.execute(theirs.order_by(Letter.id)).mappings()]
