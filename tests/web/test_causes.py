"""What an error of the database or the disk looks like to people, and what the log says of it.

Really full, locked, away and broken.
"""

import errno
import io
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from tests import html
from tests.cast import Cast
from tests.client import EN, Client
from tests.conftest import settings_for
from tests.network import logos
from tests.ports import free_port
from webinar_hub.app import create_app
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Busy

_REFERENCE = re.compile(r"(?:number|nomor ini|sekretariat): ([0-9A-Z]{8})")


@contextmanager
def _every_connection(words: str) -> Iterator[None]:
    """Let every connection that is taken begin with a statement."""

    def say(connection: Any, *_: object) -> None:
        connection.cursor().execute(words)
        connection.commit()

    db.session.remove()
    event.listen(db.engine, "checkout", say)
    yield
    event.remove(db.engine, "checkout", say)
    db.session.remove()
    db.engine.dispose()


def _told_once(page: str, said: list[str], cause: str) -> None:
    """Check that the page has a number, and that the log says the cause once under it."""
    reference = _REFERENCE.search(page)
    assert reference is not None
    assert [
        reference.group(1) in line and cause in line for line in said if "reference" in line
    ] == [True]
    assert not [
        word for word in ("SELECT", "INSERT", "sqlite", "psycopg", "/hub.db", cause) if word in page
    ]


def test_a_full_disk_keeps_the_form_and_reading_goes_on(
    sqlite_app: Flask, client: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    address = f"/sesi/{cast.meeting().key}/daftar"
    fields = client.form(address, "name").fields
    db.session.remove()
    db.engine.raw_connection().cursor().execute("VACUUM")
    pages = db.engine.raw_connection().cursor().execute("PRAGMA page_count").fetchone()[0]
    with _every_connection(f"PRAGMA max_page_count = {pages}"), caplog.at_level(logging.WARNING):
        for number in range(40):
            facts = {
                **fields,
                "form_id": str(number),
                "name": f"Peserta {'a' * number}",
                "contact": f"p{number}@example.org",
                "region": "-",
            }
            answer = client.post(address, data=facts)
            if answer.status_code == 503:
                break
        assert client.get(address).status_code == 200
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert f'value="p{number}@example.org"' in answer.text
    _told_once(answer.text, caplog.messages, "database or disk is full")
    assert client.post(address, data=facts).status_code == 303


def test_what_may_only_be_read_keeps_the_form_and_reading_goes_on(
    app: Flask, client: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    address = f"/sesi/{cast.meeting().key}/daftar"
    facts = {
        **client.form(address, "name").fields,
        "name": "Siti Aminah",
        "contact": "siti@example.org",
        "region": "-",
    }
    sqlite = db.engine.dialect.name == "sqlite"
    words = "PRAGMA query_only = ON" if sqlite else "SET default_transaction_read_only = on"
    with _every_connection(words), caplog.at_level(logging.WARNING):
        answer = client.post(address, data=facts)
        assert client.get(address).status_code == 200
    assert answer.status_code == 503
    assert 'value="siti@example.org"' in answer.text
    _told_once(
        answer.text, caplog.messages, "readonly database" if sqlite else "read-only transaction"
    )


def test_what_is_drawn_is_read_where_nobody_can_be_counted(
    app: Flask, client: Client, cast: Cast
) -> None:
    flyer = f"/sesi/{cast.meeting().key}/selebaran.pdf"
    sqlite = db.engine.dialect.name == "sqlite"
    words = "PRAGMA query_only = ON" if sqlite else "SET default_transaction_read_only = on"
    with _every_connection(words):
        assert client.get(flyer).status_code == 200


@pytest.mark.parametrize(("table", "path"), [("meeting", "/"), ("attempts", "/masuk")])
def test_a_table_that_is_missing_is_broken_and_not_busy(
    app: Flask, client: Client, cast: Cast, caplog: pytest.LogCaptureFixture, table: str, path: str
) -> None:
    fields = client.form("/masuk", "email").fields
    with db.engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {table}_elsewhere"))
    try:
        answer = (
            client.get(path)
            if path == "/"
            else client.post(path, data={**fields, "email": "siti@example.org"})
        )
    finally:
        with db.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {table}_elsewhere RENAME TO {table}"))
    assert answer.status_code == 500
    [line] = [record for record in caplog.records if "reference" in record.message]
    assert _REFERENCE.search(answer.text).group(1) in line.message  # type: ignore[union-attr]
    assert line.exc_info is not None
    assert table not in answer.text


def test_a_database_that_does_not_answer_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stopped = create_app(
        settings_for(tmp_path, f"postgresql+psycopg://hub@127.0.0.1:{free_port()}/hub")
    )
    answer = stopped.test_client().get("/", headers=EN, base_url="http://127.0.0.1:5000")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    _told_once(answer.text, caplog.messages, "refused")


def test_what_was_typed_on_any_page_waits_for_another_press(
    sqlite_app: Flask, client: Client
) -> None:
    plain = client.form("/masuk", "email").fields
    with _every_connection("PRAGMA query_only = ON"):
        answer = client.post("/masuk", data={**plain, "email": "siti@example.org"})
        secret = client.post(
            "/masuk", data={**plain, "email": "siti@example.org", "password": "rahasia sekali"}
        )
    assert (answer.status_code, secret.status_code, "rahasia" in secret.text) == (503, 503, False)
    [again] = [form for form in html.forms(html.parse(answer.text)) if "email" in form.names]
    assert client.post("/masuk", data=again.fields).status_code == 303


def test_a_connection_that_was_lost_is_busy_and_the_next_press_is_fine(
    app: Flask, cast: Cast
) -> None:
    if db.engine.dialect.name == "sqlite":
        return
    with pytest.raises(Busy):
        db.write(lambda: db.session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())")))
    assert db.write(lambda: db.session.scalar(text("SELECT 1"))) == 1


def test_a_logo_on_a_full_disk_is_said_in_the_form(
    sqlite_app: Flask,
    client: Client,
    cast: Cast,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast.sign_in(client, cast.ratna())
    facts = {
        "name": "Jaringan Contoh",
        "contact": "halo@contoh.example",
        "red": "#7a1f4b",
        "blue": "#0b5d3b",
    }
    plain = client.form("/desk/jaringan", "name").fields

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/srv/hub/files")

    monkeypatch.setattr(os, "fsync", full)
    answer = client.post(
        "/desk/jaringan", data={**plain, **facts, "logo": (io.BytesIO(logos.picture()), "logo.png")}
    )
    assert answer.status_code == 503
    assert "Jaringan Contoh" in answer.text
    _told_once(answer.text, caplog.messages, "No space left on device")
