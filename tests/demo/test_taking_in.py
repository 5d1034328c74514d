"""A list taken in: the same people and seats as one by one, nothing twice, nobody written to."""

from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.databases import count
from webinar_hub.demo.taking_in import Arrival, Newcomer, people, take_in
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Affiliation, Person
from webinar_hub.registrations.models import Registration, Seat


def test_who_is_known_is_found_and_who_is_not_is_added_once(app: Flask, cast: Cast) -> None:
    maria, melati = cast.maria(), cast.organisation("Karang Taruna Melati")
    office = "kantor@example.org"
    newcomers = [
        Newcomer("Dr. Ni Luh Putu Ayu, M.Si.", office, None),
        Newcomer("Suparmin", None, "+6281234567890", organisation_id=melati.id),
        Newcomer("Agustinus Kleden", office, None),
        Newcomer("NI LUH PUTU AYU", office, "+6281234567891"),
        Newcomer(maria.full_name, maria.email, None, organisation_id=melati.id),
        Newcomer("Tanpa Alamat", None, None),
        Newcomer("Tanpa Alamat", None, None),
    ]
    first = db.write(people, newcomers, now=clock.now())
    assert first[3] == first[0]
    assert first[4] == maria.id
    assert len(set(first)) == 6
    stored = db.session.scalars(select(Person).where(Person.id == first[0])).one()
    assert (stored.title_before, stored.name, stored.title_after, stored.name_key) == (
        "Dr.",
        "Ni Luh Putu Ayu",
        "M.Si.",
        "ni luh putu ayu",
    )
    assert db.write(people, newcomers[:5], now=clock.now()) == first[:5]
    joined = select(Affiliation.person_id).where(Affiliation.organisation_id == melati.id)
    assert sorted(db.session.scalars(joined)) == sorted([first[1], maria.id])


def test_a_list_is_taken_in_once(app: Flask, cast: Cast) -> None:
    series = cast.series()
    past, coming = cast.meeting(series, starts_at=soon(days=-7)), cast.meeting(series)
    arrivals = [
        Arrival(
            Newcomer(f"Peserta {number}", f"p{number}@example.org", None),
            "Karang Taruna",
            (past.id, coming.id),
            soon(days=-30),
        )
        for number in range(5)
    ]
    for given in (10, 0):
        assert db.write(take_in, series, arrivals, by=DIRECTOR, now=clock.now()) == given
        assert (count(Registration), count(Seat), count(Letter)) == (5, 10, 0)
    assert len(set(db.session.scalars(select(Registration.code)))) == 5
