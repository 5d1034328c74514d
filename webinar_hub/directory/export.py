"""The directory as a table to take along, in the form in which it can be taken in again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count

from webinar_hub.accounts import queries as accounts
from webinar_hub.directory.imports.queries import memberships_of, names
from webinar_hub.directory.imports.tables import Row
from webinar_hub.history.actions import note, own_region
from webinar_hub.kit import language
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.batch import parts
from webinar_hub.network import parents, regions, sectors
from webinar_hub.network import queries as network
from webinar_hub.network.models import Membership
from webinar_hub.network.words import KINDS


def rows(ids: Sequence[int]) -> Iterator[Row]:
    """Yield these organisations as lines, in their order, however many they are."""
    number = count(2)
    for some in parts(ids):
        yield from _lines(some, number)


def _lines(ids: Sequence[int], number: Iterator[int]) -> Iterator[Row]:
    works_in, above = sectors.by_organisation(ids), parents.above_all(ids)
    joined = {row_id: _now_in(spells) for row_id, spells in memberships_of(ids).items()}
    called = names({of for each in (*joined.values(), *above.values()) for of in each})
    for each in network.in_order(ids):
        networks = sorted((called[of], since) for of, since in joined.get(each.id, {}).items())
        yield Row(
            next(number),
            each.name,
            each.abbreviation,
            each.other_names,
            str(KINDS[each.kind]),
            regions.own_name(each.region_code),
            networks=tuple(name for name, _since in networks),
            since=tuple(since for _name, since in networks),
            sectors=tuple(some.name(language.current()) for some in works_in.get(each.id, ())),
            parents=tuple(sorted(called[of] for of in above.get(each.id, ()))),
        )


def _now_in(spells: Mapping[int, Iterable[Membership]]) -> dict[int, str]:
    """Return the networks that somebody is in now, by id, and since when."""
    return {
        of: spell.since.isoformat()
        for of, times in spells.items()
        for spell in times
        if spell.until is None
    }


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
