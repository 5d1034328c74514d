"""The pages of registering, as a visitor uses them."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import html
from tests.cast import Cast, soon
from tests.client import Client
from tests.statements import statements
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import WIB, at_local, long_date
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import AgeBand, Consent, ConsentKind, Guardian, Sex
from webinar_hub.programmes.models import ProgrammeKind, State
from webinar_hub.registrations.models import Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.web.jobs import answer_asked

pytestmark = pytest.mark.usefixtures("app")

LABELS = {
    "name": "Nama lengkap",
    "contact": "Nomor HP atau email",
    "district": "Kabupaten atau kota",
}
SITI = {
    "name": "Siti Aminah",
    "organisation": "Yayasan Kita",
    "contact": "Siti@Example.ORG",
    "region": "-",
}


def confirm_all() -> None:
    """Say of every form, as the owner of its address, that it was one's own."""
    for sent in db.session.scalars(select(SentForm).order_by(SentForm.id)).all():
        db.write(proof.prove, sent, now=clock.now())


def test_a_meeting_page_shows_three_zones_and_one_way_in(client: Client, cast: Cast) -> None:
    meeting = cast.meeting(title="Menjaga layanan ketika air naik", capacity=40)
    page = client.get(f"/sesi/{meeting.key}")
    for words in ("WIB", "WITA", "WIT", "Masih ada tempat", "Daftar"):
        assert words in page.text
    assert "zoom.example" not in page.text
    english = client.get(f"/sesi/{meeting.key}", headers={"Accept-Language": "en"})
    assert "Places left" in english.text


ROOM = [
    (4, "Masih ada tempat", "Daftar"),
    (5, "Hampir penuh", "Daftar"),
    (6, "Penuh", "Masuk daftar tunggu"),
]


@pytest.mark.parametrize(("seated", "words", "button"), ROOM)
@pytest.mark.parametrize("rolling", [True, False])
def test_public_pages_say_how_much_room_there_is_and_never_a_number(
    client: Client, cast: Cast, rolling: bool, seated: int, words: str, button: str
) -> None:
    training = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    series = cast.series(training, rolling=rolling)
    roomy, tight = (
        cast.meeting(series, starts_at=soon(days=1)),
        cast.meeting(series, starts_at=soon(days=8), capacity=6),
    )
    first = tight if rolling else roomy
    if rolling:
        roomy.cancelled_at = clock.now()
    for number in range(seated):
        cast.registration(
            cast.person(f"Ani {number}", email=f"ani{number}@example.org"), roomy, tight
        )
    form = f"/sesi/{first.key}/daftar" if rolling else f"/seri/{series.key}/daftar"
    said = {"Masih ada tempat", "Hampir penuh", "Penuh"}
    for path in ("/", f"/sesi/{first.key}", f"/program/{training.key}", form):
        tree = html.parse(client.get(path).text)
        lines = {html.text_of(each) for each in tree.iter("span") if "st " in each.get("class", "")}
        assert said & lines == {words}, path
        pressed = [
            each
            for tag in ("a", "button")
            for each in tree.iter(tag)
            if "btn" in each.get("class", "")
        ]
        assert {"Daftar", "Masuk daftar tunggu"} & {
            html.text_of(each).partition(":")[0] for each in pressed
        } == {button}, path
        assert not re.search(rf"\b{seated} dari 6\b", html.text_of(tree)), path
    feed = client.get(f"/kalender/program/{training.key}.ics").text
    assert not any(each in feed for each in said)


def test_a_cohort_closes_with_the_last_minute_of_the_day_that_was_written(
    client: Client, cast: Cast
) -> None:
    training = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    series = cast.series(training, rolling=False)
    cast.meeting(series, starts_at=soon(days=20))
    day = (clock.now() + timedelta(days=9)).astimezone(WIB.info).date()
    series.closes_at = at_local(day + timedelta(days=1), 0, 0, WIB)
    db.session.commit()
    for path in ("/", f"/program/{training.key}"):
        assert f"{long_date(day)} pukul 23.59 WIB" in html.text_of(
            html.parse(client.get(path).text)
        ), path


def test_the_meeting_page_costs_three_statements_and_answers_304(
    client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=40)
    cast.facilitator(meeting)
    with statements() as seen:
        page = client.get(f"/sesi/{meeting.key}")
    assert len(seen) <= 3, seen
    assert page.headers["Cache-Control"] == "public, no-cache"
    assert (
        client.get(
            f"/sesi/{meeting.key}", headers={"If-None-Match": page.headers["ETag"]}
        ).status_code
        == 304
    )


@pytest.mark.parametrize("what", ["draft", "missing"])
def test_what_is_not_published_is_not_there(client: Client, cast: Cast, what: str) -> None:
    meeting = cast.meeting(cast.series(cast.programme(state=State.DRAFT)))
    key = meeting.key if what == "draft" else "nothing"
    assert client.get(f"/sesi/{key}").status_code == 404
    assert client.get(f"/sesi/{key}/daftar").status_code == 404


def test_registering_leads_to_the_personal_page_within_sixteen_statements(
    client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=40)
    path = f"/sesi/{meeting.key}/daftar"
    form = client.form(path, "name")
    with statements() as seen:
        answer = client.post(path, data={**form.fields, **SITI, "news": "y"})
    assert answer.status_code == 303
    assert len(seen) <= 16, "\n".join(seen)
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
        ("name", "", "Tulis nama Anda. Satu kata pun cukup."),
        ("name", "0812-3456-7890", "Ini nomor atau alamat. Tulis nama di sini."),
        ("name", "\U0001f600", "Tulis nama dengan huruf, tanpa emoji."),
        ("contact", "(0380) 831-234", "Ini telepon rumah atau kantor"),
        ("contact", "081234567890123", "Ini 15 angka, terlalu banyak untuk satu nomor"),
        ("contact", "0812-3456-7890 maria@example.org", "Tulis satu saja di sini"),
        ("contact", "0812 345", "Nomor HP kurang lengkap"),
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
        ("53", "", "Tulis kabupaten atau kota Anda.", ["53", "-"], "53", "53"),
        ("", "", "Tulis kabupaten atau kota Anda.", [], "-", None),
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


def test_leaving_by_the_personal_link(client: Client, cast: Cast) -> None:
    held = cast.registration(cast.maria(), cast.meeting())
    path = cast.page(client, held)
    answer = client.submit(path, action="/batal")
    assert answer.location == path
    assert set(db.session.scalars(select(Seat.status))) == {SeatStatus.CANCELLED}
    assert "Kursi Anda sudah dilepas." in client.page(answer)


def test_a_lost_link_gets_the_same_answer_whether_the_address_is_known(
    client: Client, cast: Cast
) -> None:
    cast.registration(cast.maria(), cast.meeting())
    pages = [
        client.page(client.submit("/saya", contact=address))
        for address in ("maria@example.org", "nobody@example.org")
    ]
    assert pages[0] == pages[1]
    answer_asked()
    assert db.session.scalars(select(Letter.kind)).all() == ["registrations/link_again"]
    for _ in range(2):
        client.submit("/saya", contact="maria@example.org")
    assert client.submit("/saya", contact="maria@example.org").status_code == 429


def test_organisations_are_found_while_typing(client: Client, cast: Cast) -> None:
    cast.organisation("Yayasan Pelita Mutis Sejahtera", abbreviation="YPMS")
    assert client.get("/lembaga/cari?q=pelita+mut").json == ["Yayasan Pelita Mutis Sejahtera"]
    assert client.get("/lembaga/cari?q=ypms").json == ["Yayasan Pelita Mutis Sejahtera"]
    assert client.get("/lembaga/cari?q=%25").json == []


def test_the_form_is_refused_for_a_series_that_closed(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    fields = client.form(f"/sesi/{meeting.key}/daftar", "contact").fields
    meeting.series.closes_at = clock.now()
    db.session.commit()
    assert client.post(f"/sesi/{meeting.key}/daftar", data=fields | SITI).status_code == 422
    assert 'name="contact"' not in client.get(f"/sesi/{meeting.key}/daftar").text


def test_sex_and_age_are_counted_and_remembered_only_when_asked(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    client.submit(f"/sesi/{meeting.key}/daftar", **SITI, sex="female", age_band="25-34")
    client.submit(
        f"/sesi/{meeting.key}/daftar",
        **{**SITI, "name": "Budi"},
        sex="male",
        age_band="60+",
        remember=True,
    )
    confirm_all()
    held = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [(one.sex, one.age_band) for one in held] == [
        (Sex.FEMALE, AgeBand.TO_34),
        (Sex.MALE, AgeBand.OLDER),
    ]
    assert [(one.person.sex, one.person.age_band) for one in held] == [
        (None, None),
        (Sex.MALE, AgeBand.OLDER),
    ]
    assert set(db.session.scalars(select(Consent.kind).where(Consent.agreed))) == {
        ConsentKind.REMEMBER
    }


def test_what_is_remembered_counts_next_time_and_no_form_changes_it(
    client: Client, cast: Cast
) -> None:
    programme = cast.programme()
    first, second, third = (
        cast.meeting(cast.series(programme, name=name)) for name in ("Satu", "Dua", "Tiga")
    )
    client.submit(
        f"/sesi/{first.key}/daftar", **SITI, sex="female", age_band="25-34", remember=True
    )
    confirm_all()
    client.submit(f"/sesi/{second.key}/daftar", **SITI)
    client.submit(f"/sesi/{third.key}/daftar", **SITI, sex="male", age_band="", remember=True)
    confirm_all()
    held = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [(one.sex, one.age_band) for one in held] == [
        (Sex.FEMALE, AgeBand.TO_34),
        (Sex.FEMALE, AgeBand.TO_34),
        (Sex.MALE, AgeBand.TO_34),
    ]
    assert held[0].person.sex is Sex.FEMALE


def test_a_child_needs_a_guardian_who_agrees(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    alone = client.submit(f"/sesi/{meeting.key}/daftar", **SITI, age_band="0-17")
    assert alone.status_code == 422
    for sentence in (
        "Tulis nama orang tua atau wali Anda.",
        "Tulis nomor HP atau email orang tua",
        "hanya dapat ikut dengan persetujuan",
    ):
        assert sentence in alone.text
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 0
    guarded: dict[str, Any] = {
        "age_band": "0-17",
        "guardian": "Aminah",
        "guardian_contact": "0812 3456 7890",
        "guardian_agrees": True,
    }
    assert client.submit(f"/sesi/{meeting.key}/daftar", **SITI, **guarded).status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Guardian)) == 0
    confirm_all()
    guardian = db.session.scalars(select(Guardian)).one()
    assert (guardian.name, guardian.phone, guardian.language) == ("Aminah", "+6281234567890", "id")


def test_a_grown_up_leaves_no_guardian_behind(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    client.submit(
        f"/sesi/{meeting.key}/daftar",
        **SITI,
        age_band="25-34",
        guardian="Aminah",
        guardian_contact="0812 3456 7890",
    )
    assert db.session.scalar(select(func.count()).select_from(Guardian)) == 0
