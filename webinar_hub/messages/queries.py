"""What we look up about letters."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.moments import Moment
from webinar_hub.kit.paging import Page, behind, cut
from webinar_hub.messages import budget, kinds, rules
from webinar_hub.messages.kinds import Opens
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

GATHERED = selectinload(Letter.gathered.and_(Letter.state != LetterState.DROPPED)).joinedload(
    Letter.person
)


def due(now: datetime, lane: Lane) -> ColumnElement[bool]:
    """Return the condition for letters of a lane that a sender may take now.

    A claimed one comes back when its lease is over.
    """
    return Letter.state.in_(rules.OPEN) & (Letter.lane == lane) & (Letter.next_at <= now)


def anything_due(now: datetime, lane: Lane) -> bool:
    """Say whether a sender of this lane has something to do."""
    return db.session.scalar(select(Letter.id).where(due(now, lane)).limit(1)) is not None


def claimed(letter_id: int) -> Letter:
    """Return the letter that a sender claimed, read afresh, with its person."""
    return db.session.scalars(_afresh(letter_id)).one()


def with_gathered(letter: Letter) -> Letter:
    """Return a letter, read afresh, with its person and the letters that it holds."""
    return db.session.scalars(_afresh(letter.id).options(GATHERED)).one()


def _afresh(letter_id: int) -> Select[Letter]:
    wanted = select(Letter).where(Letter.id == letter_id).options(joinedload(Letter.person))
    return wanted.execution_options(populate_existing=True)


def latest_unsent(subject: str, *kinds: str) -> Letter | None:
    """Return the latest unsent letter of these kinds about a subject, with its person."""
    unsent = Letter.subject == subject, Letter.kind.in_(kinds), Letter.state.in_(rules.UNSENT)
    found = (
        select(Letter)
        .where(*unsent)
        .options(joinedload(Letter.person))
        .order_by(Letter.id.desc())
        .limit(1)
    )
    return db.session.scalar(found)


def _in_sight_of(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the letters to people of the actor's scope.

    For a select that joins the person. Letters about accounts and roles tell what happens where
    their receiver works: whoever has a role beyond the actor's scope gets them unseen by the actor,
    wherever they live.
    """
    mine = scope.condition(actor, Person.region_code)
    if actor.administrator:
        return mine
    beyond = Grant.role == Role.ADMINISTRATOR
    if not actor.everywhere:
        beyond |= Grant.region_code.is_(None) | ~scope.condition(actor, Grant.region_code)
    return and_(
        mine,
        ~(
            _of_staff()
            & exists().where(Grant.person_id == Person.id, _lasting(Grant, clock.now()), beyond)
        ),
    )


def settled_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the letters which the actor's desk settles.

    For a select that joins the person. Of all desks that see a letter that is the one of the
    smallest region with somebody at it other than its receiver, so that each letter has one and
    nobody hands over to themselves. A link that lets somebody into the desk is settled by whoever
    may read it: who invited, else administrators.
    """
    scopes = sorted(actor.scopes | ({""} if actor.everywhere else set()))
    own = or_(*(and_(_inside(scope, actor), ~_nearer(scope)) for scope in scopes), false())
    inviter = func.coalesce(Letter.facts["invited_by"].as_integer(), 0)
    lets_in = case(
        (inviter != 0, inviter == (actor.id or -1)),
        else_=true() if actor.administrator else false(),
    )
    opening = kinds.names_where(lambda kind: kind.opens is Opens.DESK)
    return and_(_in_sight_of(actor), case((Letter.kind.in_(opening), lets_in), else_=own))


def _of_staff() -> ColumnElement[bool]:
    return Letter.kind.in_(kinds.names_where(lambda kind: kind.staff))


def _inside(scope: str, actor: Actor) -> ColumnElement[bool]:
    if not scope:
        return true()
    return and_(
        or_(Person.region_code == scope, db.begins(Person.region_code, f"{scope}.")),
        Person.id != (actor.id or -1),
    )


@cache
def _nearer(scope: str) -> ColumnElement[bool]:
    """Return the condition that the desk of a smaller region sees the letter as well.

    Made once for each region: it takes longer to make than to answer.
    """
    desk, held = aliased(Grant), aliased(Grant)
    now = bindparam(None, callable_=_now, type_=Moment(), unique=True)
    within = or_(
        held.region_code == desk.region_code,
        held.region_code.startswith(desk.region_code.concat(".")),
    )
    beyond = exists().where(
        held.person_id == Person.id, _lasting(held, now), or_(held.region_code.is_(None), ~within)
    )
    hidden = beyond.correlate(Person, desk)
    covers = or_(
        Person.region_code == desk.region_code,
        Person.region_code.startswith(desk.region_code.concat(".")),
    )
    smaller = func.length(desk.region_code) > len(scope)
    other = desk.person_id != Person.id
    there = exists().where(
        desk.role == Role.SECRETARIAT,
        _lasting(desk, now),
        other,
        smaller,
        covers,
        ~(_of_staff() & hidden),
    )
    return there.correlate(Person, Letter)


def _now() -> datetime:
    return clock.now()


def _lasting(grant: type[Grant], now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return or_(grant.until.is_(None), grant.until > now)


@dataclass(frozen=True)
class Troubled:
    """How many letters wait for somebody: parked, kept for handing over, or late in the outbox."""

    parked: int
    kept: int
    late: int


def troubled(actor: Actor, *, most: int = 0) -> Troubled:
    """Return what waits for the actor's desk and no nearer one; most: letters a day, 0 for any."""
    now = clock.now()
    late = budget.late(before=now - LATE, most=most, now=now)
    statement = (
        select(Letter.state, func.count())
        .join(Letter.person)
        .where(settled_by(actor), Letter.state.in_(rules.TROUBLED) | late)
    )
    statement = statement.group_by(Letter.state)
    counts = dict(db.session.execute(statement).all())
    return Troubled(
        parked=counts.get(LetterState.PARKED, 0),
        kept=counts.get(LetterState.KEPT, 0),
        late=sum(counts.get(state, 0) for state in rules.OPEN),
    )


@dataclass(frozen=True)
class Crowded:
    """A mailbox to which more names wait than one letter lists.

    The address, and how many they are.
    """

    mailbox: str
    names: int


def crowded(actor: Actor, *, listed: int) -> Sequence[Crowded]:
    """Return the mailboxes to which more letters wait than one lists, the fullest first.

    Of people whose letters the actor's desk settles.
    """
    waiting = (
        Letter.state == LetterState.GATHERED,
        Letter.within_id.is_(None),
        Letter.mailbox.is_not(None),
    )
    number = func.count()
    statement = (
        select(Letter.mailbox, number)
        .join(Letter.person)
        .where(settled_by(actor), *waiting)
        .group_by(Letter.mailbox)
    )
    rows = db.session.execute(
        statement.having(number > listed).order_by(number.desc(), Letter.mailbox).limit(PAGE)
    )
    return [Crowded(mailbox or "", names) for mailbox, names in rows]


class SeenLetters:
    """The letters that somebody at the desk may see."""

    def __init__(self, actor: Actor) -> None:
        self._mine = _in_sight_of(actor)
        self._settled = settled_by(actor)
        self._to_settle = and_(Letter.state.in_(rules.TROUBLED), self._settled)

    def letter(self, key: str) -> Letter:
        """Return a letter with its person; raise NotFound."""
        return existing(db.session.scalar(self.every().where(Letter.key == key).options(GATHERED)))

    def page(
        self,
        *,
        group: str | None = None,
        person: str | None = None,
        acts: Collection[str] = (),
        after: str | None = None,
        size: int = PAGE,
    ) -> Page[Letter]:
        """Return a page of letters, the newest first.

        Without a group those that the actor settles stand before all others. person is a person's
        key, acts keeps what these wrote; after is the key of the last letter of the page before.
        Raises NotFound for a key that is not visible.
        """
        last = self.letter(after) if after else None
        wanted = self.every()
        if person:
            wanted = wanted.where(Person.key == person)
        if acts:
            wanted = wanted.where(Letter.act.in_(acts))
        segments = self._segments(group, everything=bool(person or acts))
        if last is not None:
            segments = self._from(segments, last)
        letters: list[Letter] = []
        for segment in segments:
            statement = wanted.where(segment).order_by(Letter.id.desc())
            if last is not None and segment is segments[0]:
                statement = statement.where(behind((Letter.id, last.id), falling=True))
            letters += db.session.scalars(statement.limit(size + 1 - len(letters))).all()
        return cut(letters, size, lambda letter: letter.key)

    def _segments(self, group: str | None, *, everything: bool) -> list[ColumnElement[bool]]:
        """Return the parts of a list in their order; everything: also letters that go in another.

        Among all letters those would hide the others; among somebody's own they are what was
        written to them.
        """
        if group == "troubled":
            return [self._to_settle]
        if group:
            return [Letter.state.in_(GROUPS[group])]
        rest = ~self._to_settle
        if not everything:
            rest &= Letter.state != LetterState.GATHERED
        return [self._to_settle, rest]

    def _from(self, segments: list[ColumnElement[bool]], last: Letter) -> list[ColumnElement[bool]]:
        """Return the parts of a list from the one on in which a letter stands."""
        there = self.every().where(Letter.id == last.id)
        while len(segments) > 1 and db.session.scalar(there.where(segments[0])) is None:
            segments = segments[1:]
        return segments

    def settles(self, letters: Iterable[Letter]) -> set[int]:
        """Return the ids of the letters that no desk nearer to their receiver settles."""
        ids = [letter.id for letter in letters]
        settled = select(Letter.id).join(Letter.person).where(Letter.id.in_(ids), self._settled)
        return set(db.session.scalars(settled)) if ids else set()

    def among(self, keys: Collection[str]) -> set[str]:
        """Return the keys, of these, whose letters the actor sees."""
        seen = select(Letter.key).join(Letter.person).where(Letter.key.in_(keys), self._mine)
        return set(db.session.scalars(seen))

    def every(self) -> Select[Letter]:
        """Return the select of all of them, with their people."""
        return (
            select(Letter)
            .join(Letter.person)
            .options(contains_eager(Letter.person))
            .where(self._mine)
        )


def seen_by(actor: Actor) -> SeenLetters:
    """Return the letters that the actor may see."""
    return SeenLetters(actor)


@dataclass(frozen=True)
class Receivers:
    """To how many people acts wrote, and how each gets it.

    By e-mail, from the actor's hand, from another desk's, or handed over before. acts are those of
    them that wrote.
    """

    acts: tuple[str, ...]
    by_mail: int = 0
    by_hand: int = 0
    by_others: int = 0
    handed: int = 0

    @property
    def people(self) -> int:
        """Return how many people that are."""
        return self.by_mail + self.by_hand + self.by_others + self.handed


_LEAST_SURE = ("by_hand", "by_others", "handed", "by_mail")


def receivers_of(actor: Actor, acts: Collection[str], *, server: bool) -> Receivers:
    """Return to whom acts wrote besides the actor, each person once.

    server: there is one for mail.
    """
    mailed = func.coalesce(Letter.address, Person.email).like("%@%") if server else false()
    how = case(
        (and_(Letter.state == LetterState.SENT, Letter.reason == rules.HANDED_OVER), "handed"),
        (
            or_(Letter.state == LetterState.SENT, and_(Letter.state.in_(rules.OPEN), mailed)),
            "by_mail",
        ),
        (settled_by(actor), "by_hand"),
        else_="by_others",
    )
    statement = (
        select(Letter.act, Letter.person_id, how)
        .join(Letter.person)
        .where(Letter.act.in_(acts), Letter.state != LetterState.DROPPED)
    )
    wrote, ways = set(), defaultdict[int, set[str]](set)
    for act, person_id, way in db.session.execute(
        statement.where(Letter.person_id != (actor.id or 0))
    ):
        wrote.add(act)
        ways[person_id].add(way)
    counted = Counter(
        next(way for way in _LEAST_SURE if way in reached) for reached in ways.values()
    )
    return Receivers(
        tuple(sorted(wrote)),
        *(counted[way] for way in ("by_mail", "by_hand", "by_others", "handed")),
    )
