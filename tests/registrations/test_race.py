"""Forty people want ten seats at once, by each way into one; a control shows what the lock is for.

Whoever walks in at the door needs no free place, so that there is nothing to race for.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from tests import databases
from tests.cast import DIRECTOR, Cast, soon
from tests.conftest import LONG
from tests.registrations.ways_in import (
    WAYS,
    Act,
    Race,
    by_a_date_that_is_planned,
    by_an_offer,
    by_asking_for_every_date,
    by_form,
    who,
    write,
)
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations import queries
from webinar_hub.registrations.every_date import queries as taking_in
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.models import (
    Seat,
)
from webinar_hub.registrations.waiting import queries as waiting_list

FORTY, FEW = (40, 10), (12, 3)
"""People and seats. A control's threads each hold a connection: no more than the pool has."""

each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
# That each test would notice is looked at in long runs; that one does, always.
each_control = pytest.mark.parametrize(
    "way", WAYS if LONG else [by_form], ids=lambda way: way.__name__
)


def run(app: Flask, race: Race) -> Counter[str]:
    """Do everything at once, each in a thread; return the seats' status, and what went wrong."""
    db.session.remove()
    start = Barrier(len(race.acts))

    def act(each: Act) -> None:
        with app.app_context():
            start.wait()
            each()

    with ThreadPoolExecutor(len(race.acts)) as pool:
        errors = [done.exception() for done in [pool.submit(act, each) for each in race.acts]]
    last = (
        select(Meeting.id)
        .where(Meeting.series_id == race.series_id)
        .order_by(Meeting.number.desc())
        .limit(1)
    )
    seats = select(Seat.status).where(Seat.meeting_id == last.scalar_subquery())
    return Counter(db.session.scalars(seats)) + Counter(
        type(error).__name__ for error in errors if error
    )


@each_way
def test_who_comes_first_has_a_seat_and_nobody_is_lost(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, way: Callable[..., Race]
) -> None:
    databases.let_everybody_wait(monkeypatch)
    race = way(cast, *(FORTY if LONG or way is by_form else FEW))
    assert run(app, race) == race.after


def test_whoever_waited_for_a_new_date_of_a_cohort_has_it_too(app: Flask, cast: Cast) -> None:
    series = cast.series(rolling=False)
    cast.meeting(series)
    key, series_id = series.key, series.id
    db.session.remove()

    def join() -> None:
        with app.app_context():
            write(joining.join, key, None, who(1), by=VISITOR)

    with ThreadPoolExecutor(1) as pool:

        def plan_while_one_waits() -> None:
            planning.plan_meeting(
                db.session.get_one(Series, series_id),
                starts_at=soon(weeks=4),
                ends_at=soon(weeks=4, hours=2),
                capacity=None,
                by=DIRECTOR,
                now=clock.now(),
            )
            joined.append(pool.submit(join))
            databases.until_one_waits()

        joined: list[Future[None]] = []
        db.write(plan_while_one_waits)
        joined[0].result()
    assert databases.count(Seat) == 2


@pytest.mark.parametrize("size", [FEW, FORTY] if LONG else [FEW])
def test_the_lock_alone_is_enough(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    databases.without_turns(monkeypatch)
    race = by_form(cast, *size)
    assert run(app, race) == race.after


@each_control
def test_control_without_the_lock_the_seats_are_not_right(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, way: Callable[..., Race]
) -> None:
    """The same race with the lock taken away must go wrong; else the tests above prove nothing.

    A barrier lets every thread read before any has written, which makes certain what is otherwise
    likely: PostgreSQL overbooks or forgets somebody, SQLite refuses all but one because what they
    read is stale.
    """
    race = way(cast, *FEW)
    sqlite = db.engine.dialect.name == "sqlite"
    if sqlite:
        looks, looking = [(db, "lock"), (joining, "asked_for")], len(race.acts)
    else:
        planned = way in (by_a_date_that_is_planned, by_asking_for_every_date)
        looks = [(taking_in, "lacking"), (taking_in, "unlimited_after")]
        looks = (
            looks
            if planned
            else [(queries, "places"), (waiting_list, "lines"), (waiting_list, "in_order")]
        )
        # Whoever takes an offer looks at no other place.
        looking = len(race.acts) // (2 if way is by_an_offer else 1)
    databases.without_locks(monkeypatch, looking, *looks)
    wrong = run(app, race)
    if sqlite:
        assert wrong["OperationalError"] + wrong["Busy"] == len(race.acts) - 1, wrong
    else:
        assert "BrokenBarrierError" not in wrong
        assert wrong != race.after
