"""Take many people in at once, as an import of a list does: one statement for a thousand, by the same rule as one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from webinar_hub.kit.db import db
from webinar_hub.people import actions, queries
from webinar_hub.people.models import Affiliation, Person
from webinar_hub.people.names import name_key, split_titles


@dataclass(frozen=True)
class Newcomer:
    """Somebody of a list: the name as it was typed, with titles; addresses normalised (people.contacts)."""

    typed_name: str
    email: str | None
    phone: str | None
    region_code: str | None = None
    organisation_id: int | None = None
    language: str = "id"

    @property
    def addresses(self) -> list[str]:
        """Return where they are reached."""
        return [address for address in (self.email, self.phone) if address]


def take_in(newcomers: Sequence[Newcomer], *, now: datetime) -> list[int]:
    """Return the ids of these people, found or added, in their order. Runs inside db.write; raises LongName.

    Whoever brings addresses that nobody has yet is added together with all others like them; everybody else goes
    through find_or_add, which knows who is who.
    """
    taken = queries.addresses_known([address for each in newcomers for address in each.addresses])
    fresh: list[int] = []
    for place, each in enumerate(newcomers):
        if taken.isdisjoint(each.addresses):
            fresh.append(place)
            taken.update(each.addresses)
    found = dict(zip(fresh, _added([newcomers[place] for place in fresh], now), strict=True))
    for place, each in enumerate(newcomers):
        if place not in found:
            found[place] = actions.find_or_add(
                typed_name=each.typed_name,
                email=each.email,
                phone=each.phone,
                region_code=each.region_code,
                organisation_id=each.organisation_id,
                language=each.language,
                now=now,
            ).person.id
    return [found[place] for place in range(len(newcomers))]


def _added(newcomers: Sequence[Newcomer], now: datetime) -> list[int]:
    if not newcomers:
        return []
    rows = [_row(each, now) for each in newcomers]
    ids = list(db.session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows))
    homes = [
        {"person_id": row_id, "organisation_id": each.organisation_id, "since": now}
        for row_id, each in zip(ids, newcomers, strict=True)
        if each.organisation_id is not None
    ]
    if homes:
        db.session.execute(insert(Affiliation), homes)
    return ids


def _row(each: Newcomer, now: datetime) -> dict[str, object]:
    name = split_titles(each.typed_name)
    row = {"name": name.name, "title_before": name.before, "title_after": name.after, "name_key": name_key(name.name)}
    actions.refuse_long(row)
    addresses = {"email": each.email, "phone": each.phone}
    return {**row, **addresses, "region_code": each.region_code, "organisation_id": each.organisation_id, "language": each.language, "added_at": now}
