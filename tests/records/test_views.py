"""The page "Data saya": behind a code everything, by the link alone only taking back a consent."""

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.client import EN, Client
from tests.noted_verbs import verbs
from tests.records.open_data import data_path, digits, letters, marias, open_data
from tests.registrations.full_form import EVERYTHING, sent
from webinar_hub.certificates.issuing.actions import issue
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import LetterState
from webinar_hub.people import holdings
from webinar_hub.people.answers import answer_functioning
from webinar_hub.people.models import (
    AgeBand,
    Consent,
    ConsentKind,
    Difficulty,
    Functioning,
    Person,
    Sex,
)
from webinar_hub.records.models import DataCode
from webinar_hub.records.own import reading
from webinar_hub.registrations.models import Registration


def agreed(person: Person, *kinds: ConsentKind) -> None:
    for kind in kinds:
        db.session.add(
            Consent(
                person_id=person.id,
                kind=kind,
                agreed=True,
                text_version="2026-11",
                language="id",
                source="test",
                answered_at=clock.now(),
            )
        )
    db.session.commit()


def test_the_link_alone_shows_nothing_that_is_remembered(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = marias(cast)
    path = data_path(cast, registration)
    for below in ("", "/ubah", "/alamat", "/alamat/kode", "/minta", "/hapus"):
        page = client.get(path + below)
        assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
        assert "maria@example.org" not in page.text
        assert "Kupang" not in page.text
        assert "yang diberikan sekretariat hanya kepada Anda" in page.text
    token = client.form(path).fields["csrf_token"]
    for below in ("salinan.json", "salinan.pdf", "semua-pesan"):
        assert client.post(f"{path}/{below}", data={"csrf_token": token}).status_code == 403
    for below in ("ubah", "alamat", "minta", "hapus"):
        client.post(
            f"{path}/{below}",
            data={"csrf_token": token, "name": "Lain", "region": "-", "kind": "other"},
        )
    db.session.expire_all()
    assert (registration.person.name, registration.person.erased_at) == ("Maria Goreti Bere", None)
    assert verbs() == []


def test_with_a_mail_server_the_code_goes_to_the_address(
    sqlite_app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = data_path(cast, marias(cast))
    monkeypatch.setitem(
        sqlite_app.extensions,
        "settings",
        replace(sqlite_app.extensions["settings"], smtp_host="127.0.0.1"),
    )
    page = client.get(path).text
    assert "yang hanya Anda terima: ma…@example.org" in page
    assert "yang diberikan sekretariat" not in page


def test_the_code_opens_this_browser_once_and_no_other(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = marias(cast)
    path = open_data(cast, client, registration)
    assert "maria@example.org" in client.get(path).text
    assert verbs() == ["opened own data"]
    stranger = client.application.test_client()
    assert isinstance(stranger, Client)
    assert "maria@example.org" not in stranger.get(path).text
    again = stranger.form(path, action="/kode")
    assert (
        stranger.post(f"{path}/buka", data={**again.fields, "code": digits(cast)}).status_code
        == 422
    )
    client.submit(path, action="/tutup")
    assert "maria@example.org" not in client.get(path).text


def test_the_state_belongs_to_the_person_and_ends(app: Flask, client: Client, cast: Cast) -> None:
    registration = marias(cast)
    other = cast.registration(cast.suparmin(), cast.meeting(cast.series(cast.programme("Baru"))))
    second = cast.registration(
        registration.person, cast.meeting(cast.series(cast.programme("Lain")))
    )
    path = open_data(cast, client, registration)
    assert "maria@example.org" in client.get(data_path(cast, second)).text, (
        "another registration of the same person"
    )
    assert "+6281234567890" not in client.get(data_path(cast, other)).text
    db.session.query(DataCode).update({"open_until": clock.now()})
    assert "maria@example.org" not in client.get(path).text


def test_five_wrong_codes_spend_the_right_one(app: Flask, client: Client, cast: Cast) -> None:
    path = data_path(cast, marias(cast))
    client.submit(path, action="/kode")
    right = digits(cast)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    answers = [client.submit(path, action="/buka", code=wrong).status_code for _try in range(5)]
    assert answers == [422] * 5
    assert client.submit(path, action="/buka", code=right).status_code == 422


def test_three_codes_an_hour_are_enough(app: Flask, client: Client, cast: Cast) -> None:
    path = data_path(cast, marias(cast))
    form = client.form(path, action="/kode")
    answers = [client.post(f"{path}/kode", data=form.fields).status_code for _asked in range(4)]
    assert answers == [303, 303, 303, 429]
    assert len(letters("records/code")) == 1, "a code that waits at the desk is not replaced"


def test_by_mail_a_code_lasts_fifteen_minutes(app: Flask, cast: Cast) -> None:
    from webinar_hub.records.own.codes import send_code

    registration, now = marias(cast), clock.now()
    first = db.write(send_code, registration, by_hand=False, now=now)
    assert first.expires_at == now + timedelta(minutes=15)
    later = now + timedelta(minutes=1)
    second = db.write(send_code, registration, by_hand=False, now=later)
    db.session.refresh(first)
    assert (first.expires_at, second.expires_at) == (later, later + timedelta(minutes=15))
    assert [letter.state for letter in letters("records/code")] == [
        LetterState.DROPPED,
        LetterState.NEW,
    ]


def test_a_consent_is_withdrawn_by_the_link_alone(app: Flask, client: Client, cast: Cast) -> None:
    registration = marias(cast)
    agreed(registration.person, ConsentKind.NEWS, ConsentKind.NEWS, ConsentKind.RECORDING)
    path = data_path(cast, registration)
    form = client.form(path, "kind", action="/tarik")
    answer = client.post(form.action, data={**form.fields, "kind": "news"}, headers=EN)
    assert "Withdrawn." in client.get(answer.location, headers=EN).text
    standing = {
        (each.kind, each.withdrawn_at is None) for each in db.session.scalars(select(Consent))
    }
    assert standing == {(ConsentKind.NEWS, False), (ConsentKind.RECORDING, True)}
    assert verbs() == ["withdrew consent"]
    assert client.post(form.action, data={**form.fields, "kind": "everything"}).status_code == 404


def test_it_is_said_before_photos_go_with_their_consent(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = marias(cast)
    agreed(registration.person, ConsentKind.PHOTOS, ConsentKind.NEWS)
    text = client.get(data_path(cast, registration), headers=EN).text
    assert text.count("go at once, for everybody") == 1


def answered(registration: Registration) -> None:
    db.write(
        answer_functioning,
        registration.person,
        {"seeing": Difficulty.LOT},
        language="id",
        source="test",
        now=clock.now(),
    )


def test_what_a_consent_kept_goes_with_it(app: Flask, client: Client, cast: Cast) -> None:
    registration = marias(cast)
    registration.person.sex, registration.person.age_band = Sex.FEMALE, AgeBand.TO_34
    answered(registration)
    agreed(registration.person, ConsentKind.REMEMBER)
    form = client.form(open_data(cast, client, registration), "kind", action="/tarik")
    for kind in ("remember", "disability"):
        assert client.post(form.action, data={**form.fields, "kind": kind}).status_code == 303
    assert db.session.execute(select(Person.sex, Person.age_band)).one() == (None, None)
    assert db.session.scalars(select(Functioning)).all() == []


def test_the_link_alone_neither_tells_of_answers_nor_takes_them_away(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = marias(cast)
    path = data_path(cast, registration)
    agreed(registration.person, ConsentKind.NEWS)
    nothing = client.get(path, headers=EN).text
    answered(registration)
    agreed(registration.person, ConsentKind.REMEMBER)
    shown = client.get(path, headers=EN).text
    assert html.text_of(html.parse(shown)) == html.text_of(html.parse(nothing))
    form = client.form(path, "kind", action="/tarik")
    for kind in ("remember", "disability"):
        assert client.post(form.action, data={**form.fields, "kind": kind}).status_code == 403
    assert db.session.scalar(select(Functioning.seeing)) is Difficulty.LOT


def test_the_six_questions_are_kept_with_consent_alone_and_never_shown(
    app: Flask, client: Client, cast: Cast
) -> None:
    page = f"{data_path(cast, marias(cast)).removesuffix('/data')}/enam-pertanyaan"
    refused = client.submit(page, seeing="lot")
    assert (refused.status_code, "Tanpa itu, tidak ada yang disimpan." in refused.text) == (
        422,
        True,
    )
    assert db.session.scalars(select(Functioning)).all() == []
    assert client.submit(page, seeing="lot", hearing="none", agrees=True).status_code == 303
    kept = db.session.scalars(select(Functioning)).one()
    assert (kept.seeing, kept.hearing, kept.walking) == (Difficulty.LOT, Difficulty.NONE, None)
    assert set(db.session.scalars(select(Consent.kind))) == {ConsentKind.DISABILITY}
    assert client.form(page, "seeing").fields["seeing"] == [""]


def test_answers_are_written_over_by_whoever_opened_the_data_alone(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = marias(cast)
    path = data_path(cast, registration)
    page = f"{path.removesuffix('/data')}/enam-pertanyaan"
    unknown = [client.get(page).text, client.page(client.submit(page, seeing="some", agrees=True))]
    assert [
        html.text_of(html.parse(each))
        for each in (
            client.get(page).text,
            client.page(client.submit(page, seeing="none", agrees=True)),
        )
    ] == [html.text_of(html.parse(each)) for each in unknown], (
        "whether somebody had answered is told to nobody"
    )
    assert db.session.scalar(select(Functioning.seeing)) is Difficulty.SOME
    assert page in client.get(open_data(cast, client, registration)).text
    client.submit(page, seeing="none", agrees=True)
    db.session.expire_all()
    assert db.session.scalar(select(Functioning.seeing)) is Difficulty.NONE


def test_nobody_reads_a_telephone_number_off_the_personal_page(
    app: Flask, client: Client, cast: Cast
) -> None:
    page = client.get(cast.page(client, cast.registration(cast.suparmin(), cast.meeting()))).text
    assert ("https://wa.me/?text=" in page, "81234567890" in page) == (True, False)


def test_the_copy_has_everything_as_json_and_as_paper(
    app: Flask, client: Client, cast: Cast
) -> None:
    series, held = cohorts.over(cast, cohorts.programme(cast))
    registration = cohorts.attended(cast, cast.maria(), held, present=4)
    agreed(registration.person, ConsentKind.RECORDING)
    [certificate] = db.write(issue, series, by=DIRECTOR, now=clock.now())
    path = open_data(cast, client, registration)
    answer = client.submit(path, action="salinan.json")
    assert (answer.mimetype, answer.headers["Content-Disposition"]) == (
        "application/json",
        'attachment; filename="data-saya.json"',
    )
    copied = json.loads(answer.text)
    assert {kind: len(rows) for kind, rows in copied.items()} == {
        "person": 1,
        "affiliations": 0,
        "feeds": 0,
        "functioning": 0,
        "guardian": 0,
        "consents": 1,
        "sent_forms": 0,
        "every_date": 0,
        "unwanted_messages": 0,
        "failing_address": 0,
        "access_needs": 0,
        "focal_requests": 0,
        "requests": 0,
        "roles": 0,
        "registrations": 1,
        "seats": 4,
        "attendance": 4,
        "evidence": 0,
        "certificates": 1,
        "letters": 2,
        "appearances": 0,
        "materials": 0,
        "photos": 0,
        "portrait": 0,
        "replies": 0,
        "topics": 0,
        "account": 0,
        "sign_ins": 0,
        "invitations": 0,
    }
    assert copied["person"][0]["email"] == "maria@example.org"
    assert copied["certificates"][0]["number"] == certificate.number
    assert [row["minutes"] for row in copied["attendance"]] == [120] * 4
    document = PdfReader(BytesIO(client.submit(path, action="salinan.pdf").data))
    text = " ".join(page.extract_text() for page in document.pages)
    for word in ("Maria Goreti Bere", "maria@example.org", certificate.number, "Topik 4"):
        assert word in text
    assert {"/FontFile2" in font["/FontDescriptor"].get_object() for font in _fonts(document)} == {
        True
    }
    assert verbs()[-2:] == ["downloaded own data", "downloaded own data"]


def test_the_copy_names_of_a_form_only_what_was_agreed_to(app: Flask, cast: Cast) -> None:
    cast.region("91")
    said = {ConsentKind.NEWS: False, ConsentKind.RECORDING: True}
    form = sent(cast.meeting(), replace(EVERYTHING, consents=said))
    copied = holdings.copy_of(form.registration.person)
    assert copied["sent_forms"][0]["consents"] == [ConsentKind.RECORDING]


def test_the_copy_names_the_place_of_a_form_and_the_language_of_what_was_read(
    app: Flask, cast: Cast
) -> None:
    cast.region("53.71")
    form = sent(cast.meeting(), replace(EVERYTHING, region_code="53.71"))
    form.registration.conduct_language = "id"
    db.session.commit()
    sections = reading.readable(holdings.copy_of(form.registration.person))
    told = {
        (str(label), text) for _heading, rows in sections for row in rows for label, text in row
    }
    assert {text for label, text in told if label == "Dibaca dalam"} == {"Bahasa Indonesia"}
    assert {text for label, text in told if label == "Wilayah"} == {
        "Kota Kupang, Nusa Tenggara Timur"
    }


def test_the_copy_says_where_somebody_is_at_home(app: Flask, cast: Cast) -> None:
    maria, nowhere = cast.maria(), cast.person("Yosep Lalu", email="yosep@example.org")
    maria.organisation_id = cast.pelita().id
    db.session.commit()
    [at_home], [away] = (holdings.copy_of(each)["person"] for each in (maria, nowhere))
    assert (at_home["organisation"], at_home["region"]) == ("Yayasan Pelita", "Kota Kupang")
    assert (away["organisation"], away["region"]) == (None, None)


def _fonts(document: PdfReader) -> list[dict[str, Any]]:
    of_pages: list[Any] = [page["/Resources"]["/Font"] for page in document.pages]  # type: ignore[index]
    return [font.get_object() for fonts in of_pages for font in fonts.values()]


def test_a_copy_on_paper_is_drawn_whatever_the_name(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    registration = cast.registration(
        cast.person("سيتي Aminah", email="siti@example.org"), cast.meeting()
    )
    path = open_data(cast, client, registration)
    text = (
        PdfReader(BytesIO(client.submit(path, action="salinan.pdf").data)).pages[0].extract_text()
    )
    assert "U+0633" in text
    assert "Aminah" in text


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_has_one_head_in_both_languages(
    sqlite_app: Flask, client: Client, cast: Cast, language: str
) -> None:
    registration = marias(cast)
    agreed(registration.person, ConsentKind.PARTNERS)
    path = open_data(cast, client, registration)
    for below in ("", "/ubah", "/alamat", "/alamat/kode", "/minta", "/hapus"):
        page = client.get(path + below, headers={"Accept-Language": language})
        assert (page.status_code, len(list(html.parse(page.text).iter("h1")))) == (200, 1)
