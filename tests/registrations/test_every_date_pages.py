"""What participants press to skip, pause, go on and stop, and what the desk reads of it."""

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.client import Client
from tests.messages.outbox import of_kind
from tests.registrations.every_week import asked, held, plan
from tests.registrations.filled_in import SITI
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering
from webinar_hub.programmes.models import Meeting, State
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations.every_date import actions
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.letters import LEFT
from webinar_hub.registrations.models import EveryDate, SeatStatus, SentForm
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.web.jobs import answer_asked

CONFIRMED, CANCELLED = SeatStatus.CONFIRMED, SeatStatus.CANCELLED


def cancel(meeting: Meeting) -> None:
    db.write(planning.cancel_meeting, meeting, reason="Banjir", by=DIRECTOR, now=clock.now())


def test_the_form_asks_for_which_sessions_and_its_page_skips_and_stops(
    app: Flask, client: Client, cast: Cast
) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    later = plan(series, 1)
    address = f"/sesi/{meeting.key}/daftar"
    assert client.form(address).fields["dates"] == ["every"]
    path = client.submit(address, **SITI).location
    [form] = db.session.scalars(select(SentForm)).all()
    assert held(form.registration) == {1: CONFIRMED, 2: CONFIRMED}
    page = client.get(path).text
    assert "Setiap sesi mulai sesi ini" in page
    token = client.form(path, action="/batal").fields["csrf_token"]
    skip = {"csrf_token": token, "meeting": later.key}
    page = client.page(client.post(f"{path}/batal", data=skip))
    assert "Anda lewati" in page
    answer_asked()
    assert held(form.registration) == {1: CONFIRMED, 2: CANCELLED}
    unknown = {"csrf_token": token, "meeting": "x" * 16}
    assert client.post(f"{path}/batal", data=unknown).status_code == 404
    client.post(f"{path}/batal", data={"csrf_token": token})
    assert db.session.scalars(select(EveryDate)).all() == []


def test_the_page_of_a_form_says_which_of_its_dates_was_cancelled(
    app: Flask, client: Client, cast: Cast
) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    later = plan(series, 1)
    path = client.submit(f"/sesi/{meeting.key}/daftar", **SITI, dates="every").location
    skip = f'name="meeting" value="{later.key}"'
    said = skip, "Sesi dibatalkan"
    assert [each in client.get(path).text for each in said] == [True, False]
    cancel(later)
    assert [each in client.get(path).text for each in said] == [False, True]


def test_only_this_session_is_a_tap_away(app: Flask, client: Client, cast: Cast) -> None:
    client.submit(f"/sesi/{cast.meeting().key}/daftar", **SITI, dates="one")
    assert db.session.scalars(select(EveryDate)).all() == []


def test_a_form_for_every_session_says_when_its_first_is_over_what_the_later_ones_wait_for(
    app: Flask, client: Client, cast: Cast
) -> None:
    series = cast.series(capacity=5)
    meeting = cast.meeting(series)
    plan(series, 1, capacity=5)
    path = client.submit(f"/sesi/{meeting.key}/daftar", **SITI, dates="every").location
    meeting.starts_at, meeting.ends_at = soon(days=-2), soon(days=-2, hours=2)
    page = client.get(path).text
    assert "sesi dengan kursi terbatas menunggu" in page
    for wrong in ("Isian ini tidak berlaku", "Belum ada tanggal"):
        assert wrong not in page


def _proved(client: Client, cast: Cast) -> tuple[Meeting, str, SentForm]:
    """Return the first of two sessions, and a form for every session that its owner proved."""
    series = cast.series()
    meeting = cast.meeting(series)
    plan(series, 1)
    path = client.submit(f"/sesi/{meeting.key}/daftar", **SITI, dates="every").location
    [form] = db.session.scalars(select(SentForm)).all()
    db.write(proof.prove, form, now=clock.now())
    return meeting, path, form


def test_a_form_for_every_session_whose_owner_proved_it_asks_for_no_later_one(
    app: Flask, client: Client, cast: Cast
) -> None:
    _meeting, path, form = _proved(client, cast)
    page = client.get(path).text
    assert [each in page for each in ("Daftar juga untuk", "Batalkan pendaftaran")] == [False] * 2
    client.submit(path, action="/batal")
    answer_asked()
    assert held(form.registration) == {1: CANCELLED, 2: CONFIRMED}
    page = client.get(path).text
    said = "Pendaftaran ini dibatalkan", "Kursi dilepas", "Anda ikut setiap sesi"
    assert [each in page for each in said] == [False, True, True]


def test_what_such_a_form_says_once_its_date_is_over_and_during_a_pause(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting, path, form = _proved(client, cast)
    meeting.starts_at, meeting.ends_at = soon(days=-2), soon(days=-2, hours=2)
    db.session.commit()
    said = "Isian ini tidak berlaku", "Anda ikut setiap sesi"
    assert [each in client.get(path).text for each in said] == [False, True]
    db.write(actions.pause, form.registration, by=VISITOR, now=clock.now())
    assert [each in client.get(path).text for each in said] == [True, False]


@pytest.mark.parametrize("dates", ["every", "one"])
def test_a_form_that_was_proved_by_whatsapp_says_where_the_own_page_is(
    app: Flask, client: Client, cast: Cast, dates: str
) -> None:
    typed = SITI | {"contact": "0812-3456-7890"}
    path = client.submit(f"/sesi/{cast.meeting().key}/daftar", **typed, dates=dates).location
    said = "ada di pesan kami ke WhatsApp …7890", "Anda ikut setiap sesi"
    assert [each in client.get(path).text for each in said] == [False, False]
    [form] = db.session.scalars(select(SentForm)).all()
    db.write(proof.prove, form, now=clock.now())
    assert [each in client.get(path).text for each in said] == [True, dates == "every"]


def test_whoever_skips_a_date_is_told_that_the_others_stay(app: Flask, cast: Cast) -> None:
    series = cast.series()
    first = cast.meeting(series)
    plan(series, 1)
    registration = cast.registration(cast.maria(), first)
    db.write(actions.go_on, registration, by=VISITOR, now=clock.now())
    for meeting_id in (first.id, None):
        db.write(standing.leave, registration, meeting_id, by=VISITOR, now=clock.now())
    settings = app.extensions["settings"]
    texts = [rendering.write(each, settings, cast.links).text for each in of_kind(LEFT)]
    assert ["lainnya tetap Anda ikuti" in each for each in texts] == [True, False]
    assert ["mendaftar lagi di sini" in each for each in texts] == [False, True]


def test_a_skipped_date_that_was_cancelled_since_is_not_to_be_had_again(
    app: Flask, client: Client, cast: Cast
) -> None:
    series = cast.series()
    skipped = cast.meeting(series)
    plan(series, 1)
    registration = cast.registration(cast.maria(), skipped)
    db.write(actions.go_on, registration, by=VISITOR, now=clock.now())
    db.write(standing.leave, registration, skipped.id, by=VISITOR, now=clock.now())
    path = cast.page(client, registration)
    assert "Ikut lagi" in client.get(path).text
    cancel(skipped)
    assert "Ikut lagi" not in client.get(path).text


def test_nobody_gives_back_a_place_in_a_session_that_was_cancelled(
    app: Flask, client: Client, cast: Cast
) -> None:
    series = cast.series()
    off = cast.meeting(series)
    on = plan(series, 1)
    registration = cast.registration(cast.maria(), off, on)
    path = cast.page(client, registration)
    pressed = client.form(path, action="/batal").fields | {"meeting": off.key}
    cancel(off)
    answer = client.post(f"{path}/batal", data=pressed)
    assert (answer.status_code, "Sesi ini dibatalkan." in answer.text) == (422, True)
    assert held(registration) == {1: CONFIRMED, 2: CONFIRMED}
    client.post(f"{path}/batal", data=pressed | {"meeting": ""})
    assert held(registration) == {1: CANCELLED, 2: CANCELLED}
    [left] = of_kind(LEFT)
    assert [each["key"] for each in left.facts["meetings"]] == [on.key]


def test_a_form_leads_to_no_date_before_its_own(app: Flask, client: Client, cast: Cast) -> None:
    series = cast.series()
    cast.meeting(series)
    later = plan(series, 1)
    page = client.page(client.submit(f"/sesi/{later.key}/daftar", **SITI, dates="one"))
    assert "Daftar juga untuk" not in page


@pytest.mark.parametrize(("dates", "offered"), [("one", True), ("every", False)])
def test_who_registered_for_every_session_is_not_led_to_register_for_the_next(
    app: Flask, client: Client, cast: Cast, dates: str, offered: bool
) -> None:
    series = cast.series(capacity=5)
    meeting = cast.meeting(series)
    plan(series, 1, capacity=5)
    page = client.page(client.submit(f"/sesi/{meeting.key}/daftar", **SITI, dates=dates))
    assert ("Daftar juga untuk" in page) is offered


def test_a_form_for_every_session_takes_the_same_statements_for_known_and_new(
    app: Flask, cast: Cast
) -> None:
    series = cast.series()
    meeting, later = cast.meeting(series), plan(series, 1)
    cast.registration(cast.person("Maria Bere", email="maria@example.org"), meeting, later)
    seen = []
    for name in ("Maria Bere", "Nama Baru"):
        with statements() as written:
            asked(meeting, name)
        seen.append(written)
    assert seen[0] == seen[1]


def test_one_button_each_on_the_personal_page(app: Flask, client: Client, cast: Cast) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    later = plan(series, 1)
    registration = cast.registration(cast.maria(), meeting)
    path = cast.page(client, registration)
    page = client.page(client.submit(path, action="/setiap-sesi"))
    assert "Anda ikut setiap sesi" in page
    assert held(registration) == {1: CONFIRMED, 2: CONFIRMED}
    token = client.form(path, action="/jeda").fields["csrf_token"]
    wanted = {"csrf_token": token, "form_id": "a" * 32, "meeting": meeting.key}
    page = client.page(client.post(f"{path}/batal", data=wanted))
    skipped, following = (each.strftime("%-d") for each in (meeting.day, later.day))
    assert "Anda lewati" in page
    assert f", {skipped} " in page.partition("sudah dilepas.")[0].rpartition("Kursi Anda untuk")[2]
    assert f", {following} " in page.partition("<h1>")[2].partition("</h1>")[0]
    assert held(registration) == {1: CANCELLED, 2: CONFIRMED}
    for _twice in range(2):
        client.page(client.post(f"{path}/ikut-lagi", data=wanted))
    assert held(registration) == {1: CONFIRMED, 2: CONFIRMED}
    page = client.page(client.submit(path, action="/jeda"))
    # What there is to say of a session that they took part in still goes.
    assert "Anda sedang jeda: tidak ada kursi dan tidak ada pengingat untuk Anda." in page
    assert held(registration) == {1: CANCELLED, 2: CANCELLED}
    client.page(client.submit(path, action="/setiap-sesi"))
    assert held(registration) == {1: CONFIRMED, 2: CONFIRMED}
    client.page(client.post(f"{path}/batal", data=wanted | {"form_id": "b" * 32, "meeting": ""}))
    assert every_date.of_registration(registration) is None
    assert held(registration) == {1: CANCELLED, 2: CANCELLED}


def test_who_takes_a_full_session_again_reads_that_they_wait(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=1)
    ani, _budi = (asked(meeting, name, proved=True).registration for name in ("Ani", "Budi"))
    db.write(standing.leave, ani, meeting.id, by=VISITOR, now=clock.now())
    path = cast.page(client, ani)
    token = client.form(path, action="/ikut-lagi").fields["csrf_token"]
    wanted = {"csrf_token": token, "form_id": "a" * 32, "meeting": meeting.key}
    page = client.page(client.post(f"{path}/ikut-lagi", data=wanted))
    assert "Anda ada di daftar tunggu sesi ini." in page
    assert "Anda ikut lagi di sesi itu." not in page


def test_the_question_stands_on_the_page_with_one_tap_to_go_on(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = asked(cast.meeting(), proved=True).registration
    own = every_date.of_registration(registration)
    assert own
    db.write(actions.ask_whether_still_coming, own.id, now=clock.now())
    path = cast.page(client, registration)
    assert "Masih ikut?" in client.get(path).text
    assert "Masih ikut?" not in client.page(client.submit(path, action="/setiap-sesi"))


@pytest.mark.parametrize("act", ["setiap-sesi", "jeda", "ikut-lagi"])
def test_nothing_of_it_is_open_before_the_form_is_said_to_be_ones_own(
    app: Flask, client: Client, cast: Cast, act: str
) -> None:
    form = asked(cast.meeting())
    path = cast.page(client, form.registration)
    token = client.form(path, action="/batal").fields["csrf_token"]
    answer = client.post(f"{path}/{act}", data={"csrf_token": token})
    assert "Pastikan dulu bahwa isian" in client.page(answer)
    [every] = db.session.scalars(select(EveryDate)).all()
    assert (every.sent_form_id, every.paused_at) == (form.id, None)


def test_the_desk_says_how_many_stand_and_pause_and_who(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    asked(meeting, "Ani")
    asked(meeting, "Budi", proved=True)
    paused = asked(meeting, "Cici", proved=True).registration
    cast.registration(cast.suparmin(), meeting)
    own = every_date.of_registration(paused)
    assert own
    own.paused_at = clock.now()
    db.session.commit()
    cast.sign_in(client, cast.ratna())
    page = client.get(f"/desk/seri/{meeting.series.key}").text
    assert "2 orang ikut setiap sesi, 1 jeda" in page
    page = client.get(f"/desk/sesi/{meeting.key}").text
    assert (page.count("<small>Setiap sesi</small>"), page.count("<small>Jeda</small>")) == (2, 1)


def test_an_archived_series_asks_nobody_to_come_every_time(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    path = cast.page(client, cast.registration(cast.maria(), meeting))
    assert "Ikut setiap sesi" in client.get(path).text
    meeting.series.state = State.ARCHIVED
    db.session.commit()
    assert "Ikut setiap sesi" not in client.get(path).text
