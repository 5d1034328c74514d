"""The desk's schedule, and the calendars of members that come into it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from tests.calendars.incoming.server import Server, calendar, says, serving, way
from tests.calendars.incoming.steps import ADDRESS, as_stored, date_of, taken_in, wait_out_pauses
from tests.cast import Cast, soon
from tests.client import Client
from tests.statements import statements
from webinar_hub.calendars.incoming import asking
from webinar_hub.kit import language, zones

_SCHEDULE = "/desk/kalender"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Yield a server at a number that counts as public."""
    with serving() as running:
        yield running


def _month(path: str = _SCHEDULE, **shift: float) -> str:
    return f"{path}?bulan={soon(**shift).astimezone(zones.WIB.info):%Y-%m}"


@pytest.mark.usefixtures("app")
def test_a_calendar_is_taken_in_changed_paused_and_removed(client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.ratna())
    cast.organisation("Forum PRB")
    wrong = client.submit(f"{_SCHEDULE}/baru", organisation="PRB", name="", address="http://a.b/c")
    assert wrong.status_code == 422
    written = {"organisation": "Forum PRB", "name": "Agenda", "address": ADDRESS}
    assert "Agenda" in client.page(client.submit(f"{_SCHEDULE}/baru", **written))
    again = client.submit(f"{_SCHEDULE}/baru", **written)
    assert "Kalender di alamat ini sudah diambil." in again.text
    page = client.get(_SCHEDULE).text.split(f'href="{_SCHEDULE}/')[-1]
    one = f"{_SCHEDULE}/{page[:16]}"
    assert "Agenda baru" in client.page(client.submit(one, name="Agenda baru", address=ADDRESS))
    assert "dijeda" in client.page(client.submit(one, action="jeda"))
    assert "dijeda" not in client.page(client.submit(one, action="lanjut"))
    assert "Agenda baru" not in client.page(client.submit(one, action="hapus"))
    told = client.get("/desk/riwayat").text
    assert all(
        word in told for word in ("Kalender dijeda", "Kalender diambil lagi", "Kalender dihapus")
    )


def test_dates_of_members_stand_beside_our_own(app: Flask, client: Client, cast: Cast) -> None:
    """And nowhere in what the hub publishes itself."""
    at = soon(days=2)
    cast.meeting(cast.series(), title="Semidaring kita", starts_at=at)
    forum = cast.organisation("Forum PRB")
    taken_in(forum, [date_of("Rapat <b>besar</b>", starts=at)])
    cast.sign_in(client, cast.staff(region="53"))
    page = client.get(_month(days=2)).text
    assert "Semidaring kita" in page
    assert "Rapat &lt;b&gt;besar&lt;/b&gt;" in page
    assert "Forum PRB" in page
    assert "Agenda" not in page, "the forum is not of this region"
    assert client.get(f"{_SCHEDULE}?bulan=2026-13").status_code == 404
    assert b"besar" not in client.get("/kalender/semua.ics").data


@pytest.mark.usefixtures("app")
def test_sessions_of_more_secretariats_ask_no_more(client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.ratna())
    asked = []
    for region in (None, "53", "35"):
        owner = cast.secretariat(region).organisation
        cast.meeting(cast.series(cast.programme(owner.name, owner=owner)), starts_at=soon(days=2))
        with statements() as seen:
            assert owner.name in client.get(_month(days=2)).text
        asked.append(len(seen))
    assert len(set(asked)) == 1


@pytest.mark.usefixtures("app")
def test_whole_days_say_no_hours(client: Client, cast: Cast) -> None:
    at = soon(days=2)
    whole = date_of("Kongres", starts=zones.at_local(at.date(), 0, 0, zones.WIB))
    two_days = type(whole)(
        **{**vars(whole), "whole_day": True, "ends_at": whole.starts_at + timedelta(days=2)}
    )
    taken_in(cast.organisation("Forum PRB"), [two_days])
    cast.sign_in(client, cast.ratna())
    row = client.get(f"{_SCHEDULE}?bulan={at:%Y-%m}").text.split("Kongres")[1].split("</tr>")[0]
    assert "WIB" not in row
    assert "–" in row


@pytest.mark.parametrize(
    ("body", "status", "says_id", "says_en"),
    [
        (b"<html>Masuk", 200, "Yang datang halaman web", "A web page comes instead"),
        (b"", 404, "Tidak ada lagi kalender", "There is no calendar at this address any more"),
        (
            calendar("UID:a\nDTSTART:20261201T070000Z\nRRULE:FREQ=SECONDLY"),
            200,
            "berulang setiap menit atau detik",
            "repeats every minute or second",
        ),
    ],
    ids=["page", "gone", "secondly"],
)
def test_the_desk_says_since_when_and_why_in_both_languages(
    sqlite_app: Flask,
    client: Client,
    cast: Cast,
    server: Server,
    body: bytes,
    status: int,
    says_id: str,
    says_en: str,
) -> None:
    server.answers["/a.ics"] = says(body, status)
    address = server.address("/a.ics")
    made = taken_in(cast.organisation("Forum PRB"), [date_of("Rapat")], address)
    wait_out_pauses()
    asking.ask_next(way()[0])
    since = as_stored(made.key).failing_since
    assert since is not None
    cast.sign_in(client, cast.ratna())
    for spoken, why in (("id", says_id), ("en", says_en)):
        client.set_cookie("bahasa", spoken, domain="127.0.0.1")
        with language.reading(spoken):
            when = zones.moment(since, zones.WIB)
        for path in (_month(days=4), f"{_SCHEDULE}/{made.key}"):
            page = client.get(path).text
            assert why in page
            assert when in page
    assert "Rapat" in client.get(_month(days=4)).text
