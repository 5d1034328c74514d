"""Forty people want seats at the moment in which a date is planned, or somebody goes on.

Whoever registered for every session stands in the same line, and a control shows what the lock is
for.
"""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests import databases
from tests.cast import DIRECTOR, Cast, soon
from tests.registrations.every_week import asked
from webinar_hub.kit import clock
from webinar_hub.kit import db as database
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations import queries
from webinar_hub.registrations.every_date import actions
from webinar_hub.registrations.every_date import queries as taking_in
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

CONFIRMED, WAITLISTED = SeatStatus.CONFIRMED, SeatStatus.WAITLISTED
EVERY, OTHERS, SEATS = 10, 30, 12
FEW = 5


def wait_for_as_long_as_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let forty threads wait for a turn and for the lock, on a busy machine, too."""
    databases.let_everybody_wait(monkeypatch)
    monkeypatch.setattr(database, "_TRIES", 20)


def together(app: Flask, acts: list[Callable[[], object]]) -> Counter[str]:
    """Do everything at once, each in a thread; return how many acts failed with what."""
    db.session.remove()
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            act()

    with ThreadPoolExecutor(len(acts)) as pool:
        errors = [done.exception() for done in [pool.submit(run, act) for act in acts]]
    return Counter(type(error).__name__ for error in errors if error)


def joining_of(number: int, key: str, *, every: bool = False) -> Callable[[], object]:
    name, email = f"Peserta {number}", f"p{number}@example.org"
    who = Application(name, email, None, "", None, {}, "id", every_date=every)
    return lambda: db.write(joining.join, None, key, who, by=VISITOR, now=clock.now())


def going_on(registration: Registration) -> Callable[[], object]:
    row = registration.id

    def go_on() -> None:
        found = db.session.get_one(Registration, row)
        db.write(actions.go_on, found, by=VISITOR, now=clock.now())

    return go_on


def statuses(meeting_id: int) -> Counter[str]:
    return Counter(db.session.scalars(select(Seat.status).where(Seat.meeting_id == meeting_id)))


def paused(cast: Cast, meeting: Meeting, number: int) -> list[Registration]:
    """Return people who pause, and once had a place in a meeting."""
    found = [asked(meeting, f"Peserta{each}", proved=True).registration for each in range(number)]
    for registration in found:
        db.write(actions.pause, registration, by=VISITOR, now=clock.now())
    return found


def test_going_on_against_registering_never_overbooks_and_loses_nobody(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_as_long_as_it_takes(monkeypatch)
    meeting = cast.meeting(capacity=SEATS)
    acts = [going_on(each) for each in paused(cast, meeting, EVERY)]
    acts += [joining_of(number, meeting.key) for number in range(OTHERS)]
    meeting_id = meeting.id
    assert together(app, acts) == {}
    assert statuses(meeting_id) == {CONFIRMED: SEATS, WAITLISTED: EVERY + OTHERS - SEATS}


def test_planning_against_registering_gives_everybody_their_place(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever registers for every session gets the new date, whichever comes first."""
    wait_for_as_long_as_it_takes(monkeypatch)
    series = cast.series()
    key, series_id = cast.meeting(series).key, series.id

    def plan() -> None:
        db.write(
            planning.plan_meeting,
            db.session.get_one(Series, series_id),
            starts_at=soon(weeks=1),
            ends_at=soon(weeks=1, hours=2),
            capacity=None,
            by=DIRECTOR,
            now=clock.now(),
        )

    acts = [joining_of(number, key, every=True) for number in range(EVERY + OTHERS - 1)]
    assert together(app, [*acts, plan]) == {}
    counted = select(func.count()).select_from(Seat).group_by(Seat.meeting_id)
    assert db.session.scalars(counted).all() == [EVERY + OTHERS - 1] * 2


def test_planning_against_going_on_keeps_to_the_number_of_places(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    wait_for_as_long_as_it_takes(monkeypatch)
    series = cast.series()
    meeting = cast.meeting(series)
    acts = [going_on(each) for each in paused(cast, meeting, 2 * EVERY)]
    series_id = series.id

    def plan() -> None:
        db.write(
            planning.plan_meeting,
            db.session.get_one(Series, series_id),
            starts_at=soon(weeks=1),
            ends_at=soon(weeks=1, hours=2),
            capacity=SEATS,
            by=DIRECTOR,
            now=clock.now(),
        )

    assert together(app, [*acts, plan]) == {}
    new = db.session.scalars(select(Meeting.id).where(Meeting.capacity == SEATS)).one()
    assert statuses(new) == {CONFIRMED: SEATS, WAITLISTED: 2 * EVERY - SEATS}


def test_control_without_the_lock_going_on_overbooks_or_is_refused(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the races above prove nothing: every thread reads before any has written.

    PostgreSQL overbooks, SQLite refuses all but one, because what they read is stale.
    """
    meeting = cast.meeting(capacity=FEW)
    acts = [going_on(each) for each in paused(cast, meeting, FEW)]
    db.session.execute(update(Meeting).values(capacity=1))
    db.session.commit()
    meeting_id = meeting.id
    sqlite = db.engine.dialect.name == "sqlite"
    module, name = (taking_in, "own") if sqlite else (queries, "places")
    databases.without_locks(monkeypatch, module, name, FEW)
    wrong = together(app, acts)
    if sqlite:
        assert sum(wrong.values()) == FEW - 1
    else:
        assert statuses(meeting_id)[CONFIRMED] > 1
