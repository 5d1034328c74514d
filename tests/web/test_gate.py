"""Under a crowd forms are shown by turns; whoever has one already goes first."""

from collections.abc import Callable
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
    _press(made, now, within=10, stored=stored, slow=slow)
    return made


def _press(gate: Gate, now: float, *, within: int, stored: int, slow: int) -> None:
    for number in range(stored):
        took = SLOW + 1 if number < slow else SLOW - 1
        gate.answered(took, stored=True, now=now - number * within / stored)


def _waits(asked: Gate, number: int, now: float = NOW) -> list[float]:
    return [round(asked.wait(asked.number(now), now), 3) for _each in range(number)]


@pytest.mark.parametrize(("stored", "slow"), [(0, 0), (100, 0), (100, 3)])
def test_without_a_crowd_everybody_has_the_form(stored: int, slow: int) -> None:
    assert _waits(_crowded(NOW, stored=stored, slow=slow), 500) == [0.0] * 500


def test_who_came_first_and_asks_last_closes_no_form() -> None:
    asked = _crowded(NOW, slow=0)
    assert _waits(asked, 1) == [0.0]
    assert _waits(asked, 500, NOW - 0.01) == [0.0] * 500


def test_in_a_crowd_turns_come_a_little_slower_than_presses_are_answered() -> None:
    # 100 in ten seconds: eight turns a second. Who waited for less than two has the form at once.
    waits = _waits(_crowded(NOW), 80)
    assert waits[:16] == [0.0] * 16
    assert waits[16:] == [round(number / 8, 3) for number in range(17, 81)]


def test_where_presses_are_answered_soon_again_turns_come_nearer_until_nobody_waits() -> None:
    crowded = _crowded(NOW)
    assert _waits(crowded, 640)[-1] == 80.0
    _press(crowded, NOW + 10, within=9, stored=100, slow=100)
    assert crowded.wait(640, NOW + 10) == pytest.approx(70, abs=1)
    _press(crowded, NOW + 21, within=9, stored=100, slow=0)
    # Eighty were called by then, eight a second; from now on it is 12.5.
    assert crowded.wait(640, NOW + 21) == pytest.approx((640 - 80) / 12.5 - 11, abs=1)
    assert crowded.wait(640, NOW + 55) == 0.0


def test_a_process_that_dies_takes_little_of_the_pace() -> None:
    crowded = _crowded(NOW)
    assert _waits(crowded, 800)[-1] == 100.0
    _press(crowded, NOW + 10, within=9, stored=100, slow=100)
    assert crowded.wait(800, NOW + 10) == pytest.approx(90, abs=1)
    _press(crowded, NOW + 20, within=9, stored=10, slow=10)
    # One a second was stored where ten were: so many the machine carries all the same.
    assert 89 < crowded.wait(800, NOW + 20) < 93


def test_where_hardly_anything_is_stored_some_are_let_in_all_the_same() -> None:
    assert _waits(_crowded(NOW, stored=4, slow=4), 30)[-1] == 12.5


def test_a_script_that_takes_turns_and_presses_nothing_closes_no_form() -> None:
    crowded = _crowded(NOW)
    assert _waits(crowded, 5000)[-1] > 600
    # The crowd is over: nobody waits behind turns of nobody's.
    assert _waits(crowded, 50, NOW + 12) == [0.0] * 50


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


@pytest.fixture
def opened(
    sqlite_app: Flask, client: Client, cast: Cast, crowd: None, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], TestResponse]:
    """Return what opens the form so many seconds later, while the crowd goes on."""
    path, moment = f"/sesi/{cast.meeting().key}/daftar", clock.now()
    pressed = set(range(-10, 1))

    def open_form(seconds: int) -> TestResponse:
        monkeypatch.setattr(clock, "now", lambda: moment + timedelta(seconds=seconds))
        monkeypatch.setattr(gate, "monotonic", lambda: NOW + seconds)
        for second in {*range(seconds - 9, seconds + 1)} - pressed:
            _press(sqlite_app.extensions["gate"], NOW + second, within=1, stored=10, slow=10)
            pressed.add(second)
        return client.get(path, headers=EN, environ_overrides=_BY_SERVER)

    return open_form


def test_a_turn_is_kept_and_opens_the_form(opened: Callable[[int], TestResponse]) -> None:
    page = opened(0)
    assert (page.status_code, page.headers["Cache-Control"]) == (503, "no-store")
    assert (page.headers["Retry-After"], page.headers["Refresh"]) == ("11", "11")
    assert "In about 15 seconds it is your turn" in page.text
    # Whoever does not wait for the page to open the form keeps their turn, however often they look.
    assert [opened(after).headers["Retry-After"] for after in (2, 7)] == ["9", "4"]
    assert opened(11).status_code == 200


def test_a_page_whose_turn_is_far_away_looks_again_sooner(
    sqlite_app: Flask, opened: Callable[[int], TestResponse]
) -> None:
    _waits(sqlite_app.extensions["gate"], 1600)
    page = opened(0)
    assert page.headers["Retry-After"] == "106"
    assert "In about 4 minutes it is your turn" in page.text
    # A script may have made the line as long as it gets, which is gone once it goes.
    stranger = Client(sqlite_app, sqlite_app.response_class)
    _waits(sqlite_app.extensions["gate"], 20_000)
    far = stranger.get(page.request.path, headers=EN, environ_overrides=_BY_SERVER)
    assert "In about 30 minutes it is your turn" in far.text
    assert far.headers["Refresh"] == "120"


def test_long_after_their_turn_they_are_one_of_the_crowd_again(
    sqlite_app: Flask, opened: Callable[[int], TestResponse]
) -> None:
    assert opened(0).status_code == 503
    crowded = sqlite_app.extensions["gate"]
    _waits(crowded, 5000)
    opened(3600)
    _waits(crowded, 80, NOW + 3600)
    assert opened(3600).headers["Retry-After"] == "11"


def test_another_machine_keeps_the_hour_that_was_told(
    sqlite_app: Flask, opened: Callable[[int], TestResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opened(0).headers["Retry-After"] == "11"
    monkeypatch.setitem(sqlite_app.extensions, "gate", other := _crowded(NOW))
    _waits(other, 800)
    assert opened(4).headers["Retry-After"] == "7"
    assert opened(11).status_code == 200


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


def test_what_is_pressed_again_says_nothing_of_the_pace(
    sqlite_app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/sesi/{cast.meeting().key}/daftar"
    sent = {**client.form(path, "name").fields, **SITI}
    monkeypatch.setitem(sqlite_app.extensions, "gate", crowded := _crowded(NOW, stored=30))
    for _each in range(41):
        assert client.post(path, data=sent, environ_overrides=_BY_SERVER).status_code == 303
    # 31 in ten seconds.
    assert _waits(crowded, 30)[-1] == round(30 / (3.1 * 0.8), 3)


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


@pytest.mark.usefixtures("crowd")
def test_another_machine_without_a_crowd_shows_the_form_at_once(
    sqlite_app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/sesi/{cast.meeting().key}/daftar"
    assert client.get(path, environ_overrides=_BY_SERVER).status_code == 503
    monkeypatch.setitem(sqlite_app.extensions, "gate", Gate())
    assert client.get(path, environ_overrides=_BY_SERVER).status_code == 200
