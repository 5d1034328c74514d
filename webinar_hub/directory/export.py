"""The directory as a table to take along, in the form in which it can be taken in again."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from webinar_hub.accounts import queries as accounts
from webinar_hub.directory import queries
from webinar_hub.directory.imports.queries import memberships_of, names
from webinar_hub.directory.imports.tables import Row
from webinar_hub.history.actions import note, own_region
from webinar_hub.kit import language
from webinar_hub.kit.actor import Actor
from webinar_hub.network import parents, regions, sectors
from webinar_hub.network.models import Membership, Sector
from webinar_hub.network.words import KINDS


def rows(actor: Actor, narrowed: queries.Filter) -> list[Row]:
    """Return the organisations of the actor's scope that answer a filter, as lines by name."""
    found = queries.in_scope_of(actor).every(narrowed)
    ids = [each.id for each in found]
    works_in, above = sectors.of(ids), parents.above_all()
    joined = {row_id: _now_in(spells) for row_id, spells in memberships_of(ids).items()}
    linked = [*joined.values(), *(above.get(row_id, ()) for row_id in ids)]
    called = names({of for each in linked for of in each})
    lines = []
    for number, each in enumerate(found, start=2):
        networks = _called_since(joined.get(each.id, {}), called)
        lines.append(
            Row(
                number,
                each.name,
                each.abbreviation,
                each.other_names,
                str(KINDS[each.kind]),
                regions.own_name(each.region_code),
                networks=tuple(name for name, _since in networks),
                since=tuple(since for _name, since in networks),
                sectors=_names(works_in.get(each.id, ())),
                parents=tuple(sorted(called[of] for of in above.get(each.id, ()))),
            )
        )
    return lines


def _now_in(spells: Mapping[int, Iterable[Membership]]) -> dict[int, str]:
    """Return the networks that somebody is in now, by id, and since when."""
    return {
        of: spell.since.isoformat()
        for of, times in spells.items()
        for spell in times
        if spell.until is None
    }


def _called_since(joined: Mapping[int, str], called: Mapping[int, str]) -> list[tuple[str, str]]:
    return sorted((called[of], since) for of, since in joined.items())


def _names(works_in: Iterable[Sector]) -> tuple[str, ...]:
    return tuple(sector.name(language.current()) for sector in works_in)


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
