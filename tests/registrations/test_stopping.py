"""The desk's page of a session's messages: what it counts, and where its buttons lead."""

from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.messages.outbox import rows
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import LetterState
from webinar_hub.registrations import letters


def test_one_press_stops_all_and_another_lets_it_go(app: Flask, cast: Cast, client: Client) -> None:
    meeting = cast.meeting(cast.series())
    registration = cast.registration(cast.person("Maria", email="m@example.org"), meeting)
    db.write(letters.confirmed, registration, [meeting], now=clock.now())
    cast.sign_in(client, cast.ratna())
    address = f"/desk/sesi/{meeting.key}/pesan"
    page = client.page(client.submit(address, action="hentikan"))
    assert "1 pesan dihentikan." in page
    assert "Maria" not in page
    assert [row.state for row in rows()] == [LetterState.DROPPED]
    page = client.page(client.submit(address, action="lepaskan"))
    assert "1 pesan dilanjutkan." in page
    assert [row.state for row in rows()] == [LetterState.NEW]
    assert address in client.get(f"/desk/sesi/{meeting.key}").text
