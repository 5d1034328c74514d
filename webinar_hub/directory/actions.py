"""What we do with the directory: merge, link names that nobody knew, take in tables. Each runs inside db.write."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Update, delete, select, update

from webinar_hub.accounts.models import Invitation
from webinar_hub.directory import intake, queries, rules, tables
from webinar_hub.directory.models import DirectoryImport, FocalRequest
from webinar_hub.directory.rules import Verdict
from webinar_hub.directory.tables import Row
from webinar_hub.history.actions import note, own_region
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.text import blanked
from webinar_hub.kit.zones import WIB
from webinar_hub.network import actions as network
from webinar_hub.network import queries as organisations
from webinar_hub.network import scope
from webinar_hub.network.models import Membership, Organisation
from webinar_hub.network.rules import Closed, LongNames
from webinar_hub.people.models import Affiliation, Grant, Person
from webinar_hub.programmes.models import Programme
from webinar_hub.registrations.models import Registration


def merge(kept: Organisation, gone: Organisation, *, by: Actor, now: datetime) -> Organisation:
    """Make one organisation of two: everything that pointed to the one that goes points to the one that stays.

    Its names become aliases; its row stays, closed, and says where it went. What was printed on certificates stays as printed.
    Raises SameOrganisation, SecretariatStays, Closed and LongNames.
    """
    first, second = sorted((kept.id, gone.id))
    locked = {row_id: db.lock(Organisation, row_id) for row_id in (first, second)}
    kept, gone = locked[kept.id], locked[gone.id]
    owns = select(Programme.id).where(Programme.owner_id == gone.id).limit(1)
    bound = organisations.secretariat_of(gone.id) is not None or db.session.scalar(owns) is not None
    rules.may_merge(kept.key, gone.key, gone_is_secretariat=bound)
    if kept.closed_at is not None or gone.merged_into is not None:
        raise Closed
    names = network.names_of(kept).also((gone.name, gone.abbreviation, *gone.other_names))
    moved = {
        "registrations": _moved(update(Registration).where(Registration.organisation_id == gone.id).values(organisation_id=kept.id)),
        "people": _moved(update(Person).where(Person.organisation_id == gone.id).values(organisation_id=kept.id)),
        "affiliations": _moved(update(Affiliation).where(Affiliation.organisation_id == gone.id).values(organisation_id=kept.id)),
        "focal": _moved(update(Grant).where(Grant.organisation_id == gone.id).values(organisation_id=kept.id)),
        "memberships": _move_memberships(kept, gone),
    }
    for table in (FocalRequest, Invitation):
        db.session.execute(update(table).where(table.organisation_id == gone.id).values(organisation_id=kept.id))
    gone.closed_at, gone.merged_into = gone.closed_at or now, kept.key
    db.session.execute(update(Organisation).where(Organisation.merged_into == gone.key).values(merged_into=kept.key))
    before = network.facts_of(kept)
    note(by, "merged", gone, now=now, before=network.facts_of(gone), after={"into": kept.key, "name": kept.name})
    network.rewrite(kept, names, kept.kind, kept.region_code, verb="named anew", by=by, now=now)
    db.session.flush()
    after = {"name": kept.name, "aliases": list(kept.other_names), **moved}
    note(by, "took in", kept, now=now, before={"name": before["name"], "aliases": before["aliases"], "other": gone.name}, after=after)
    return kept


def _moved(statement: Update) -> int:
    return cast("CursorResult[Any]", db.session.execute(statement)).rowcount


def _move_memberships(kept: Organisation, gone: Organisation) -> int:
    """Hand a merged organisation's memberships over, as a member and as a network; what the other has already is not kept twice."""
    touched = (Membership.organisation_id.in_([kept.id, gone.id])) | (Membership.network_id.in_([kept.id, gone.id]))
    rows = db.session.scalars(select(Membership).where(touched).order_by(Membership.id)).all()
    renamed = {gone.id: kept.id}
    ours = [row for row in rows if gone.id not in (row.organisation_id, row.network_id)]
    stands = {(row.organisation_id, row.network_id, row.since) for row in ours}
    live = {(row.organisation_id, row.network_id) for row in ours if row.until is None}
    moved = 0
    for row in rows:
        if gone.id not in (row.organisation_id, row.network_id):
            continue
        member, of = renamed.get(row.organisation_id, row.organisation_id), renamed.get(row.network_id, row.network_id)
        if member == of or (member, of, row.since) in stands or (row.until is None and (member, of) in live):
            db.session.delete(row)
            continue
        row.organisation_id, row.network_id = member, of
        stands.add((member, of, row.since))
        if row.until is None:
            live.add((member, of))
        moved += 1
    db.session.flush()
    return moved


def link_unknown(key: str, organisation: Organisation, *, by: Actor, now: datetime) -> int:
    """Say which organisation a name means that people of the actor's scope gave; return how many registrations that settles.

    Where the organisation is the actor's to change, the spelling becomes an alias, so that the next registration finds it.
    Raises NothingToLink.
    """
    found = queries.unknown_registrations(by, key)
    if not found:
        raise rules.NothingToLink
    organisation = db.lock(Organisation, organisation.id)
    written = list(dict.fromkeys(registration.organisation_name for registration in found))
    for registration in found:
        registration.organisation_id = organisation.id
        if registration.person.organisation_id is None:
            registration.person.organisation_id = organisation.id
    if scope.within(by, organisation.region_code):
        _remember(organisation, written[0], by=by, now=now)
    db.session.flush()
    note(by, "linked names", organisation, now=now, after={"names": written, "registrations": len(found)})
    return len(found)


def _remember(organisation: Organisation, spelling: str, *, by: Actor, now: datetime) -> None:
    try:
        names = network.names_of(organisation).also([spelling])
    except LongNames:
        return
    network.rewrite(organisation, names, organisation.kind, organisation.region_code, verb="named anew", by=by, now=now)


def link_named(key: str, *, organisation_key: str, typed: str, by: Actor, now: datetime) -> Organisation:
    """Link an unknown name to an organisation, by its key or by a name typed. Raises NobodyChosen and what link_unknown raises."""
    organisation = organisations.by_key(organisation_key) if organisation_key else organisations.called(typed)
    if organisation is None:
        raise rules.NobodyChosen
    link_unknown(key, organisation, by=by, now=now)
    return organisation


def add_from_unknown(key: str, *, by: Actor, now: datetime, **facts: Any) -> Organisation:
    """Add an organisation and link the unknown name it was added for; key "" is none. Raises what add_organisation raises."""
    organisation = network.add_organisation(**facts, by=by, now=now)
    if key and queries.unknown_registrations(by, key):
        link_unknown(key, organisation, by=by, now=now)
    return organisation


def dismiss_unknown(key: str, *, by: Actor, now: datetime) -> int:
    """Say that what people gave as their organisation is none; the history keeps what they wrote. Raises NothingToLink."""
    found = queries.unknown_registrations(by, key)
    if not found:
        raise rules.NothingToLink
    for registration in found:
        note(by, "organisation set aside", registration, now=now, before={"organisation_name": registration.organisation_name})
        registration.organisation_name = ""
    return len(found)


def look_at(rows: Sequence[Row], *, by: Actor) -> dict[str, Any]:
    """Return a table's lines with what each comes to. Only reads, and takes its time with large ones: it runs before the transaction."""
    told = [intake.told(step) for step in intake.plan(rows, by).steps]
    return {"rows": [asdict(row) for row in rows], "verdicts": told}


def keep_table(content: dict[str, Any], *, file_name: str, by: Actor, now: datetime) -> DirectoryImport:
    """Keep what look_at made of a table until whoever sent it confirms."""
    kept = DirectoryImport(actor_id=by.id, file_name=file_name[:200], content=content, made_at=now)
    db.session.add(kept)
    db.session.flush()
    return kept


def take_in(kept: DirectoryImport, *, doubtful: bool, by: Actor, now: datetime) -> DirectoryImport:
    """Take a table in as it stands beside the directory now; doubtful: also the lines that look like what is there already.

    Raises AlreadyTakenIn. The same table once more changes nothing.
    """
    kept = db.lock(DirectoryImport, kept.id)
    if kept.taken_in_at is not None:
        raise rules.AlreadyTakenIn
    left_out = {told["line"] for told in kept.content["verdicts"] if told["verdict"] == Verdict.DOUBTFUL and not doubtful}
    rows = [Row(**{**row, "aliases": tuple(row["aliases"]), "networks": tuple(row["networks"])}) for row in kept.content["rows"]]
    made = intake.plan(rows, by, propose=False)
    steps = [step for step in made.steps if step.row.number not in left_out]
    reason = f"import {kept.file_name}"[:200]
    added = _add_new([step for step in steps if step.answer.verdict is Verdict.NEW], reason, by=by, now=now)
    changed = [step for step in steps if step.answer.verdict is Verdict.CHANGES]
    for step in changed:
        assert step.answer.of is not None
        organisation = made.organisations[step.answer.of.id]
        network.rewrite(
            organisation,
            intake.wanted_names(step, organisation),
            step.kind or organisation.kind,
            step.region_code or organisation.region_code,
            verb="changed",
            by=by,
            now=now,
        )
        added[organisation] = step
    _join(added, by=by, now=now)
    counts = Counter(step.answer.verdict.value for step in steps)
    kept.content = {"rows": [], "verdicts": [], "counts": {**counts, "left_out": len(left_out)}}
    kept.taken_in_at = now
    note(by, "took in a table", kept, now=now, after=kept.content["counts"], reason=reason, scope=own_region(by) or "")
    return kept


def _add_new(steps: Sequence[intake.Step], reason: str, *, by: Actor, now: datetime) -> dict[Organisation, intake.Step]:
    added = {}
    for step in steps:
        assert step.names is not None
        assert step.kind is not None
        added[network.draft(step.names, step.kind, step.region_code)] = step
    db.session.add_all(added)
    db.session.flush()
    for organisation in added:
        note(by, "added", organisation, now=now, after=network.facts_of(organisation), reason=reason)
    return added


def _join(steps: dict[Organisation, intake.Step], *, by: Actor, now: datetime) -> None:
    """Make organisations members of the networks that their lines name, from today by WIB on."""
    asking = {organisation: step for organisation, step in steps.items() if step.networks}
    if not asking:
        return
    known, members = queries.known(), queries.networks_of([organisation.id for organisation in asking])
    named = {name: bearers[0].id for step in asking.values() for name in step.networks if (bearers := known.bearing(name))}
    found = queries.organisations(sorted(set(named.values())))
    for organisation, step in asking.items():
        for row_id in dict.fromkeys(named[name] for name in step.networks if name in named):
            if row_id != organisation.id and row_id not in members.get(organisation.id, set()):
                network.join_network(organisation, found[row_id], since=now.astimezone(WIB.info).date(), by=by, now=now)


def read_table(data: bytes) -> list[Row]:
    """Return the lines of an uploaded table; raises what tables.read raises. Runs before the transaction."""
    return tables.read(data)


def forget_tables(*, before: datetime) -> None:
    """Delete uploaded tables that are older than a moment."""
    db.session.execute(delete(DirectoryImport).where(queries.forgotten(before)))


def erase(person: Person, pattern: re.Pattern[str]) -> None:
    """Delete what a person asked to stand for, and put `…` in the place of each text that names them in uploaded tables."""
    db.session.execute(delete(FocalRequest).where(FocalRequest.person_id == person.id))
    for table in db.session.scalars(select(DirectoryImport)):
        content, name = blanked(table.content, pattern), blanked(table.file_name, pattern)
        if (content, name) != (table.content, table.file_name):
            table.content, table.file_name = content, name
    db.session.flush()
