"""Under a crowd forms are shown by turns; whoever has one already goes first."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests import html
from tests.cast import Cast
from tests.client import EN, Client
from tests.registrations.filled_in import SITI
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.registrations.models import Registration
from webinar_hub.web import gate
from webinar_hub.web.gate import CAME, LATE, SLOW, Gate

NOW = 1000.0


def _crowded(now: float, *, stored: int = 100, slow: int = 100) -> Gate:
    """Return a gate at which so many presses were answered in ten seconds, so many of them late."""
    made = Gate()
    for number in range(stored):
        took = SLOW + 1 if number < slow else SLOW - 1
        made.answered(took, stored=True, now=now - number * 10 / stored)
    return made


def _waits(asked: Gate, number: int, now: float = NOW) -> list[float]:
    return [round(asked.wait(now), 3) for _each in range(number)]


@pytest.mark.parametrize(("stored", "slow"), [(0, 0), (100, 0), (100, 3)])
def test_without_a_crowd_everybody_has_the_form(stored: int, slow: int) -> None:
    assert _waits(_crowded(NOW, stored=stored, slow=slow), 500) == [0.0] * 500


def test_in_a_crowd_turns_come_a_little_slower_than_presses_are_answered() -> None:
    # 100 in ten seconds: eight turns a second. Who waited for less than two has the form at once.
    waits = _waits(_crowded(NOW), 80)
    assert waits[:16] == [0.0] * 16
    assert waits[16:] == [round(number / 8, 3) for number in range(17, 81)]


def test_where_presses_are_answered_soon_again_turns_come_faster_until_nobody_waits() -> None:
    crowded = _crowded(NOW)
    assert _waits(crowded, 240)[-1] == 30.0
    for number in range(100):
        crowded.answered(SLOW - 1, stored=True, now=NOW + 11 + number / 10)
    # Behind whoever is last, ten seconds from now: 12.5 a second where eight had been.
    assert not crowded.open(NOW + 20)
    first, second = _waits(crowded, 2, NOW + 20)
    assert second - first == pytest.approx(1 / 12.5, abs=0.01)
    assert crowded.open(NOW + 31)
    assert _waits(crowded, 500, NOW + 31) == [0.0] * 500


def test_where_hardly_anything_is_stored_some_are_let_in_all_the_same() -> None:
    assert _waits(_crowded(NOW, stored=4, slow=4), 30)[-1] == 12.5


def test_a_script_that_takes_turns_and_presses_nothing_closes_no_form() -> None:
    crowded = _crowded(NOW)
    assert _waits(crowded, 5000)[-1] > 600
    # The crowd is over. What was promised stands, but nobody new waits behind turns of nobody's.
    assert _waits(crowded, 50, NOW + 12) == [0.0] * 50
    assert crowded.open(NOW + 12)


def test_no_turn_is_farther_away_than_it_is_kept() -> None:
    assert _waits(_crowded(NOW), 20_000)[-1] == 1800.0


@pytest.fixture(autouse=True)
def _stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "monotonic", lambda: NOW)


@pytest.fixture
def crowd(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 80 wait at the application's gate, the last of them for ten seconds."""
    crowded = _crowded(NOW)
    _waits(crowded, 80)
    monkeypatch.setitem(sqlite_app.extensions, "gate", crowded)


_BY_SERVER = {CAME: NOW}


@pytest.mark.usefixtures("crowd")
def test_a_turn_is_kept_and_opens_the_form(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, moment = f"/sesi/{cast.meeting().key}/daftar", clock.now()

    def opened(seconds: float) -> TestResponse:
        """Open the form so many seconds later, by the clock on the wall."""
        monkeypatch.setattr(clock, "now", lambda: moment + timedelta(seconds=seconds))
        return client.get(path, headers=EN, environ_overrides=_BY_SERVER)

    page = opened(0)
    assert (page.status_code, page.headers["Cache-Control"]) == (503, "no-store")
    assert (page.headers["Retry-After"], page.headers["Refresh"]) == ("11", "11")
    assert "In about 15 seconds it is your turn" in page.text
    # Whoever does not wait for the page to open the form keeps their turn, however often they look.
    assert [opened(after).headers["Retry-After"] for after in (2, 7)] == ["9", "4"]
    assert opened(11).status_code == 200
    # Long after it they are one of the crowd again.
    assert opened(3600).status_code == 503


@pytest.mark.usefixtures("crowd")
def test_whoever_has_a_form_sends_it_while_others_wait(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    path = f"/sesi/{cast.meeting().key}/daftar"
    fields = client.form(path, "name").fields
    stranger = Client(sqlite_app, sqlite_app.response_class)
    assert stranger.get(path, environ_overrides=_BY_SERVER).status_code == 503
    sent = client.post(path, data={**fields, **SITI}, environ_overrides=_BY_SERVER)
    assert sent.status_code == 303


@pytest.mark.usefixtures("crowd")
def test_what_is_no_form_is_open_to_a_crowd(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    for path in ("/", f"/sesi/{meeting.key}", "/saya"):
        assert client.get(path, environ_overrides=_BY_SERVER).status_code == 200


def test_slow_presses_close_the_gate(
    sqlite_app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sqlite_app.extensions, "gate", quiet := Gate())
    path = f"/sesi/{cast.meeting().key}/daftar"
    for _each in range(4):
        long_ago = {CAME: NOW - SLOW - 1}
        assert client.post(path, data={}, environ_overrides=long_ago).status_code == 400
    assert _waits(quiet, 30)[-1] > SLOW


def test_what_was_not_filled_in_says_nothing_of_the_pace(
    sqlite_app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sqlite_app.extensions, "gate", crowded := _crowded(NOW, stored=30))
    path = f"/sesi/{cast.meeting().key}/daftar"
    for _each in range(100):
        assert client.post(path, data={}, environ_overrides=_BY_SERVER).status_code == 400
    assert _waits(crowded, 30)[-1] == 12.5


@pytest.mark.usefixtures("crowd")
def test_a_press_that_comes_too_late_is_not_taken_and_keeps_what_was_typed(
    client: Client, cast: Cast
) -> None:
    path = f"/sesi/{cast.meeting().key}/daftar"
    fields = {**client.form(path, "name").fields, **SITI}
    late = client.post(path, data=fields, environ_overrides={**_BY_SERVER, LATE: True})
    assert (late.status_code, late.headers["Retry-After"]) == (503, "5")
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0
    [again] = [form for form in html.forms(html.parse(late.text)) if "name" in form.names]
    assert client.post(path, data=again.fields).status_code == 303
