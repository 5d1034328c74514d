"""Take the people of the large demo into its courses, thousands in a few statements.

One by one it would take days; the rows are those that the rooms' own actions leave. Nobody is
written to: a list tells of people who were told already. Runs inside db.write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webinar_hub.history.actions import note
from webinar_hub.kit import plain, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.people import actions
from webinar_hub.people.models import Affiliation, Person
from webinar_hub.people.names import name_key, split_titles
from webinar_hub.programmes.models import Series
from webinar_hub.registrations.models import Registration, Seat, SeatStatus


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

    @property
    def addresses(self) -> list[str]:
        """Return where they are reached."""
        return [address for address in (self.email, self.phone) if address]


@dataclass(frozen=True)
class Arrival:
    """A line of a list: who, their organisation as written, which meetings, and when."""

    who: Newcomer
    organisation_name: str
    meeting_ids: tuple[int, ...]
    registered_at: datetime


def take_in(series: Series, arrivals: Sequence[Arrival], *, by: Actor, now: datetime) -> int:
    """Give everybody of a list the seats they lack in a series that has room for all.

    Return how many that were.
    """
    who = people([each.who for each in arrivals], now=now)
    registered = _registered(series.id, dict(zip(who, arrivals, strict=True)))
    has = _seats_given(list(registered.values()))
    seats = []
    for person, each in zip(who, arrivals, strict=True):
        for meeting_id in each.meeting_ids:
            given = registered[person], meeting_id
            if given not in has:
                has.add(given)
                seats.append(_seat(*given, each))
    plain.add(Seat, seats)
    note(by, "took in people", series, now=now, after={"seats": len(seats)})
    return len(seats)


def people(newcomers: Sequence[Newcomer], *, now: datetime) -> list[int]:
    """Return the ids of these people, found or added, in their order.

    Whoever is known by name, address and organisation is found, and whoever brings addresses that
    nobody has yet is added, together with all others like them. Everybody else goes through
    find_or_add, which knows who is who.
    """
    there = _known_at([address for each in newcomers for address in each.addresses])
    taken = {address for person in there for address in (person.email, person.phone) if address}
    known = _by_name_and_address(there)
    found: dict[int, int] = {}
    fresh: list[int] = []
    for place, each in enumerate(newcomers):
        key = name_key(split_titles(each.typed_name).name)
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


def _known_at(addresses: Sequence[str]) -> list[Person]:
    """Return the people at many addresses, merged ones too, the oldest first."""
    found: dict[int, Person] = {}
    for some in parts(addresses):
        for column in (Person.email, Person.phone):
            there = db.session.scalars(select(Person).where(column.in_(some)))
            found |= {person.id: person for person in there}
    return [found[row_id] for row_id in sorted(found)]


def _by_name_and_address(there: Sequence[Person]) -> dict[tuple[str, str, int | None], int]:
    """Return the ids of unmerged people by address, normalised name and organisation."""
    living = [person for person in there if person.merged_into_id is None]
    return {
        (address, p.name_key, p.organisation_id): p.id
        for p in reversed(living)
        for address in (p.email, p.phone)
        if address
    }


def _one(each: Newcomer, now: datetime) -> int:
    person = actions.find_or_add(
        typed_name=each.typed_name,
        email=each.email,
        phone=each.phone,
        region_code=each.region_code,
        organisation_id=each.organisation_id,
        language="id",
        now=now,
    ).person
    actions.affiliate(person, each.organisation_id, now=now)
    return person.id


def _added(newcomers: Sequence[Newcomer], now: datetime) -> list[int]:
    if not newcomers:
        return []
    rows = [_row(each, now) for each in newcomers]
    ids = _ids(Person, rows)
    homes = [
        {"person_id": row_id, "organisation_id": each.organisation_id, "since": now}
        for row_id, each in zip(ids, newcomers, strict=True)
        if each.organisation_id is not None
    ]
    plain.add(Affiliation, homes)
    return ids


def _ids(table: type[Person | Registration], rows: Sequence[Mapping[str, object]]) -> list[int]:
    """Add rows and return their ids in their order.

    A thousand in a statement: in the rows' own order SQLite gives the ids one by one.
    """
    keys = [tokens.key() for _row in rows]
    keyed = [{"key": key, **row} for key, row in zip(keys, rows, strict=True)]
    added = db.session.execute(db.insert(table).returning(table.key, table.id), keyed)
    ids = dict(added.all())
    return [ids[key] for key in keys]


def _row(each: Newcomer, now: datetime) -> dict[str, object]:
    name = split_titles(each.typed_name)
    return {
        "name": name.name,
        "title_before": name.before,
        "title_after": name.after,
        "name_key": name_key(name.name),
        "email": each.email,
        "phone": each.phone,
        "region_code": each.region_code,
        "organisation_id": each.organisation_id,
        "language": "id",
        "added_at": now,
    }


def _registered(series_id: int, arrivals: Mapping[int, Arrival]) -> dict[int, int]:
    """Return the id of each person's registration by the person's, added where there is none."""
    known = _ids_of_people(series_id, list(arrivals))
    new = {person: each for person, each in arrivals.items() if person not in known}
    if not new:
        return known
    codes = _codes(len(new), _codes_of(series_id))
    rows = [
        {
            "person_id": person_id,
            "series_id": series_id,
            "organisation_id": each.who.organisation_id,
            "organisation_name": each.organisation_name,
            "region_code": each.who.region_code,
            "code": code,
            "language": "id",
            "registered_at": each.registered_at,
        }
        for (person_id, each), code in zip(new.items(), codes, strict=True)
    ]
    return known | dict(zip(new, _ids(Registration, rows), strict=True))


def _codes(number: int, taken: set[str]) -> list[str]:
    codes: list[str] = []
    while len(codes) < number:
        code = tokens.plain_code(4)
        if code not in taken:
            taken.add(code)
            codes.append(code)
    return codes


def _seat(registration_id: int, meeting_id: int, each: Arrival) -> dict[str, object]:
    return {
        "registration_id": registration_id,
        "meeting_id": meeting_id,
        "status": SeatStatus.CONFIRMED,
        "queued_at": each.registered_at,
    }


def _ids_of_people(series_id: int, person_ids: Sequence[int]) -> dict[int, int]:
    """Return the ids of people's registrations in a series, by person, whatever their state."""
    found: dict[int, int] = {}
    for some in parts(person_ids):
        wanted = select(Registration.person_id, Registration.id).where(
            Registration.series_id == series_id, Registration.person_id.in_(some)
        )
        found |= {held.person_id: held.id for held in db.session.execute(wanted)}
    return found


def _codes_of(series_id: int) -> set[str]:
    """Return the codes that are given in a series."""
    return set(
        db.session.scalars(select(Registration.code).where(Registration.series_id == series_id))
    )


def _seats_given(registration_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return registration and meeting of every seat of many registrations, cancelled or not."""
    found: set[tuple[int, int]] = set()
    for some in parts(registration_ids):
        pairs = select(Seat.registration_id, Seat.meeting_id).where(Seat.registration_id.in_(some))
        found.update(
            (registration_id, meeting_id)
            for registration_id, meeting_id in db.session.execute(pairs)
        )
    return found
