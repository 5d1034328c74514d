"""So many letters a day: the first in rank go, the rest go tomorrow, none is lost, none twice."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests import databases
from tests.cast import DIRECTOR, Cast
from tests.client import Client
from tests.messages.outbox import claim, end_leases, put, put_many, rows, send, with_server
from tests.messages.sink import Sink, mail_server
from tests.ports import free_port
from webinar_hub.kit import clock, zones
from webinar_hub.kit.db import db
from webinar_hub.messages import budget
from webinar_hub.messages.budget import Rank, shared_out
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queries import troubled

SendAt = Callable[..., None]
NOON = zones.at_local(clock.now().astimezone(zones.WIB.info).date(), 12, 0, zones.WIB) + timedelta(
    days=1
)


@pytest.fixture
def send_at(app: Flask, monkeypatch: pytest.MonkeyPatch) -> SendAt:
    """Return what runs every sender once at a moment, with so many letters a day."""

    def run(sink: Sink, moment: datetime, most: int) -> None:
        with monkeypatch.context() as moved:
            moved.setattr(clock, "now", lambda: moment)
            send(app, with_server(app, sink.port, mail_per_day=most))

    return run


def test_a_budget_that_ends_in_a_mailing_sends_the_rest_tomorrow_and_none_twice(
    cast: Cast, send_at: SendAt
) -> None:
    receivers = put_many(cast, 9)
    with mail_server() as sink:
        for minutes in (0, 10, 11 * 60):
            send_at(sink, NOON + timedelta(minutes=minutes), 6)
            assert len(sink.taken) == 5, "one is kept for codes"
        send_at(sink, NOON + timedelta(hours=12), 6)
        assert sorted(sink.receivers) == receivers
    assert {row.state for row in rows()} == {LetterState.SENT}


def test_what_waits_for_tomorrow_is_not_late(
    cast: Cast, send_at: SendAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_many(cast, 9)
    with mail_server() as sink:
        send_at(sink, NOON, 6)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=1))
    assert (troubled(DIRECTOR).late, troubled(DIRECTOR, most=6).late) == (4, 0)


def test_a_clock_an_hour_back_over_midnight_gives_no_second_budget(
    cast: Cast, send_at: SendAt
) -> None:
    put_many(cast, 13)
    midnight = NOON + timedelta(hours=12)
    with mail_server() as sink:
        send_at(sink, midnight + timedelta(minutes=10), 6)
        send_at(sink, midnight - timedelta(minutes=50), 6)
        assert len(sink.taken) == 5
        send_at(sink, midnight + timedelta(minutes=20), 6)
        assert len(sink.taken) == 5
        send_at(sink, midnight + timedelta(days=1), 6)
        send_at(sink, midnight + timedelta(days=2), 6)
    assert sorted(sink.ids.values()) == [1] * 13


def test_the_first_in_rank_go_first_and_a_code_always(cast: Cast, send_at: SendAt) -> None:
    put_many(cast, 6, word="murid", kind="certificates/revoked")
    put_many(cast, 6)
    with mail_server() as sink:
        send_at(sink, NOON, 6)
        assert {row.kind for row in rows() if row.state is LetterState.SENT} == {
            "registrations/confirmed"
        }
        put(cast.maria(), kind="accounts/sign_in", subject="sign-in:one")
        send_at(sink, NOON, 6)
        assert sink.receivers[-1] == "maria@example.org"
        assert len(sink.taken) == 6


def test_what_strangers_forms_cause_goes_after_the_hubs_own_changes(
    cast: Cast, send_at: SendAt
) -> None:
    """Whoever fills in forms keeps nobody from reading that a session is cancelled."""
    put_many(cast, 8, word="asing")
    db.write(lambda: db.session.execute(update(Letter).values(mailbox="asing@example.org")))
    put_many(cast, 2, kind="registrations/meeting_cancelled")
    with mail_server() as sink:
        send_at(sink, NOON, 6)
        assert len(sink.taken) == 4, "one is kept for codes, another for changes"
    cancelled = [row for row in rows() if row.kind == "registrations/meeting_cancelled"]
    assert [row.state for row in cancelled] == [LetterState.SENT] * 2


def test_workers_count_together(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    databases.let_everybody_wait(monkeypatch)
    put_many(cast, 30)
    got: list[int] = []
    ready = threading.Barrier(6)

    def take_all(name: str) -> None:
        with app.app_context():
            ready.wait()
            while taken := claim(name, most=20):
                got.append(taken.id)

    takers = [threading.Thread(target=take_all, args=(f"sender {n}",)) for n in range(6)]
    for each in takers:
        each.start()
    for each in takers:
        each.join()
    assert len(got) == len(set(got)) == 19


def test_a_letter_whose_sender_died_counts_once(cast: Cast, send_at: SendAt) -> None:
    put_many(cast, 9)
    assert claim("sender that dies", most=6)
    with mail_server() as sink:
        send_at(sink, clock.now(), 6)
        assert len(sink.taken) == 4
        end_leases()
        send_at(sink, clock.now(), 6)
        assert len(sink.taken) == 5


@pytest.mark.parametrize(
    ("waiting", "used", "going"),
    [
        ({Rank.REST: 500}, 0, {Rank.REST: 80}),
        ({Rank.CHANGES: 90, Rank.REST: 500}, 0, {Rank.CHANGES: 90}),
        ({Rank.KEYS: 3, Rank.REMINDERS: 200}, 50, {Rank.KEYS: 3, Rank.REMINDERS: 32}),
        ({Rank.KEYS: 3, Rank.REST: 2}, 100, {}),
    ],
)
def test_a_day_is_shared_out_by_rank(
    waiting: dict[Rank, int], used: int, going: dict[Rank, int]
) -> None:
    found = shared_out(waiting, used=used, most=100)
    assert {rank: number for rank, number in found.items() if number} == going


def test_the_desk_says_until_when_and_what_waits(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_many(cast, 30)
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    cast.sign_in(client, cast.staff())
    settings = with_server(app, 25, mail_per_day=20, mail_per_second=1.0)
    monkeypatch.setitem(app.extensions, "settings", settings)
    page = client.get("/desk/pesan").text
    assert "By e-mail 19 today, all sent by" in page
    send(app, with_server(app, free_port()))
    away = "By e-mail 0 today; 19 wait, as the mail server could not be reached. For tomorrow"
    assert away in client.get("/desk/pesan").text
    assert "For tomorrow, as 20 may go in a day: 11 confirmations and changes." in page
    day = budget.today(most=20, per_second=1.0, now=NOON)
    assert day.until == NOON + timedelta(seconds=19)
    assert budget.today(most=0, per_second=1.0, now=NOON).going == 30
    db.session.rollback()
