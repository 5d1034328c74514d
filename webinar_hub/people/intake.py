"""Take many people in at once, a thousand a statement, by the same rule as one by one."""

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
    """Somebody of a list: the name as it was typed, with titles.

    The addresses are normalised (people.contacts).
    """

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
    """Return the ids of these people, found or added, in their order.

    Runs inside db.write; raises LongName.

    Whoever is known by name, address and organisation is found, and whoever brings addresses that
    nobody has yet is added, together with all others like them. Everybody else goes through
    find_or_add, which knows who is who.
    """
    there = queries.known_at([address for each in newcomers for address in each.addresses])
    taken = {address for person in there for address in (person.email, person.phone) if address}
    known = _by_name_and_address(there)
    found: dict[int, int] = {}
    fresh: list[int] = []
    for place, each in enumerate(newcomers):
        key = _name_key(each)
        sure = [(address, key, each.organisation_id) for address in each.addresses]
        if row_id := next(filter(None, map(known.get, sure)), None):
            found[place] = row_id
        elif taken.isdisjoint(each.addresses):
            fresh.append(place)
            taken.update(each.addresses)
    found |= dict(zip(fresh, _added([newcomers[place] for place in fresh], now), strict=True))
    return [
        found[place] if place in found else _one(each, now) for place, each in enumerate(newcomers)
    ]


def _by_name_and_address(there: Sequence[Person]) -> dict[tuple[str, str, int | None], int]:
    """Return the ids of unmerged people by address, normalised name and organisation."""
    living = [person for person in there if person.merged_into_id is None]
    return {
        (address, p.name_key, p.organisation_id): p.id
        for p in reversed(living)
        for address in (p.email, p.phone)
        if address
    }


def _name_key(each: Newcomer) -> str:
    return name_key(split_titles(each.typed_name).name)


def _one(each: Newcomer, now: datetime) -> int:
    person = actions.find_or_add(
        typed_name=each.typed_name,
        email=each.email,
        phone=each.phone,
        region_code=each.region_code,
        organisation_id=each.organisation_id,
        language=each.language,
        now=now,
    ).person
    actions.affiliate(person, each.organisation_id, now=now)
    return person.id


def _added(newcomers: Sequence[Newcomer], now: datetime) -> list[int]:
    if not newcomers:
        return []
    rows = [_row(each, now) for each in newcomers]
    ids = list(
        db.session.scalars(insert(Person).returning(Person.id, sort_by_parameter_order=True), rows)
    )
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
    row = {
        "name": name.name,
        "title_before": name.before,
        "title_after": name.after,
        "name_key": name_key(name.name),
    }
    actions.refuse_long(row)
    addresses = {"email": each.email, "phone": each.phone}
    return {
        **row,
        **addresses,
        "region_code": each.region_code,
        "organisation_id": each.organisation_id,
        "language": each.language,
        "added_at": now,
    }
