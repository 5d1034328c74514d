"""Forty people want ten seats at once; and a control shows what the lock is for."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from tests import databases
from tests.cast import Cast
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.network import queries as network
from webinar_hub.registrations import queries
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import Seat, SeatStatus

PEOPLE, SEATS = 40, 10
FEW, FEWER = 12, 3
"""The control's size: each thread holds a connection, so no more than the pool has."""


def race(app: Flask, cast: Cast, *, people: int, seats: int) -> Counter[str]:
    """Let people join one meeting together; return their seats' status, or "error"."""
    meeting = cast.meeting(capacity=seats)
    key = meeting.key
    db.session.remove()
    start = Barrier(people)

    def join(number: int) -> None:
        with app.app_context():
            wanted = Application(
                f"Peserta {number}", f"p{number}@example.org", None, "", None, {}, "id"
            )
            start.wait()
            db.write(joining.join, None, key, wanted, by=VISITOR, now=clock.now())

    with ThreadPoolExecutor(people) as pool:
        errors = [
            done.exception() for done in [pool.submit(join, number) for number in range(people)]
        ]
    return Counter(db.session.scalars(select(Seat.status))) + Counter(
        "error" for error in errors if error
    )


def test_forty_people_for_ten_seats(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    databases.let_everybody_wait(monkeypatch)
    assert race(app, cast, people=PEOPLE, seats=SEATS) == {
        SeatStatus.CONFIRMED: SEATS,
        SeatStatus.WAITLISTED: PEOPLE - SEATS,
    }


def test_the_lock_alone_is_enough(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    databases.without_turns(monkeypatch)
    assert race(app, cast, people=FEW, seats=FEWER) == {
        SeatStatus.CONFIRMED: FEWER,
        SeatStatus.WAITLISTED: FEW - FEWER,
    }


def test_with_fewer_people_too(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    databases.let_everybody_wait(monkeypatch)
    assert race(app, cast, people=FEW, seats=FEWER) == {
        SeatStatus.CONFIRMED: FEWER,
        SeatStatus.WAITLISTED: FEW - FEWER,
    }


def test_control_without_the_lock_the_seats_are_not_right(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race with the lock taken away must go wrong; else the tests above prove nothing.

    A barrier lets every thread read before any has written, which makes certain what is otherwise
    likely: PostgreSQL overbooks, SQLite refuses all but one because what they read is stale.
    """
    sqlite = db.engine.dialect.name == "sqlite"
    module, name = (network, "called") if sqlite else (queries, "places")
    databases.without_locks(monkeypatch, module, name, FEW)
    wrong = race(app, cast, people=FEW, seats=FEWER)
    assert wrong == (
        {SeatStatus.CONFIRMED: 1, "error": FEW - 1} if sqlite else {SeatStatus.CONFIRMED: FEW}
    )
