"""Settle names that the directory does not know. Each runs inside db.write."""

from datetime import datetime
from typing import Any

from webinar_hub.directory.unknown_names import queries, rules
from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.text import search_key
from webinar_hub.network import actions as network
from webinar_hub.network import queries as organisations
from webinar_hub.network.models import Organisation
from webinar_hub.network.rules import LongNames


def link_unknown(key: str, organisation: Organisation, *, by: Actor, now: datetime) -> int:
    """Say which organisation a name means; return how many registrations that settles.

    The people are of the actor's scope. Where the organisation is the actor's to change, the
    spelling becomes an alias, so that the next registration finds it. Raises NothingToLink.
    """
    found = queries.unknown_registrations(by, key)
    if not found:
        raise rules.NothingToLink
    organisation = db.lock(Organisation, organisation.id)
    written = list(dict.fromkeys(registration.organisation_name for registration in found))
    for registration in found:
        registration.organisation_id = organisation.id
        if registration.person.organisation_id is None and registration.brought_the_person:
            registration.person.organisation_id = organisation.id
    if organisations.answers_for(by, organisation):
        _remember(organisation, written[0], by=by, now=now)
    db.session.flush()
    note(
        by,
        "linked names",
        organisation,
        now=now,
        after={"names": written, "registrations": len(found)},
    )
    return len(found)


def _remember(organisation: Organisation, spelling: str, *, by: Actor, now: datetime) -> None:
    try:
        names = network.names_of(organisation).also([spelling])
    except LongNames:
        return
    network.rewrite(
        organisation,
        names,
        organisation.kind,
        organisation.region_code,
        verb="named anew",
        by=by,
        now=now,
    )


def link_named(
    key: str, *, organisation_key: str, typed: str, by: Actor, now: datetime
) -> Organisation:
    """Link an unknown name to an organisation, by its key or by a name typed.

    Raises NobodyChosen and what link_unknown raises.
    """
    organisation = (
        organisations.by_key(organisation_key) if organisation_key else organisations.called(typed)
    )
    if organisation is None:
        raise rules.NobodyChosen
    link_unknown(key, organisation, by=by, now=now)
    return organisation


def add_from_unknown(key: str, *, by: Actor, now: datetime, **facts: Any) -> Organisation:
    """Add an organisation and link the unknown name it was added for; key "" is none.

    Raises what add_organisation raises.
    """
    organisation = network.add_organisation(**facts, by=by, now=now)
    if key and queries.unknown_registrations(by, key):
        link_unknown(key, organisation, by=by, now=now)
    return organisation


def dismiss_unknown(key: str, *, by: Actor, now: datetime) -> int:
    """Say that what people gave is no organisation; the history keeps what they wrote.

    Raises NothingToLink.
    """
    found = queries.unknown_registrations(by, key)
    if not found:
        raise rules.NothingToLink
    for registration in found:
        note(
            by,
            "organisation set aside",
            registration,
            now=now,
            before={"organisation_name": registration.organisation_name},
        )
        registration.organisation_name = ""
    return len(found)


def ask_again(key: str, *, by: Actor, now: datetime) -> int:
    """Let a name that was set aside lately wait again for what it means.

    Return of how many registrations. Raises NothingToLink.
    """
    found = {
        each: name for each, name in queries.set_aside(by, now).items() if search_key(name) == key
    }
    if not found:
        raise rules.NothingToLink
    for registration, name in found.items():
        registration.organisation_name = name
        after = {"organisation_name": name}
        note(by, "organisation asked about again", registration, now=now, after=after)
    return len(found)
