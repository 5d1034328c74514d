"""What we look up for the directory: the organisations an actor may see, what points to them, names nobody knows yet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from webinar_hub.accounts import holders
from webinar_hub.directory import rules
from webinar_hub.directory.models import DirectoryImport, FocalRequest, OrganisationMerge
from webinar_hub.directory.rules import Known, Unknown
from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.kit.text import search_key
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
class Page:
    """Some organisations by name, and the key after which the next page begins (None: this is the last).

    alike: nothing holds the words, so these are called alike.
    """

    organisations: Sequence[Organisation]
    after: str | None
    alike: bool = False


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; "" and None: not at all. A sector holds its parts, parent is the organisation above."""

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
            wanted.append(sectors.in_sector(self.sector))
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


class Visible:
    """The organisations that an actor may see and change: those of their region, or all."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._mine = scope.condition(actor, Organisation.region_code)

    def organisation(self, key: str) -> Organisation:
        """Return the organisation of this key, a closed or merged one too; raise NotFound."""
        return existing(db.session.scalar(self._all().where(Organisation.key == key)))

    def page(self, narrowed: Filter, *, after: str | None = None, size: int = PAGE) -> Page:
        """Return a page by name; without any that holds the words, those that are called alike. Raises NotFound for a strange `after`."""
        statement = self._all().where(narrowed.condition(), network.holds(narrowed.words))
        if after:
            last = self.organisation(after)
            later = and_(Organisation.name_key == last.name_key, Organisation.id > last.id)
            statement = statement.where(or_(Organisation.name_key > last.name_key, later))
        found = db.session.scalars(
            statement.order_by(Organisation.name_key, Organisation.id).limit(size + 1)
        ).all()
        if not found and narrowed.words and not after:
            return Page(self.alike(narrowed.words, narrowed), None, alike=True)
        return Page(found[:size], found[size - 1].key if len(found) > size else None)

    def every(self, narrowed: Filter) -> Sequence[Organisation]:
        """Return all that hold the words and answer the filter, by name: for a table to take along."""
        statement = self._all().where(narrowed.condition(), network.holds(narrowed.words))
        return db.session.scalars(statement.order_by(Organisation.name_key, Organisation.id)).all()

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


def visible_to(actor: Actor) -> Visible:
    """Return the organisations that an actor may see."""
    return Visible(actor)


@dataclass(frozen=True)
class Card:
    """What points to an organisation, and it to: networks, what it is a part of, sectors, members, people and registrations in the actor's scope."""

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
        sectors=sectors.of([organisation.id]).get(organisation.id, []),
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


def merges_of(
    organisation: Organisation, actor: Actor, *, now: datetime
) -> Sequence[OrganisationMerge]:
    """Return what made one of this organisation and others, and the actor may still take back, the latest first."""
    standing = (
        OrganisationMerge.kept_id == organisation.id,
        OrganisationMerge.undone_at.is_(None),
        OrganisationMerge.at > now - UNDO_WITHIN,
    )
    found = db.session.scalars(
        select(OrganisationMerge).where(*standing).order_by(OrganisationMerge.id.desc())
    ).all()
    return [done for done in found if scope.within(actor, done.gone.region_code)]


def merge(actor: Actor, key: str) -> OrganisationMerge:
    """Return a merge of two organisations of the actor's scope; raise NotFound."""
    found = existing(
        db.session.scalar(select(OrganisationMerge).where(OrganisationMerge.key == key))
    )
    if not all(scope.within(actor, each.region_code) for each in (found.kept, found.gone)):
        raise NotFound
    return found


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
    """Return how many open organisations of the actor's scope a membership or a part of these leads to now."""
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


_nameless = Registration.organisation_id.is_(None), Registration.organisation_name != ""


def unknown(actor: Actor) -> list[Unknown]:
    """Return the names that people of the actor's scope gave at registration and the directory does not know.

    One for each province and normalised name, by province, the most frequent first; registrations that were cancelled do not count.
    """
    counted = (
        select(Registration.region_code, Registration.organisation_name, func.count())
        .where(
            *_nameless,
            Registration.stands,
            scope.condition(actor, Registration.region_code),
        )
        .group_by(Registration.region_code, Registration.organisation_name)
    )
    return rules.grouped(
        (region, name, number) for region, name, number in db.session.execute(counted)
    )


def unknown_registrations(actor: Actor, key: str) -> Sequence[Registration]:
    """Return the registrations of the actor's scope whose organisation was written so, as searches compare it, and is not known."""
    written = select(Registration.id, Registration.organisation_name).where(
        *_nameless, scope.condition(actor, Registration.region_code)
    )
    ids = [row_id for row_id, name in db.session.execute(written) if search_key(name) == key]
    bearing = (
        select(Registration)
        .options(joinedload(Registration.person))
        .where(Registration.id.in_(ids))
        .order_by(Registration.id)
    )
    return db.session.scalars(bearing).all() if ids else []


def known() -> Known:
    """Return the whole directory as an import compares its lines with it."""
    columns = (
        Organisation.id,
        Organisation.key,
        Organisation.name,
        Organisation.search_key,
        Organisation.kind,
        Organisation.region_code,
    )
    rows = db.session.execute(
        select(*columns, Organisation.closed_at, Organisation.merged_into).order_by(Organisation.id)
    )
    found = Known()
    for row_id, key, name, names_key, kind, region_code, closed_at, merged_into in rows:
        if merged_into is None:
            found.add(
                rules.Listed(row_id, key, name, names_key, kind, region_code, closed_at is not None)
            )
        else:
            found.merged_names.add(search_key(name))
    return found


def organisations(row_ids: Sequence[int]) -> dict[int, Organisation]:
    """Return organisations by id, a thousand at a time."""
    found: dict[int, Organisation] = {}
    for start in range(0, len(row_ids), 1000):
        some = db.session.scalars(
            select(Organisation).where(Organisation.id.in_(row_ids[start : start + 1000]))
        )
        found |= {each.id: each for each in some}
    return found


def names(row_ids: Iterable[int]) -> dict[int, str]:
    """Return what organisations are called, by id, a thousand at a time."""
    ids = sorted(set(row_ids))
    found: dict[int, str] = {}
    for start in range(0, len(ids), 1000):
        some = select(Organisation.id, Organisation.name).where(
            Organisation.id.in_(ids[start : start + 1000])
        )
        found |= dict(db.session.execute(some).all())
    return found


def spells_of(row_ids: Sequence[int]) -> dict[int, dict[int, list[Membership]]]:
    """Return the memberships of organisations, past ones too, by the ids of organisation and network."""
    found: dict[int, dict[int, list[Membership]]] = defaultdict(lambda: defaultdict(list))
    for start in range(0, len(row_ids), 1000):
        some = select(Membership).where(
            Membership.organisation_id.in_(row_ids[start : start + 1000])
        )
        for each in db.session.scalars(some.order_by(Membership.since)):
            found[each.organisation_id][each.network_id].append(each)
    return found


def import_of(actor: Actor, key: str) -> DirectoryImport:
    """Return a table that the actor uploaded; raise NotFound for anybody else's."""
    wanted = DirectoryImport.key == key, DirectoryImport.actor_id == actor.id
    return existing(db.session.scalar(select(DirectoryImport).where(*wanted)))


def forgotten(before: datetime) -> ColumnElement[bool]:
    """Return the condition for uploads that are older than a moment."""
    return DirectoryImport.made_at < before


def networks_in(organisation: Organisation) -> Sequence[Organisation]:
    """Return the networks that an organisation is a member of now, by name."""
    joined = select(Organisation).join(Membership, Membership.network_id == Organisation.id)
    now_in = Membership.organisation_id == organisation.id, Membership.until.is_(None), network.OPEN
    return db.session.scalars(
        joined.where(*now_in).order_by(Organisation.name_key, Organisation.id)
    ).all()


def open_requests(organisation_id: int, email: str, *, confirmed: bool) -> Sequence[FocalRequest]:
    """Return the requests from an address to stand for an organisation that nobody answered yet: those whose address is confirmed, or not."""
    asked = (
        FocalRequest.organisation_id == organisation_id,
        FocalRequest.email == email,
        FocalRequest.settled_at.is_(None),
    )
    state = (
        FocalRequest.confirmed_at.is_not(None) if confirmed else FocalRequest.confirmed_at.is_(None)
    )
    return db.session.scalars(select(FocalRequest).where(*asked, state)).all()


def request_by_key(key: str | None) -> FocalRequest:
    """Return a request by the key that its link says, whatever its state; raise NotFound."""
    return existing(
        db.session.scalar(select(FocalRequest).where(FocalRequest.key == key)) if key else None
    )


def requests(actor: Actor) -> Sequence[FocalRequest]:
    """Return the requests that wait for the actor, at most a hundred: confirmed, for organisations of their region, the oldest first."""
    return db.session.scalars(
        _requests(actor).order_by(FocalRequest.confirmed_at, FocalRequest.id).limit(100)
    ).all()


def request(actor: Actor, key: str) -> FocalRequest:
    """Return a request that waits for the actor; raise NotFound."""
    return existing(db.session.scalar(_requests(actor).where(FocalRequest.key == key)))


def requests_waiting(actor: Actor) -> int:
    """Return how many requests wait for the actor."""
    return db.session.scalar(select(func.count()).select_from(_requests(actor).subquery())) or 0


def _requests(actor: Actor) -> Select[FocalRequest]:
    joined = (
        select(FocalRequest)
        .join(FocalRequest.organisation)
        .options(contains_eager(FocalRequest.organisation))
    )
    waiting = FocalRequest.confirmed_at.is_not(None), FocalRequest.settled_at.is_(None)
    return joined.where(*waiting, scope.condition(actor, Organisation.region_code))


def province_names() -> dict[str, str]:
    """Return the provinces' names by code."""
    return {province.code: province.name for province in regions.provinces()}
