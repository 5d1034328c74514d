"""The code of conduct: its versions, who writes them, who agreed to which.

The safeguarding contact.
"""

from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.client import EN, Client
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.network.models import Secretariat
from webinar_hub.registrations.models import Registration


def test_the_first_version_comes_with_the_hub_and_names_nobody(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    for language, words in (("id", "Tata tertib"), ("en", "Code of conduct")):
        text = client.get("/tata-tertib", headers={"Accept-Language": language}).text
        assert words in text
        assert "JAJAR" not in text.partition("<main")[2].partition("</main")[0]


def test_a_new_version_holds_and_the_old_one_stays_readable(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.sign_in(client, cast.staff())
    changed = {"body_id": "Kita saling menjaga.", "body_en": "We look after one another."}
    assert client.submit("/desk/sekretariat/tata-tertib", **changed).status_code == 303
    assert "We look after one another." in client.get("/tata-tertib", headers=EN).text
    assert "We look after one another." not in client.get("/tata-tertib?versi=1", headers=EN).text
    assert [
        client.get(f"/tata-tertib?versi={version}").status_code for version in ("2", "3", "x")
    ] == [200, 404, 404]
    assert (
        client.submit("/desk/sekretariat/tata-tertib", body_id="", body_en="Only").status_code
        == 422
    )
    client.submit("/desk/sekretariat/tata-tertib", **changed)
    assert client.get("/tata-tertib?versi=3").status_code == 404


def test_a_province_does_not_write_it(app: Flask, client: Client, cast: Cast) -> None:
    cast.region("53")
    cast.sign_in(client, cast.staff(region="53"))
    assert client.get("/desk/sekretariat/tata-tertib").status_code == 403
    assert "tata-tertib" not in client.get("/desk/sekretariat").text.partition("<footer")[0]


def test_whoever_registers_agrees_to_the_version_of_the_day(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.region("31.71")
    meeting, other = cast.meeting(), cast.meeting(cast.series(cast.programme("Lain")))
    filled = {
        "name": "Suparmin",
        "contact": "suparmin@example.org",
        "region": "31",
        "district": "Jakarta Pusat",
    }
    assert "/tata-tertib" in client.get(f"/sesi/{meeting.key}/daftar").text
    client.submit(f"/sesi/{meeting.key}/daftar", **filled)
    cast.sign_in(client, cast.staff())
    client.submit(
        "/desk/sekretariat/tata-tertib",
        body_id="Kita saling menjaga.",
        body_en="We look after one another.",
    )
    client.submit(f"/sesi/{other.key}/daftar", **filled)
    client.submit(f"/sesi/{meeting.key}/daftar", **filled)
    agreed = db.session.scalars(select(Registration).order_by(Registration.id)).all()
    assert [
        (each.conduct_version, each.conduct_language, each.conduct_agreed_at is not None)
        for each in agreed
    ] == [
        (1, "id", True),
        (2, "id", True),
    ]


def test_the_contact_stands_on_the_page_and_in_the_confirmation(
    app: Flask, client: Client, cast: Cast
) -> None:
    cast.region("31.71")
    meeting = cast.meeting()
    programme, key = meeting.series.programme, cast.secretariat().organisation.key
    cast.sign_in(client, cast.staff())
    named = {
        "safe_name": "Narahubung Pelindungan",
        "safe_phone": "0812-3456-7890",
        "safe_email": "aman@jajar.example",
    }
    assert client.submit(f"/desk/sekretariat/{key}/pelindungan", **named).status_code == 303
    page = client.get(f"/sesi/{meeting.key}", headers=EN).text
    for shown in (
        "Narahubung Pelindungan",
        "tel:+6281234567890",
        "https://wa.me/6281234567890",
        "mailto:aman@jajar.example",
    ):
        assert shown in page
    client.submit(
        f"/sesi/{meeting.key}/daftar",
        name="Suparmin",
        contact="suparmin@example.org",
        region="31",
        district="Jakarta Pusat",
    )
    letter = db.session.scalars(
        select(Letter).where(Letter.kind == "registrations/confirmed")
    ).one()
    assert letter.facts["safe"] == {
        "name": "Narahubung Pelindungan",
        "phone": "+6281234567890",
        "email": "aman@jajar.example",
    }
    client.submit(
        f"/desk/program/{programme.key}/pelindungan",
        safe_name="Dewi",
        safe_email="dewi@jajar.example",
    )
    page = client.get(f"/sesi/{meeting.key}", headers=EN).text
    assert "dewi@jajar.example" in page
    assert "aman@jajar.example" not in page


def test_half_a_contact_is_refused(app: Flask, client: Client, cast: Cast) -> None:
    key = cast.secretariat().organisation.key
    cast.sign_in(client, cast.staff())
    for half in (
        {"safe_name": "Dewi"},
        {"safe_email": "dewi@jajar.example"},
        {"safe_name": "Dewi", "safe_phone": "12"},
    ):
        assert client.submit(f"/desk/sekretariat/{key}/pelindungan", **half).status_code == 422, (
            half
        )
    assert db.session.scalars(select(Secretariat.safe_name)).all() == [""]
