"""The way into the platform, from the personal page."""

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.cast import Cast, soon
from tests.client import Client
from tests.html import parse, text_of
from webinar_hub.attendance.models import Evidence
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, SeatStatus


def press(client: Client, cast: Cast, registration: Registration, meeting: Meeting) -> TestResponse:
    """Press "Gabung" as the personal page offers it, with a token from another form."""
    token = client.form("/masuk").fields["csrf_token"]
    return client.post(
        f"/saya/{cast.link(registration)}/gabung/{meeting.key}", data={"csrf_token": token}
    )


def test_the_page_shows_the_name_and_one_way_on(app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting(starts_at=soon(hours=-1), title="Ketika air naik")
    maria = cast.registration(cast.maria(), meeting)
    answer = press(client, cast, maria, meeting)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    page = parse(answer.text)
    assert [text_of(p) for p in page.iter("code") if p.get("id") == "zoom-name"] == [
        f"{maria.code} Maria Goreti Bere"
    ]
    loud = [link for link in page.iter("a") if link.get("class") == "btn"]
    assert [(link.get("href"), link.get("rel")) for link in loud] == [
        ("https://zoom.example/j/123", "noreferrer")
    ]
    assert [row.name for row in db.session.scalars(select(Evidence))] == ["Maria Goreti Bere"]


@pytest.mark.parametrize(
    ("hours", "status", "words"),
    [
        (2, SeatStatus.CONFIRMED, "half an hour"),
        (-5, SeatStatus.CONFIRMED, "over"),
        (0, SeatStatus.WAITLISTED, "waiting list"),
    ],
)
def test_a_closed_door_answers_in_words_and_shows_no_link(
    sqlite_app: Flask, client: Client, cast: Cast, hours: int, status: SeatStatus, words: str
) -> None:
    meeting = cast.meeting(starts_at=soon(hours=hours))
    registration = cast.registration(cast.maria(), meeting, status=status)
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    answer = press(client, cast, registration, meeting)
    assert answer.status_code == 422
    assert words in answer.text
    assert "zoom.example" not in answer.text


def test_a_forged_link_another_meeting_and_a_mere_look_are_not_found(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(starts_at=soon(hours=-1))
    other = cast.meeting(meeting.series, starts_at=soon(hours=-1))
    maria = cast.registration(cast.maria(), meeting)
    assert press(client, cast, maria, other).status_code == 404
    token = client.form("/masuk").fields["csrf_token"]
    assert (
        client.post(
            f"/saya/{cast.link(maria)}x/gabung/{meeting.key}", data={"csrf_token": token}
        ).status_code
        == 404
    )
    assert client.get(f"/saya/{cast.link(maria)}/gabung/{meeting.key}").status_code == 405
    assert db.session.scalars(select(Evidence)).all() == []
