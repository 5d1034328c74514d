"""What we do in the network."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from webinar_hub.history.actions import note, note_differing
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network import queries, regions, rules, scope
from webinar_hub.network import sectors as work
from webinar_hub.network.models import (
    NETWORKS,
    Membership,
    Organisation,
    OrganisationKind,
    Region,
)


def load_regions() -> int:
    """Bring the table of regions to what the data files say; return how many rows were added."""
    known = {region.code: region for region in db.session.scalars(select(Region))}
    added = 0
    for row in (*regions.provinces(), *regions.regencies()):
        region = known.get(row.code)
        if region is None:
            db.session.add(
                Region(
                    code=row.code,
                    name=row.name,
                    kind=row.kind,
                    parent_code=row.parent,
                    zone=row.zone,
                )
            )
            added += 1
        else:
            region.name, region.zone = row.name, row.zone
    return added


def add_organisation(
    name: str,
    kind: OrganisationKind,
    *,
    region_code: str | None = None,
    abbreviation: str = "",
    aliases: Iterable[str] = (),
    sectors: Iterable[str] = (),
    by: Actor,
    now: datetime,
) -> Organisation:
    """Add an organisation to the directory; sectors are codes.

    Raises NameMissing, LongNames, NameTaken, OutsideScope and UnknownSector.
    """
    names = rules.names(name, abbreviation, aliases)
    _may_lie(region_code, by)
    if queries.name_taken(names):
        raise rules.NameTaken
    organisation = draft(names, kind, region_code)
    db.session.add(organisation)
    db.session.flush()
    _before, works_in = work.assign(organisation, sectors)
    note(by, "added", organisation, now=now, after={**facts_of(organisation), "sectors": works_in})
    return organisation


def draft(names: rules.Names, kind: OrganisationKind, region_code: str | None) -> Organisation:
    """Return a new organisation that nobody has looked at yet.

    The caller checks it, stores it and notes it.
    """
    organisation = Organisation(kind=kind, region_code=region_code)
    _call(organisation, names)
    return organisation


def change_organisation(
    organisation: Organisation,
    *,
    version: int,
    name: str,
    kind: OrganisationKind,
    region_code: str | None,
    abbreviation: str,
    aliases: Iterable[str],
    sectors: Iterable[str] | None = None,
    by: Actor,
    now: datetime,
) -> Organisation:
    """Change an organisation.

    A former name stays as an alias. version is the one that the form was filled in on; sectors are
    codes.

    Raises Conflict when somebody else was faster, Closed, SecretariatOfOthers, and what
    add_organisation raises.
    """
    organisation = db.lock(Organisation, organisation.id)
    if organisation.version != version:
        raise rules.Conflict
    if organisation.closed_at is not None:
        raise rules.Closed
    if not queries.answers_for(by, organisation):
        raise rules.SecretariatOfOthers
    names = rules.names(name, abbreviation, aliases)
    if names.name_key != organisation.name_key:
        names = names.also([organisation.name])
    if organisation.region_code != region_code:
        _may_lie(region_code, by)
    if queries.name_taken(names, but=organisation):
        raise rules.NameTaken
    return rewrite(
        organisation, names, kind, region_code, sectors=sectors, verb="changed", by=by, now=now
    )


def rewrite(
    organisation: Organisation,
    names: rules.Names,
    kind: OrganisationKind,
    region_code: str | None,
    *,
    sectors: Iterable[str] | None = None,
    verb: str,
    by: Actor,
    now: datetime,
) -> Organisation:
    """Change names, kind, region and sectors (None: as they are), and note what changed.

    Raises UnknownSector.
    """
    before = facts_of(organisation)
    _call(organisation, names)
    organisation.kind, organisation.region_code = kind, region_code
    after = facts_of(organisation)
    if sectors is not None:
        before["sectors"], after["sectors"] = work.assign(organisation, sectors)
    db.session.flush()
    note_differing(by, verb, organisation, before, after, now=now)
    return organisation


def facts_of(organisation: Organisation) -> dict[str, Any]:
    """Return what the history tells of an organisation."""
    return {
        "name": organisation.name,
        "abbreviation": organisation.abbreviation,
        "aliases": list(organisation.other_names),
        "kind": organisation.kind,
        "region": organisation.region_code,
    }


def names_of(organisation: Organisation) -> rules.Names:
    """Return everything an organisation is called."""
    return rules.Names(organisation.name, organisation.abbreviation, organisation.other_names)


def close_organisation(organisation: Organisation, *, by: Actor, now: datetime) -> Organisation:
    """Offer an organisation no more; what points to it stays. Raises SecretariatStays."""
    organisation = db.lock(Organisation, organisation.id)
    if queries.secretariat_of(organisation.id) is not None:
        raise rules.SecretariatStays
    if organisation.closed_at is None:
        organisation.closed_at = now
        note(by, "closed", organisation, now=now)
    return organisation


def reopen_organisation(organisation: Organisation, *, by: Actor, now: datetime) -> Organisation:
    """Offer a closed organisation again; one that was merged into another stays as it is."""
    organisation = db.lock(Organisation, organisation.id)
    if organisation.closed_at is not None and organisation.merged_into is None:
        organisation.closed_at = None
        note(by, "reopened", organisation, now=now)
    return organisation


def join_network(
    organisation: Organisation, network: Organisation, *, since: date, by: Actor, now: datetime
) -> Membership:
    """Make an organisation a member of a network from a date on.

    Raises UnknownNetwork, AlreadyMember, Overlaps and Closed.
    """
    organisation = db.lock(Organisation, organisation.id)
    if organisation.closed_at is not None:
        raise rules.Closed
    if network.kind not in NETWORKS:
        raise rules.UnknownNetwork
    earlier = queries.memberships(organisation, network)
    if network.id == organisation.id or any(each.until is None for each in earlier):
        raise rules.AlreadyMember
    rules.refuse_spell(since, None, (each.spell for each in earlier))
    found = Membership(organisation_id=organisation.id, network_id=network.id, since=since)
    db.session.add(found)
    db.session.flush()
    note(
        by,
        "joined a network",
        organisation,
        now=now,
        after={"network": network.name, "since": since},
    )
    return found


def date_membership(
    membership: Membership, *, since: date, until: date | None, by: Actor, now: datetime
) -> Membership:
    """Say from when to when an organisation is or was a member; until None: it still is.

    Raises EndsBeforeStart and Overlaps.
    """
    organisation, network = (
        db.lock(Organisation, membership.organisation_id),
        db.session.get_one(Organisation, membership.network_id),
    )
    membership = db.lock(Membership, membership.id)
    others = [
        each for each in queries.memberships(organisation, network) if each.id != membership.id
    ]
    rules.refuse_spell(since, until, (each.spell for each in others))
    before, after = (
        {"since": membership.since, "until": membership.until},
        {"since": since, "until": until},
    )
    if after != before:
        ends = until is not None and membership.until is None and since == membership.since
        membership.since, membership.until = since, until
        verb = "left a network" if ends else "corrected a membership"
        note(
            by,
            verb,
            organisation,
            now=now,
            before={"network": network.name, **before},
            after={"network": network.name, **after},
        )
    return membership


def remove_membership(membership: Membership, *, by: Actor, now: datetime) -> None:
    """Take back that an organisation is a member of a network: it never was."""
    organisation = db.lock(Organisation, membership.organisation_id)
    network = db.session.get_one(Organisation, membership.network_id)
    was = {"network": network.name, "since": membership.since, "until": membership.until}
    note(by, "was no member", organisation, now=now, before=was)
    db.session.delete(membership)


def _call(organisation: Organisation, names: rules.Names) -> None:
    organisation.name, organisation.name_key = names.name, names.name_key
    organisation.abbreviation, organisation.aliases = names.abbreviation, "\n".join(names.aliases)
    organisation.search_key = names.search_key


def _may_lie(region_code: str | None, by: Actor) -> None:
    if not scope.within(by, region_code):
        raise rules.OutsideScope
