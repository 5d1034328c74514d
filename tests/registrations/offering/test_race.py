"""Somebody accepts while the offer ends and another registers: one of them has the place."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from tests import databases
from tests.cast import DIRECTOR, Cast
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import WIB
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.records.upkeep import actions as upkeep
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.offering import actions as offering
from webinar_hub.registrations.offering import letters
from webinar_hub.registrations.offering import queries as offers
from webinar_hub.registrations.offering.rules import OfferOver
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.registrations.waiting import answering

ROUNDS = 8


@pytest.mark.parametrize("locked", ["by turns", "by the row alone"])
def test_accept_against_expiry_against_a_new_registration(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, locked: str
) -> None:
    (databases.let_everybody_wait if locked == "by turns" else databases.without_turns)(monkeypatch)
    ids, key = _offered(cast)
    seen = set()
    for number in range(ROUNDS):
        seen.add(_round(app, ids, key, number))
        _again(ids)
    assert seen <= {"taken", "passed on"}


def test_control_without_the_lock_two_have_the_place_or_one_is_refused(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, key = _offered(cast)
    if db.engine.dialect.name == "sqlite":
        databases.without_locks(monkeypatch, 3, (db, "lock"), (joining, "asked_for"))
    else:
        databases.without_locks(monkeypatch, 2, (offers, "of_registration"), (offers, "lapsed"))
    with pytest.raises(AssertionError):
        _round(app, ids, key, 0)
    db.session.rollback()
    by_registration = dict(db.session.execute(select(Seat.registration_id, Seat.status)).all())
    if db.engine.dialect.name == "postgresql":
        assert by_registration[ids[1]] == SeatStatus.OFFERED, "was passed on, though accepted"


def test_what_an_erasure_emptied_is_not_written_back(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    databases.without_turns(monkeypatch)
    _offered(cast)
    [seat] = offers.running(clock.now())
    person, until = seat.registration.person, seat.meeting.starts_at
    letter = letters.offered(
        seat.registration, [seat.meeting], hours=4, until=until, zone=WIB, at_venue=(), now=until
    )
    letter.state = LetterState.KEPT
    letter.facts = {**letter.facts, "by_hand": False}
    db.session.commit()

    def keep() -> None:
        with app.app_context():
            db.write(offering.keep_time, now=clock.now())

    def erase(pool: ThreadPoolExecutor) -> Future[None]:
        upkeep.erase(person, by=DIRECTOR, now=clock.now())
        keeping = pool.submit(keep)
        databases.until_one_waits()
        return keeping

    with ThreadPoolExecutor(1) as pool:
        db.write(erase, pool).result()
    assert db.session.get_one(Letter, letter.id, populate_existing=True).facts == {}


def _offered(cast: Cast) -> tuple[tuple[int, int], str]:
    """Return of a session of one place who has an offer and who waits, and its key."""
    meeting = cast.meeting(cast.series(capacity=1))
    first = cast.registration(cast.person("Ani"), meeting, status=SeatStatus.OFFERED)
    second = cast.registration(cast.person("Budi"), meeting, status=SeatStatus.WAITLISTED)
    ids, key = (first.id, second.id), meeting.key
    meeting.series.offer_hours = 4
    first.seats[0].offered_until = clock.now() + timedelta(hours=1)
    db.session.commit()
    db.session.remove()
    return ids, key


def _round(app: Flask, ids: tuple[int, int], key: str, number: int) -> str:
    accepted_at = clock.now()
    start = Barrier(3)

    def run(act: Callable[[], object]) -> Callable[[], object]:
        def inside() -> object:
            with app.app_context():
                start.wait()
                return act()

        return inside

    def accept() -> object:
        registration = db.session.get_one(Registration, ids[0])
        return db.write(answering.accept, registration, key, by=VISITOR, now=accepted_at)

    def expire() -> object:
        return db.write(waiting.let_lapse_next, now=accepted_at + timedelta(hours=2))

    def join() -> object:
        wanted = Application(f"Baru {number}", f"b{number}@example.org", None, "", None, {}, "id")
        return db.write(joining.join, None, key, wanted, by=VISITOR, now=clock.now())

    with ThreadPoolExecutor(3) as pool:
        accepting, *others = [pool.submit(run(act)) for act in (accept, expire, join)]
        refused = accepting.exception()
        assert [each.exception() for each in others] == [None, None]
    db.session.rollback()
    by_registration = dict(db.session.execute(select(Seat.registration_id, Seat.status)).all())
    newcomers = {by_registration[each] for each in by_registration if each not in ids}
    assert newcomers == {SeatStatus.WAITLISTED}
    mine, next_in_line = (by_registration[each] for each in ids)
    if refused is None:
        assert (mine, next_in_line) == (SeatStatus.CONFIRMED, SeatStatus.WAITLISTED)
        return "taken"
    assert isinstance(refused, OfferOver)
    assert (mine, next_in_line) == (SeatStatus.CANCELLED, SeatStatus.OFFERED)
    return "passed on"


def _again(ids: tuple[int, int]) -> None:
    """Put the two back to where they were."""
    first, second = (
        db.session.scalars(select(Seat).where(Seat.registration_id == each)).one() for each in ids
    )
    first.status, first.offered_until = SeatStatus.OFFERED, clock.now() + timedelta(hours=1)
    second.status = SeatStatus.WAITLISTED
    db.session.commit()
    db.session.remove()
