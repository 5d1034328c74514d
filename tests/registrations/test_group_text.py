"""One text for a group: what it says, and who reads it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from flask import Flask

from tests import html
from tests.cast import Cast
from tests.client import EN, Client
from webinar_hub.kit.db import db
from webinar_hub.programmes.flyer.queries import facts
from webinar_hub.programmes.models import State


def test_a_group_gets_one_text_with_public_addresses_alone(
    app: Flask, cast: Cast, client: Client
) -> None:
    at = datetime(2040, 11, 29, 16, tzinfo=UTC)
    meeting = cast.meeting(starts_at=at, title="Ketika air <naik>")
    cast.registration(cast.suparmin(), meeting)
    cast.sign_in(client, cast.facilitator(meeting))
    page = client.get(f"/desk/sesi/{meeting.key}/grup").text
    [address] = [
        found
        for link in html.parse(page).iter("a")
        if (found := link.get("href", "")).startswith("https://wa.me/")
    ]
    text = unquote(address.removeprefix("https://wa.me/?text="))
    assert text.splitlines() == [
        "*Ketika air <naik>*",
        "Semidaring Multisektor, Sesi ke-1",
        "",
        "Kamis, 29 November 2040",
        "23.00–01.00 WIB",
        "00.00–02.00 WITA (Jumat, 30 November 2040)",
        "01.00–03.00 WIT (Jumat, 30 November 2040)",
        "",
        "Gabung langsung dari sini, tanpa mendaftar lebih dulu:",
        f"{app.extensions['links'].public_url}/k/{meeting.short}",
    ]
    assert "Suparmin" not in page
    assert (
        "Thursday, 29 November 2040"
        in client.get(f"/desk/sesi/{meeting.key}/grup", headers=EN).text
    )


@pytest.mark.parametrize(
    ("closes", "said", "on_the_flyer"),
    [
        (None, "Gabung langsung dari sini", "Pindai, lalu “Gabung”"),
        (timedelta(hours=-9), "Daftar di sini:", "Pindai untuk mendaftar"),
        (timedelta(days=-90), "Pendaftaran ditutup.", "Pindai untuk membaca lebih lanjut"),
    ],
)
def test_nobody_is_told_to_join_who_would_stand_before_a_closed_registration(
    sqlite_app: Flask,
    cast: Cast,
    client: Client,
    closes: timedelta | None,
    said: str,
    on_the_flyer: str,
) -> None:
    meeting = cast.meeting(cast.series(rolling=False))
    meeting.series.closes_at = meeting.starts_at + closes if closes else None
    db.session.commit()
    cast.sign_in(client, cast.ratna())
    assert said in client.get(f"/desk/sesi/{meeting.key}/grup").text
    if closes is None:
        meeting.capacity = 0
        db.session.commit()
        said = "Semua kursi terisi. Yang ingin ikut menunggu kursi di sini:"
        assert said in client.get(f"/desk/sesi/{meeting.key}/grup").text
    extensions = sqlite_app.extensions
    flyer = facts(meeting, extensions["settings"], extensions["links"])
    assert flyer.invitation == on_the_flyer


def test_a_secretariat_below_shares_a_session_of_the_nation(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    cast.region("53.71")
    meeting = cast.meeting()
    cast.registration(cast.maria(), meeting)
    cast.sign_in(client, cast.staff(region="53.71"))
    session = f"/desk/sesi/{meeting.key}"
    page = client.get(session).text
    assert (f'href="{session}/grup"' in page, f"/k/{meeting.short}" in page) == (True, True)
    for below in ("grup", "hitungan"):
        page = client.get(f"{session}/{below}").text
        links = {each.get("href", "").split("#")[0] for each in html.parse(page).iter("a")}
        desk = {link for link in links if link.startswith("/desk/se") and link != "/desk/sesi"}
        assert {client.get(link).status_code for link in desk} <= {200}
        assert session in desk
    assert "wa.me" in client.get(f"{session}/grup").text


def test_what_is_not_public_has_no_text_for_a_group(app: Flask, cast: Cast, client: Client) -> None:
    cast.sign_in(client, cast.ratna())
    draft = cast.meeting(cast.series(cast.programme("Rancangan", state=State.DRAFT)))
    over = cast.meeting(starts_at=datetime(2020, 1, 2, 7, tzinfo=UTC))
    for meeting in (draft, over):
        assert "wa.me" not in client.get(f"/desk/sesi/{meeting.key}/grup").text
