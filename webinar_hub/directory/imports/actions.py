"""Take tables of organisations in. Each runs inside db.write, save `look_at`."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from webinar_hub.accounts.actions import follow
from webinar_hub.directory.imports import plan as planning
from webinar_hub.directory.imports import queries, rules
from webinar_hub.directory.imports.rules import Verdict
from webinar_hub.directory.imports.tables import Row
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.history.actions import note, own_region
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.text import blanked, search_key
from webinar_hub.kit.zones import WIB
from webinar_hub.network import actions as network
from webinar_hub.network import parents
from webinar_hub.network.models import NETWORKS, Organisation, OrganisationKind, OrganisationSector


def look_at(rows: Sequence[Row], *, unread: Sequence[str] = (), by: Actor) -> dict[str, Any]:
    """Return a table's lines with what each comes to, and the columns that are not read.

    Only reads, and takes its time with large ones: it runs before the transaction.
    """
    rows = planning.with_networks(rows, by)
    told = [planning.told(step) for step in planning.plan(rows, by).steps]
    return {
        "rows": [asdict(row) for row in rows],
        "verdicts": told,
        "unread": [title[:60] for title in unread],
    }


def keep_table(
    content: dict[str, Any], *, file_name: str, by: Actor, now: datetime
) -> DirectoryImport:
    """Keep what look_at made of a table until whoever sent it confirms."""
    kept = DirectoryImport(actor_id=by.id, file_name=file_name[:200], content=content, made_at=now)
    db.session.add(kept)
    db.session.flush()
    return kept


def take_in(kept: DirectoryImport, *, doubtful: bool, by: Actor, now: datetime) -> DirectoryImport:
    """Take a table in as it stands beside the directory now; doubtful: also the lines that look like what is there already.

    Without them, lines that name one of these as their network, or above them, mean what is there. The same table once more changes
    nothing. Raises AlreadyTakenIn.
    """
    kept = db.lock(DirectoryImport, kept.id)
    if kept.taken_in_at is not None:
        raise rules.AlreadyTakenIn
    left_out = {
        told["line"]: told["of"]["name"]
        for told in kept.content["verdicts"]
        if told["verdict"] == Verdict.DOUBTFUL and not doubtful
    }
    rows = [Row.from_stored(row) for row in kept.content["rows"]]
    instead = {
        search_key(name): left_out[row.number]
        for row in rows
        if row.number in left_out
        for name in row.called
        if name
    }
    made = planning.plan(
        [row.with_names(instead) for row in rows if row.number not in left_out], by, propose=False
    )
    steps = made.steps
    reason = f"import {kept.file_name}"[:200]
    added = _add_new(
        [step for step in steps if step.answer.verdict is Verdict.NEW], made, reason, by=by, now=now
    )
    for step in steps:
        if step.answer.verdict is Verdict.CHANGES and step.answer.of is not None:
            added[_change(made.organisations[step.answer.of.id], step, made, by=by, now=now)] = step
    _join(added, made, by=by, now=now)
    _put_below(added, made, by=by, now=now)
    counts = Counter(step.answer.verdict.value for step in steps)
    kept.content = {"rows": [], "verdicts": [], "counts": {**counts, "left_out": len(left_out)}}
    kept.taken_in_at = now
    note(
        by,
        "took in a table",
        kept,
        now=now,
        after=kept.content["counts"],
        reason=reason,
        scope=own_region(by) or "",
    )
    return kept


def _add_new(
    steps: Sequence[planning.Step], made: planning.Plan, reason: str, *, by: Actor, now: datetime
) -> dict[Organisation, planning.Step]:
    added = {}
    for step in steps:
        assert step.names is not None
        assert step.kind is not None
        added[network.draft(step.names, step.kind, step.region_code)] = step
    db.session.add_all(added)
    db.session.flush()
    ids = {sector.code: sector.id for sector in made.sectors.values()}
    for organisation, step in added.items():
        works_in = sorted(set(step.sectors))
        db.session.add_all(
            OrganisationSector(organisation_id=organisation.id, sector_id=ids[code])
            for code in works_in
        )
        note(
            by,
            "added",
            organisation,
            now=now,
            after={**network.facts_of(organisation), "sectors": works_in},
            reason=reason,
        )
    db.session.flush()
    return added


def _change(
    organisation: Organisation,
    step: planning.Step,
    made: planning.Plan,
    *,
    by: Actor,
    now: datetime,
) -> Organisation:
    changed = network.rewrite(
        organisation,
        planning.wanted_names(step, organisation),
        step.kind or organisation.kind,
        step.region_code or organisation.region_code,
        sectors=made.has.get(organisation.id, set()).union(step.sectors) if step.sectors else None,
        verb="changed",
        by=by,
        now=now,
    )
    follow(changed)
    return changed


def _called(
    names: Iterable[str], kinds: Collection[OrganisationKind] = tuple(OrganisationKind)
) -> dict[str, Organisation]:
    """Return the open organisations of these kinds that bear these names now, a table's own among them, by the name."""
    known = queries.known()
    bearers = {name: [each.id for each in known.meant(name, kinds)] for name in names}
    found = queries.organisations_of(sorted({ids[0] for ids in bearers.values() if len(ids) == 1}))
    return {name: found[ids[0]] for name, ids in bearers.items() if len(ids) == 1}


def _join(
    steps: dict[Organisation, planning.Step], made: planning.Plan, *, by: Actor, now: datetime
) -> None:
    """Make organisations members of the networks that their lines name, from the day that they say on, else from today by WIB."""
    asking = {organisation: step for organisation, step in steps.items() if step.networks}
    found = (
        _called({name for step in asking.values() for name in step.networks}, NETWORKS)
        if asking
        else {}
    )
    today = now.astimezone(WIB.info).date()
    for organisation, step in asking.items():
        for of, day in {
            found[name]: day
            for name, day in zip(step.networks, step.days, strict=True)
            if name in found
        }.items():
            spells = made.spells.get(organisation.id, {}).get(of.id, [])
            present = next((each for each in spells if each.until is None), None)
            if present is not None and day is not None:
                network.date_membership(present, since=day, until=None, by=by, now=now)
            elif present is None and of.id != organisation.id:
                since = day or max([today, *(each.until for each in spells if each.until)])
                network.join_network(organisation, of, since=since, by=by, now=now)


def _put_below(
    steps: dict[Organisation, planning.Step], made: planning.Plan, *, by: Actor, now: datetime
) -> None:
    """Put organisations below those of which their lines say that they are a part."""
    asking = {organisation: step for organisation, step in steps.items() if step.parents}
    found = _called({name for step in asking.values() for name in step.parents}) if asking else {}
    for organisation, step in asking.items():
        for above in dict.fromkeys(found[name] for name in step.parents if name in found):
            if above.id not in made.ever.get(organisation.id, ()):
                parents.put_below(
                    organisation,
                    above,
                    rules.part_kind(organisation.kind, above.kind),
                    since=None,
                    by=by,
                    now=now,
                )


def forget_tables(*, before: datetime) -> None:
    """Delete uploaded tables that are older than a moment."""
    db.session.execute(delete(DirectoryImport).where(queries.forgotten(before)))


def blank_tables(pattern: re.Pattern[str]) -> None:
    """Put `…` in the place of each text in uploaded tables that names somebody."""
    for table in db.session.scalars(select(DirectoryImport)):
        content, name = blanked(table.content, pattern), blanked(table.file_name, pattern)
        if (content, name) != (table.content, table.file_name):
            table.content, table.file_name = content, name
    db.session.flush()
