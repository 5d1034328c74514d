"""Take tables of organisations in. Each runs inside db.write, save `look_at`."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select

from webinar_hub.accounts.roles.actions import follow
from webinar_hub.directory.imports import plan as planning
from webinar_hub.directory.imports import queries, rules
from webinar_hub.directory.imports.rules import LineVerdict
from webinar_hub.directory.imports.stored import stored_answer
from webinar_hub.directory.imports.tables import Row, Table
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.history.actions import note, own_region
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.text import blanked, search_key
from webinar_hub.kit.zones import WIB
from webinar_hub.network import actions as network
from webinar_hub.network import parents
from webinar_hub.network.models import (
    NETWORKS,
    Membership,
    Organisation,
    OrganisationKind,
    OrganisationSector,
)


def look_at(table: Table, *, by: Actor) -> dict[str, Any]:
    """Return a table's lines with what each comes to, and the columns that are not read.

    Only reads, and takes its time with large ones: it runs before the transaction.
    """
    rows = planning.with_networks(table.rows, by)
    return {
        "rows": [asdict(row) for row in rows],
        "verdicts": [stored_answer(step) for step in planning.plan(rows, by).steps],
        "unread": [title[:60] for title in table.unread],
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
    """Take a table in as it stands beside the directory now.

    doubtful also takes in the lines that look like what is there already. Without them, lines that
    name one of these as their network, or above them, mean what is there. The same table once more
    changes nothing. Raises AlreadyTakenIn.
    """
    kept = db.lock(DirectoryImport, kept.id)
    if kept.taken_in_at is not None:
        raise rules.AlreadyTakenIn
    left_out = {} if doubtful else _doubtful(kept)
    made = planning.plan(_rows_but(kept, left_out), by, propose=False)
    written = _add_new(made, kept.file_name, by=by, now=now) | _change_known(made, by=by, now=now)
    _join(written, made, by=by, now=now)
    _put_below(written, made, by=by, now=now)
    counts = Counter(step.answer.verdict.value for step in made.steps)
    kept.content = {"rows": [], "verdicts": [], "counts": {**counts, "left_out": len(left_out)}}
    kept.taken_in_at = now
    note(
        by,
        "took in a table",
        kept,
        now=now,
        after=kept.content["counts"],
        reason=kept.file_name,
        scope=own_region(by) or "",
    )
    return kept


def _doubtful(kept: DirectoryImport) -> dict[int, str]:
    """Return the lines that look like what is there already, and what that is called."""
    return {
        line["line"]: line["of"]["name"]
        for line in kept.content["verdicts"]
        if line["verdict"] == LineVerdict.DOUBTFUL
    }


def _rows_but(kept: DirectoryImport, left_out: dict[int, str]) -> list[Row]:
    """Return the other lines of a table; where they name one left out, they name what is there."""
    rows = [Row.from_stored(row) for row in kept.content["rows"]]
    instead = {
        search_key(name): left_out[row.number]
        for row in rows
        if row.number in left_out
        for name in row.called
        if name
    }
    return [row.with_names(instead) for row in rows if row.number not in left_out]


def _add_new(
    made: planning.Plan, reason: str, *, by: Actor, now: datetime
) -> dict[Organisation, planning.Step]:
    steps = [step for step in made.steps if step.answer.verdict is LineVerdict.NEW]
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


def _change_known(
    made: planning.Plan, *, by: Actor, now: datetime
) -> dict[Organisation, planning.Step]:
    changed = {}
    for step in made.steps:
        if step.answer.verdict is LineVerdict.CHANGES and step.answer.of is not None:
            organisation = made.organisations[step.answer.of.id]
            works_in = made.works_in.get(organisation.id, set())
            network.rewrite(
                organisation,
                planning.wanted_names(step, organisation),
                step.kind or organisation.kind,
                step.region_code or organisation.region_code,
                sectors=works_in.union(step.sectors) if step.sectors else None,
                verb="changed",
                by=by,
                now=now,
            )
            follow(organisation)
            changed[organisation] = step
    return changed


def _called(
    names: Iterable[str], kinds: Collection[OrganisationKind] = tuple(OrganisationKind)
) -> dict[str, Organisation]:
    """Return the open organisations of these kinds that bear these names now, by name."""
    if not (names := set(names)):
        return {}
    known = queries.whole_directory()
    bearers = {name: [each.id for each in known.meant(name, kinds)] for name in names}
    found = queries.organisations_of(sorted({ids[0] for ids in bearers.values() if len(ids) == 1}))
    return {name: found[ids[0]] for name, ids in bearers.items() if len(ids) == 1}


def _join(
    steps: dict[Organisation, planning.Step], made: planning.Plan, *, by: Actor, now: datetime
) -> None:
    """Make organisations members of the networks that their lines name.

    They are from the day that the line says on, else from today by WIB.
    """
    found = _called((name for step in steps.values() for name in step.networks), NETWORKS)
    for organisation, step in steps.items():
        named = zip(step.networks, step.days, strict=True)
        for of, day in {found[name]: day for name, day in named if name in found}.items():
            spells = made.memberships.get(organisation.id, {}).get(of.id, [])
            _join_one(organisation, of, day, spells, by=by, now=now)


def _join_one(
    organisation: Organisation,
    of: Organisation,
    day: date | None,
    spells: Sequence[Membership],
    *,
    by: Actor,
    now: datetime,
) -> None:
    present = next((each for each in spells if each.until is None), None)
    if present is not None and day is not None:
        network.date_membership(present, since=day, until=None, by=by, now=now)
    elif present is None and of.id != organisation.id:
        today = now.astimezone(WIB.info).date()
        since = day or max([today, *(each.until for each in spells if each.until)])
        network.join_network(organisation, of, since=since, by=by, now=now)


def _put_below(
    steps: dict[Organisation, planning.Step], made: planning.Plan, *, by: Actor, now: datetime
) -> None:
    """Put organisations below those of which their lines say that they are a part."""
    found = _called(name for step in steps.values() for name in step.parents)
    for organisation, step in steps.items():
        before = made.ever_below.get(organisation.id, ())
        for above in dict.fromkeys(found[name] for name in step.parents if name in found):
            if above.id not in before:
                kind = rules.part_kind(organisation.kind, above.kind)
                parents.put_below(organisation, above, kind, since=None, by=by, now=now)


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
