"""Look up the whole directory as an import compares its lines with it, and the uploads."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select

from webinar_hub.directory.imports import rules
from webinar_hub.directory.imports.rules import KnownOrganisations
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.text import search_key
from webinar_hub.network.models import (
    Membership,
    Organisation,
)


def whole_directory() -> KnownOrganisations:
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
    found = KnownOrganisations()
    for row_id, key, name, names_key, kind, region_code, closed_at, merged_into in rows:
        if merged_into is None:
            found.add(
                rules.KnownOrganisation(
                    row_id, key, name, names_key, kind, region_code, closed_at is not None
                )
            )
        else:
            found.merged_names.add(search_key(name))
    return found


def organisations_of(row_ids: Sequence[int]) -> dict[int, Organisation]:
    """Return organisations by id, a thousand at a time."""
    found: dict[int, Organisation] = {}
    for many in parts(row_ids):
        some = db.session.scalars(select(Organisation).where(Organisation.id.in_(many)))
        found |= {each.id: each for each in some}
    return found


def names(row_ids: Iterable[int]) -> dict[int, str]:
    """Return what organisations are called, by id, a thousand at a time."""
    ids = sorted(set(row_ids))
    found: dict[int, str] = {}
    for many in parts(ids):
        some = select(Organisation.id, Organisation.name).where(Organisation.id.in_(many))
        found |= dict(db.session.execute(some).all())
    return found


def memberships_of(row_ids: Sequence[int]) -> dict[int, dict[int, list[Membership]]]:
    """Return all memberships of organisations, by the ids of organisation and network."""
    found: dict[int, dict[int, list[Membership]]] = defaultdict(lambda: defaultdict(list))
    for many in parts(row_ids):
        some = select(Membership).where(Membership.organisation_id.in_(many))
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
