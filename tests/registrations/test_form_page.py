"""The page of a form: what it shows, gives back, and hides."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast, soon
from tests.client import Client
from tests.registrations.full_form import EVERYTHING, sent
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import long_date
from webinar_hub.messages.models import Letter
from webinar_hub.network import identity
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.web.jobs import answer_asked

pytestmark = pytest.mark.usefixtures("app")


@pytest.mark.parametrize("phone", [None, "+6281234567890"])
def test_the_page_of_a_form_takes_the_same_statements_for_known_and_new(
    client: Client, cast: Cast, phone: str | None
) -> None:
    """Whoever holds it can open it a thousand times, and compare."""
    cast.region("91")
    meeting = cast.meeting()
    email = None if phone else "maria@example.org"
    cast.registration(cast.person("Maria Goreti Bere", email=email, phone=phone), meeting)
    seen = []
    for name in ("Maria Goreti Bere", "Nama Baru"):
        form = sent(meeting, replace(EVERYTHING, name=name, email=email, phone=phone))
        path = f"/terdaftar/{cast.form_link(form)}"
        client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
        with statements() as asked:
            client.get(path)
        seen.append(asked)
    assert seen[0] == seen[1]


def test_the_page_of_a_form_says_at_once_that_it_is_cancelled(client: Client, cast: Cast) -> None:
    """The worker gives back the seats a moment later."""
    cast.region("91")
    path = f"/terdaftar/{cast.form_link(sent(cast.meeting()))}"
    client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
    assert "Pendaftaran ini dibatalkan" in client.page(client.submit(path, action="/batal"))
    assert db.session.scalars(select(Seat.status)).all() == [SeatStatus.CONFIRMED]
    answer_asked()
    assert db.session.scalars(select(Seat.status)).all() == [SeatStatus.CANCELLED]


def test_the_page_of_a_form_tells_nobody_with_an_offered_place_that_they_wait(
    client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=0)
    offered = cast.registration(cast.maria(), meeting, status=SeatStatus.OFFERED)
    path = f"/terdaftar/{cast.form_link(cast.sent_form(offered, meeting, proved=True))}"
    client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
    page = client.get(path).text
    assert "Ada kursi kosong untuk Anda" in page
    assert "Jawablah di halaman pribadi Anda" in page
    assert "daftar tunggu" not in page
    assert "<title>Anda terdaftar" not in page


@pytest.mark.parametrize("act", ["/batal", "/nama"])
def test_what_is_done_on_a_forms_page_takes_the_same_statements_for_known_and_new(
    client: Client, cast: Cast, act: str
) -> None:
    cast.region("91")
    meeting = cast.meeting()
    cast.registration(cast.maria(), meeting)
    seen = []
    for name, email in (("Maria Goreti Bere", "maria"), ("Nama Baru", "baru")):
        form = sent(meeting, replace(EVERYTHING, name=name, email=f"{email}@example.org"))
        path = f"/terdaftar/{cast.form_link(form)}"
        client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
        token = client.form(path, action=act).fields["csrf_token"]
        with statements() as asked:
            client.post(f"{path}{act}", data={"csrf_token": token, "name": f"{name} Lain"})
        seen.append(asked)
    assert seen[0] == seen[1]


def test_the_page_of_a_form_gives_back_what_the_form_made_and_nothing_else(
    client: Client, cast: Cast
) -> None:
    cast.region("91")
    meeting = cast.meeting()
    cast.registration(cast.maria(), meeting)
    form = sent(meeting)
    path = f"/terdaftar/{cast.form_link(form)}"
    client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
    page = client.page(client.submit(path, action="/batal"))
    answer_asked()
    assert (
        "Bila alamat ini sudah punya kursi sebelumnya, pemiliknya memastikan lewat surat." in page
    )
    assert "Pendaftaran ini dibatalkan" in page
    assert db.session.scalars(select(Seat.status)).all() == [SeatStatus.CONFIRMED]
    assert (
        db.session.scalars(select(Letter.kind).order_by(Letter.id.desc())).first()
        == "registrations/link_again"
    )
    other = sent(meeting, replace(EVERYTHING, name="Nama Baru", email="baru@example.org"))
    db.write(standing.leave_by_form, other, by=VISITOR, now=clock.now())
    assert sorted(db.session.scalars(select(Seat.status))) == [
        SeatStatus.CANCELLED,
        SeatStatus.CONFIRMED,
    ]


def test_the_page_of_a_form_says_that_its_session_was_called_off(
    client: Client, cast: Cast
) -> None:
    cast.region("91")
    meeting = cast.meeting()
    path = f"/terdaftar/{cast.form_link(sent(meeting))}"
    client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
    assert "Anda terdaftar untuk" in client.get(path).text
    meeting.cancelled_at, meeting.cancel_reason = clock.now(), "Banjir"
    db.session.commit()
    page = client.get(path).text
    assert "Anda terdaftar untuk" not in page
    assert re.findall(r"<h1>\s*(.*?)\s*</h1>", page) == ["Sesi ini tidak jadi diadakan"]
    assert page.count('class="btn"') == 1


def test_who_waits_is_not_told_that_they_are_registered_without_proof(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.region("91")
    db.write(
        identity.give_contact,
        app.extensions["settings"],
        "halo@jajar.example",
        "+6281200000100",
        by=VISITOR,
        now=clock.now(),
    )
    meeting = cast.meeting()
    meeting.capacity = 1
    db.session.commit()
    for name, place in (("Adolfina Rihi", "terdaftar"), ("Beatrix Rihi", "masuk daftar tunggu")):
        typed = replace(EVERYTHING, name=name, email=None, phone="+6281355501234")
        path = f"/terdaftar/{cast.form_link(sent(meeting, typed))}"
        client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
        page = client.get(path).text
        assert f"Anda {place} untuk" in page
        assert ("Tanpa bukti pun Anda tetap terdaftar" in page) == (place == "terdaftar")
        assert "Bukti diperlukan untuk sertifikat." in page


@pytest.mark.parametrize(
    ("cancelled", "title"),
    [(False, "Sesi ini sudah berlalu"), (True, "Sesi ini tidak jadi diadakan")],
)
def test_the_page_of_a_form_whose_date_is_over_leads_to_the_next(
    client: Client, cast: Cast, *, cancelled: bool, title: str
) -> None:
    cast.region("91")
    meeting = cast.meeting()
    form = sent(meeting)
    path = f"/terdaftar/{cast.form_link(form)}"
    client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
    following = cast.meeting(meeting.series, starts_at=meeting.starts_at + timedelta(days=7))
    assert "Anda terdaftar untuk" in client.get(path).text
    meeting.cancelled_at = clock.now() if cancelled else None
    if not cancelled:
        meeting.starts_at, meeting.ends_at = (
            clock.now() - timedelta(hours=3),
            clock.now() - timedelta(hours=1),
        )
    db.session.commit()
    page = client.get(path).text
    assert title in page.partition("<h1>")[2].partition("</h1>")[0]
    assert "Anda terdaftar" not in page
    assert f'class="btn" href="/ikut/{following.key}"' in page


def test_the_link_of_a_form_opens_its_own_page_alone(client: Client, cast: Cast) -> None:
    cast.region("91")
    form = sent(cast.meeting())
    link = cast.form_link(form)
    for path in ("", "/data", "/enam-pertanyaan", "/bukan", "/sertifikat/abc.pdf"):
        assert client.get(f"/saya/{link}{path}").status_code == 404
    assert client.get(f"/terdaftar/{cast.link(form.registration)}").status_code == 404
    assert (
        "Are you Maria Goreti Bere?"
        in client.get(f"/terdaftar/{link}", headers={"Accept-Language": "en"}).text
    )


def test_a_stranger_who_typed_first_reads_and_changes_nothing_of_what_the_owner_does(
    app: Flask, cast: Cast
) -> None:
    """A stranger keeps the page of their form, the owner opens the letter's link."""
    stranger, owner = (app.test_client() for _ in range(2))
    assert isinstance(stranger, Client)
    assert isinstance(owner, Client)
    series = cast.series()
    first, second = cast.meeting(series), cast.meeting(series, starts_at=soon(days=9))
    typed = {"name": "Siti Aminah", "contact": "siti@example.org", "region": "-"}
    page = stranger.submit(f"/sesi/{first.key}/daftar", **typed).location
    registration = db.session.scalars(select(Registration)).one()
    mine = cast.page(owner, registration)
    owner.submit(mine, action="/isian/")
    owner.submit(f"/sesi/{second.key}/daftar", **typed, other="Saya tuli", sign_language=True)
    owner.submit(mine, action="/isian/")
    seen = stranger.get(page).text
    assert "Saya tuli" not in seen
    with app.test_request_context():
        strangers, owners = (long_date(each.day).rpartition(" ")[0] for each in (first, second))
    assert strangers in seen
    assert owners not in seen.split("Isian Anda")[1].split("</dl>")[0]
    assert stranger.get(page.replace("/terdaftar/", "/saya/")).status_code == 404
    stranger.submit(page, action="/batal")
    answer_asked()
    standing = {seat.meeting_id: seat.status for seat in db.session.scalars(select(Seat))}
    assert standing[second.id] is SeatStatus.CONFIRMED
