"""What we look up of what a calendar is about: what it is called, and its sessions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    case,
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
from webinar_hub.kit.errors import NotFound
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

_Found = Select[*tuple[Any, ...]]
"""What looks up one thing: its id and its name."""


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


def find(wanted: Wanted) -> Chosen:
    """Find what is wanted, in one statement; raise NotFound, also for what stands in no list.

    Names are in the reader's language.
    """
    if not wanted.parts:
        return Chosen(wanted, ())
    asked = [
        _FINDERS[part](name).add_columns(literal(part).label("part"))
        for part, name in wanted.parts.items()
    ]
    found = {row.part: row for row in db.session.execute(union_all(*asked))}
    if found.keys() != wanted.parts.keys():
        raise NotFound
    return Chosen(
        wanted,
        tuple(
            Part(found[part].name, _SESSIONS[part](found[part].id, name))
            for part, name in wanted.parts.items()
        ),
    )


def _programme_name() -> SQLColumnExpression[str]:
    english = func.coalesce(func.nullif(Programme.name_en, ""), Programme.name)
    return english if language.current() == "en" else Programme.name


def _sector_name() -> SQLColumnExpression[str]:
    return Sector.name_en if language.current() == "en" else Sector.name_id


def _programme(key: str) -> _Found:
    listed = programmes.within(rules.LISTED, Programme)
    return select(Programme.id, _programme_name().label("name")).where(listed, Programme.key == key)


def _series(key: str) -> _Found:
    listed = programmes.within(rules.LISTED, Programme, Series)
    own = case((Series.name == "", ""), else_=literal(", ") + Series.name)
    title = (_programme_name() + own).label("name")
    return select(Series.id, title).join(Series.programme).where(listed, Series.key == key)


def series_choice(key: str) -> Select[str, str, str]:
    """Return what `choices` asks by the way to name a series that stands in lists."""
    found = _series(key).subquery()
    return select(literal("seri"), literal(key), found.c.name)


def _sector(code: str) -> _Found:
    return select(Sector.id, _sector_name().label("name")).where(Sector.code == code)


def _region(code: str) -> _Found:
    return select(Region.id, Region.name).where(Region.code == code)


def _organisation(key: str) -> _Found:
    return select(Organisation.id, Organisation.name).where(network.of_key(key))


def _network(key: str) -> _Found:
    return _organisation(key).where(Organisation.kind.in_(NETWORKS))


def _secretariat(key: str) -> _Found:
    run = select(Secretariat.organisation_id)
    return _organisation(key).where(Organisation.id.in_(run))


_FINDERS: dict[str, Callable[[str], _Found]] = {
    "programme": _programme,
    "series": _series,
    "sector": _sector,
    "region": _region,
    "network": _network,
    "organisation": _organisation,
    "secretariat": _secretariat,
}


def _in_region(code: str) -> ColumnElement[bool]:
    run = select(Secretariat.organisation_id).where(scope.lies_in(Secretariat.region_code, code))
    return Programme.owner_id.in_(run)


def _of_network(network_id: int) -> ColumnElement[bool]:
    members = select(Membership.organisation_id).where(
        Membership.network_id == network_id, Membership.until.is_(None)
    )
    return or_(Programme.owner_id == network_id, Programme.owner_id.in_(members))


def _of_organisation(organisation_id: int) -> ColumnElement[bool]:
    branches = select(Parent.organisation_id).where(
        Parent.parent_id == organisation_id,
        Parent.kind == ParentKind.BRANCH,
        Parent.until.is_(None),
    )
    return or_(Programme.owner_id == organisation_id, Programme.owner_id.in_(branches))


def _about(sector_id: int | ScalarSelect[int]) -> ColumnElement[bool]:
    """Return the condition that a session is about a sector: by itself, else by its owner."""
    inside = select(Sector.code).where(or_(Sector.id == sector_id, Sector.part_of_id == sector_id))
    owned = and_(Meeting.sector == "", Programme.owner_id.in_(sectors.working_in(sector_id)))
    return or_(Meeting.sector.in_(inside), owned)


_SESSIONS: dict[str, Callable[[int, str], ColumnElement[bool]]] = {
    "programme": lambda found, _key: Series.programme_id == found,
    "series": lambda found, _key: Meeting.series_id == found,
    "sector": lambda found, _code: _about(found),
    "region": lambda _found, code: _in_region(code),
    "network": lambda found, _key: _of_network(found),
    "organisation": lambda found, _key: _of_organisation(found),
    "secretariat": lambda found, _key: Programme.owner_id == found,
}
"""Which sessions are of what was found, by its id and by its name in the address."""


def _in_sector_of(code: str) -> ColumnElement[bool]:
    return _about(select(Sector.id).where(Sector.code == code).scalar_subquery())


CONDITIONS: dict[str, Callable[[str], ColumnElement[bool]]] = {
    "program": lambda key: Programme.key == key,
    "seri": lambda key: Series.key == key,
    "klaster": _in_sector_of,
    "wilayah": _in_region,
}
"""By words of addresses, which sessions are of what has a key, where nothing more is asked."""


@dataclass(frozen=True)
class Choice:
    """One thing that somebody may choose."""

    key: str
    name: str


def choices(*also: Select[str, str, str]) -> dict[str, list[Choice]]:
    """Return what there is to choose by the owners of listed programmes, in one statement.

    By the words of addresses, each by name. also: what else is asked by the way, as rows of a word
    of its own, a key and a name.
    """
    listed = programmes.within(rules.LISTED, Programme)
    owners = select(Programme.owner_id).where(listed)
    works = select(OrganisationSector.sector_id).where(
        OrganisationSector.organisation_id.in_(owners)
    )
    named = select(Meeting.id).join(Meeting.series).join(Series.programme)
    in_sessions = named.where(
        Meeting.sector == Sector.code, programmes.within(rules.LISTED, Programme, Series, Meeting)
    )
    above = select(Sector.part_of_id).where(Sector.id.in_(works))
    runs = select(Secretariat.region_code).where(Secretariat.organisation_id.in_(owners))
    joined = select(Membership.network_id).where(
        Membership.organisation_id.in_(owners), Membership.until.is_(None)
    )
    of_networks = Organisation.id.in_(union(joined, owners))
    every: CompoundSelect[*tuple[str, ...]] = union_all(
        select(
            literal("program").label("word"), Programme.key, _programme_name().label("name")
        ).where(listed),
        select(literal("klaster"), Sector.code, _sector_name()).where(
            Sector.id.in_(works) | Sector.id.in_(above) | in_sessions.exists(),
            Sector.closed_at.is_(None),
        ),
        select(literal("wilayah"), Region.code, Region.name).where(Region.code.in_(runs)),
        select(literal("jaringan"), Organisation.key, Organisation.name).where(
            of_networks, Organisation.kind.in_(NETWORKS), Organisation.closed_at.is_(None)
        ),
        select(literal("sekretariat"), Organisation.key, Organisation.name).where(
            Organisation.id.in_(owners), Organisation.closed_at.is_(None)
        ),
        *also,
    )
    found: dict[str, list[Choice]] = {word: [] for word in WORDS}
    for word, key, name in db.session.execute(every):
        found.setdefault(word, []).append(Choice(key, name))
    return {
        word: sorted(those, key=lambda each: search_key(each.name)) for word, those in found.items()
    }
