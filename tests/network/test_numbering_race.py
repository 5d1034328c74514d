"""Twelve at once number by a pattern, change it, or want one for another secretariat.

Nobody gets a pattern under which another numbers, and nobody waits in a circle. The control takes
the locks away and must see two with the same, or the race would prove nothing. On SQLite the
transaction itself is the lock.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest
from flask import Flask

from tests import databases
from tests.cast import Cast
from tests.network.test_numbering import settle
from webinar_hub.kit.db import db
from webinar_hub.network import numbering, queries, secretariats
from webinar_hub.network.models import Secretariat

TURNS = range(1, 5)


def at_once(app: Flask, acts: Sequence[Callable[[], object]]) -> None:
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        with app.app_context(), suppress(numbering.PatternsCollide):
            start.wait()
            act()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def change(own: Secretariat, turn: int) -> Callable[[], object]:
    pattern, own_id = f"{{number}}/{{issuer}}/S-{turn}/{{year}}", own.id
    return lambda: settle(_afresh(own_id), pattern)


def want_the_same(other: Secretariat, turn: int) -> Callable[[], object]:
    pattern, own_id = "{number}/S-JAJAR/{issuer}/{year}", other.id
    return lambda: settle(_afresh(own_id), pattern, f"S-{turn}")


def number(own: Secretariat, used: set[str]) -> Callable[[], object]:
    own_id = own.id

    def act() -> None:
        row = _afresh(own_id)
        secretariats.number_by_pattern(row)
        used.add(filled(row))

    return lambda: db.write(act)


def _afresh(own_id: int) -> Secretariat:
    """Return a secretariat in the thread's own session."""
    return db.session.get_one(Secretariat, own_id)


def filled(row: Secretariat) -> str:
    return numbering.filled(row.number_pattern, row.issuer_code)


def test_nobody_gets_a_pattern_under_which_another_numbers(
    postgresql_app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    databases.let_everybody_wait(monkeypatch)
    own, other, used = cast.secretariat(), cast.secretariat("53"), set[str]()
    acts = [(number(own, used), change(own, turn), want_the_same(other, turn)) for turn in TURNS]
    at_once(postgresql_app, [act for three in acts for act in three])
    db.session.expire_all()
    assert used
    assert used <= {*own.numbered_by.split("\n")}
    assert filled(other) not in {*used, filled(own)}


def test_who_changes_a_pattern_and_who_numbers_by_it_wait_in_one_order(
    postgresql_app: Flask,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    databases.let_everybody_wait(monkeypatch)
    own = cast.secretariat()
    changing = threading.Thread(target=at_once, args=(postgresql_app, [change(own, 1)]))

    def act() -> None:
        secretariats.hold_patterns()
        changing.start()
        databases.until_one_waits()
        secretariats.number_by_pattern(_afresh(own.id))

    db.write(act)
    changing.join()
    assert caplog.messages == [], "nobody was busy with waiting in a circle"


def test_without_the_lock_two_get_the_same(
    postgresql_app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = cast.secretariat(), cast.secretariat("53")
    databases.without_locks(monkeypatch, 2, (queries, "number_patterns"))
    monkeypatch.setattr(db, "hold", lambda _name: None)
    at_once(postgresql_app, [change(own, 1), want_the_same(other, 1)])
    db.session.expire_all()
    assert filled(other) == filled(own)
