"""From registering to what follows, by the letters alone, on a clock that is put somewhere."""

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from tests.attendance.reports_by_hand import upload
from tests.attendance.steps import bring
from tests.by_itself import run
from tests.cast import Cast
from tests.client import Client
from tests.messages.outbox import send, with_server
from tests.messages.sink import Sink, mail_server
from webinar_hub.attendance.following_up import jobs as after
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.reminding import jobs as before

BEGINS = datetime(2026, 11, 26, 7, tzinfo=UTC)
"""Thursday, 14.00 WIB."""


class Weeks:
    """A hub whose clock is put somewhere, whose worker then works, and whose letters are read."""

    def __init__(self, app: Flask, sink: Sink, clocked: pytest.MonkeyPatch) -> None:
        self.app, self.sink, self._clocked, self._read = app, sink, clocked, 0

    def at(self, **after_it_began: float) -> None:
        """Put the clock so long after the session began."""
        moment = BEGINS + timedelta(**after_it_began)
        self._clocked.setattr(clock, "now", lambda: moment)
        self._clocked.setitem(self.app.jinja_env.globals, "now", clock.now)

    def works(self) -> dict[str, EmailMessage]:
        """Run the worker once; return what it sent, by the receiver, one letter each."""
        run((*before.JOBS, *after.JOBS))
        send(self.app, with_server(self.app, self.sink.port))
        new = self.sink.letters[self._read :]
        self._read += len(new)
        found = {str(each["To"]): each for each in new}
        assert len(found) == len(new), "two letters to one person"
        return found


@pytest.fixture
def weeks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> object:
    with mail_server() as sink:
        hub = Weeks(app, sink, monkeypatch)
        hub.at(days=-7)
        yield hub


def text(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def registers(app: Flask, meeting: Meeting, name: str, email: str) -> None:
    browser = app.test_client()
    assert isinstance(browser, Client)
    form = {"name": name, "contact": email, "region": "-", "organisation": "Yayasan Kita"}
    assert browser.submit(f"/sesi/{meeting.key}/daftar", **form).status_code == 303


def opens(app: Flask, letter: EmailMessage) -> tuple[Client, str]:
    """Open one's own page by the link in a letter, and say that it is one's own."""
    browser = app.test_client()
    assert isinstance(browser, Client)
    found = re.search(r"/saya/\S+", text(letter))
    assert found
    asked = browser.submit(found[0], action="/isian/")
    assert asked.status_code == 303
    return browser, found[0]


def test_reminded_attended_and_followed_by_letters(
    client: Client, app: Flask, cast: Cast, weeks: Weeks
) -> None:
    cast.region("31")
    series = cast.series(capacity=2)
    meeting = cast.meeting(series, starts_at=BEGINS, title="Ketika air naik")
    cast.meeting(series, starts_at=BEGINS + timedelta(days=7), title="Dapur umum")
    for name in ("Maria", "Budi", "Cici"):
        registers(app, meeting, f"{name} Bere", f"{name.lower()}@example.org")
    first = weeks.works()
    assert [("daftar tunggu" in text(each)) for each in first.values()] == [False, False, True]
    weeks.at(days=-2)
    assert weeks.works() == {}

    weeks.at(days=-1)
    reminded = weeks.works()
    assert sorted(reminded) == ["budi@example.org", "maria@example.org"]
    assert "Kamis, 26 November 2026 pukul 14.00 WIB" in str(reminded["budi@example.org"]["Subject"])

    weeks.at(hours=-20)
    budi, page = opens(app, reminded["budi@example.org"])
    form = budi.form(page, action="/batal")
    assert budi.post(form.action, data={**form.fields, "meeting": meeting.key}).status_code == 303
    letters = weeks.works()
    assert sorted(letters) == ["budi@example.org", "cici@example.org"]
    assert "kursi" in text(letters["cici@example.org"])

    weeks.at(hours=-1)
    assert sorted(weeks.works()) == ["cici@example.org", "maria@example.org"]
    weeks.at(minutes=-1)
    assert weeks.works() == {}

    weeks.at(hours=3)
    bring(meeting, upload(BEGINS, ("Maria Bere", "maria@example.org", 0, 115)))
    assert weeks.works() == {}
    weeks.at(hours=4, minutes=1)
    followed = weeks.works()
    assert sorted(followed) == ["cici@example.org", "maria@example.org"]
    came, missed = text(followed["maria@example.org"]), text(followed["cici@example.org"])
    assert came.index("Ketika air naik") < came.index("Dapur umum")
    assert missed.index("Dapur umum") < missed.index("Ketika air naik")
    weeks.at(days=2)
    assert weeks.works() == {}
    db.session.rollback()
