"""What we look up about roles: who holds what in somebody's scope, and what is offered to whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager, joinedload

from webinar_hub.accounts.models import Account, Invitation
from webinar_hub.accounts.roles.rules import MAY_GRANT, Appointed, Held
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.network import scope
from webinar_hub.people.models import Grant, Person, Role

PAGE = 50
_MONTH = timedelta(days=30)
_UNANSWERED = and_(Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))


def held_at(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a role is held at a moment."""
    return or_(Grant.until.is_(None), Grant.until > now)


def holds_role(role: Role, region_code: str | None, now: datetime) -> ColumnElement[bool]:
    """Return the condition that an account's person holds a role for this very region."""
    there = Grant.role == role, Grant.region_code.is_not_distinct_from(region_code), held_at(now)
    return exists().where(Grant.person_id == Account.person_id, *there)


def of_person(person_id: int, now: datetime) -> Sequence[Grant]:
    """Return the roles a person holds, with their regions, the oldest first."""
    held = (
        select(Grant)
        .options(joinedload(Grant.region), joinedload(Grant.organisation))
        .where(Grant.person_id == person_id, held_at(now))
    )
    return db.session.scalars(held.order_by(Grant.id)).all()


def roles_of(by: Actor, now: datetime) -> list[Held]:
    """Return the roles that whoever acts holds.

    A command on the machine holds the administrator's.
    """
    if by.id is None:
        return [Held(Role.ADMINISTRATOR, None, None)] if by.administrator else []
    return held_by(by.id, now)


def held_by(person_id: int | None, now: datetime) -> list[Held]:
    """Return the roles a person holds; None is a command on the machine."""
    if person_id is None:
        return [Held(Role.ADMINISTRATOR, None, None)]
    return [Held(grant.role, grant.region_code, grant.until) for grant in of_person(person_id, now)]


def administrator_since(person_id: int, now: datetime) -> Appointed | None:
    """Return since when somebody is an administrator, and by whom; None for anybody else.

    Whoever was taken for two people and is one stands for both.
    """
    holder, giver = aliased(Person), aliased(Person)
    both = (func.coalesce(each.merged_into_id, each.id) for each in (holder, giver))
    joined = select(Grant.since, *both).join(holder, holder.id == Grant.person_id)
    joined = joined.outerjoin(giver, giver.id == Grant.by_id)
    selves = (
        select(func.coalesce(Person.merged_into_id, Person.id))
        .where(Person.id == person_id)
        .scalar_subquery()
    )
    held = (
        joined.where(Grant.person_id == selves, Grant.role == Role.ADMINISTRATOR, held_at(now))
        .order_by(Grant.id)
        .limit(1)
    )
    row = db.session.execute(held).one_or_none()
    return None if row is None else Appointed(row[1], row[0], row[2])


def locked_administrators(now: datetime) -> list[Grant]:
    """Lock every administrator's role, and return those that last, read afresh.

    Those that last have no end and an open account. Whoever takes an administrator's role away
    locks them all first, so that two cannot take the last two away at once.
    """
    every = select(Grant).where(Grant.role == Role.ADMINISTRATOR, held_at(now)).order_by(Grant.id)
    locked = db.session.scalars(
        every.with_for_update(of=Grant).execution_options(populate_existing=True)
    ).all()
    people = [grant.person_id for grant in locked]
    opened = set(
        db.session.scalars(
            select(Account.person_id).where(
                Account.person_id.in_(people), Account.closed_at.is_(None)
            )
        )
    )
    return [grant for grant in locked if grant.until is None and grant.person_id in opened]


def focal_people(organisation_id: int, now: datetime) -> Sequence[Grant]:
    """Return the roles of whoever stands for an organisation now, with the people, by name."""
    grants = select(Grant).join(Grant.person).options(contains_eager(Grant.person))
    return db.session.scalars(
        grants.where(Grant.organisation_id == organisation_id, held_at(now)).order_by(
            Person.name_key, Grant.id
        )
    ).all()


def invitation(key: str) -> Invitation | None:
    """Return the invitation of this key, whatever its state."""
    return db.session.scalar(select(Invitation).where(Invitation.key == key))


def pending(now: datetime) -> ColumnElement[bool]:
    """Return the condition for invitations that can still be accepted."""
    return and_(_UNANSWERED, Invitation.expires_at > now)


class OwnRoles:
    """The roles and invitations that somebody may give, change and take back.

    Anything else is NotFound.
    """

    def __init__(self, actor: Actor, now: datetime) -> None:
        self._actor, self._now = actor, now

    def grants(self, *, offset: int = 0, limit: int = PAGE) -> Sequence[Grant]:
        """Return the roles that are held, with person and region, by the person's name."""
        return db.session.scalars(
            self._grants().order_by(Person.name_key, Grant.id).offset(offset).limit(limit)
        ).all()

    def how_many(self) -> int:
        """Return how many roles are held."""
        return (
            db.session.scalar(
                select(func.count()).select_from(Grant).where(self._mine(Grant), held_at(self._now))
            )
            or 0
        )

    def grant(self, key: str) -> Grant:
        """Return a role that is held, with person and region; raise NotFound."""
        return existing(db.session.scalar(self._grants().where(Grant.key == key)))

    def of(self, person: Person) -> Sequence[Grant]:
        """Return the roles of a person that are within the actor's own."""
        return db.session.scalars(
            self._grants().where(Grant.person_id == person.id).order_by(Grant.id)
        ).all()

    def person(self, key: str) -> Person:
        """Return somebody who holds a role here; for an administrator, anybody with an account.

        Raises NotFound.
        """
        found = existing(db.session.scalar(select(Person).where(Person.key == key)))
        with_account = exists().where(Account.person_id == found.id, Account.closed_at.is_(None))
        if not self.of(found) and not (
            self._actor.administrator and db.session.scalar(select(with_account))
        ):
            raise NotFound
        return found

    def without_role(self, *, limit: int = PAGE) -> Sequence[Account]:
        """Return open accounts whose person holds no role, the newest first. For administrators.

        They are facilitators, and whoever was one.
        """
        if not self._actor.administrator:
            return []
        holds = exists().where(Grant.person_id == Account.person_id, held_at(self._now))
        return db.session.scalars(
            select(Account)
            .where(Account.closed_at.is_(None), ~holds)
            .order_by(Account.id.desc())
            .limit(limit)
        ).all()

    def invitations(self, *, limit: int = PAGE) -> Sequence[Invitation]:
        """Return the invitations that wait to be accepted, the newest first."""
        waiting = select(Invitation).where(self._mine(Invitation), pending(self._now))
        return db.session.scalars(waiting.order_by(Invitation.id.desc()).limit(limit)).all()

    def lapsed(self, *, limit: int = PAGE) -> Sequence[Invitation]:
        """Return the invitations of the last month that ran out unused and were not repeated."""
        later = aliased(Invitation)
        again = exists().where(later.email == Invitation.email, later.id > Invitation.id)
        since = self._now - _MONTH
        out = Invitation.expires_at <= self._now, Invitation.expires_at > since, ~again
        found = select(Invitation).where(self._mine(Invitation), _UNANSWERED, *out)
        return db.session.scalars(found.order_by(Invitation.id.desc()).limit(limit)).all()

    def invitation(self, key: str) -> Invitation:
        """Return an invitation that nobody accepted or withdrew; raise NotFound."""
        unanswered = self._mine(Invitation), _UNANSWERED, Invitation.key == key
        return existing(db.session.scalar(select(Invitation).where(*unanswered)))

    def _grants(self) -> Select[Grant]:
        joined = (
            select(Grant)
            .join(Grant.person)
            .options(
                contains_eager(Grant.person),
                joinedload(Grant.region),
                joinedload(Grant.organisation),
            )
        )
        return joined.where(self._mine(Grant), held_at(self._now))

    def _mine(self, table: type[Grant] | type[Invitation]) -> ColumnElement[bool]:
        if self._actor.administrator:
            return true()
        return and_(
            table.role.in_(MAY_GRANT[Role.SECRETARIAT]),
            scope.condition(self._actor, table.region_code),
        )


def run_by(actor: Actor, now: datetime) -> OwnRoles:
    """Return the roles and invitations that an actor may give, change and take back."""
    return OwnRoles(actor, now)
