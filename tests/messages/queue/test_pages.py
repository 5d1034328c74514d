"""The queue's page: what it shows of a person, and where its buttons lead."""

from urllib.parse import unquote

from flask import Flask
from werkzeug.test import TestResponse

from tests import html
from tests.cast import Cast, soon
from tests.client import Client
from tests.messages.queue.kept import (
    SESSION,
    keep,
    keep_confirmation,
    of_session,
    phone,
    states,
)
from webinar_hub.kit.db import db
from webinar_hub.messages.models import LetterState
from webinar_hub.people.models import Role
from webinar_hub.registrations.models import SeatStatus

QUEUE = f"/desk/pesan/antrean?sesi={SESSION}"


def addresses(page: str, beginning: str) -> list[str]:
    """Return the addresses on a page that begin so."""
    return [
        address
        for link in html.parse(page).iter("a")
        if (address := link.get("href", "")).startswith(beginning)
    ]


def press(client: Client, button: str) -> TestResponse:
    """Press another button than the first of the form of whom is in hand."""
    form = client.form(QUEUE, action="terkirim")
    return client.post(form.action.replace("terkirim", button), data=form.fields)


def test_one_person_after_the_other_with_the_text_ready(
    app: Flask, cast: Cast, client: Client
) -> None:
    keep(cast.suparmin(), **of_session())
    keep(cast.person("Orang Kedua", phone=phone(2)), **of_session())
    keep(cast.person("Orang Lain", phone=phone(3)), **of_session("ffffbbbbccccdddd"))
    jakarta = cast.staff(region="31")
    cast.grant(jakarta, Role.VIEWER)
    cast.sign_in(client, jakarta)
    page = client.get(QUEUE).text
    assert "Orang Kedua" not in page, "of no region: another desk's"
    assert "1 pesan menunggu" in page
    assert addresses(page, "https://wa.me/") == [], "looking takes nobody in hand"
    page = client.page(client.submit(QUEUE))
    assert "<h2" in page
    [address] = addresses(page, "https://wa.me/")
    number, _, text = address.removeprefix("https://wa.me/").partition("?text=")
    assert number == "6281234567890"
    assert unquote(text).startswith("Halo Suparmin,\n\n")
    assert "0 dari 1" in page
    page = client.page(client.submit(QUEUE, action="terkirim"))
    assert "1 dari 1" in page
    assert "Tidak ada yang menunggu." in page
    assert states()[0][0] == LetterState.SENT
    page = client.page(client.submit(QUEUE, action="urungkan"))
    assert len(addresses(page, "https://wa.me/")) == 1
    page = client.page(press(client, "nomor-salah"))
    assert "Nomor salah" in page
    assert len(addresses(page, "/desk/orang/")) == 1


def test_an_address_opens_the_mail_program(app: Flask, cast: Cast, client: Client) -> None:
    keep(cast.person("Maria Bere", email="maria+a&b@example.org"), **of_session())
    cast.sign_in(client, cast.ratna())
    page = client.page(client.submit(QUEUE))
    assert addresses(page, "https://wa.me/") == []
    [address] = addresses(page, "mailto:")
    receiver, _, rest = address.removeprefix("mailto:").partition("?subject=")
    subject, _, body = rest.partition("&body=")
    assert unquote(receiver) == "maria+a&b@example.org"
    assert "&" not in receiver + subject
    assert unquote(body).startswith("Halo Maria Bere,\r\n\r\n")
    assert "nomor-salah" not in page


def test_a_press_that_comes_too_late_says_so(app: Flask, cast: Cast, client: Client) -> None:
    letter = keep(cast.suparmin(), **of_session())
    cast.sign_in(client, cast.ratna())
    client.page(client.submit(QUEUE))
    form = client.form(QUEUE, action="terkirim")
    client.submit(f"/desk/pesan/{letter.key}", action="diserahkan")
    answer = client.post(form.action, data=form.fields)
    assert answer.status_code == 422
    assert "tidak lagi menunggu" in answer.text


def test_another_button_of_a_page_gone_back_to_is_another_press(
    app: Flask, cast: Cast, client: Client
) -> None:
    keep(cast.suparmin(), **of_session())
    keep(cast.person("Orang Kedua", phone=phone(2)), **of_session())
    cast.sign_in(client, cast.ratna())
    client.page(client.submit(QUEUE))
    form = client.form(QUEUE, action="terkirim")
    for button, sent in [("lewati", 0), ("terkirim", 1), ("terkirim", 1)]:
        address = form.action.replace("terkirim", button)
        client.page(client.post(address, data=form.fields))
        assert [state for state, _reason in states()].count(LetterState.SENT) == sent, button


def test_a_letter_that_has_nothing_left_to_tell_says_so(
    app: Flask, cast: Cast, client: Client
) -> None:
    letter, seat = keep_confirmation(cast, cast.suparmin(), cast.meeting(starts_at=soon(days=2)))
    cast.sign_in(client, cast.staff(region="31"))
    needless = "tidak ada lagi yang perlu dikabarkan"
    assert needless not in client.get(f"/desk/pesan/{letter.key}").text
    seat.status = SeatStatus.CANCELLED
    db.session.commit()
    assert needless in client.get(f"/desk/pesan/{letter.key}").text
