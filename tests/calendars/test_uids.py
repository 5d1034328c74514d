"""The UID of a calendar entry stays: wherever it is written, whoever owns it, wherever it goes."""

import re
import uuid
from email import message_from_bytes
from typing import Any

from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from tests.cast import NATION, Cast, soon
from tests.client import Client
from tests.messages.outbox import letter_of
from webinar_hub.calendars.feeds import feed_bytes
from webinar_hub.calendars.scopes.rules import EVERYTHING
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.links import Links
from webinar_hub.messages import mail
from webinar_hub.messages.models import Letter
from webinar_hub.programmes.handover import actions as handover
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import letters


def uids(body: bytes) -> list[str]:
    return [str(event["UID"]) for event in Calendar.from_ical(body).walk("VEVENT")]


def in_letter(letter: Letter, app: Flask, links: Links) -> list[str]:
    settings: Settings = app.extensions["settings"]
    composed = mail.compose(letter, settings, links, now=clock.now())
    parts = message_from_bytes(composed.content).walk()
    calendars = [part for part in parts if part.get_content_type() == "text/calendar"]
    return [uid for part in calendars for uid in uids(bytes(part.get_payload(decode=True)))]


def test_two_meetings_have_random_uids_that_say_nothing(app: Flask, cast: Cast) -> None:
    one = cast.meeting()
    other = cast.meeting(one.series, starts_at=soon(days=9))
    assert [uuid.UUID(each.uid).version for each in (one, other)] == [4, 4]
    assert one.uid != other.uid


def test_feed_letter_and_personal_page_write_the_same(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    registration = cast.registration(cast.maria(), meeting)
    letter = letter_of(db.write(letters.confirmed, registration, [meeting], now=clock.now()))
    sent = in_letter(letter, app, cast.links)
    [address] = set(
        re.findall(r'href="(/sesi/\w+\.ics)"', client.get(cast.page(client, registration)).text)
    )
    written = [uids(client.get(path).data) for path in ("/kalender/semua.ics", address)]
    assert written == [sent, sent]
    assert sent == [meeting.uid]


def test_another_domain_changes_no_uid(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting()
    registration = cast.registration(cast.maria(), meeting)
    letter = letter_of(db.write(letters.confirmed, registration, [meeting], now=clock.now()))
    moved = Links(app.url_map, "https://semidaring.example.org", cast.links.link_key)
    before, after = (feed_bytes(EVERYTHING, "id", "JAJAR", links) for links in (cast.links, moved))
    assert b"semidaring.example.org" in after
    assert uids(before) == uids(after) == in_letter(letter, app, moved) == [meeting.uid]


def test_a_handover_changes_no_uid(app: Flask, client: Client, cast: Cast) -> None:
    programme = cast.programme(owner=cast.secretariat("53").organisation)
    address = f"/sesi/{cast.meeting(cast.series(programme)).key}.ics"
    before = uids(client.get(address).data)
    db.write(
        handover.offer,
        programme,
        cast.secretariat("91").organisation,
        reason="Pindah tugas",
        by=NATION,
        now=clock.now(),
    )
    assert programme.owner_id == cast.secretariat("91").organisation_id
    assert uids(client.get(address).data) == before


def test_a_meeting_taken_along_to_another_hub_keeps_its_uid(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting(title="Posko")
    table: Any = Meeting.__table__
    row = db.session.execute(select(table).where(table.c.id == meeting.id)).mappings().one()
    own = {name: value for name, value in row.items() if name not in ("id", "key", "series_id")}
    there = cast.series(cast.programme("Program lain", owner=cast.secretariat("53").organisation))
    db.session.delete(meeting)
    db.session.flush()
    db.session.add(Meeting(**own, series_id=there.id))
    db.session.commit()
    elsewhere = Links(app.url_map, "https://hub.ntt.example.org", b"another key of another hub")
    assert uids(feed_bytes(EVERYTHING, "id", "Forum NTT", elsewhere)) == [row["uid"]]
