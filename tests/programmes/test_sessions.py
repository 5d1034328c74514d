"""What the desk does with a session that is planned: change, cancel, say who appears."""

import re

import pytest
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.client import Client
from tests.html import parse, text_of
from tests.programmes.desk import NEW, errors, in_english
from webinar_hub.accounts.actions import close_account
from webinar_hub.accounts.models import Account
from webinar_hub.kit import clock, zones
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import (
    Appearance,
    AppearanceRole,
    Meeting,
)

pytestmark = pytest.mark.usefixtures("sqlite_app")


@pytest.mark.usefixtures("ratna")
def test_change(client: Client, cast: Cast) -> None:
    meeting = cast.meeting(cast.series(zone="WITA"), title="Lama")
    path = f"/desk/sesi/{meeting.key}/ubah"
    form = client.form(path, "title")
    local = meeting.starts_at.astimezone(zones.WITA.info)
    assert (form.fields["day"], form.fields["starts"]) == ([str(local.date())], [f"{local:%H:%M}"])
    assert client.submit(path, title="Baru", action="/ubah").location == f"/desk/sesi/{meeting.key}"
    db.session.refresh(meeting)
    assert (meeting.title, meeting.starts_at, meeting.version, meeting.revision) == (
        "Baru",
        local,
        2,
        1,
    )
    wrong = client.submit(path, starts="14.00", ends="14.00", action="/ubah")
    assert wrong.status_code == 422


@pytest.mark.usefixtures("ratna")
def test_two_write_at_once(client: Client, cast: Cast) -> None:
    in_english(client)
    meeting = cast.meeting(title="Lama")
    path = f"/desk/sesi/{meeting.key}/ubah"
    mine = client.form(path, "title", action="/ubah")
    client.submit(path, title="Dari Yosep", description="Teks Yosep", action="/ubah")
    answer = client.post(path, data={**mine.fields, "title": "Dari Ratna"})
    assert answer.status_code == 409
    assert "Somebody else changed this session while you were writing." in answer.text
    assert [
        "Dari Yosep" in answer.text,
        "Teks Yosep" in answer.text,
        "Dari Ratna" in answer.text,
    ] == [True, True, True]
    db.session.refresh(meeting)
    assert (meeting.title, meeting.description) == ("Dari Yosep", "Teks Yosep")
    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert version is not None
    assert (
        client.post(
            path, data={**mine.fields, "title": "Dari Ratna", "version": version[1]}
        ).status_code
        == 303
    )
    db.session.refresh(meeting)
    assert (meeting.title, meeting.description) == ("Dari Ratna", "")


@pytest.mark.usefixtures("ratna")
@pytest.mark.parametrize("version", ["", "x", "999", "-1", "9" * 5000])
def test_forged_version_is_a_conflict(client: Client, cast: Cast, version: str) -> None:
    meeting = cast.meeting()
    answer = client.submit(
        f"/desk/sesi/{meeting.key}/ubah", title="Baru", version=version, action="/ubah"
    )
    assert answer.status_code == 409


@pytest.mark.usefixtures("ratna")
def test_cancel(client: Client, cast: Cast) -> None:
    in_english(client)
    meeting = cast.meeting()
    path = f"/desk/sesi/{meeting.key}/ubah"
    without = client.submit(path, reason="", action="/batal")
    assert (without.status_code, errors(without.text)) == (
        422,
        ["Write in a few words why. The participants read it."],
    )
    assert (
        client.submit(path, reason="Pembicara sakit", action="/batal").location
        == f"/desk/sesi/{meeting.key}"
    )
    db.session.refresh(meeting)
    assert (meeting.cancelled_at is not None, meeting.cancel_reason) == (True, "Pembicara sakit")
    assert "Pembicara sakit" in client.get(path).text


@pytest.mark.usefixtures("ratna")
def test_appoint_and_dismiss(client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    path = f"/desk/sesi/{meeting.key}/orang"
    typed = {
        "name": "Dr. Sri Wahyuni, S.Sos.",
        "email": " Sri@Jajar.example ",
        "role": "facilitator",
    }
    assert client.submit(path, **typed).location == path
    assert "Dr. Sri Wahyuni, S.Sos." in client.get(path).text
    assert db.session.scalars(select(Account.email)).all()[1:] == ["sri@jajar.example"]
    assert client.submit(path, name="Suparmin", role="speaker", email="").status_code == 303
    assert client.submit(path, name="Suparmin", role="speaker", email="bukan").status_code == 422
    sri = next(
        each.person
        for each in db.session.scalars(select(Appearance))
        if each.role == AppearanceRole.FACILITATOR
    )
    for who in (f"{sri.key}.speaker", "siapa.facilitator", "", f"{sri.key}.facilitator"):
        client.submit(path, who=who, action="/lepas")
    assert db.session.scalars(select(Appearance.role)).all() == [AppearanceRole.SPEAKER]


@pytest.mark.usefixtures("ratna")
def test_shared_address_is_said_at_its_field(client: Client, cast: Cast) -> None:
    in_english(client)
    meeting = cast.meeting()
    answer = client.submit(
        f"/desk/sesi/{meeting.key}/orang",
        name="Suparmin",
        email="administrator@jajar.example",
        role="host",
    )
    said = [
        "Somebody else already signs in with this e-mail address. Give an address of their own."
    ]
    assert (answer.status_code, errors(answer.text)) == (422, said)


@pytest.mark.usefixtures("ratna")
def test_who_leads_is_said_to_sign_in_only_where_they_can(client: Client, cast: Cast) -> None:
    in_english(client)
    meeting = cast.meeting()
    theresia = cast.facilitator(meeting)
    account = db.session.scalars(select(Account).where(Account.person_id == theresia.id)).one()
    account.email = "theresia@rumah.example"
    db.session.commit()
    page = f"/desk/sesi/{meeting.key}/orang"
    assert "Can sign in theresia@rumah.example" in text_of(parse(client.get(page).text))
    db.write(close_account, account, by=DIRECTOR, now=clock.now())
    said = text_of(parse(client.get(page).text))
    assert ["Can sign in" in said, "Cannot sign in" in said] == [False, True]


def test_facilitator_sees_their_sessions_and_changes_none(client: Client, cast: Cast) -> None:
    series = cast.series()
    led, other = cast.meeting(series, title="Punya saya"), cast.meeting(series, title="Punya orang")
    cast.sign_in(client, cast.facilitator(led))
    page = client.get("/desk/program").text
    assert ["Punya saya" in page, "Punya orang" in page, NEW in page] == [True, False, False]
    closed = [NEW, f"/desk/program/{series.programme.key}", f"/desk/seri/{series.key}"]
    closed += [
        f"/desk/sesi/{meeting.key}/{page}" for meeting in (led, other) for page in ("ubah", "orang")
    ]
    assert {path: client.get(path).status_code for path in closed} == dict.fromkeys(closed, 403)


@pytest.mark.usefixtures("ratna")
def test_state_of_each_session(client: Client, cast: Cast) -> None:
    in_english(client)
    series = cast.series()
    off = cast.meeting(series)
    off.cancelled_at = clock.now()
    cast.meeting(series, starts_at=soon(days=-7))
    cast.meeting(series, starts_at=soon(hours=-2))
    cast.meeting(series)
    states = re.findall(
        r'<td data-l="Status"><span class="st[^"]*">([^<]*)<',
        client.get(f"/desk/seri/{series.key}").text,
    )
    assert states == ["Running now", "Cancelled", "Planned", "Over"]


@pytest.mark.usefixtures("ratna")
def test_a_date_s_own_hour_stands_beside_it_before_it_is_planned(
    client: Client, cast: Cast
) -> None:
    in_english(client)
    path = f"/desk/program/{cast.programme().key}/angkatan"
    hours = {"name": "Angkatan 1", "starts": "09:00", "ends": "12:00", "look": "1"}
    listed = "3 June 2027 13:30\n10 June 2027"
    shown = client.post(
        path, data={**client.form(path, "starts").fields, **hours, "listed": listed}
    )
    dates = parse(shown.text).findall(".//ul[@class='rows dates']/li")
    assert [text_of(each) for each in dates] == [
        "Thursday, 3 June 13:30",
        "Thursday, 10 June",
    ]


@pytest.mark.usefixtures("ratna")
def test_a_cohort_asks_for_no_session_that_was_cancelled(client: Client, cast: Cast) -> None:
    in_english(client)
    series = cast.series(rolling=False, required_meetings=2)
    off, *_others = [cast.meeting(series) for _each in range(3)]
    path, people = f"/desk/seri/{series.key}", f"/desk/sesi/{off.key}/orang"
    page = client.get(path).text
    assert ("certificate for 2 sessions" in page, people in page) == (True, True)
    off.cancelled_at = clock.now()
    db.session.commit()
    page = client.get(path).text
    assert ("certificate for all sessions" in page, people in page) == (True, False)


@pytest.mark.usefixtures("app")
def test_programmes_and_led_sessions_open_at_today(client: Client, cast: Cast) -> None:
    series = cast.series(cast.programme("Zakat"))
    late = cast.series(cast.programme("Akhir"))
    cast.programme("Belum ada tanggal")
    found = [
        cast.meeting(series, title=f"Hari {days}", starts_at=soon(days=days))
        for days in (-9, -2, 1, 8)
    ]
    cast.meeting(late, starts_at=soon(days=5))
    for meeting in found:
        cast.facilitator(meeting)
    cast.sign_in(client, cast.staff())
    page = parse(client.get("/desk/program").text)
    assert [text_of(next(row.iter("a"))) for row in page.iter("tr") if list(row.iter("td"))] == [
        "Zakat",
        "Akhir",
        "Belum ada tanggal",
    ]
    page = parse(client.get(f"/desk/seri/{series.key}").text)
    assert [text_of(next(row.iter("a"))) for row in page.iter("tr") if list(row.iter("td"))] == [
        "Hari 1",
        "Hari 8",
        "Hari -2",
        "Hari -9",
    ]
    theresia = db.session.scalars(select(Person).where(Person.name == "Theresia Ina Tukan")).one()
    cast.sign_in(client, theresia)
    page = parse(client.get("/desk/program").text)
    assert [text_of(next(row.iter("a"))) for row in page.iter("tr") if list(row.iter("td"))] == [
        "Hari 1",
        "Hari 8",
        "Hari -2",
        "Hari -9",
    ]


@pytest.mark.usefixtures("ratna")
def test_a_session_keeps_a_sector_that_was_closed_since(client: Client, cast: Cast) -> None:
    health = cast.sector()
    meeting = cast.meeting()
    path = f"/desk/sesi/{meeting.key}/ubah"
    meeting.sector, health.closed_at = health.code, clock.now()
    db.session.commit()
    assert client.submit(path, title="Air naik").status_code == 303
    stored = db.session.scalars(select(Meeting)).one()
    assert (stored.title, stored.sector) == ("Air naik", health.code)
    # Another session is not offered it.
    assert health.name_id not in client.get(f"/desk/seri/{meeting.series.key}/sesi-baru").text


def test_a_session_in_place_of_a_cancelled_one_begins_as_that_was(
    client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(title="Latihan evakuasi", capacity=12)
    meeting.cancelled_at, meeting.cancel_reason = clock.now(), "Banjir"
    db.session.commit()
    cast.sign_in(client, cast.staff())
    page = parse(client.get(f"/desk/sesi/{meeting.key}").text)
    [way] = [
        each.get("href", "") for each in page.iter("a") if "pengganti=" in each.get("href", "")
    ]
    found = client.form(way, "title").fields
    offered = [found[name] for name in ("title", "day", "starts", "capacity", "join_link")]
    begins = meeting.starts_at.astimezone(meeting.home.info)
    assert offered == [["Latihan evakuasi"], [""], [f"{begins:%H:%M}"], ["12"], [meeting.join_link]]
