"""The desk's "Kehadiran"."""

from flask import Flask

from tests import html
from tests.cast import Cast, soon
from tests.client import EN, Client
from tests.home.test_desk import doubtful_row
from webinar_hub.kit.db import db


def _names(client: Client, query: str = "") -> list[str]:
    tree = html.parse(client.get(f"/desk/kehadiran{query}", headers=EN).text)
    return [html.text_of(row).split("Semidaring")[0].strip() for row in tree.iter("tr")][1:]


def test_lists_the_sessions_that_have_begun_and_what_they_need(
    app: Flask, client: Client, cast: Cast
) -> None:
    series = cast.series()
    doubtful = cast.meeting(series, title="Ragu", starts_at=soon(days=-2))
    cast.meeting(series, title="Tanpa laporan", starts_at=soon(days=-1))
    cast.meeting(series, title="Nanti", starts_at=soon(days=1))
    doubtful_row(doubtful)
    cast.sign_in(client, cast.staff())
    assert _names(client) == ["Tanpa laporan", "Ragu"]
    assert _names(client, "?keadaan=menunggu") == ["Ragu"]
    assert _names(client, "?keadaan=tempat") == []
    doubtful.venue = "Aula"
    db.session.commit()
    assert _names(client, "?keadaan=tempat") == ["Ragu"]
    assert "1 name to decide" in client.get("/desk/kehadiran", headers=EN).text


def test_shows_nobody_the_sessions_of_others(app: Flask, client: Client, cast: Cast) -> None:
    doubtful_row(cast.meeting(title="Nasional", starts_at=soon(days=-2)))
    mine = cast.meeting(
        cast.series(cast.programme("Lain")), title="Punya saya", starts_at=soon(days=-3)
    )
    cast.region("53")
    cast.sign_in(client, cast.staff(region="53"))
    assert _names(client) == []
    assert _names(client, "?keadaan=menunggu") == []
    cast.sign_in(client, cast.facilitator(mine))
    assert [name.split("Lain")[0] for name in _names(client)] == ["Punya saya"]


def test_many_sessions_come_in_pages(app: Flask, client: Client, cast: Cast) -> None:
    series = cast.series()
    for number in range(60):
        cast.meeting(series, title=f"Sesi {number}.", starts_at=soon(days=-1 - number))
    cast.sign_in(client, cast.staff())
    assert len(_names(client)) == 50
    assert _names(client, "?halaman=2") == [f"Sesi {number}." for number in range(50, 60)]
