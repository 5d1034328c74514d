"""Sending through a real mail server that behaves well, and badly in every known way."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests.cast import Cast
from tests.messages.outbox import end_leases, put, put_many, rows, send, with_server
from tests.messages.sink import Sink, mail_server
from tests.ports import free_port
from webinar_hub.config import Misconfigured
from webinar_hub.kit import clock, engines
from webinar_hub.kit.db import db
from webinar_hub.messages import rules, sender
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.web.runs import stopping

SENT, RETRY, PARKED, KEPT, DROPPED, NEW, CLAIMED = (
    LetterState.SENT,
    LetterState.RETRY,
    LetterState.PARKED,
    LetterState.KEPT,
    LetterState.DROPPED,
    LetterState.NEW,
    LetterState.CLAIMED,
)


def states() -> list[LetterState]:
    return [letter.state for letter in rows()]


def test_each_letter_goes_to_its_one_receiver_over_one_connection(app: Flask, cast: Cast) -> None:
    addresses = put_many(cast, 5)
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
        send(app, with_server(app, sink.port))
    assert sink.receivers == addresses
    assert [letter["To"] for letter in sink.letters] == addresses
    assert [letter[header] for letter in sink.letters for header in ("Cc", "Bcc")] == [None] * 10
    assert sink.connections == 1
    assert [(letter.state, letter.attempts, letter.reason) for letter in rows()] == [
        (SENT, 1, "")
    ] * 5
    host = app.extensions["links"].host
    assert sink.ids == {f"<{letter.message_id}@{host}>": 1 for letter in rows()}


def test_a_letter_waits_until_it_is_due(app: Flask, cast: Cast) -> None:
    put(cast.maria())
    db.write(
        lambda: db.session.execute(update(Letter).values(next_at=clock.now() + timedelta(hours=1)))
    )
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert (sink.taken, states()) == ([], [NEW])


def test_without_a_mail_server_letters_are_kept(app: Flask, cast: Cast) -> None:
    put_many(cast, 2)
    send(app, with_server(app, 25, smtp_host=""))
    assert [(letter.state, letter.reason) for letter in rows()] == [(KEPT, rules.NO_SERVER)] * 2


def test_people_without_an_address_do_not_stop_the_others(app: Flask, cast: Cast) -> None:
    put(cast.suparmin())
    put(cast.maria())
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert sink.receivers == ["maria@example.org"]
    assert [(letter.state, letter.reason) for letter in rows()] == [
        (KEPT, rules.NO_ADDRESS),
        (SENT, ""),
    ]


def test_451_three_times_then_taken(app: Flask, cast: Cast) -> None:
    put(cast.maria())
    with mail_server(refuse_receiver={"maria@example.org": ["451 4.7.1 greylisted"] * 3}) as sink:
        send(app, with_server(app, sink.port))
    assert sink.receivers == ["maria@example.org"]
    assert [(letter.state, letter.attempts, letter.reason) for letter in rows()] == [(SENT, 4, "")]


def test_451_waits_as_the_table_says_and_is_parked_at_its_end(app: Flask, cast: Cast) -> None:
    put(cast.maria())
    with mail_server(refuse_receiver={"maria@example.org": ["451 4.7.1 greylisted"] * 9}) as sink:
        before = clock.now()
        send(app, with_server(app, sink.port, mail_retry=(600, 3600)))
        [letter] = rows()
        assert (letter.state, letter.attempts, letter.reason) == (
            RETRY,
            1,
            "receiver: 451 4.7.1 greylisted",
        )
        assert (
            before + timedelta(seconds=540)
            <= letter.next_at
            <= clock.now() + timedelta(seconds=660)
        )
        send(app, with_server(app, sink.port, mail_retry=(0, 0)))
        assert [(letter.state, letter.attempts) for letter in rows()] == [(RETRY, 1)]
        db.write(lambda: db.session.execute(update(Letter).values(next_at=clock.now())))
        send(app, with_server(app, sink.port, mail_retry=(0, 0)))
    assert [(letter.state, letter.attempts, letter.reason) for letter in rows()] == [
        (PARKED, 3, "receiver: 451 4.7.1 greylisted")
    ]


def test_one_poison_letter_of_any_sort_never_stops_the_others(app: Flask, cast: Cast) -> None:
    addresses = put_many(cast, 7)
    db.write(
        lambda: db.session.execute(update(Letter).where(Letter.id == rows()[3].id).values(facts={}))
    )
    behaviour = Sink(
        refuse_receiver={
            addresses[0]: ["550 5.1.1 no such user"],
            addresses[1]: ["452 4.2.2 mailbox full"],
        },
        refuse_letter={addresses[2]: ["554 5.7.1 spam"]},
        drop={addresses[4]},
    )
    with mail_server(behaviour) as sink:
        send(app, with_server(app, sink.port, mail_retry=(60,)))
    assert sink.receivers == addresses[5:]
    assert [(letter.state, letter.reason) for letter in rows()] == [
        (PARKED, "receiver: 550 5.1.1 no such user"),
        (RETRY, "receiver: 452 4.2.2 mailbox full"),
        (PARKED, "content: 554 5.7.1 spam"),
        (PARKED, "text: KeyError"),
        (RETRY, "content: SMTPServerDisconnected Connection unexpectedly closed"),
        (SENT, ""),
        (SENT, ""),
    ]


def test_421_after_some_letters_ends_the_connection_and_nothing_is_lost(
    app: Flask, cast: Cast
) -> None:
    addresses = put_many(cast, 7)
    with mail_server(quit_after=3) as sink:
        for _run in range(3):
            send(app, with_server(app, sink.port))
    assert sorted(sink.receivers) == addresses
    assert states() == [SENT] * 7


def test_a_server_that_is_away_costs_one_attempt_a_run_and_comes_back(
    app: Flask, cast: Cast
) -> None:
    addresses = put_many(cast, 3)
    port = free_port()
    send(app, with_server(app, port))
    assert [(letter.state, letter.attempts) for letter in rows()] == [
        (RETRY, 1),
        (NEW, 0),
        (NEW, 0),
    ]
    assert rows()[0].reason.startswith("server: ConnectionRefusedError")
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert sorted(sink.receivers) == addresses


def test_a_slow_server_is_waited_for(app: Flask, cast: Cast) -> None:
    addresses = put_many(cast, 2)
    with mail_server(seconds=1.0) as sink:
        send(app, with_server(app, sink.port))
    assert (sink.receivers, states()) == (addresses, [SENT, SENT])


def test_a_server_that_wants_a_password_or_speaks_no_tls_refuses_us_not_the_letter(
    app: Flask, cast: Cast
) -> None:
    put(cast.maria())
    with mail_server() as sink:
        send(app, with_server(app, sink.port, smtp_user="hub", smtp_password="wrong"))
        assert [(letter.state, letter.attempts) for letter in rows()] == [(RETRY, 1)]
        send(app, with_server(app, sink.port, smtp_security="starttls"))
        assert [(letter.state, letter.attempts) for letter in rows()] == [(RETRY, 2)]
        send(app, with_server(app, sink.port, smtp_security="tls"))
        assert [(letter.state, letter.attempts) for letter in rows()] == [(RETRY, 3)]
        send(app, with_server(app, sink.port))
    assert (sink.receivers, states()) == (["maria@example.org"], [SENT])


def test_letters_go_no_faster_than_the_setting(sqlite_app: Flask, cast: Cast) -> None:
    put_many(cast, 6)
    with mail_server() as sink:
        began = time.monotonic()
        send(sqlite_app, with_server(sqlite_app, sink.port, mail_per_second=10.0))
        assert time.monotonic() - began >= 0.5
    assert len(sink.taken) == 6


def test_a_mark_that_finds_the_database_busy_is_made_again(
    sqlite_app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another writer holds the database from the server's 250 on, for longer than a write waits.

    Meanwhile the clock jumps by two hours, past every lease.
    """
    monkeypatch.setattr(engines, "PATIENCE", 1)
    put(cast.maria())
    held: list[threading.Thread] = []
    holding = threading.Event()

    def hold() -> None:
        with (
            db.engine.connect().execution_options(webinar_hub_writing=True) as connection,
            connection.begin(),
        ):
            connection.execute(update(Letter).values(reason=""))
            holding.set()
            time.sleep(2 * engines.PATIENCE)

    def at(place: str) -> None:
        if place == "after_send":
            held.append(threading.Thread(target=lambda: _within(sqlite_app, hold)))
            held[0].start()
            holding.wait()
            later = clock.now() + timedelta(hours=2)
            monkeypatch.setattr(clock, "now", lambda: later)

    monkeypatch.setattr(sender, "_fault", at)
    with mail_server() as sink:
        send(sqlite_app, with_server(sqlite_app, sink.port))
        held[0].join()
        end_leases()
        send(sqlite_app, with_server(sqlite_app, sink.port))
    assert (sink.receivers, states()) == (["maria@example.org"], [SENT])


def _within(app: Flask, work: Callable[[], None]) -> None:
    with app.app_context():
        work()


def test_a_worker_that_is_asked_to_stop_begins_nothing(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_many(cast, 2)
    with mail_server() as sink:
        stopping.set()
        try:
            send(app, with_server(app, sink.port))
        finally:
            stopping.clear()
        assert (sink.taken, states()) == ([], [NEW, NEW])
        # The wish comes just after the claim: at the place where the fault hook stands.
        monkeypatch.setattr(sender, "_fault", lambda _place: stopping.set())
        try:
            send(app, with_server(app, sink.port))
        finally:
            stopping.clear()
        assert (sink.taken, states()) == ([], [NEW, NEW])
    assert [letter.attempts for letter in rows()] == [0, 0]


def test_a_letter_that_lost_its_use_while_the_worker_was_off_is_dropped(
    app: Flask, cast: Cast
) -> None:
    maria, now = cast.maria(), clock.now()
    put(maria, subject="meeting:over", until=(now - timedelta(hours=2)).isoformat())
    put(maria, subject="meeting:coming", until=(now + timedelta(hours=2)).isoformat())
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert len(sink.taken) == 1
    assert [(letter.state, letter.reason) for letter in rows()] == [
        (DROPPED, rules.LATE),
        (SENT, ""),
    ]


def test_a_letter_whose_senders_keep_disappearing_is_parked(app: Flask, cast: Cast) -> None:
    put(cast.maria())
    db.write(lambda: db.session.execute(update(Letter).values(state=CLAIMED, attempts=5)))
    end_leases()
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    assert (sink.taken, [(letter.state, letter.reason) for letter in rows()]) == (
        [],
        [(PARKED, "cut short")],
    )


def test_a_sender_address_that_is_none_claims_nothing(app: Flask, cast: Cast) -> None:
    put(cast.maria())
    with mail_server() as sink, pytest.raises(Misconfigured):
        send(app, with_server(app, sink.port, mail_from="hub@@example"))
    assert states() == [NEW]
