"""Offers as people and the desk see them: two buttons, a deadline, a setting."""

from datetime import timedelta

from flask import Flask

from tests import html
from tests.cast import Cast
from tests.client import EN, Client
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import WITA, moment
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, SeatStatus


def offered(cast: Cast, *, minutes: int = 60, rolling: bool = True) -> tuple[Registration, Meeting]:
    """Offer Maria, who reads in WITA, a place."""
    cast.region("53")
    meeting = cast.meeting(cast.series(capacity=1, rolling=rolling))
    person = cast.person("Maria Bere", email="maria@example.org", region="53")
    registration = cast.registration(person, meeting, status=SeatStatus.OFFERED)
    registration.seats[0].offered_until = clock.now() + timedelta(minutes=minutes)
    meeting.series.offer_hours = 4
    db.session.commit()
    return registration, meeting


def status(registration: Registration) -> SeatStatus:
    db.session.expire_all()
    return registration.seats[0].status


def test_the_link_alone_does_nothing_and_one_press_takes_the_place(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration, meeting = offered(cast)
    until = registration.seats[0].offered_until
    path = cast.page(client, registration)
    page = client.get(path).text
    assert until
    said = moment(until, WITA).replace("\N{NO-BREAK SPACE}", " ")
    assert f"Kursi untuk Anda sampai {said}" in html.text_of(html.parse(page))
    assert status(registration) is SeatStatus.OFFERED
    assert client.get(f"{path}/terima").status_code == 405
    answer = client.page(client.submit(path, action="/terima", meeting=meeting.key))
    assert "Kursi ini milik Anda." in answer
    assert "Kursi untuk Anda sampai" not in answer
    assert status(registration) is SeatStatus.CONFIRMED


def test_one_press_passes_it_on(app: Flask, client: Client, cast: Cast) -> None:
    registration, meeting = offered(cast)
    path = cast.page(client, registration)
    said = client.page(client.submit(path, action="/tolak", meeting=meeting.key))
    assert "Kursi ini diteruskan ke antrean berikutnya." in said
    assert status(registration) is SeatStatus.CANCELLED


def test_too_late_is_said_on_the_page(app: Flask, client: Client, cast: Cast) -> None:
    registration, meeting = offered(cast, minutes=-1)
    path = cast.page(client, registration)
    assert "Tawaran ini sudah berakhir" in client.page(
        client.submit(path, action="/terima", meeting=meeting.key)
    )
    assert status(registration) is SeatStatus.OFFERED


def test_the_desk_sets_the_hours_and_lists_who_was_offered_a_place_until_when(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration, meeting = offered(cast)
    cast.sign_in(client, cast.ratna())
    page = html.text_of(html.parse(client.get(f"/desk/sesi/{meeting.key}", headers=EN).text))
    until = registration.seats[0].offered_until
    assert until
    assert f"Place offered, until {until.astimezone(meeting.home.info):%A, }" in page
    path = f"/desk/seri/{meeting.series.key}/ubah"
    assert client.submit(path, offer_hours="400").status_code == 422
    client.submit(path, offer_hours="12")
    db.session.expire_all()
    assert meeting.series.offer_hours == 12
