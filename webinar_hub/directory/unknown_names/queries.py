"""Look up the names that the directory does not know, and who gave them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from webinar_hub.directory.unknown_names import rules
from webinar_hub.directory.unknown_names.rules import Unknown
from webinar_hub.history.ledger import UNDO_WITHIN
from webinar_hub.history.models import Entry
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.text import search_key
from webinar_hub.network import scope
from webinar_hub.registrations.models import Registration

_nameless = Registration.organisation_id.is_(None), Registration.organisation_name != ""


def unknown(actor: Actor) -> list[Unknown]:
    """Return the names that people of the actor's scope gave and the directory does not know.

    One for each province and normalised name, by province, the most frequent first; registrations
    that were cancelled do not count.
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
    """Return the registrations of the actor's scope that name an unknown organisation so."""
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


def set_aside(actor: Actor, now: datetime) -> dict[Registration, str]:
    """Return the registrations of the actor's scope whose name was set aside lately.

    With each, what stood there.
    """
    rows = db.session.execute(_set_aside(actor, now))
    return {registration: before["organisation_name"] for registration, before in rows}


def names_set_aside(actor: Actor, now: datetime) -> list[Unknown]:
    """Return the names that were set aside lately, once each, as one press puts it back."""
    rows = db.session.execute(
        _set_aside(actor, now).with_only_columns(Registration.id, Entry.before)
    )
    names = {row_id: before["organisation_name"] for row_id, before in rows}
    return rules.grouped((None, name, 1) for name in names.values())


def _set_aside(actor: Actor, now: datetime) -> Select[tuple[Registration, dict[str, Any]]]:
    """Ask for registrations whose name was set aside, as often as it was, the latest last."""
    return (
        select(Registration, Entry.before)
        .join(Entry, Entry.subject_key == Registration.key)
        .where(
            Entry.subject_kind == Registration.__tablename__,
            Entry.verb == "organisation set aside",
            Entry.at > now - UNDO_WITHIN,
            Registration.organisation_id.is_(None),
            Registration.organisation_name == "",
            Registration.stands,
            scope.condition(actor, Registration.region_code),
        )
        .order_by(Entry.id)
    )
