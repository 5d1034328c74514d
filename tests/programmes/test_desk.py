"""What staff do with programmes, by the forms of the desk."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.client import Client
from tests.databases import count
from tests.html import parse, text_of
from tests.programmes.desk import NEW, changes, errors, in_english, resend
from tests.statements import statements
from webinar_hub.kit import zones
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
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


FIRST = date(2027, 1, 7)
MANY = [str(date(2027, 6, 7) + timedelta(days=n)) for n in range(18)]


def weekly(**changed: str) -> dict[str, str]:
    return {
        "name": "",
        "every": "W1",
        "weekday": "3",
        "first": str(FIRST),
        "last": str(FIRST + timedelta(weeks=2)),
        "starts": "14:00",
        "ends": "16:00",
        "zone": "WIB",
        **changed,
    }


def plan(client: Client, path: str, **typed: Any) -> TestResponse:
    """Look at the dates of a form, then plan those that are ticked."""
    fields = {**client.form(path, "starts").fields, **typed}
    looked = client.post(path, data=fields | {"look": "1"})
    ticked = re.findall(r'name="dates" value="([^"]*)" checked', looked.text)
    seen = re.findall(r'name="seen"[^>]*value="([^"]+)"', looked.text)
    return client.post(path, data=fields | {"dates": ticked, "seen": seen, "save": "1"})


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
        f"{series}/rencana": ("Rencanakan tanggal lagi", "Plan more dates"),
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

    answer = plan(
        client,
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
    plan(
        client,
        path,
        name="Angkatan 2",
        starts="09:00",
        ends="12:00",
        zone="WIT",
        listed="10 Februari 2027\nRabu, 3 Februari 2027 13.30\n" + "\n".join(MANY),
        closes_on="2027-01-31",
        threshold_percent="80",
        required_meetings="1",
        capacity="60",
        waiting_list=[],
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
        zones.at_local(date(2027, 2, 3), 13, 30, zones.WIT),
        zones.at_local(date(2027, 2, 10), 9, 0, zones.WIT),
        *(zones.at_local(date.fromisoformat(day), 9, 0, zones.WIT) for day in MANY),
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
def test_a_cohort_by_a_rule(client: Client, cast: Cast) -> None:
    path = f"/desk/program/{cast.programme(kind=ProgrammeKind.TRAINING).key}/angkatan"
    rule = {"every": "W2", "weekday": "1", "first": "2027-06-07", "last": "2027-12-31"}
    plan(client, path, name="Angkatan 3", starts="09:00", ends="12:00", **rule)
    assert count(Meeting) == 14  # without 17 August


@pytest.mark.usefixtures("ratna")
def test_nothing_is_planned_that_was_not_looked_at(client: Client, cast: Cast) -> None:
    path = f"/desk/program/{cast.programme().key}/mingguan"
    form = client.form(path, "first").fields
    december = weekly(first="2026-12-10", last="2027-01-07")
    looked = client.post(path, data={**form, **december, "save": "1"})
    boxes = re.findall(r'name="dates" value="([^"]*)"( checked)?', looked.text)
    assert boxes == [
        ("2026-12-10", " checked"),
        ("2026-12-17", " checked"),
        ("2026-12-24", ""),
        ("2026-12-31", ""),
        ("2027-01-07", " checked"),
    ]
    assert "SKB Nomor 1497 Tahun 2025" in looked.text
    assert count(Series) == 0
    seen = re.findall(r'name="seen"[^>]*value="([^"]+)"', looked.text)
    other = {**form, **december, "starts": "13:00", "ends": "16:00", "seen": seen, "save": "1"}
    assert client.post(path, data=other).status_code == 200
    none = client.post(path, data={**form, **december, "seen": seen, "save": "1"})
    assert (none.status_code, count(Series)) == (422, 0)
    chosen = {"dates": ["2026-12-10", "2026-12-31", "2026-01-01"], "seen": seen, "save": "1"}
    answers = [client.post(path, data={**form, **december, **chosen}) for _ in range(2)]
    assert answers[0].location == answers[1].location
    starts = db.session.scalars(select(Meeting.original_on).order_by(Meeting.number)).all()
    assert (count(Series), starts) == (1, [date(2026, 12, 10), date(2026, 12, 31)])


@pytest.mark.usefixtures("ratna")
def test_plan_on_and_no_further(client: Client, cast: Cast) -> None:
    in_english(client)
    path = f"/desk/program/{cast.programme().key}/mingguan"
    series = plan(client, path, **weekly(), ahead="y").location
    page = text_of(parse(client.get(series).text))
    assert "Thursday, every week. Planned until Thursday, 21 January 2027." in page
    assert "The next 12 weeks are always kept planned." in page
    form = client.form(f"{series}/rencana", "starts").fields
    assert form["first"] >= ["2027-01-28"], "what is over by then is no proposal"
    assert (form["weekday"], form["starts"]) == (["3"], ["14:00"])
    plan(client, f"{series}/rencana", first="2027-01-28", last="2027-02-11", ahead=[])
    assert count(Meeting) == 6
    page = text_of(parse(client.get(series).text))
    assert ("Planned until Thursday, 11 February 2027." in page, "always kept" in page) == (
        True,
        False,
    )
    again = client.submit(
        f"{series}/rencana", first="2027-02-01", starts="10:00", action="/rencana"
    )
    assert again.status_code == 200
    plan(client, f"{series}/rencana", first="2027-02-18", last="2027-02-18", ahead="y")
    client.submit(series, action="/henti")
    assert "always kept" not in client.get(series).text


@pytest.mark.usefixtures("ratna")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first": ""}, ["Choose the date."]),
        ({"first": "7 Januari"}, ["Write the date as year-month-day, such as 2026-11-26."]),
        ({"first": "9999-12-30"}, ["Write a year from 2000 to 2099."]),
        ({"first": "0001-01-01"}, ["Write a year from 2000 to 2099."]),
        ({"last": ""}, ["Choose the date."]),
        ({"last": "2026-12-31"}, ["Write at least one date."]),
        ({"last": "2099-12-31"}, ["At most 120 dates are planned at once."]),
        ({"every": "W9"}, ["Not a valid choice."]),
        ({"starts": "jam dua"}, ["Write the time as 14:00."]),
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
        ({"listed": ""}, ["Write at least one date."]),
        (
            {"listed": "besok"},
            ["This line is no date: “besok”. Write it like 5 March 2027 or 2027-03-05."],
        ),
        (
            {"listed": "2027-02-03\n3 Feb 2027"},
            ["A date stands twice. Each session needs its own."],
        ),
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
        "listed": "2027-02-03",
    }
    answer = plan(client, f"/desk/program/{cast.programme().key}/angkatan", **(good | typed))
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
    new = f"/desk/seri/{series.key}/sesi-baru"
    asked = client.submit(new, title="Dapur umum", day="2026-01-08", starts="00.30", ends="02:00")
    assert changes(asked.text) == ["Tanggal itu sudah lewat."]
    answer = resend(client, new, asked)
    meeting = db.session.scalars(select(Meeting)).one()
    assert answer.location == f"/desk/seri/{series.key}"
    assert (meeting.title, meeting.starts_at, meeting.capacity) == (
        "Dapur umum",
        zones.at_local(date(2026, 1, 8), 0, 30, zones.WIT),
        25,
    )


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
