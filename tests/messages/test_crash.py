"""Real workers, killed by SIGKILL where it hurts.

No letter goes missing, and each sender that dies repeats one at most.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from tests import databases
from tests.cast import Cast
from tests.messages.outbox import claim, end_leases, put, put_many, rows, send, with_server
from tests.messages.sink import Sink, mail_server
from tests.processes import Command, environment
from webinar_hub import config
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import outbox
from webinar_hub.messages.models import LetterState
from webinar_hub.messages.rules import CUT_SHORT
from webinar_hub.registrations.reminding import actions as reminding

Start = Callable[..., Command]


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Yield a mail server that takes everything."""
    with mail_server() as found:
        yield found


@pytest.fixture
def start(app: Flask, sink: Sink, tmp_path: Path) -> Iterator[Start]:
    """Yield a function that starts the worker on the test's database and mail server."""
    running: list[Command] = []
    settings = with_server(app, sink.port)
    config.write_first(tmp_path / "instance")

    def run(*, fault: str = "", **changed: str) -> Command:
        values = {
            "instance": str(tmp_path / "instance"),
            "database_url": settings.database_url,
            "smtp_host": "127.0.0.1",
            "smtp_port": str(sink.port),
            "smtp_security": "none",
            "mail_per_second": "1000",
            "mail_retry": "1,1,1",
            "fault": fault,
            **changed,
        }
        worker = Command("worker", env=environment(values))
        running.append(worker)
        ready = threading.Event()
        threading.Thread(target=_read, args=(worker, ready), daemon=True).start()
        assert fault or ready.wait(timeout=60)
        return worker

    yield run
    for worker in running:
        worker.kill()
        worker.wait()


def _read(worker: Command, ready: threading.Event) -> None:
    """Read what a worker says, and note when it has begun."""
    assert worker.stderr is not None
    for line in worker.stderr:
        if "is running" in line:
            ready.set()


def stop(worker: Command) -> None:
    """Ask a worker to stop; it finishes the letter in its hand."""
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=60) == 0


def test_killed_between_claim_and_sending(app: Flask, cast: Cast, sink: Sink, start: Start) -> None:
    letter = put(cast.maria())
    assert start(fault="after_claim").wait(timeout=60) == -signal.SIGKILL
    assert (sink.taken, [row.state for row in rows()]) == ([], [LetterState.CLAIMED])
    send(app, with_server(app, sink.port))
    assert sink.taken == [], "the lease is not over"
    end_leases()
    worker = start()
    sink.wait_for(1)
    stop(worker)
    assert sink.ids == {f"<{letter.message_id}@127.0.0.1>": 1}
    assert [(row.state, row.attempts) for row in rows()] == [(LetterState.SENT, 2)]


def test_killed_after_the_servers_250_and_before_marking(
    app: Flask, cast: Cast, sink: Sink, start: Start
) -> None:
    letter = put(cast.maria())
    assert start(fault="after_send").wait(timeout=60) == -signal.SIGKILL
    assert [(row.state, row.next_at - row.lease_until) for row in rows() if row.lease_until] == [
        (LetterState.HANDING_OVER, outbox.IN_ONE_HAND - outbox.LEASE)
    ]
    assert len(sink.taken) == 1
    end_leases()
    send(app, with_server(app, sink.port))
    assert sink.ids == {f"<{letter.message_id}@127.0.0.1>": 2}
    assert [(row.state, row.reason) for row in rows()] == [(LetterState.SENT, CUT_SHORT)]


def test_each_sender_that_dies_repeats_one_letter_at_most(
    app: Flask, cast: Cast, sink: Sink, start: Start
) -> None:
    """A worker has several senders, each with one letter in hand: no other may come twice."""
    receivers = put_many(cast, 30)
    sink.refuse_receiver = {each: ["451 4.7.1 come back in a minute"] for each in receivers[::3]}
    limits = {"mail_per_second": "20", "mail_per_day": "20"}
    first, second = start(**limits), start(**limits)
    sink.wait_for(5)
    first.kill()
    sink.wait_for(14)
    second.kill()
    for dead in (first, second):
        dead.wait(timeout=10)
    left = {row.message_id: row.claimed_by for row in rows() if row.state in outbox.IN_HAND}
    assert len(set(left.values())) == len(left)
    third = start()
    _wait_for(LetterState.SENT, *outbox.IN_HAND)
    stop(third)
    end_leases()
    send(app, with_server(app, sink.port))
    counts = sink.ids
    assert len(counts) == 30
    assert {each for each, times in counts.items() if times > 1} <= {
        f"<{message_id}@127.0.0.1>" for message_id in left
    }
    assert max(counts.values()) <= 2
    assert {row.state for row in rows()} == {LetterState.SENT}


def test_two_workers_send_each_letter_once(
    app: Flask, cast: Cast, sink: Sink, start: Start
) -> None:
    workers = [start(mail_per_second="40"), start(mail_per_second="40")]
    put_many(cast, 60)
    sink.wait_for(60)
    for worker in workers:
        stop(worker)
    assert sorted(sink.ids.values()) == [1] * 60
    assert [(row.state, row.attempts) for row in rows()] == [(LetterState.SENT, 1)] * 60


def test_a_sign_in_link_does_not_wait_for_other_letters(
    app: Flask, cast: Cast, sink: Sink, start: Start
) -> None:
    sink.seconds = 1
    maria = cast.maria()
    put_many(cast, 60)
    worker = start(mail_per_second="5")
    sink.wait_for(1)
    began = time.monotonic()
    put(maria, kind="accounts/sign_in", subject="sign-in:one")
    while "maria@example.org" not in sink.receivers:
        assert time.monotonic() - began < 60
        time.sleep(0.05)
    assert len(sink.taken) < 60
    worker.kill()


def test_eight_claim_at_once_and_none_gets_anothers(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    databases.let_everybody_wait(monkeypatch)
    put_many(cast, 40)
    ready, got = threading.Barrier(8), []

    def claim_all(name: str) -> None:
        with app.app_context():
            ready.wait()
            while claimed := claim(name):
                got.append((claimed.id, name))

    claimers = [
        threading.Thread(target=claim_all, args=(f"sender {number}",)) for number in range(8)
    ]
    for claimer in claimers:
        claimer.start()
    for claimer in claimers:
        claimer.join()
    assert sorted(got) == [(row.id, row.claimed_by) for row in rows()]
    assert len(got) == 40


def test_killed_after_reminders_were_written_loses_none_and_repeats_none_twice(
    app: Flask, cast: Cast, sink: Sink, start: Start
) -> None:
    """Written yesterday at 14.00 WIB, whatever the hour is now, and not written again.

    Three send at the same time, and each that dies may repeat the letter in its hand.
    """
    begins = clock.now().replace(hour=7, minute=0, second=0, microsecond=0)
    begins += timedelta(days=begins < clock.now() + timedelta(minutes=10))
    series = cast.series()
    series.reminders = [24]
    meeting = cast.meeting(series, starts_at=begins)
    for number in range(3):
        person = cast.person(f"Orang {number}", email=f"orang{number}@example.org")
        cast.registration(person, meeting).seats[0].queued_at = begins - timedelta(days=7)
    db.session.commit()
    assert db.write(reminding.remind_some, now=begins - timedelta(days=1)) == 3
    assert start(fault="after_send").wait(timeout=60) == -signal.SIGKILL
    end_leases()
    worker = start()
    _wait_for(LetterState.SENT, LetterState.HANDING_OVER)
    stop(worker)
    send(app, with_server(app, sink.port))
    assert (len(sink.ids), max(sink.ids.values())) == (3, 2)


def _wait_for(*states: LetterState) -> None:
    """Wait until each letter is in one of these states."""
    limit = clock.now() + outbox.LEASE
    while not {row.state for row in rows()} <= {*states}:
        assert clock.now() < limit
        time.sleep(0.05)
