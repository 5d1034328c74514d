"""Look up the organisations that an actor may see, and what points to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from webinar_hub.accounts.roles import queries as holders
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.paging import Page, behind, cut
from webinar_hub.network import parents, regions, scope, sectors
from webinar_hub.network import queries as network
from webinar_hub.network.models import (
    Membership,
    Organisation,
    OrganisationKind,
    Parent,
    Secretariat,
    Sector,
)
from webinar_hub.people.models import Grant, Person
from webinar_hub.registrations.models import Registration

PAGE = 50


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; "" and None: not at all.

    A sector holds its parts, parent is the organisation above.
    """

    words: str = ""
    kind: OrganisationKind | None = None
    province: str | None = None
    sector: Sector | None = None
    network: Organisation | None = None
    parent: Organisation | None = None
    closed: bool = False

    def condition(self) -> ColumnElement[bool]:
        """Return the condition for everything but the words."""
        wanted: list[ColumnElement[bool]] = [
            Organisation.closed_at.is_not(None) if self.closed else network.OPEN,
            Organisation.merged_into.is_(None),
        ]
        if self.kind is not None:
            wanted.append(Organisation.kind == self.kind)
        if self.province is not None:
            wanted.append(_in_province(self.province))
        if self.network is not None:
            wanted.append(
                exists().where(
                    Membership.organisation_id == Organisation.id,
                    Membership.network_id == self.network.id,
                    Membership.until.is_(None),
                )
            )
        if self.sector is not None:
            wanted.append(Organisation.id.in_(sectors.working_in(self.sector.id)))
        if self.parent is not None:
            wanted.append(
                exists().where(
                    Parent.organisation_id == Organisation.id,
                    Parent.parent_id == self.parent.id,
                    Parent.until.is_(None),
                )
            )
        return and_(*wanted)


def _in_province(code: str) -> ColumnElement[bool]:
    return or_(
        Organisation.region_code == code,
        Organisation.region_code.startswith(f"{code}.", autoescape=True),
    )


class InScope:
    """The organisations that an actor may see and change: those of their region, or all."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._mine = scope.condition(actor, Organisation.region_code)

    def organisation(self, key: str) -> Organisation:
        """Return the organisation of this key, a closed or merged one too; raise NotFound."""
        return existing(db.session.scalar(self._all().where(Organisation.key == key)))

    def page(
        self, narrowed: Filter, *, after: str | None = None, size: int = PAGE
    ) -> Page[Organisation]:
        """Return a page by name; where nothing holds the words, those that are called alike.

        Raises NotFound for a strange `after`.
        """
        statement = self._all().where(narrowed.condition(), network.holds(narrowed.words))
        if after:
            last = self.organisation(after)
            place = (Organisation.name_key, last.name_key), (Organisation.id, last.id)
            statement = statement.where(behind(*place))
        found = db.session.scalars(
            statement.order_by(Organisation.name_key, Organisation.id).limit(size + 1)
        ).all()
        if not found and narrowed.words and not after:
            return Page(self.alike(narrowed.words, narrowed), None, alike=True)
        return cut(found, size, lambda each: each.key)

    def every(self, narrowed: Filter) -> Sequence[int]:
        """Return the ids of all that hold the words and answer the filter, by name."""
        wanted = self._mine, narrowed.condition(), network.holds(narrowed.words)
        by_name = Organisation.name_key, Organisation.id
        return db.session.scalars(select(Organisation.id).where(*wanted).order_by(*by_name)).all()

    def alike(
        self, words: str, narrowed: Filter | None = None, *, limit: int = 20
    ) -> list[Organisation]:
        """Return the organisations of the actor's scope that are called alike, the likest first."""
        return network.alike(
            words, and_(self._mine, (narrowed or Filter()).condition()), limit=limit
        )

    def how_many(self, narrowed: Filter) -> int:
        """Return how many organisations hold the words and answer the filter."""
        counted = (
            select(func.count())
            .select_from(Organisation)
            .where(self._mine, narrowed.condition(), network.holds(narrowed.words))
        )
        return db.session.scalar(counted) or 0

    def _all(self) -> Select[Organisation]:
        return select(Organisation).where(self._mine)


def in_scope_of(actor: Actor) -> InScope:
    """Return the organisations that an actor may see."""
    return InScope(actor)


@dataclass(frozen=True)
class Card:
    """What points to an organisation, and it to.

    members, parts, people and registrations are how many of the actor's scope.
    """

    memberships: Sequence[Membership]
    parents: Sequence[Parent]
    sectors: Sequence[Sector]
    members: int
    parts: int
    secretariat: Secretariat | None
    people: int
    registrations: int
    focal: Sequence[Grant]


def card(organisation: Organisation, actor: Actor, now: datetime) -> Card:
    """Return what an organisation's page shows beside its own facts."""
    joined = _with_network().where(Membership.organisation_id == organisation.id)
    return Card(
        memberships=db.session.scalars(
            joined.order_by(Membership.until.is_not(None), Membership.since, Membership.id)
        ).all(),
        parents=parents.above(organisation),
        sectors=sectors.by_organisation([organisation.id]).get(organisation.id, []),
        members=_below(Membership, Membership.network_id == organisation.id, actor),
        parts=_below(Parent, Parent.parent_id == organisation.id, actor),
        secretariat=next(
            (
                each
                for each in network.secretariats(actor)
                if each.organisation_id == organisation.id
            ),
            None,
        ),
        people=_counted(
            Person.organisation_id == organisation.id, scope.condition(actor, Person.region_code)
        ),
        registrations=_counted(
            Registration.organisation_id == organisation.id,
            scope.condition(actor, Registration.region_code),
        ),
        focal=holders.focal_people(organisation.id, now),
    )


def _with_network() -> Select[Membership]:
    return select(Membership).join(Membership.network).options(contains_eager(Membership.network))


def membership(organisation: Organisation, key: str) -> Membership:
    """Return one membership of an organisation; raise NotFound."""
    return existing(
        db.session.scalar(
            _with_network().where(
                Membership.organisation_id == organisation.id, Membership.key == key
            )
        )
    )


def _below(link: type[Membership | Parent], which: ColumnElement[bool], actor: Actor) -> int:
    """Return how many open organisations of the scope a membership or part leads to now."""
    joined = (
        select(func.count())
        .select_from(link)
        .join(Organisation, Organisation.id == link.organisation_id)
    )
    now_in = which, link.until.is_(None), network.OPEN, Organisation.merged_into.is_(None)
    return (
        db.session.scalar(joined.where(*now_in, scope.condition(actor, Organisation.region_code)))
        or 0
    )


def _counted(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0


def networks_in(organisation: Organisation) -> Sequence[Organisation]:
    """Return the networks that an organisation is a member of now, by name."""
    joined = select(Organisation).join(Membership, Membership.network_id == Organisation.id)
    now_in = Membership.organisation_id == organisation.id, Membership.until.is_(None), network.OPEN
    return db.session.scalars(
        joined.where(*now_in).order_by(Organisation.name_key, Organisation.id)
    ).all()


def province_names() -> dict[str, str]:
    """Return the provinces' names by code."""
    return {province.code: province.name for province in regions.provinces()}
