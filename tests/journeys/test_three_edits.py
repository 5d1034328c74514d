"""A secretary changes her mind three times in five minutes; the participant reads one letter."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.journeys.conftest import Window
from tests.journeys.here import Here, hub_here
from tests.messages.sink import Sink, mail_server
from webinar_hub.kit.db import db
from webinar_hub.registrations import letters

_MONDAY = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)
_THURSDAY = datetime(2027, 3, 4, 7, 0, tzinfo=UTC)


@pytest.fixture
def post() -> Iterator[Sink]:
    """Yield a mail server that keeps what it gets."""
    with mail_server() as sink:
        yield sink


@pytest.fixture
def hub(tmp_path: Path, post: Sink) -> Iterator[Here]:
    """Yield a hub that sends by that server, on a Monday."""
    sends = {"smtp_host": "127.0.0.1", "smtp_port": post.port, "smtp_security": "none"}
    with hub_here(tmp_path, _MONDAY, **sends) as here:
        yield here


def test_three_edits_in_five_minutes_are_one_letter(hub: Here, post: Sink, window: Window) -> None:
    meeting = hub.cast.meeting(starts_at=_THURSDAY)
    registration = hub.cast.registration(hub.cast.maria(), meeting)
    db.write(letters.confirmed, registration, [meeting], now=hub.at)
    hub.works("send_changes")
    page = window()
    page.goto(hub.way_in(str(hub.cast.ratna().email)))
    page.get_by_role("button", name="Masuk").click()
    for hour in ("15:00", "13:00", "15:30"):
        page.goto(f"/desk/sesi/{meeting.key}/ubah")
        page.get_by_label("Mulai pukul").fill(hour)
        page.get_by_role("button", name="Simpan").click()
        # She is asked once: what she changes after it goes into the same letter.
        if hour == "15:00":
            expect(page.locator("main")).to_contain_text("1 pesan akan dikirim")
            page.get_by_role("button", name="Simpan").click()
        expect(page.locator("main")).to_contain_text("Tersimpan.")
        hub.at += timedelta(minutes=2)
        hub.works("send_changes")
    assert len(post.letters) == 1
    hub.at += timedelta(minutes=10)
    for _again in range(2):
        hub.works("send_changes")
    confirmed, changed = post.letters
    text = _part(changed, "plain")
    assert ("15.30–16.00 WIB" in text, "13.00" in text) == (True, False)
    before, after = (_entry(each) for each in (confirmed, changed))
    assert (after["UID"], int(after["SEQUENCE"]) > int(before["SEQUENCE"])) == (before["UID"], True)
    assert after["DTSTART"] == "2027-03-04 15:30:00+07:00"


def _part(letter: EmailMessage, subtype: str) -> str:
    [part] = [each for each in letter.walk() if each.get_content_subtype() == subtype]
    return str(part.get_content())


def _entry(letter: EmailMessage) -> dict[str, str]:
    [event] = Calendar.from_ical(_part(letter, "calendar")).walk("VEVENT")
    wanted = ("UID", "SEQUENCE", "DTSTART")
    return {name: str(event.decoded(name)) for name in wanted}
