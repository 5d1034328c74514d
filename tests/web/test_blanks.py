"""The page of a form is kept but for what is each visitor's own."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, template_rendered
from jinja2 import Template

from tests.cast import Cast
from tests.client import EN, Client
from tests.registrations.filled_in import SITI
from tests.registrations.flooding import sent
from tests.statements import statements
from webinar_hub.kit.db import db

pytestmark = pytest.mark.usefixtures("sqlite_app")

_OWN = re.compile(r'name="(csrf_token|form_id)"[^>]* value="([^"]+)"')


def _visitor(app: Flask) -> Client:
    return Client(app, app.response_class)


def test_each_visitor_has_a_token_and_an_id_of_their_own(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    path = f"/sesi/{cast.meeting().key}/daftar"
    client.get(path)
    with statements() as seen:
        pages = [_visitor(sqlite_app).get(path) for _each in "12"]
    assert seen == []
    words = [dict(_OWN.findall(page.text)) for page in pages]
    assert all(words[0][name] != words[1][name] for name in ("csrf_token", "form_id"))
    assert _OWN.sub("", pages[0].text) == _OWN.sub("", pages[1].text)
    assert [page.headers["Cache-Control"] for page in pages] == ["no-store"] * 2
    late = _visitor(sqlite_app)
    assert late.submit(path, **SITI).status_code == 303


def test_an_id_is_new_each_time_the_same_visitor_opens_the_form(client: Client, cast: Cast) -> None:
    path = f"/sesi/{cast.meeting().key}/daftar"
    first, second = (dict(_OWN.findall(client.get(path).text)) for _each in "12")
    assert first["form_id"] != second["form_id"]


def test_the_word_of_a_group_opens_the_same_form_and_other_arguments_are_not_kept(
    client: Client, cast: Cast
) -> None:
    path = f"/sesi/{cast.meeting().key}/daftar"
    client.get(path)
    for arguments, asks in (("?dari=wa", False), ("?fbclid=1", True)):
        with statements() as seen:
            assert client.get(path + arguments).status_code == 200
        assert bool(seen) == asks, arguments


def test_those_who_come_at_once_to_a_form_that_nobody_made_yet_wait_for_the_first(
    sqlite_app: Flask, cast: Cast
) -> None:
    path = f"/sesi/{cast.meeting().key}/daftar"
    drawn: list[str] = []

    def note(_app: Flask, template: Template, **_more: object) -> None:
        drawn.append(str(template.name))

    def opened(_each: int) -> str:
        with sqlite_app.app_context():
            return _visitor(sqlite_app).get(path).text

    with template_rendered.connected_to(note, sqlite_app), ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(opened, range(8)))
    assert len({dict(_OWN.findall(page))["form_id"] for page in pages}) == 8
    assert len(drawn) == 1, drawn


def test_languages_are_kept_apart(client: Client, cast: Cast) -> None:
    path = f"/sesi/{cast.meeting().key}/daftar"
    client.get(path)
    assert "Full name" in client.get(path, headers=EN).text
    assert "Nama lengkap" in client.get(path).text


def test_who_registers_makes_a_page_anew_only_where_its_word_for_the_room_changes(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=4)
    paths = [f"/sesi/{meeting.key}", f"/sesi/{meeting.key}/daftar"]
    pages = [_OWN.sub("", _visitor(sqlite_app).get(path).text) for path in paths]
    # The third leaves the last place, the fourth none.
    for number in range(1, 5):
        sent(meeting, number)
        db.session.rollback()
        with statements() as seen:
            now = [_OWN.sub("", _visitor(sqlite_app).get(path).text) for path in paths]
        assert (now == pages, len(seen) == len(paths)) == (number < 3, number < 3), (number, seen)
        pages = now


def test_what_was_just_said_to_a_visitor_is_shown_to_them_alone(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    path = f"/sesi/{cast.meeting().key}/daftar"
    with client.session_transaction(base_url="http://127.0.0.1:5000") as session:
        session["_flashes"] = [("message", "Untuk Anda saja.")]
    assert "Untuk Anda saja." in client.get(path).text
    assert "Untuk Anda saja." not in _visitor(sqlite_app).get(path).text
