"""What we look up in the network."""

import mmap
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from webinar_hub.config import Chosen, Settings
from webinar_hub.kit import making, plain
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.plain import columns
from webinar_hub.kit.text import search_key
from webinar_hub.network import colours, rules, scope
from webinar_hub.network.models import (
    NETWORKS,
    Identity,
    Membership,
    Organisation,
    Region,
    Secretariat,
)
from webinar_hub.network.numbering import ASSIGNMENTS, STATEMENTS, Taken, filled

OPEN = Organisation.closed_at.is_(None)
_CANDIDATES = 200

KNOWN_FOR = 60
"""For how many seconds a process on another machine may show the network's earlier name."""
_known: dict[str, tuple[float, bytes, dict[str, Any]]] = {}
_changed = mmap.mmap(-1, 8)
"""When it was changed, in memory that all processes share that were forked from this one."""


def holds(words: str) -> ColumnElement[bool]:
    """Return the condition that a name, abbreviation or alias holds every word."""
    return and_(true(), *map(_name_holds, sorted(rules.words_of(words), key=len, reverse=True)))


def search(words: str, *, limit: int = 8) -> Sequence[Organisation]:
    """Return the open organisations whose names hold every word, by name.

    Where there is none, those that are called alike.
    """
    if not rules.words_of(words):
        return []
    statement = (
        select(Organisation)
        .where(OPEN, holds(words))
        .order_by(Organisation.name_key, Organisation.id)
        .limit(limit)
    )
    return db.session.scalars(statement).all() or alike(words, OPEN, limit=limit)


def alike(words: str, among: ColumnElement[bool], *, limit: int = 8) -> list[Organisation]:
    """Return the organisations whose names are most like what was written, likest first.

    The database chooses the few whose names hold a piece of each word, of three and more all but
    one; only those are compared letter by letter.
    """
    pieces = rules.pieces(words)
    if not pieces:
        return []
    words_hit = [or_(*map(_name_holds, word)) for word in pieces]
    near = (
        and_(*words_hit)
        if len(pieces) < 3
        else and_(or_(*words_hit[:2]), _count(words_hit) >= len(pieces) - 1)
    )
    hits = _count(_name_holds(piece) for word in pieces for piece in word)
    nearest = (
        select(Organisation.id, Organisation.search_key)
        .where(among, near)
        .order_by(hits.desc(), Organisation.id)
    )
    rows = db.session.execute(nearest.limit(_CANDIDATES))
    scored = sorted(((rules.likeness(words, key), -row_id) for row_id, key in rows), reverse=True)
    wanted = [-row_id for score, row_id in scored[:limit] if score >= rules.ALIKE]
    return in_order(wanted)


def in_order(row_ids: Sequence[int]) -> list[Organisation]:
    """Return the organisations of these ids, in their order."""
    if not row_ids:
        return []
    rows = db.session.scalars(select(Organisation).where(Organisation.id.in_(row_ids)))
    found = {each.id: each for each in rows}
    return [found[row_id] for row_id in row_ids]


def _name_holds(text: str) -> ColumnElement[bool]:
    return Organisation.search_key.contains(text, autoescape=True)


def _count(conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[int]:
    return sum((case((condition, 1), else_=0) for condition in conditions), start=literal(0))


def called(name: str) -> Organisation | None:
    """Return the one open organisation of this name, abbreviation or alias.

    Case and signs do not count. Whose own name it is comes before whoever is also called so.
    """
    wanted = search_key(name)
    if not wanted:
        return None
    other = case((Organisation.name_key == wanted[: rules.NAME_AT_MOST], 0), else_=1)
    bearers = db.session.execute(
        select(Organisation, other)
        .where(OPEN, _name_holds(f"|{wanted}|"))
        .order_by(other, Organisation.id)
        .limit(2)
    ).all()
    alone = len(bearers) == 1 or (len(bearers) == 2 and bearers[0][1] != bearers[1][1])
    return bearers[0][0] if alone else None


def regions(actor: Actor) -> Sequence[Region]:
    """Return the regions in the actor's scope, each province before its districts."""
    return db.session.scalars(
        select(Region).where(scope.condition(actor, Region.code)).order_by(Region.code)
    ).all()


def name_taken(names: rules.Names, *, but: Organisation | None = None) -> bool:
    """Say whether another organisation bears this name as its own, open or closed."""
    others = (Organisation.name_key == names.name_key) | (Organisation.name == names.name)
    statement = select(Organisation.id).where(others)
    if but is not None:
        statement = statement.where(Organisation.id != but.id)
    return db.session.scalar(statement.limit(1)) is not None


def of_key(key: str) -> ColumnElement[bool]:
    """Return the condition for the open organisation of a key, or that which took it in."""
    gone = aliased(Organisation)
    into = select(func.nullif(gone.merged_into, "")).where(gone.key == key).scalar_subquery()
    return and_(OPEN, Organisation.key == func.coalesce(into, key))


def by_key(key: str) -> Organisation:
    """Return the open organisation of a key, or that which took it in; raise NotFound.

    Whoever asks: names and keys of the directory are no secret.
    """
    return existing(db.session.scalar(select(Organisation).where(of_key(key))))


def national_networks() -> Sequence[Organisation]:
    """Return the networks, platforms and clusters of the whole country, by name."""
    statement = select(Organisation).where(
        OPEN, Organisation.kind.in_(NETWORKS), Organisation.region_code.is_(None)
    )
    return db.session.scalars(
        statement.order_by(Organisation.name_key, Organisation.id).limit(100)
    ).all()


def memberships(organisation: Organisation, network: Organisation) -> Sequence[Membership]:
    """Return every time that an organisation was a member of a network, the first one first."""
    wanted = Membership.organisation_id == organisation.id, Membership.network_id == network.id
    return db.session.scalars(select(Membership).where(*wanted).order_by(Membership.since)).all()


def secretariats(actor: Actor) -> Sequence[Secretariat]:
    """Return the secretariats in the actor's scope, the widest first."""
    mine = scope.condition(actor, Secretariat.region_code)
    return db.session.scalars(
        select(Secretariat)
        .where(mine)
        .order_by(Secretariat.region_code.is_not(None), Secretariat.id)
    ).all()


def every_secretariat() -> Sequence[Secretariat]:
    """Return all secretariats, whoever asks: that they exist is no secret; the widest first."""
    return db.session.scalars(
        select(Secretariat).order_by(Secretariat.region_code.is_not(None), Secretariat.id)
    ).all()


def secretariat(actor: Actor, organisation_key: str) -> Secretariat:
    """Return a secretariat in the actor's scope by its organisation's key; raise NotFound."""
    return existing(
        next(
            (each for each in secretariats(actor) if each.organisation.key == organisation_key),
            None,
        )
    )


def secretariat_of(organisation_id: int) -> Secretariat | None:
    """Return what makes an organisation a secretariat, None where it is none."""
    return db.session.scalar(
        select(Secretariat).where(Secretariat.organisation_id == organisation_id)
    )


def answers_for(actor: Actor, organisation: Organisation) -> bool:
    """Say whether an organisation is the actor's to change.

    It lies in their scope and, where it is a secretariat, so does its region. A network's
    secretariat sits somewhere, and the district where it does must not write on its certificates
    who issues them.
    """
    return scope.within(
        actor, organisation.region_code
    ) and organisation.id not in secretariats_of_others(actor)


def secretariats_of_others(actor: Actor) -> set[int]:
    """Return the ids of the secretariats of regions outside the actor's scope."""
    regions_of = db.session.execute(select(Secretariat.organisation_id, Secretariat.region_code))
    return {row_id for row_id, region_code in regions_of if not scope.within(actor, region_code)}


def identity() -> Identity | None:
    """Return what administrators said of the network, None before they did."""
    return db.session.get(Identity, 1)


def look() -> Chosen:
    """Return the colours, the logo and the provinces that administrators chose."""
    return _look_of(identity())


def known_as(settings: Settings) -> Settings:
    """Return the settings with names, contact and look as administrators chose them.

    Every page asks, so a process keeps the answer for KNOWN_FOR seconds; changes of processes
    beside it are seen at once (forget_known). For a page that is to be kept it always asks.
    """
    kept, changed = _known.get(settings.database_url), _changed[:]
    if making.present() or kept is None or time.monotonic() > kept[0] or kept[1] != changed:
        kept = _known[settings.database_url] = (
            time.monotonic() + KNOWN_FOR,
            changed,
            _chosen(plain.run(db.prepared(_identity))),
        )
    return replace(settings, **kept[2])


def forget_known() -> None:
    """Let every process beside this one, and this one, ask the database again the next time."""
    _changed[:] = time.monotonic_ns().to_bytes(8)


def _identity() -> Select[Any]:
    return select(*columns(Identity)).where(columns(Identity).id == 1)


def _chosen(found: Sequence[Any]) -> dict[str, Any]:
    """Return the fields of the settings that the desk decides."""
    if not found:
        return {}
    [stored] = found
    names = {"network_name": stored.name, "network_full_name": stored.full_name}
    return {
        **names,
        "contact": stored.contact,
        "whatsapp": stored.whatsapp,
        "chosen": _look_of(stored),
    }


def _look_of(stored: Identity | None) -> Chosen:
    if stored is None:
        return Chosen()
    found = Chosen(logo=stored.logo, provinces=tuple(stored.provinces.split()))
    if not stored.red:
        return found
    red, blue = colours.shades(stored.red), colours.shades(stored.blue)
    return replace(found, red=red.day, blue=blue.day, red_dark=red.night, blue_dark=blue.night)


def number_patterns(own: Secretariat | None) -> list[Taken]:
    """Return the patterns that others have, and those under which anybody gave numbers.

    Nobody's own are those of statements of attendance and of letters of assignment.
    """
    found: list[Taken] = []
    for each in db.session.scalars(select(Secretariat).order_by(Secretariat.id)):
        patterns = set(filter(None, each.numbered_by.split("\n")))
        if own is None or each.id != own.id:
            patterns.add(filled(each.number_pattern, each.issuer_code))
        name = each.organisation.name
        found += [
            Taken(one, name, own=own is not None and each.id == own.id) for one in sorted(patterns)
        ]
        found += [
            Taken(filled(letters, each.issuer_code), name, own=False)
            for letters in (STATEMENTS, ASSIGNMENTS)
        ]
    return found


def issuer_taken(code: str, *, but: Secretariat | None = None) -> bool:
    """Say whether another secretariat numbers its certificates under a code."""
    bearer = db.session.scalar(select(Secretariat.id).where(Secretariat.issuer_code == code))
    return bearer is not None and (but is None or bearer != but.id)
