"""What we look up of what a calendar is about: what it is called, and its sessions."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    SQLColumnExpression,
    func,
    literal,
    or_,
    select,
    union,
    union_all,
)

from webinar_hub.calendars.scopes.rules import WORDS, Wanted
from webinar_hub.kit import language
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.kit.text import search_key
from webinar_hub.network import queries as network
from webinar_hub.network import scope, sectors
from webinar_hub.network.models import (
    NETWORKS,
    Membership,
    Organisation,
    OrganisationSector,
    Parent,
    ParentKind,
    Region,
    Secretariat,
    Sector,
)
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import Meeting, Programme, Series

_SHOWN = programmes.public()


@dataclass(frozen=True)
class Part:
    """One thing whose sessions are wanted: its name, and the condition that keeps them."""

    name: str
    sessions: ColumnElement[bool]


@dataclass(frozen=True)
class Chosen:
    """What is wanted, as it was found; without parts it is everything."""

    wanted: Wanted
    parts: tuple[Part, ...]

    @property
    def name(self) -> str:
        """Return what it is called in the reader's language, "" for everything."""
        return ", ".join(part.name for part in self.parts)

    @property
    def meetings(self) -> Select[Meeting]:
        """Return the select of its sessions in public lists, with their series and programmes."""
        return _SHOWN.all_meetings().where(*(part.sessions for part in self.parts))


def chosen(wanted: Wanted) -> Chosen:
    """Find what is wanted; raise NotFound, also for what stands in no list.

    Names are in the reader's language.
    """
    return Chosen(wanted, tuple(_FINDERS[part](name) for part, name in wanted.parts.items()))


def _programme(key: str) -> Part:
    found = _SHOWN.programme(key)
    _listed(found)
    return Part(found.own_name, Series.programme_id == found.id)


def _series(key: str) -> Part:
    found = _SHOWN.series(key)
    _listed(found)
    return Part(found.title, Meeting.series_id == found.id)


def _listed(thing: Programme | Series) -> None:
    if rules.state_of(thing) not in rules.LISTED:
        raise NotFound


def _sector(code: str) -> Part:
    found = sectors.by_code(code)
    return Part(found.name(language.current()), sectors.in_sector(found))


def _region(code: str) -> Part:
    found = existing(db.session.scalar(select(Region).where(Region.code == code)))
    inside = scope.lies_in(Secretariat.region_code, found.code)
    run = select(Secretariat.organisation_id).where(inside)
    return Part(found.name, Programme.owner_id.in_(run))


def _open(key: str) -> Organisation:
    """Return the open organisation of this key, or the one that everything of it went to."""
    into = db.session.scalar(select(Organisation.merged_into).where(Organisation.key == key))
    return network.by_key(into or key)


def _network(key: str) -> Part:
    found = _open(key)
    if found.kind not in NETWORKS:
        raise NotFound
    members = select(Membership.organisation_id).where(
        Membership.network_id == found.id, Membership.until.is_(None)
    )
    return Part(found.name, or_(Programme.owner_id == found.id, Programme.owner_id.in_(members)))


def _organisation(key: str) -> Part:
    found = _open(key)
    branches = select(Parent.organisation_id).where(
        Parent.parent_id == found.id, Parent.kind == ParentKind.BRANCH, Parent.until.is_(None)
    )
    return Part(found.name, or_(Programme.owner_id == found.id, Programme.owner_id.in_(branches)))


def _secretariat(key: str) -> Part:
    found = _open(key)
    if network.secretariat_of(found.id) is None:
        raise NotFound
    return Part(found.name, Programme.owner_id == found.id)


_FINDERS: dict[str, Callable[[str], Part]] = {
    "programme": _programme,
    "series": _series,
    "sector": _sector,
    "region": _region,
    "network": _network,
    "organisation": _organisation,
    "secretariat": _secretariat,
}


@dataclass(frozen=True)
class Choice:
    """One thing that somebody may choose."""

    key: str
    name: str


def choices() -> dict[str, list[Choice]]:
    """Return what there is to choose by the owners of listed programmes, in one statement.

    By the words of addresses, each by name.
    """
    listed = programmes.within(rules.LISTED, Programme)
    owners = select(Programme.owner_id).where(listed)
    works = select(OrganisationSector.sector_id).where(
        OrganisationSector.organisation_id.in_(owners)
    )
    above = select(Sector.part_of_id).where(Sector.id.in_(works))
    runs = select(Secretariat.region_code).where(Secretariat.organisation_id.in_(owners))
    joined = select(Membership.network_id).where(
        Membership.organisation_id.in_(owners), Membership.until.is_(None)
    )
    called: SQLColumnExpression[str] = Programme.name
    sector_name = Sector.name_id
    if language.current() == "en":
        called = func.coalesce(func.nullif(Programme.name_en, ""), Programme.name)
        sector_name = Sector.name_en
    of_networks = Organisation.id.in_(union(joined, owners))
    every: CompoundSelect[*tuple[str, ...]] = union_all(
        select(literal("program").label("word"), Programme.key, called.label("name")).where(listed),
        select(literal("klaster"), Sector.code, sector_name).where(
            Sector.id.in_(works) | Sector.id.in_(above), Sector.closed_at.is_(None)
        ),
        select(literal("wilayah"), Region.code, Region.name).where(Region.code.in_(runs)),
        select(literal("jaringan"), Organisation.key, Organisation.name).where(
            of_networks, Organisation.kind.in_(NETWORKS), Organisation.closed_at.is_(None)
        ),
        select(literal("sekretariat"), Organisation.key, Organisation.name).where(
            Organisation.id.in_(owners), Organisation.closed_at.is_(None)
        ),
    )
    found: dict[str, list[Choice]] = {word: [] for word in WORDS}
    for word, key, name in db.session.execute(every):
        found[word].append(Choice(key, name))
    return {
        word: sorted(those, key=lambda each: search_key(each.name)) for word, those in found.items()
    }
