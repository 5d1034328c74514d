"""The mailbox of delivery reports, read over a real connection."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.messages.returned.mail_box import (
    AUTHORITY,
    FOLDER,
    PASSWORD,
    USER,
    Box,
    mailbox,
)
from tests.messages.returned.steps import GONE, MARIA, marked, went
from tests.messages.returned.test_reading import report
from tests.ports import free_port
from webinar_hub import doctor
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, ReportsRead
from webinar_hub.messages.returned import collecting, queries
from webinar_hub.messages.returned import mailbox as reading


@pytest.fixture(autouse=True)
def _trust(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))


def with_mailbox(app: Flask, box: Box, **changed: str | int) -> Settings:
    """Return the settings that lead to a mailbox."""
    settings: Settings = app.extensions["settings"]
    values: dict[str, str | int] = {
        "imap_host": "127.0.0.1",
        "imap_port": box.port,
        "imap_user": USER,
        "imap_password": PASSWORD,
        "imap_folder": FOLDER,
    }
    return replace(settings, **(values | changed))  # type: ignore[arg-type]


def collect(app: Flask, settings: Settings) -> int:
    """Read what came, and return how many messages that were."""
    number = collecting.collect(settings, app.extensions["links"])
    db.session.rollback()
    return number


def about(letter: Letter) -> bytes:
    """Return a report that a letter came back."""
    content = report("gmail", "failed", "5.1.1", GONE, to=MARIA, key=letter.message_id)
    return content.replace(b"hub.example.org", b"127.0.0.1")


_HELLO = b"Subject: halo\r\n\r\nhalo"


def far() -> tuple[int, int, str]:
    """Return how far the mailbox was read, and what was wrong."""
    row = db.session.scalars(select(ReportsRead)).one()
    return row.validity, row.uid, row.problem


def test_no_message_keeps_those_after_it_from_being_read(app: Flask, cast: Cast) -> None:
    letter = went(app, cast.maria())
    by_qmail = (
        "Content-Type: text/plain; charset=utf-7\n\nHi. This is the qmail-send program.\n\n"
        f"<{MARIA}>:\nUser unknown +2AA- 5.1.1\n\n--- Below this line is a copy of the message.\n\n"
        f"Message-ID: <{letter.message_id}@127.0.0.1>\n"
    )
    with mailbox() as box:
        last = box.put(
            about(letter).replace(b"User unknown", b"User unknown\xff"),
            by_qmail.encode(),
            report("person", "-", "-", "Terima kasih"),
        )[-1]
        assert collect(app, with_mailbox(app, box)) == 3
    assert far()[1:] == (last, "")
    assert marked()


def test_reports_are_taken_in_once_and_only_they_are_marked_as_seen(app: Flask, cast: Cast) -> None:
    letter = went(app, cast.maria())
    with mailbox() as box:
        settings = with_mailbox(app, box)
        thanks, about_it = box.put(report("person", "-", "-", "Terima kasih"), about(letter))
        assert collect(app, settings) == 2
        assert marked()
        assert (box.numbers("SEEN"), far()[1:]) == ([about_it], (about_it, ""))
        assert collect(app, settings) == 0
        [away] = box.put(report("reply-id", "-", "-", "Saya cuti"))
        assert collect(app, settings) == 1
        assert box.numbers() == [thanks, about_it, away], "nothing is deleted or moved"
    assert box.fetched == 3


def test_what_was_cut_short_goes_on_where_it_ended(
    sqlite_app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = went(sqlite_app, cast.maria())
    with mailbox(Box(cut_after=1)) as box:
        first, _second = box.put(_HELLO, about(letter))
        assert collect(sqlite_app, with_mailbox(sqlite_app, box)) == 1
        assert far()[1] == first
        assert far()[2] != ""
        box.cut_after = None
        assert collect(sqlite_app, with_mailbox(sqlite_app, box)) == 1
    assert marked()


def test_a_mailbox_that_counts_anew_is_read_anew(sqlite_app: Flask, cast: Cast) -> None:
    with mailbox() as box:
        box.put(_HELLO, _HELLO)
        assert collect(sqlite_app, with_mailbox(sqlite_app, box)) == 2
        before = far()[0]
        box.begin_anew()
        [only] = box.put(_HELLO)
        assert collect(sqlite_app, with_mailbox(sqlite_app, box)) == 1
    assert far()[0] != before
    assert far()[1:] == (only, "")


def test_each_run_has_its_limits(sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST", 3)
    with mailbox() as box:
        settings = with_mailbox(sqlite_app, box)
        big = [b"Subject: besar\r\n\r\n" + b"x" * 1_000_000] * 5
        box.put(*big)
        assert [collect(sqlite_app, settings) for _ in range(3)] == [3, 2, 0]
        monkeypatch.setattr(reading, "BYTES", 300_000)
        box.begin_anew()
        box.put(*big)
        assert collect(sqlite_app, settings) == 2
        monkeypatch.setattr(reading, "SECONDS", 0.0)
        assert collect(sqlite_app, settings) == 0


@pytest.mark.parametrize("why", ["certificate", "password", "nobody"])
def test_a_mailbox_that_cannot_be_read_is_said_after_a_day(
    sqlite_app: Flask, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    now = clock.now()
    with mailbox() as box:
        settings = with_mailbox(sqlite_app, box)
        assert collect(sqlite_app, settings) == 0
        if why == "certificate":
            monkeypatch.delenv("SSL_CERT_FILE")
        changed = {"password": {"imap_password": "lain"}, "nobody": {"imap_port": free_port()}}
        settings = replace(settings, **changed.get(why, {}))  # type: ignore[arg-type]
        assert collect(sqlite_app, settings) == 0
        assert far()[2] != ""
        said = " ".join(doctor._reports(settings))
        assert "The mailbox of delivery reports at 127.0.0.1" in said
    assert queries.unreached(now + timedelta(hours=23)) is None
    assert queries.unreached(now + timedelta(hours=25)) is not None


def test_without_a_mailbox_nothing_is_read_or_said(sqlite_app: Flask) -> None:
    with mailbox() as box:
        collect(sqlite_app, with_mailbox(sqlite_app, box))
    assert collect(sqlite_app, with_mailbox(sqlite_app, box, imap_host="")) == 0
    assert queries.unreached(clock.now() + timedelta(days=9)) is None
