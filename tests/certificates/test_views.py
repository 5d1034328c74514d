"""Holders fetch their own certificate; anybody can check one; what was revoked says so."""

import hashlib

import pytest
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts
from tests.client import Client
from webinar_hub.certificates.checking.queries import by_code
from webinar_hub.certificates.drawing.actions import draw_due
from webinar_hub.certificates.drawing.pdf import grouped
from webinar_hub.certificates.issuing import actions
from webinar_hub.certificates.models import Certificate
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.models import Registration
from webinar_hub.web.models import Attempts

UNKNOWN = "0000-0000-0000-0000"


def certified(cast: Cast) -> tuple[Registration, Certificate]:
    """Return Maria's registration and her certificate, issued."""
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    registration = cohorts.attended(cast, cast.maria(), meetings, present=4)
    [certificate] = db.write(actions.issue, series, by=DIRECTOR, now=clock.now())
    return registration, certificate


def address(cast: Cast, registration: Registration, certificate: Certificate) -> str:
    return f"/saya/{cast.link(registration)}/sertifikat/{certificate.key}.pdf"


def word(page: str) -> str:
    """Return the large word of the answer."""
    [found] = [
        html.text_of(head) for head in html.parse(page).iter("h2") if head.get("class") == "word"
    ]
    return found


def test_a_holder_downloads_the_same_file_before_and_after_it_is_drawn(
    app: Flask, cast: Cast, client: Client
) -> None:
    registration, certificate = certified(cast)
    path = address(cast, registration, certificate)
    first = client.get(path)
    settings: Settings = app.extensions["settings"]
    draw_due(cast.links, Folder(settings.files))
    second = client.get(path)
    name = f"sertifikat-{certificate.number.replace('/', '-')}.pdf"
    for answer in (first, second):
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["Cache-Control"] == "no-store"
    assert second.data == first.data
    assert certificate.digest == hashlib.sha256(second.data).hexdigest()


def test_nobody_downloads_the_certificate_of_another_person_or_series(
    app: Flask, cast: Cast, client: Client
) -> None:
    registration, certificate = certified(cast)
    _series, meetings = cohorts.over(cast, cohorts.programme(cast, "Pendampingan"))
    of_another = cohorts.attended(
        cast,
        cast.suparmin(),
        [seat.meeting for seat in registrations.seats_with_meetings(registration)],
        present=4,
    )
    of_another_series = cohorts.attended(cast, registration.person, meetings, present=4)
    link = cast.link(registration)
    answers = {
        path: client.get(path).status_code
        for path in (
            address(cast, of_another, certificate),
            address(cast, of_another_series, certificate),
            f"/saya/{link}/sertifikat/aaaaaaaaaaaaaaaa.pdf",
            f"/saya/{link[:-1]}x/sertifikat/{certificate.key}.pdf",
            f"/saya/x/sertifikat/{certificate.key}.pdf",
        )
    }
    assert set(answers.values()) == {404}


def test_a_revoked_certificate_is_not_handed_over_any_more(
    app: Flask, cast: Cast, client: Client
) -> None:
    registration, old = certified(cast)
    series = registration.series
    db.write(actions.revoke, old, reason="orang yang salah", by=DIRECTOR, now=clock.now())
    answer = client.get(address(cast, registration, old))
    assert answer.status_code == 410
    assert "orang yang salah" in answer.text
    db.write(actions.lift, old, reason="orangnya benar", by=DIRECTOR, now=clock.now())
    [new] = db.write(actions.issue, series, by=DIRECTOR, now=clock.now())
    newer = db.write(actions.replace, new, reason="ejaan", by=DIRECTOR, now=clock.now())
    answer = client.get(address(cast, registration, new))
    assert answer.status_code == 410
    assert address(cast, registration, newer) in answer.text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("id", ["Sah", "Dicabut", "Diganti", "Tidak ditemukan"]),
        ("en", ["Valid", "Revoked", "Replaced", "Not found"]),
    ],
)
def test_the_check_page_says_one_large_word(
    app: Flask, cast: Cast, client: Client, language: str, words: list[str]
) -> None:
    registration, first = certified(cast)
    said = []

    def look(certificate: Certificate) -> str:
        page = client.get(f"/cek/{certificate.code}", headers={"Accept-Language": language})
        assert page.status_code == 200
        said.append(word(page.text))
        return page.text

    valid = look(first)
    for text in (
        first.facts["holder"],
        first.number,
        first.facts["title"],
        "10 JP",
        first.facts["dates"],
        "noindex",
    ):
        assert text in valid
    db.write(actions.revoke, first, reason="orang yang salah", by=DIRECTOR, now=clock.now())
    assert "orang yang salah" in look(first)
    db.write(actions.lift, first, reason="orangnya benar", by=DIRECTOR, now=clock.now())
    [second] = db.write(actions.issue, registration.series, by=DIRECTOR, now=clock.now())
    third = db.write(actions.replace, second, reason="ejaan nama", by=DIRECTOR, now=clock.now())
    assert f"/cek/{third.code}" in look(second)
    unknown = client.get(f"/cek/{UNKNOWN}", headers={"Accept-Language": language})
    assert unknown.status_code == 404
    said.append(word(unknown.text))
    assert said == words


def test_the_check_page_shows_the_digest_once_it_is_drawn(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    _registration, certificate = certified(cast)
    assert "SHA-256" not in client.get(f"/cek/{certificate.code}").text
    settings: Settings = sqlite_app.extensions["settings"]
    draw_due(cast.links, Folder(settings.files))
    shown = [
        html.text_of(code).replace(" ", "")
        for code in html.parse(client.get(f"/cek/{certificate.code}").text).iter("code")
    ]
    assert shown == [certificate.digest]


def test_a_code_typed_in_any_way_leads_to_its_page(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    _registration, certificate = certified(cast)
    for typed in (
        certificate.code.lower(),
        grouped(certificate.code),
        f" {grouped(certificate.code).replace('-', ' ').replace('0', 'O')} ",
    ):
        answer = client.get("/cek", query_string={"kode": typed})
        assert (answer.status_code, answer.location) == (302, f"/cek/{grouped(certificate.code)}")


def test_a_number_shows_everything_but_the_name(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    _registration, certificate = certified(cast)
    plain = certificate.number.lstrip("0")
    signs = (certificate.number.replace("/", sign) for sign in (" / ", "-", ".", " ", "", "–"))
    for typed in (
        certificate.number,
        certificate.number.lower(),
        plain,
        f"0{certificate.number}",
        f" {plain.replace('-', ' ')} ",
        *signs,
    ):
        page = client.get("/cek", query_string={"kode": typed})
        assert (page.status_code, word(page.text)) == (200, "Sah")
        assert certificate.facts["title"] in page.text
        assert "Maria" not in page.text
        assert certificate.code not in page.text.replace("-", "")


def test_the_empty_page_asks_and_strange_input_is_simply_not_found(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    assert client.get("/cek").status_code == 200
    for typed in ("x", "' OR 1=1 --", "%", "\x00", "<b>", "a" * 5000, "१२३४" * 4):
        assert client.get("/cek", query_string={"kode": typed}).status_code == 404
        assert client.get(f"/cek/{typed.replace('/', '')}").status_code == 404


def test_guessing_is_slowed_down_and_true_codes_still_answer(
    sqlite_app: Flask, cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _registration, certificate = certified(cast)
    monkeypatch.setattr("webinar_hub.certificates.pages.public._UNKNOWN_A_MINUTE", 3)
    statuses = [client.get(f"/cek/{UNKNOWN}").status_code for _ in range(5)]
    assert statuses == [404, 404, 404, 429, 429]
    # Whoever goes on has nothing written, for which presses would wait.
    assert db.session.scalars(select(Attempts.count)).one() == 3
    assert client.get(f"/cek/{certificate.code}").status_code == 200


def test_a_name_with_markup_is_text_on_the_check_page(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast))
    cohorts.attended(
        cast, cast.person("<b>Siti</b> & <i>Budi</i>", email="x@example.org"), meetings, present=4
    )
    [certificate] = db.write(actions.issue, series, by=DIRECTOR, now=clock.now())
    page = client.get(f"/cek/{certificate.code}").text
    assert "&lt;b&gt;Siti&lt;/b&gt; &amp; &lt;i&gt;Budi&lt;/i&gt;" in page
    assert [element.get("class") for element in html.parse(page).iter("i")] == []
    assert by_code(certificate.code) == certificate
