"""What staff do with programmes, by the forms of the desk."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.cast import Cast, soon
from tests.client import Client
from tests.databases import count
from tests.html import parse, text_of
from tests.statements import statements
from webinar_hub.accounts.models import Account
from webinar_hub.kit import clock, zones
from webinar_hub.kit.db import db
from webinar_hub.people.models import Person, Role
from webinar_hub.programmes.models import (
    Appearance,
    AppearanceRole,
    Meeting,
    Programme,
    ProgrammeKind,
    Series,
    State,
)

pytestmark = pytest.mark.usefixtures("sqlite_app")

NEW = "/desk/program/baru"
FIRST = date(2027, 1, 7)


@pytest.fixture
def ratna(client: Client, cast: Cast) -> None:
    """Sign the administrator in."""
    cast.sign_in(client, cast.ratna())


def errors(page: str) -> list[str]:
    """Return the mistakes that a page names at its fields."""
    return re.findall(r'class="err"[^>]*><span class="st no">([^<]*)<', page)


def in_english(client: Client) -> None:
    client.set_cookie("bahasa", "en", domain="127.0.0.1")


def weekly(**changed: str) -> dict[str, str]:
    return {
        "name": "",
        "first": str(FIRST),
        "weeks": "3",
        "starts": "14:00",
        "ends": "16:00",
        "zone": "WIB",
        **changed,
    }


@pytest.mark.usefixtures("ratna")
@pytest.mark.parametrize("tongue", ["id", "en"])
def test_every_page_in_both_languages(client: Client, cast: Cast, tongue: str) -> None:
    meeting = cast.meeting(title="Air naik")
    cast.facilitator(meeting)
    client.set_cookie("bahasa", tongue, domain="127.0.0.1")
    programme, series = (
        f"/desk/program/{meeting.series.programme.key}",
        f"/desk/seri/{meeting.series.key}",
    )
    titles = {
        "/desk/program": ("Program", "Programmes"),
        NEW: ("Program baru", "New programme"),
        programme: ("Semidaring Multisektor", "Semidaring Multisektor"),
        f"{programme}/mingguan": ("Seri mingguan baru", "New weekly series"),
        f"{programme}/angkatan": ("Angkatan baru", "New cohort"),
        series: ("Semidaring Multisektor", "Semidaring Multisektor"),
        f"{series}/sesi-baru": ("Tambah sesi", "Add a session"),
        f"/desk/sesi/{meeting.key}/ubah": ("Air naik", "Air naik"),
        f"/desk/sesi/{meeting.key}/orang": (
            "Siapa yang tampil dan memandu",
            "Who speaks and who leads",
        ),
    }
    heads = {path: re.findall(r"<h1[^>]*>([^<]*)</h1>", client.get(path).text) for path in titles}
    assert heads == {path: [words[tongue == "en"]] for path, words in titles.items()}


@pytest.mark.usefixtures("ratna")
def test_from_nothing_to_a_published_weekly_series(client: Client, cast: Cast) -> None:
    owner = cast.secretariat().organisation
    answer = client.submit(
        NEW,
        name=" Semidaring  Mingguan ",
        kind="webinar",
        summary="Satu\r\n\r\n\r\n\r\ndua",
        owner=owner.key,
    )
    programme = db.session.scalars(select(Programme)).one()
    assert answer.location == f"/desk/program/{programme.key}"
    assert (programme.name, programme.summary, programme.state, programme.owner) == (
        "Semidaring Mingguan",
        "Satu\n\ndua",
        State.DRAFT,
        owner,
    )
    assert client.get(f"/program/{programme.key}").status_code == 404

    answer = client.submit(
        f"/desk/program/{programme.key}/mingguan",
        **weekly(starts="14.00", ends="16.00", zone="WITA", capacity="300"),
    )
    series = db.session.scalars(select(Series)).one()
    assert answer.location == f"/desk/seri/{series.key}"
    meetings = db.session.scalars(select(Meeting).order_by(Meeting.number)).all()
    begins = [zones.at_local(FIRST + timedelta(weeks=week), 14, 0, zones.WITA) for week in range(3)]
    assert [(m.starts_at, m.ends_at, m.capacity, m.zone) for m in meetings] == [
        (at, at + timedelta(hours=2), 300, "WITA") for at in begins
    ]
    assert (series.rolling, series.waiting_list, series.capacity) == (True, True, 300)

    assert client.submit(f"/desk/program/{programme.key}", action="/terbitkan").status_code == 303
    assert client.get(f"/program/{programme.key}").status_code == 200


@pytest.mark.usefixtures("ratna")
def test_cohort(client: Client, cast: Cast) -> None:
    programme = cast.programme("Pelatihan", kind=ProgrammeKind.TRAINING)
    path = f"/desk/program/{programme.key}/angkatan"
    typed = {
        "name": "Angkatan 2",
        "starts": "09:00",
        "ends": "12:00",
        "zone": "WIT",
        "date_1": "2027-02-10",
        "date_4": "2027-02-03",
    }
    client.submit(
        path,
        **typed,
        closes_on="2027-01-31",
        threshold_percent="80",
        required_meetings="1",
        capacity="60",
        waiting_list=False,
    )
    series = db.session.scalars(select(Series)).one()
    assert (
        series.name,
        series.rolling,
        series.threshold_percent,
        series.required_meetings,
        series.jp_minutes,
    ) == ("Angkatan 2", False, 80, 1, 45)
    assert (series.closes_at, series.waiting_list) == (
        zones.at_local(date(2027, 2, 1), 0, 0, zones.WIT),
        False,
    )
    assert (
        "31 Januari 2027 pukul 23.59\N{NO-BREAK SPACE}WIT"
        in client.get(f"/desk/seri/{series.key}").text
    )
    starts = db.session.scalars(select(Meeting.starts_at).order_by(Meeting.number)).all()
    assert starts == [
        zones.at_local(day, 9, 0, zones.WIT) for day in (date(2027, 2, 3), date(2027, 2, 10))
    ]


@pytest.mark.usefixtures("ratna")
def test_the_hours_of_a_new_series_are_those_of_its_secretariat(client: Client, cast: Cast) -> None:
    cast.secretariat().zone = "WITA"
    programme = cast.programme()
    for kind in ("mingguan", "angkatan"):
        assert client.form(f"/desk/program/{programme.key}/{kind}", "starts").fields["zone"] == [
            "WITA"
        ], kind


@pytest.mark.usefixtures("ratna")
def test_pressing_twice_plans_once(client: Client, cast: Cast) -> None:
    programme = cast.programme()
    path = f"/desk/program/{programme.key}/mingguan"
    form = client.form(path, "first")
    answers = [client.post(path, data={**form.fields, **weekly()}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    assert (count(Series), count(Meeting)) == (1, 3)


@pytest.mark.usefixtures("ratna")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first": ""}, ["Choose the date."]),
        ({"first": "7 Januari"}, ["Write the date as year-month-day, such as 2026-11-26."]),
        ({"first": "9999-12-30"}, ["Write a year from 2000 to 2099."]),
        ({"first": "0001-01-01"}, ["Write a year from 2000 to 2099."]),
        ({"weeks": "0"}, ["Write a number from 1 to 52."]),
        ({"weeks": "53"}, ["Write a number from 1 to 52."]),
        ({"weeks": "banyak"}, ["Write a number from 1 to 52."]),
        ({"starts": "jam dua"}, ["Write the time as 14.00."]),
        ({"ends": "14.00"}, ["The end must be later than the start: a session lasts a few hours."]),
        ({"capacity": "-1"}, ["Write a number from 0 to 100000."]),
        ({"capacity": "9" * 400}, ["Write a number from 0 to 100000."]),
        (
            {"join_link": "javascript:alert(1)"},
            ["Write the whole address of the room, beginning with https://"],
        ),
        ({"name": "x" * 121}, ["Please write at most 120 characters."]),
        ({"zone": "UTC"}, ["Not a valid choice."]),
    ],
)
def test_mistakes_in_a_weekly_series(
    client: Client, cast: Cast, typed: dict[str, str], said: list[str]
) -> None:
    in_english(client)
    answer = client.submit(f"/desk/program/{cast.programme().key}/mingguan", **weekly(**typed))
    assert (answer.status_code, errors(answer.text)) == (422, said)
    assert (count(Series), count(Meeting)) == (0, 0)


@pytest.mark.usefixtures("ratna")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, ["Name the cohort, such as Angkatan 1."]),
        ({"date_1": ""}, ["Write at least one date."]),
        ({"date_2": "2027-02-03"}, ["A date stands twice. Each session needs its own."]),
        (
            {"required_meetings": "2"},
            ["The certificate cannot ask for more sessions than there are dates."],
        ),
        ({"threshold_percent": "101"}, ["Write a number from 1 to 100."]),
        ({"closes_on": "9999-12-31"}, ["Write a year from 2000 to 2099."]),
        ({"closes_on": "besok"}, ["Write the date as year-month-day, such as 2026-11-26."]),
    ],
)
def test_mistakes_in_a_cohort(
    client: Client, cast: Cast, typed: dict[str, str], said: list[str]
) -> None:
    in_english(client)
    good = {
        "name": "Angkatan 1",
        "starts": "09:00",
        "ends": "12:00",
        "zone": "WIB",
        "date_1": "2027-02-03",
    }
    answer = client.submit(f"/desk/program/{cast.programme().key}/angkatan", **(good | typed))
    assert (answer.status_code, errors(answer.text)) == (422, said)
    assert count(Series) == 0


@pytest.mark.usefixtures("ratna")
def test_mistakes_in_a_programme(client: Client, cast: Cast) -> None:
    in_english(client)
    owner = cast.programme("Semidaring").owner
    taken = client.submit(NEW, name="Semidaring", kind="webinar", owner=owner.key)
    assert (taken.status_code, errors(taken.text)) == (
        422,
        ["Another programme has this name already."],
    )
    foreign = client.submit(NEW, name="Baru", kind="party", owner=cast.organisation().key)
    assert (foreign.status_code, errors(foreign.text)) == (
        422,
        ["Not a valid choice.", "Not a valid choice."],
    )
    assert count(Programme) == 1


@pytest.mark.usefixtures("ratna")
def test_a_date_that_is_over_can_be_added(client: Client, cast: Cast) -> None:
    series = cast.series(zone="WIT", capacity=25)
    answer = client.submit(
        f"/desk/seri/{series.key}/sesi-baru",
        title="Dapur umum",
        day="2026-01-08",
        starts="00.30",
        ends="02:00",
    )
    meeting = db.session.scalars(select(Meeting)).one()
    assert answer.location == f"/desk/seri/{series.key}"
    assert (meeting.title, meeting.starts_at, meeting.capacity) == (
        "Dapur umum",
        zones.at_local(date(2026, 1, 8), 0, 30, zones.WIT),
        25,
    )


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


def test_secretariat_stays_in_its_scope(client: Client, cast: Cast) -> None:
    cast.region("53")
    own = cast.meeting(
        cast.series(cast.programme("NTT", owner=cast.secretariat("53").organisation))
    )
    national = cast.meeting(cast.series(cast.programme("Nasional")))
    yohana = cast.staff(Role.SECRETARIAT, region="53")
    db.session.add(
        Appearance(meeting_id=national.id, person_id=yohana.id, role=AppearanceRole.HOST)
    )
    db.session.commit()
    cast.sign_in(client, yohana)
    codes = {
        meeting.series.programme.name: [
            client.get(path).status_code
            for path in (
                f"/desk/program/{meeting.series.programme.key}",
                f"/desk/program/{meeting.series.programme.key}/mingguan",
                f"/desk/seri/{meeting.series.key}",
                f"/desk/seri/{meeting.series.key}/sesi-baru",
                f"/desk/sesi/{meeting.key}/ubah",
                f"/desk/sesi/{meeting.key}/orang",
            )
        ]
        for meeting in (own, national)
    }
    assert codes == {"NTT": [200] * 6, "Nasional": [404, 404, 404, 404, 403, 403]}
    assert "Sekretariat JAJAR<" not in client.get(NEW).text


@pytest.mark.usefixtures("ratna")
def test_more_rows_cost_no_more_statements(client: Client, cast: Cast) -> None:
    series = cast.series()
    cast.facilitator(cast.meeting(series))
    paths = ("/desk/program", f"/desk/program/{series.programme.key}", f"/desk/seri/{series.key}")

    def costs() -> list[int]:
        found = []
        for path in paths:
            with statements() as made:
                assert client.get(path).status_code == 200
            found.append(len(made))
        return found

    one = costs()
    for number in range(2):
        cast.facilitator(cast.meeting(series), f"Yohana{number}")
        cast.meeting(cast.series(series.programme, name=f"Seri {number}"))
        cast.meeting(cast.series(cast.programme(f"Program {number}")))
    assert costs() == one


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
