"""A list taken in: seats by the same rules, nothing twice, nobody written to."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.cast import DIRECTOR, Cast, soon
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.people.intake import Newcomer
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import queries
from webinar_hub.registrations.intake import Arrival, take_in
from webinar_hub.registrations.models import Registration
from webinar_hub.registrations.rules import MeetingFull
from webinar_hub.registrations.waiting import queries as waiting_list


def _arrivals(number: int, *meetings: Meeting) -> list[Arrival]:
    ids = tuple(meeting.id for meeting in meetings)
    people = [Newcomer(f"Peserta {n:03}", f"p{n}@example.org", None) for n in range(number)]
    return [Arrival(who, "Karang Taruna", ids, soon(days=-30)) for who in people]


def test_a_list_is_taken_in_once(app: Flask, cast: Cast) -> None:
    series = cast.series()
    past, coming = (
        cast.meeting(series, starts_at=soon(days=-7), capacity=2),
        cast.meeting(series, capacity=3),
    )
    before = db.session.scalar(select(func.count(Letter.id)))
    arrivals = _arrivals(5, past, coming)
    assert db.write(take_in, series, arrivals, by=DIRECTOR, now=clock.now()) == {
        "registrations": 5,
        "seats": 10,
    }
    counts = queries.counts([past.id, coming.id])
    assert {row_id: (count.confirmed, count.waitlisted) for row_id, count in counts.items()} == {
        past.id: (5, 0),
        coming.id: (3, 2),
    }
    waiting = [
        seat.registration.person.name
        for seat in waiting_list.with_people(
            [seat.id for seat in waiting_list.in_order([coming.id])]
        )
    ]
    assert waiting == ["Peserta 003", "Peserta 004"]
    assert len(set(db.session.scalars(select(Registration.code)))) == 5
    assert db.session.scalar(select(func.count(Letter.id))) == before
    assert db.write(take_in, series, arrivals, by=DIRECTOR, now=clock.now()) == {
        "registrations": 0,
        "seats": 0,
    }
    noted = select(Entry).where(Entry.subject_key == series.key).order_by(Entry.id)
    assert [entry.after for entry in db.session.scalars(noted)][-2:] == [
        {"registrations": 5, "seats": 10},
        {"registrations": 0, "seats": 0},
    ]


def test_a_cohort_is_joined_whole_or_waits_whole(app: Flask, cast: Cast) -> None:
    series = cast.series(rolling=False)
    first, second = (
        cast.meeting(series, capacity=3),
        cast.meeting(series, starts_at=soon(days=14), capacity=1),
    )
    db.write(take_in, series, _arrivals(2, first, second), by=DIRECTOR, now=clock.now())
    assert [
        (count.confirmed, count.waitlisted)
        for count in queries.counts([first.id, second.id]).values()
    ] == [(1, 1), (1, 1)]


def test_what_has_no_place_and_no_waiting_list_leaves_nothing(app: Flask, cast: Cast) -> None:
    series = cast.series(waiting_list=False)
    meeting = cast.meeting(series, capacity=1)
    with pytest.raises(MeetingFull):
        db.write(take_in, series, _arrivals(2, meeting), by=DIRECTOR, now=clock.now())
    assert db.session.scalar(select(func.count(Registration.id))) == 0
