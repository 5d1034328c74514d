"""The directory as a table to take along, in the form in which it can be taken in again."""

from datetime import datetime

from webinar_hub.accounts import queries as accounts
from webinar_hub.directory import queries
from webinar_hub.directory.imports.queries import memberships_of, names
from webinar_hub.directory.imports.tables import Row
from webinar_hub.history.actions import note, own_region
from webinar_hub.kit import language
from webinar_hub.kit.actor import Actor
from webinar_hub.network import parents, regions, sectors
from webinar_hub.network.words import KINDS


def rows(actor: Actor, narrowed: queries.Filter) -> list[Row]:
    """Return the organisations of the actor's scope that answer a filter as lines of a table, by name, as they stand now."""
    found = queries.visible_to(actor).every(narrowed)
    ids = [each.id for each in found]
    works_in, spells, above = sectors.of(ids), memberships_of(ids), parents.above_all()
    named = names(
        {of for each in spells.values() for of in each}
        | {of for row_id in ids for of in above.get(row_id, ())}
    )
    lines = []
    for number, each in enumerate(found, start=2):
        live = [
            (named[of], spell.since.isoformat())
            for of, times in spells.get(each.id, {}).items()
            for spell in times
            if spell.until is None
        ]
        lines.append(
            Row(
                number,
                each.name,
                each.abbreviation,
                each.other_names,
                str(KINDS[each.kind]),
                regions.own_name(each.region_code),
                networks=tuple(name for name, _since in sorted(live)),
                since=tuple(since for _name, since in sorted(live)),
                sectors=tuple(
                    sector.name(language.current()) for sector in works_in.get(each.id, ())
                ),
                parents=tuple(sorted(named[of] for of in above.get(each.id, ()))),
            )
        )
    return lines


def note_taken(number: int, form: str, *, by: Actor, now: datetime) -> None:
    """Write down that somebody downloaded the directory of their scope."""
    account = accounts.of_person(by.id) if by.id is not None else None
    if account is not None:
        note(
            by,
            "took out a table",
            account,
            now=now,
            after={"rows": number, "form": form},
            scope=own_region(by) or "",
        )
