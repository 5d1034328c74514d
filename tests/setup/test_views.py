"""Setting up, step by step: what is saved stays, and what was not seen is not published."""

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.client import Client
from webinar_hub.kit import clock, zones
from webinar_hub.kit.db import db
from webinar_hub.network import queries as network
from webinar_hub.network.models import Organisation, Secretariat
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Meeting, Programme, State
from webinar_hub.setup import queries
from webinar_hub.setup.models import Step

LOOK = {
    "name": "Jaringan Contoh",
    "full_name": "Jaringan Contoh Nusantara",
    "red": "#7a1f4b",
    "blue": "#0b5d3b",
}
SECRETARIAT = {
    "name": "Sekretariat Jaringan Contoh",
    "region": "",
    "contact": "halo@contoh.example",
    "signatory": "Sri Wahyuni",
    "signatory_title": "Sekretaris Jenderal",
    "place": "Kupang",
    "issuer_code": "jc",
    "number_pattern": "{number:03}/SERT/{issuer}/{month}/{year}",
}
REGIONS: dict[str, Any] = {"provinces": ["53", "52"], "zone": "WITA"}
SERIES = {
    "name": "Semidaring Kamis",
    "title": "Air bersih",
    "weekday": "3",
    "weeks": "4",
    "starts": "14:00",
    "ends": "16:00",
    "zone": "WITA",
}
SHEET = """nama;jenis;wilayah
Yayasan Melati;LSM;Kota Kupang
Yayasan Mawar;LSM;Nusa Tenggara Timur
Tanpa Jenis;;
"""


@pytest.fixture
def ratna(client: Client, cast: Cast) -> Client:
    """Return the browser of the administrator of a network with nothing but a secretariat."""
    cast.secretariat()
    cast.sign_in(client, cast.ratna())
    return client


def _sheet() -> tuple[io.BytesIO, str]:
    return io.BytesIO(SHEET.encode()), "lembaga.csv"


def publish(client: Client, **changed: str) -> Any:
    """Look at the dates of a weekly series, then publish them; return the answer."""
    page = client.submit("/mulai/seri", **SERIES | changed)
    assert page.status_code == 200, page.text
    form = client.form("/mulai/seri", "seen")
    fields = {
        **form.fields,
        **SERIES,
        **changed,
        "seen": page.text.partition('name="seen" type="hidden" value="')[2].partition('"')[0],
    }
    return client.post("/mulai/seri", data={**fields, "publish": "1"})


def test_setting_up_leads_to_a_published_series(app: Flask, ratna: Client, cast: Cast) -> None:
    for code in ("52", "53", "53.71"):
        cast.region(code)
    assert ratna.get("/mulai").location == "/mulai/nama"
    assert ratna.submit("/mulai/nama", **LOOK).location == "/mulai/sekretariat"
    assert ratna.submit("/mulai/sekretariat", **SECRETARIAT).location == "/mulai/wilayah"
    assert ratna.submit("/mulai/wilayah", **REGIONS).location == "/mulai/lembaga"
    table = ratna.submit("/mulai/lembaga", table=_sheet()).location
    shown = ratna.get(table).text
    assert ("Tanpa Jenis" in shown, "lembaga.csv" in shown) == (True, True)
    assert ratna.submit(table).location == "/mulai/seri"
    assert publish(ratna).location == "/mulai/siap"
    ready = ratna.get("/mulai/siap").text
    assert (
        "Jaringan Contoh: Semidaring Kamis" in ready,
        "Air bersih" in ready,
        "https://wa.me/?text=" in ready,
    ) == (True, True, True)
    assert "Alamat ini hanya dapat dibuka di mesin ini." in ready
    secretariat = db.session.scalars(select(Secretariat)).one()
    assert (secretariat.issuer_code, secretariat.zone, secretariat.place) == (
        "JC",
        "WITA",
        "Kupang",
    )
    assert network.known_as(app.extensions["settings"]).contact == "halo@contoh.example"
    assert db.session.scalars(select(Programme)).one().state == State.PUBLISHED
    meetings = db.session.scalars(select(Meeting).order_by(Meeting.number)).all()
    assert [(each.title, each.day.weekday(), each.zone) for each in meetings] == [
        ("Air bersih", 3, "WITA"),
        *[("", 3, "WITA")] * 3,
    ]
    assert db.session.scalars(select(Organisation.name).order_by(Organisation.name)).all() == [
        "Sekretariat Jaringan Contoh",
        "Yayasan Mawar",
        "Yayasan Melati",
    ]
    assert "Air bersih" in ratna.get("/").text


def test_the_message_invites_to_the_next_session_that_takes_place(
    sqlite_app: Flask, ratna: Client
) -> None:
    publish(ratna)
    dates = db.session.scalars(select(Meeting).order_by(Meeting.number)).all()
    dates[0].cancelled_at = clock.now()
    db.session.commit()
    ready = ratna.get("/mulai/siap").text
    assert [f"/sesi/{each.key}" in ready for each in dates[:2]] == [False, True]
    for each in dates:
        each.cancelled_at = clock.now()
    db.session.commit()
    assert "wa.me" not in ratna.get("/mulai/siap").text


def test_what_was_saved_is_there_when_one_comes_back(sqlite_app: Flask, ratna: Client) -> None:
    ratna.submit("/mulai/nama", **LOOK)
    assert ratna.get("/mulai").location == "/mulai/sekretariat"
    assert ratna.form("/mulai/nama", "name").fields["name"] == ["Jaringan Contoh"]
    ratna.submit("/mulai/sekretariat", **SECRETARIAT)
    assert ratna.form("/mulai/sekretariat", "contact").fields["contact"] == ["halo@contoh.example"]
    ratna.submit("/mulai/wilayah", **REGIONS)
    assert sorted(ratna.form("/mulai/wilayah", "zone").fields["provinces"]) == ["52", "53"]


def test_place_and_zone_are_not_taken_from_jakarta(
    sqlite_app: Flask, ratna: Client, cast: Cast
) -> None:
    cast.region("53")
    db.session.scalars(select(Secretariat)).one().signatory = ""
    db.session.commit()
    assert ratna.form("/mulai/sekretariat", "place").fields["place"] == [""]
    ratna.submit("/mulai/sekretariat", **SECRETARIAT | {"region": "53"})
    assert ratna.form("/mulai/sekretariat", "place").fields["place"] == ["Kupang"]
    assert ratna.form("/mulai/wilayah", "zone").fields["zone"] == ["WITA"]


def test_the_directory_can_wait(sqlite_app: Flask, ratna: Client) -> None:
    assert ratna.submit("/mulai/lembaga", action="/lewati").location == "/mulai/seri"
    assert queries.steps_taken()[Step.ORGANISATIONS].skipped


@pytest.mark.parametrize(
    ("path", "facts", "sentence"),
    [
        ("nama", LOOK | {"red": "#ffcc00"}, "terlalu terang"),
        ("sekretariat", SECRETARIAT | {"number_pattern": "{number}"}, "Pola nomor"),
        ("sekretariat", SECRETARIAT | {"issuer_code": "J C"}, "huruf besar"),
        ("seri", SERIES | {"ends": "13:00"}, "Jam selesai"),
        ("seri", SERIES | {"join_link": "zoom"}, "https://"),
        ("seri", SERIES | {"weeks": "0"}, "1"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    sqlite_app: Flask, ratna: Client, path: str, facts: dict[str, str], sentence: str
) -> None:
    answer = ratna.submit(f"/mulai/{path}", **facts)
    assert (answer.status_code, sentence in answer.text, facts["name"] in answer.text) == (
        422,
        True,
        True,
    )
    assert queries.steps_taken() == {}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Satu nomor dapat terpakai dua kali: “Sekretariat JAJAR-53” memakai"),
        ("en", "A number could be given twice: “Sekretariat JAJAR-53” has or had the pattern"),
    ],
)
def test_a_pattern_that_can_print_anothers_number_is_refused_where_it_is_typed(
    sqlite_app: Flask, ratna: Client, cast: Cast, language: str, sentence: str
) -> None:
    cast.secretariat("53").number_pattern = "{number}/JC/{issuer}/{year}"
    db.session.commit()
    wanted = SECRETARIAT | {"number_pattern": "{number}/{issuer}/S-JAJAR-53/{year}"}
    form = ratna.form("/mulai/sekretariat", "number_pattern")
    spoken = {"Accept-Language": language}
    answer = ratna.post("/mulai/sekretariat", data={**form.fields, **wanted}, headers=spoken)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert queries.steps_taken() == {}


def test_nothing_is_published_that_was_not_looked_at(sqlite_app: Flask, ratna: Client) -> None:
    form = ratna.form("/mulai/seri", "seen")
    answer = ratna.post("/mulai/seri", data={**form.fields, **SERIES, "publish": "1"})
    assert (answer.status_code, db.session.scalar(select(Programme.id))) == (200, None)


@pytest.mark.parametrize(("ahead", "least"), [(30, 30), (-30, 1), (0, 1)])
def test_the_first_session_is_not_before_the_day_asked_for(
    sqlite_app: Flask, ratna: Client, ahead: int, least: int
) -> None:
    today = clock.now().astimezone(zones.zone(SERIES["zone"]).info).date()
    assert publish(ratna, first=(today + timedelta(days=ahead)).isoformat()).status_code == 303
    first = db.session.scalars(select(Meeting).order_by(Meeting.number).limit(1)).one()
    assert (first.day.weekday(), least <= (first.day - today).days < least + 7) == (3, True)


def test_a_table_of_which_no_line_fits_is_not_offered_for_import(
    sqlite_app: Flask, ratna: Client
) -> None:
    table = ratna.submit(
        "/mulai/lembaga",
        table=(io.BytesIO(b"nama,jenis,No HP\nTanpa Jenis,,08123\n"), "lembaga.csv"),
    ).location
    for page in (
        ratna.get(table).text,
        ratna.get(table.replace("/mulai/lembaga/", "/desk/lembaga/impor/")).text,
    ):
        assert ("Tidak ada baris yang dapat dimasukkan." in page, "Masukkan tabel" in page) == (
            True,
            False,
        )
        assert "Kolom yang tidak dibaca: No HP." in page
    refused = ratna.submit("/mulai/lembaga", table=(io.BytesIO(b"nama,jenis\n"), "lembaga.csv"))
    assert (refused.status_code, "tidak berisi baris di bawah judul kolomnya" in refused.text) == (
        422,
        True,
    )
    assert "Pilih berkasnya lagi." in refused.text


def test_a_second_press_publishes_once(sqlite_app: Flask, ratna: Client) -> None:
    assert publish(ratna).status_code == 303
    assert "Semidaring Kamis" in ratna.get("/mulai/seri").text
    assert len(db.session.scalars(select(Programme)).all()) == 1


def test_only_administrators_set_up(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    cast.secretariat()
    cast.sign_in(client, cast.staff(Role.SECRETARIAT))
    assert [client.get(path).status_code for path in ("/mulai", "/mulai/nama", "/mulai/siap")] == [
        403,
        403,
        403,
    ]
