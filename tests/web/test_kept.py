"""Public pages are kept as finished bytes."""

import time
from contextvars import Context
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.http import http_date
from werkzeug.test import EnvironBuilder, run_wsgi_app

from tests.calendars.test_views import an_hour_ago, change
from tests.cast import Cast, soon
from tests.client import EN, Client
from tests.conftest import settings_for
from tests.registrations.flooding import sent
from tests.statements import statements
from webinar_hub.app import create_app
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.network.models import Identity
from webinar_hub.web import blanks, kept

_SOON = timedelta(milliseconds=1)


def is_kept(client: Client, path: str) -> bool:
    """Say whether an address is answered from what is kept: with nothing asked but its editions."""
    with statements() as seen:
        assert client.get(path).status_code == 200
    return seen == []


def test_what_differs_for_two_visitors_is_kept_apart(
    app: Flask, client: Client, cast: Cast
) -> None:
    path = f"/sesi/{cast.meeting(title='Posko').key}"
    client.get(path)
    assert is_kept(client, path)
    apart: list[dict[str, Any]] = [
        {"headers": {"Accept-Language": "en"}},
        {"headers": {"Accept-Encoding": "br"}},
        {"headers": {"Accept-Encoding": "gzip"}},
        {"base_url": "http://localhost"},
        {"base_url": "https://127.0.0.1"},
    ]
    # Bytes as they are, which no browser reads.
    plain = FlaskClient(app, app.response_class)
    first = client.get(path)
    answers = [Context().run(plain.get, path, **each) for each in apart]
    assert [answer.headers.get("Content-Encoding") for answer in answers] == [
        None,
        "br",
        "gzip",
        None,
        None,
    ]
    assert answers[0].data != first.data
    assert len({answer.headers["ETag"] for answer in (first, *answers[:3])}) == 4
    assert not any(answer.headers["ETag"].startswith("W/") for answer in answers)
    again = [Context().run(plain.get, path, **each) for each in apart]
    assert [each.data for each in again] == [each.data for each in answers]


def test_the_language_is_that_of_the_cookie_before_the_browsers(
    app: Flask, client: Client, cast: Cast
) -> None:
    path = f"/sesi/{cast.meeting(title='Posko').key}"
    english = client.get(path, headers=EN)
    client.get(path)
    chosen = {"Accept-Language": "id", "Cookie": "bahasa=en"}
    with statements() as seen:
        own = Client(app, app.response_class, use_cookies=False)
        assert own.get(path, headers=chosen).data == english.data
    assert seen == []


def test_what_is_kept_takes_one_statement(app: Flask, client: Client, cast: Cast) -> None:
    path = f"/sesi/{cast.meeting(capacity=3).key}"
    client.get(path)
    engine = db.engine
    connections: list[Any] = []
    asked: list[str] = []
    sqlite = engine.dialect.name == "sqlite"

    def took(connection: Any, _record: object, _proxy: object) -> None:
        connections.append(connection)
        if sqlite:
            connection.set_trace_callback(asked.append)

    event.listen(engine, "checkout", took)
    try:
        assert is_kept(client, path)
    finally:
        event.remove(engine, "checkout", took)
    assert len(connections) == 1
    if sqlite:
        connections[0].set_trace_callback(None)
        assert [each.split()[0] for each in asked] == ["SELECT"]


def test_it_is_made_anew_when_a_moment_comes(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = cast.series()
    series.closes_at = soon(days=1, hours=12)
    meeting = cast.meeting(series, starts_at=soon(days=2))
    meeting.capacity = 5
    db.session.commit()
    page, front, feed = f"/sesi/{meeting.key}", "/", "/kalender/semua.ics"
    moments = {
        page: [series.closes_at, meeting.opens_at, meeting.starts_at, meeting.ends_at],
        front: [series.closes_at, meeting.opens_at, meeting.starts_at, meeting.ends_at],
        feed: [meeting.starts_at + timedelta(days=90)],
    }
    for path, coming in moments.items():
        first = client.get(path).data
        for moment in coming:
            monkeypatch.setattr(clock, "now", lambda at=moment: at - timedelta(seconds=1))
            before = client.get(path).data
            assert is_kept(client, path)
            monkeypatch.setattr(clock, "now", lambda at=moment: at + _SOON)
            assert client.get(path).data != before, (path, moment)
            assert is_kept(client, path)
        monkeypatch.undo()
        # Set back, the clock finds the page of its own time.
        assert client.get(path).data == first


def test_seats_make_no_other_session_anew(app: Flask, client: Client, cast: Cast) -> None:
    one, other = cast.meeting(capacity=1), cast.meeting(cast.series(cast.programme("Lain")))
    pages = [f"/sesi/{each.key}" for each in (one, other)]
    for path in (*pages, "/kalender/semua.ics"):
        client.get(path)
    sent(one, 1)
    assert not is_kept(client, pages[0])
    assert is_kept(client, pages[1])
    assert is_kept(client, "/kalender/semua.ics")


def test_a_request_that_says_it_has_no_body_gets_what_is_kept(
    app: Flask, client: Client, cast: Cast
) -> None:
    path = f"/sesi/{cast.meeting().key}"
    client.get(path)
    with statements() as seen:
        client.get(path, headers={"Content-Length": "0"})
    assert seen == []


def test_nothing_is_kept_for_a_session(app: Flask, client: Client, cast: Cast) -> None:
    path = f"/sesi/{cast.meeting().key}"
    plain = Client(app, app.response_class)
    cast.sign_in(client, cast.ratna())
    assert not is_kept(client, path)
    assert not is_kept(client, path)
    plain.get(path)
    assert is_kept(plain, path)
    assert not is_kept(client, path)


def test_kept_answers_carry_every_header(app: Flask, client: Client, cast: Cast) -> None:
    path = f"/sesi/{cast.meeting().key}"
    first, again = client.get(path), client.get(path)
    assert dict(first.headers) == dict(again.headers)
    assert again.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert again.headers["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Accept-Language", "Accept-Encoding"} <= again.vary.as_set() | {
        each.title() for each in again.vary.as_set()
    }
    known = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (known.status_code, known.data) == (304, b"")
    assert known.headers["Content-Security-Policy"] == again.headers["Content-Security-Policy"]
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == again.headers["Content-Length"]


def test_another_port_is_no_other_page(app: Flask, client: Client, cast: Cast) -> None:
    """Whoever asks under many ports pushes nothing out of what is kept."""
    path = f"/sesi/{cast.meeting().key}"
    first = client.get(path)
    with statements() as seen:
        again = [client.get(path, base_url=f"http://127.0.0.1:{port}") for port in (1, 65535)]
    assert [each.data for each in again] == [first.data] * 2
    assert seen == []


@pytest.mark.parametrize(
    "headers",
    [{"HTTP_COOKIE": "\xff"}, {"HTTP_HOST": None}, {"HTTP_HOST": "127.0.0.1:65536"}],
    ids=["no text", "no host", "no port"],
)
def test_what_is_odd_is_answered_as_the_application_does(
    app: Flask, client: Client, cast: Cast, headers: dict[str, str | None]
) -> None:
    path = f"/sesi/{cast.meeting().key}"
    client.get(path)
    asked = EnvironBuilder(path, base_url="http://127.0.0.1").get_environ() | headers
    asked = {name: value for name, value in asked.items() if value is not None}
    bare, answered = (
        Context().run(run_wsgi_app, each, dict(asked))
        for each in (app.extensions["kept"]._inner, app.wsgi_app)
    )
    assert answered[1] == bare[1]
    assert b"".join(answered[0]) == b"".join(bare[0])


def test_a_process_that_began_later_takes_no_date_of_an_earlier_one(
    app: Flask, client: Client, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have other texts or settings, or an older database that was put back."""
    path = f"/sesi/{cast.meeting().key}"
    an_hour_ago()
    date = client.get(path).headers["Last-Modified"]
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    renamed = create_app(settings_for(tmp_path, url, network_name="Lain"))
    answer = Client(renamed, renamed.response_class).get(path, headers={"If-Modified-Since": date})
    assert (answer.status_code, "Lain" in answer.text) == (200, True)
    assert answer.headers["Last-Modified"] == http_date(later)
    assert client.get(path, headers={"If-Modified-Since": date}).status_code == 304


def test_what_changes_in_the_second_in_which_a_process_began_is_news(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = cast.meeting()
    path = f"/sesi/{meeting.key}"
    an_hour_ago()
    date = client.get(path).headers["Last-Modified"]
    second = int(app.extensions["kept"]._began.timestamp())
    monkeypatch.setattr(time, "time_ns", lambda: second * 10**9 + 999_999_000)
    change(meeting, title="Lain")
    answer = client.get(path, headers={"If-Modified-Since": date})
    assert (answer.status_code, "Lain" in answer.text) == (200, True)


def test_a_page_made_in_the_second_of_a_change_tells_its_date_when_that_is_over(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = cast.meeting()
    path = f"/sesi/{meeting.key}"
    an_hour_ago()
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    change(meeting, title="Lain")
    first = client.get(path)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=5))
    second = client.get(path)
    assert "Last-Modified" not in first.headers
    assert second.headers["ETag"] == first.headers["ETag"]
    date = second.headers["Last-Modified"]
    assert client.get(path, headers={"If-Modified-Since": date}).status_code == 304


def test_a_page_without_the_networks_own_name_is_not_kept(
    app: Flask, client: Client, cast: Cast
) -> None:
    path = f"/sesi/{cast.meeting().key}"
    db.session.add(Identity(id=1, name="Nama baru"))

    def away(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM identity" in statement:
            raise OperationalError(statement, None, Exception("gone for a moment"))

    db.session.commit()
    event.listen(db.engine, "before_cursor_execute", away)
    try:
        assert "Nama baru" not in client.get(path).text
    finally:
        event.remove(db.engine, "before_cursor_execute", away)
    assert "Nama baru" in client.get(path).text


def test_a_foreign_host_is_refused(app: Flask, client: Client, cast: Cast) -> None:
    path = f"/sesi/{cast.meeting().key}"
    client.get(path)
    assert client.get(path, base_url="http://elsewhere.example").status_code == 400


@pytest.mark.parametrize("query", ["?q=1", "?bahasa=en", "?versi=1", "?versi="])
def test_an_unknown_argument_keeps_nothing(
    app: Flask, client: Client, cast: Cast, query: str
) -> None:
    path = f"/sesi/{cast.meeting().key}{query}"
    client.get(path)
    assert not is_kept(client, path)


def test_a_known_argument_is_kept_apart(app: Flask, client: Client, cast: Cast) -> None:
    cast.meeting()
    for path in ("/kalender/semua.ics?bahasa=en", "/tata-tertib?versi=1"):
        client.get(path)
        assert is_kept(client, path)
    assert client.get("/tata-tertib?versi=9").status_code == 404
    assert client.get("/tata-tertib").status_code == 200


def test_a_process_keeps_so_many_bytes_and_the_oldest_goes(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = app.extensions["kept"].shelf
    monkeypatch.setattr(shelf, "_most", 60_000)
    series = cast.series()
    paths = [f"/sesi/{cast.meeting(series).key}" for _each in range(12)]
    for path in paths:
        client.get(path)
        assert shelf.size <= 60_000
    assert is_kept(client, paths[-1])
    assert not is_kept(client, paths[0])
    assert kept.MOST + blanks.MOST + 4 * 1024 * 1024 == 16 * 1024 * 1024
