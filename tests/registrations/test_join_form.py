"""The form to join with: what it asks, keeps, refuses, and where it leads."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import html
from tests.cast import Cast, soon
from tests.client import Client
from tests.registrations.filled_in import SITI
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.registrations.models import Registration, Seat, SeatStatus, SentForm

pytestmark = pytest.mark.usefixtures("app")


LABELS = {
    "name": "Nama lengkap",
    "contact": "Nomor HP atau email",
    "district": "Kabupaten atau kota",
}


def test_registering_leads_to_the_personal_page_within_eighteen_statements(
    client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=40)
    path = f"/sesi/{meeting.key}/daftar"
    form = client.form(path, "name")
    with statements() as seen:
        answer = client.post(path, data={**form.fields, **SITI, "news": "y"})
    assert answer.status_code == 303
    assert len(seen) <= 18, "\n".join(seen)
    assert "Siti Aminah" in client.get(answer.location).text
    assert answer.headers["Cache-Control"] == "no-store"


def test_who_waits_for_a_letter_is_sent_to_the_spam_folder_only_where_mail_is_sent(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = client.submit(f"/sesi/{cast.meeting().key}/daftar", **SITI).location
    lost = client.submit("/saya", contact="maria@example.org").location
    by_hand = "Hub ini belum mengirim email: sekretariat menyerahkan tautannya kepada Anda."
    pages = [client.get(path).text for path in (done, lost)]
    assert [(by_hand in page, "folder spam" in page) for page in pages] == [(True, False)] * 2
    mailing = replace(app.extensions["settings"], smtp_host="127.0.0.1")
    monkeypatch.setitem(app.extensions, "settings", mailing)
    pages = [client.get(path).text for path in (done, lost)]
    assert [by_hand in page for page in pages] == [False, False]
    assert "folder spam" in pages[0]


@pytest.mark.parametrize(("server", "sent"), [("", False), ("127.0.0.1", True)])
def test_a_lost_link_is_said_to_be_sent_only_where_mail_is_sent(
    app: Flask, client: Client, monkeypatch: pytest.MonkeyPatch, server: str, sent: bool
) -> None:
    mailing = replace(app.extensions["settings"], smtp_host=server)
    monkeypatch.setitem(app.extensions, "settings", mailing)
    for language, said in (("id", "dikirim"), ("en", "sent")):
        client.set_cookie("bahasa", language, domain="127.0.0.1")
        page = client.get("/terdaftar").text
        head = page.partition("<h1>")[2].partition("WhatsApp")[0]
        assert (said in head or "on its way" in head) is sent


def test_pressing_twice_gives_the_first_answer(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    form = client.form(f"/sesi/{meeting.key}/daftar", "name")
    answers = [
        client.post(f"/sesi/{meeting.key}/daftar", data={**form.fields, **SITI}).location
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 1
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 1


def test_a_second_form_ends_on_a_page_of_its_own_that_looks_like_the_first(
    client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    first, second = (client.submit(f"/sesi/{meeting.key}/daftar", **SITI) for _ in range(2))
    assert first.location != second.location
    pages = [client.page(answer) for answer in (first, second)]
    codes = db.session.scalars(select(SentForm.code).order_by(SentForm.id)).all()
    shown = [
        _without_keys(page.replace(code, "CODE")) for page, code in zip(pages, codes, strict=True)
    ]
    assert shown[0] == shown[1]
    assert "Anda terdaftar untuk" in pages[1]


def _without_keys(page: str) -> str:
    """Return a page without what is made anew each time: links, form ids, tokens."""
    return re.sub(r'(/terdaftar/|value=")[^"/]+', "", page)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Tulis nama. Satu kata pun cukup."),
        ("name", "0812-3456-7890", "Ini nomor atau alamat. Tulis nama di sini."),
        ("name", "\U0001f600", "Tulis nama dengan huruf, tanpa emoji."),
        ("contact", "(0380) 831-234", "Ini telepon rumah atau kantor"),
        ("contact", "081234567890123", "Ini 15 angka, terlalu banyak untuk satu nomor"),
        ("contact", "0812-3456-7890 maria@example.org", "Tulis satu saja di sini"),
        ("contact", "0812 345", "Nomor HP kurang lengkap"),
        ("contact", "0412 345 678", "Nomor negara lain diawali +"),
        ("contact", "siti@", "Alamat email"),
        ("name", "a" * 161, "Tulis paling banyak 160 huruf."),
    ],
)
def test_a_wrong_field_is_said_beside_it_and_the_rest_is_kept(
    client: Client, cast: Cast, field: str, typed: str, sentence: str
) -> None:
    meeting = cast.meeting()
    answer = client.submit(f"/sesi/{meeting.key}/daftar", **{**SITI, field: typed})
    assert answer.status_code == 422
    [beside] = html.parse(answer.text).findall(f".//p[@id='{field}-e']")
    assert sentence in html.text_of(beside)
    assert f'<a href="#{field}">{LABELS[field]}: ' in answer.text
    assert 'value="Yayasan Kita"' in answer.text
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0


@pytest.mark.parametrize(
    ("region", "district", "code"),
    [
        ("", "Kota Kupang, Nusa Tenggara Timur", "53.71"),
        ("53", "kota kupang", "53.71"),
        ("", "Kab. Ende", "53.08"),
        ("", "Nusa Tenggara Timur", "53"),
        ("-", "", None),
        ("", "luar negeri", None),
    ],
)
def test_the_form_takes_the_district(
    client: Client, cast: Cast, region: str, district: str, code: str | None
) -> None:
    cast.region("53.71"), cast.region("53.08")
    home = {"region": region, "district": district}
    client.submit(f"/sesi/{cast.meeting().key}/daftar", **{**SITI, **home})
    registration = db.session.scalars(select(Registration)).one()
    assert (registration.region_code, registration.person.region_code) == (code, code)


@pytest.mark.parametrize(
    ("region", "district", "sentence", "offered", "tapped", "code"),
    [
        (
            "53",
            "Kupang",
            "Ada beberapa yang bernama “Kupang”.",
            ["53.01", "53.71"],
            "53.71",
            "53.71",
        ),
        (
            "",
            "Kupnag",
            "“Kupnag” tidak ditemukan. Pilih",
            ["53.01", "53.71", "-"],
            "53.01",
            "53.01",
        ),
        (
            "35",
            "Kota Kupang",
            "“Kota Kupang” ada di provinsi lain. Pilih",
            ["53.71", "35", "-"],
            "53.71",
            "53.71",
        ),
        ("53", "Atambua", "“Atambua” tidak ditemukan. Pilih", ["53", "-"], "53", "53"),
        ("", "Dili", "“Dili” tidak ditemukan. Tulis", ["-"], "-", None),
        ("53", "", "Tulis kabupaten atau kota.", ["53", "-"], "53", "53"),
        ("", "", "Tulis kabupaten atau kota.", [], "-", None),
    ],
)
def test_a_district_that_is_not_clear_is_asked_again(
    client: Client,
    cast: Cast,
    region: str,
    district: str,
    sentence: str,
    offered: list[str],
    tapped: str,
    code: str | None,
) -> None:
    cast.region("53.71"), cast.region("53.01")
    path = f"/sesi/{cast.meeting().key}/daftar"
    answer = client.submit(path, **{**SITI, "region": region, "district": district})
    assert answer.status_code == 422
    page = html.parse(answer.text)
    assert sentence in html.text_of(page.findall(".//p[@id='district-e']")[0])
    assert [each.get("value") for each in page.findall(".//input[@name='which']")] == offered
    [again] = [form for form in html.forms(page) if "district" in form.names]
    assert client.post(path, data={**again.fields, "which": "91"}).status_code == 422
    assert client.post(path, data={**again.fields, "which": tapped}).status_code == 303
    assert db.session.scalars(select(Registration)).one().region_code == code


def test_a_district_secretariat_sees_who_came_through_the_form(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    for name, district in (("Siti Kota", "Kota Kupang"), ("Siti Kabupaten", "Kabupaten Kupang")):
        cast.region("53.71"), cast.region("53.01")
        fields = {**SITI, "name": name, "region": "53", "district": district}
        assert client.submit(f"/sesi/{meeting.key}/daftar", **fields).status_code == 303
    cast.sign_in(client, cast.staff(region="53.71"))
    page = client.get(f"/desk/sesi/{meeting.key}").text
    assert ("Siti Kota" in page, "Siti Kabupaten" in page) == (True, False)


def test_districts_are_fetched_while_one_types_and_none_stands_in_the_page(
    client: Client, cast: Cast
) -> None:
    page = client.get(f"/sesi/{cast.meeting().key}/daftar").text
    assert "Kota Kupang" not in page
    [box] = html.parse(page).findall(".//input[@name='district']")
    found = client.get(f"{box.get('data-search')}?q=kup")
    assert found.json == [
        "Kabupaten Kupang, Nusa Tenggara Timur",
        "Kota Kupang, Nusa Tenggara Timur",
    ]
    assert client.get("/wilayah/cari").json == []


@pytest.mark.parametrize("stale", ["session gone", "token of another day", "no token"])
def test_a_stale_form_keeps_every_field_and_goes_through_at_the_second_press(
    client: Client, cast: Cast, stale: str
) -> None:
    meeting = cast.meeting()
    path = f"/sesi/{meeting.key}/daftar"
    typed = {
        **SITI,
        "sex": "female",
        "age_band": "25-34",
        "news": "y",
        "captions": "y",
        "other": "Kursi roda",
    }
    fields: dict[str, Any] = {**client.form(path, "contact").fields, **typed}
    if stale == "session gone":
        client.delete_cookie("hub", domain="127.0.0.1")
    else:
        fields["csrf_token"] = "x" if stale == "token of another day" else ""
    answer = client.post(path, data=fields)
    assert answer.status_code == 400
    assert "Formulir ini terlalu lama terbuka" in answer.text
    [again] = [form for form in html.forms(html.parse(answer.text)) if "contact" in form.names]
    assert {name: again.fields.get(name) for name in typed} == {
        name: [value] for name, value in typed.items()
    }
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0
    assert client.post(path, data=again.fields).status_code == 303


def test_fields_that_are_not_asked_are_ignored(client: Client, cast: Cast) -> None:
    meeting = cast.meeting(capacity=0)
    client.submit(f"/sesi/{meeting.key}/daftar", **SITI)
    form = client.form(f"/sesi/{meeting.key}/daftar", "name")
    extra = {"status": "confirmed", "series_id": "1", "attended": "1", "role": "administrator"}
    client.post(
        f"/sesi/{meeting.key}/daftar", data={**form.fields, **SITI, "name": "Budi", **extra}
    )
    assert set(db.session.scalars(select(Seat.status))) == {SeatStatus.WAITLISTED}


def test_a_cohort_is_joined_once_for_all_its_dates(client: Client, cast: Cast) -> None:
    series = cast.series(rolling=False)
    meetings = [cast.meeting(series, starts_at=soon(days=day)) for day in (2, 9)]
    assert client.get(f"/sesi/{meetings[0].key}/daftar").location == f"/seri/{series.key}/daftar"
    client.submit(f"/seri/{series.key}/daftar", **SITI)
    assert db.session.scalar(select(func.count()).select_from(Seat)) == 2


def test_a_past_meeting_takes_nobody_and_says_so(client: Client, cast: Cast) -> None:
    meeting = cast.meeting(starts_at=soon(days=-3))
    assert "Sesi ini sudah berlalu" in client.get(f"/sesi/{meeting.key}").text
    page = client.get(f"/sesi/{meeting.key}/daftar").text
    assert "Pendaftaran sudah ditutup." in page
    assert 'name="contact"' not in page


def test_a_form_that_was_open_while_the_session_ended_is_refused(
    client: Client, cast: Cast
) -> None:
    meeting = cast.meeting()
    fields = client.form(f"/sesi/{meeting.key}/daftar", "contact").fields
    meeting.starts_at, meeting.ends_at = soon(days=-3), soon(days=-2)
    db.session.commit()
    answer = client.post(f"/sesi/{meeting.key}/daftar", data=fields | SITI)
    assert answer.status_code == 422
    assert "Pendaftaran sudah ditutup." in answer.text
    assert SITI["name"] in answer.text


def test_the_form_is_refused_for_a_series_that_closed(client: Client, cast: Cast) -> None:
    meeting = cast.meeting(capacity=1)
    cast.registration(cast.maria(), meeting)
    form = client.form(f"/sesi/{meeting.key}/daftar", "contact")
    assert "Anda diberi tahu" in client.get(f"/sesi/{meeting.key}/daftar").text
    meeting.series.closes_at = clock.now()
    db.session.commit()
    answer = client.post(f"/sesi/{meeting.key}/daftar", data=form.fields | SITI)
    assert answer.status_code == 422
    page = client.get(f"/sesi/{meeting.key}/daftar").text
    assert 'name="contact"' not in page
    assert "Anda diberi tahu" not in page
