"""A greylisting server, the end of a day's budget, two senders, a clock an hour back, all at once.

And a worker that was off for a day, and clocks that jump under two workers. Never zero letters, and
without a crash none twice; test_crash.py has the crashes. Long runs try each of these alone as
well.
"""

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests import databases
from tests.cast import Cast
from tests.cast_network import together
from tests.conftest import LONG
from tests.messages.outbox import put, put_many, rows, send, with_server
from tests.messages.sink import Sink, mail_server
from webinar_hub import jobs as worker
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import jobs as messages
from webinar_hub.messages.models import LetterState
from webinar_hub.messages.rules import LATE
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.reminding import jobs as reminding
from webinar_hub.registrations.reminding.actions import remind_some
from webinar_hub.web import runs

TwoAt = Callable[[datetime], None]

NOON = datetime(2026, 11, 25, 5, tzinfo=UTC)
"""Wednesday, 12.00 WIB."""

_GREY = "451 4.7.1 come back in a minute"


_ALL = list(itertools.product([False, True], [0, 1], [0, 5]))


@pytest.mark.parametrize(("grey", "hours_back", "most"), _ALL if LONG else _ALL[-1:])
def test_two_senders_send_each_letter_once_whatever_happens(
    app: Flask,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    grey: bool,
    hours_back: int,
    most: int,
) -> None:
    databases.let_everybody_wait(monkeypatch)
    receivers = put_many(cast, 8)
    now = clock.now() + timedelta(minutes=1)
    with mail_server() as sink:
        if grey:
            sink.refuse_receiver = {each: [_GREY] * 2 for each in receivers}
        settings = with_server(app, sink.port, mail_per_day=most, mail_retry=(60, 300, 900))
        for hours in (0, -hours_back, 1, 2, 24, 48, 72):
            at = now + timedelta(hours=hours)
            monkeypatch.setattr(clock, "now", lambda at=at: at)
            _send_by_two(app, lambda: send(app, settings))
        assert sorted(sink.receivers) == receivers
        assert set(sink.ids.values()) == {1}
    assert {row.state for row in rows()} == {LetterState.SENT}


def _send_by_two(app: Flask, run: Callable[[], None]) -> None:
    with ThreadPoolExecutor(2) as pool:
        for sender in [pool.submit(_within, app, run) for _ in range(2)]:
            sender.result()
    db.session.rollback()


def _within(app: Flask, run: Callable[[], None]) -> None:
    with app.app_context():
        run()


@pytest.fixture
def two_workers(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Sink, TwoAt]]:
    """Yield a mail server, and what lets two workers do at a moment all that is to be done then."""
    databases.let_everybody_wait(monkeypatch)
    with mail_server() as sink:
        settings = with_server(app, sink.port, mail_retry=(60, 300, 900))
        monkeypatch.setitem(app.extensions, "settings", settings)

        def work() -> None:
            for job in (*reminding.JOBS, *messages.JOBS):
                worker._within(app, job)()

        def run(at: datetime) -> None:
            monkeypatch.setattr(clock, "now", lambda: at)
            worker.say_alive()
            _send_by_two(app, work)

        monkeypatch.setattr(clock, "now", lambda: NOON)
        db.write(runs.begin, {runs.HEARTBEAT: 10}, now=NOON)
        yield sink, run


def _registered(cast: Cast, meeting: Meeting, number: int) -> list[str]:
    """Register so many people for a meeting a week before and return their addresses."""
    addresses = [f"m{meeting.id}p{each:02}@example.org" for each in range(number)]
    with together:
        for address in addresses:
            registration = cast.registration(cast.person("Siti Aminah", email=address), meeting)
            registration.seats[0].queued_at = NOON - timedelta(days=7)
    return addresses


@pytest.mark.parametrize("jump", ["two hours on", "three hours back", "to 1970"])
def test_a_clock_that_jumps_sends_nothing_twice_and_loses_nothing(
    app: Flask, cast: Cast, two_workers: tuple[Sink, TwoAt], jump: str
) -> None:
    """A day and an hour before tomorrow's session each is reminded, whatever the clock does."""
    sink, run = two_workers
    meeting = cast.meeting(starts_at=NOON + timedelta(days=1, minutes=30))
    reminded, told = _registered(cast, meeting, 3), put_many(cast, 6)
    sink.refuse_receiver = {each: [_GREY] for each in told[::2]}
    run(NOON)
    false = {
        "two hours on": NOON + timedelta(hours=2),
        "three hours back": NOON - timedelta(hours=3),
        "to 1970": datetime(1970, 1, 1, 3, tzinfo=UTC),
    }[jump]
    run(false)
    put(cast.maria(), kind="accounts/sign_in", subject="sign-in:one")
    run(false + timedelta(seconds=2))
    assert sink.receivers[-1] == "maria@example.org", "a link to the desk goes at any time"
    for hours in (0.2, 0.6, 2, 3, 23.4, 23.6, 24.4):
        run(NOON + timedelta(hours=hours))
    assert Counter(sink.receivers) == Counter(["maria@example.org", *told, *reminded, *reminded])
    assert set(sink.ids.values()) == {1}
    assert {row.state for row in rows()} == {LetterState.SENT}


@pytest.mark.parametrize("hours", [2, -3])
def test_a_clock_that_jumps_while_a_letter_is_at_the_server_sends_it_once(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """The mail server has the letter and did not answer yet, while a second sender looks."""
    databases.let_everybody_wait(monkeypatch)
    put(cast.maria())
    with mail_server(hold=threading.Event()) as sink, ThreadPoolExecutor(1) as pool:
        settings, hold = with_server(app, sink.port), sink.hold
        assert hold is not None
        first = pool.submit(_within, app, lambda: send(app, settings))
        try:
            sink.wait_for(1)
            later = clock.now() + timedelta(hours=hours)
            monkeypatch.setattr(clock, "now", lambda: later)
            sink.hold = None
            send(app, settings)
            send(app, settings)
        finally:
            hold.set()
        first.result()
        send(app, settings)
        assert set(sink.ids.values()) == {1}
    assert [(row.state, row.attempts) for row in rows()] == [(LetterState.SENT, 1)]


def test_workers_that_were_off_for_a_day_remind_of_what_is_still_to_come(
    app: Flask, cast: Cast, two_workers: tuple[Sink, TwoAt]
) -> None:
    """Ten reminders fell due in 26 hours, one was written before; six sessions have not begun."""
    sink, run = two_workers
    series = cast.series()
    series.reminders = [24]
    hours = [24, 3, 9, 20, 27, 30, 34, 40, 45, 50]
    people = {
        each: _registered(cast, cast.meeting(series, starts_at=NOON + timedelta(hours=each)), 2)
        for each in hours
    }
    while db.write(remind_some, now=NOON):
        pass
    run(NOON + timedelta(hours=26))
    run(NOON + timedelta(hours=26.1))
    assert sorted(sink.receivers) == sorted(
        address for each in hours if each > 26 for address in people[each]
    )
    assert set(sink.ids.values()) == {1}
    late = [row for row in rows() if row.state is not LetterState.SENT]
    assert [(row.state, row.reason) for row in late] == [(LetterState.DROPPED, LATE)] * 8
