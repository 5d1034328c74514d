"""Whom the sessions of a period reached: counted for those who run them, hidden for others."""

import csv
import io
from datetime import UTC, datetime

import pytest
from python_calamine import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.cast import Cast, soon
from tests.certificates import cohorts
from tests.client import EN, Client
from tests.html import parse, text_of
from tests.reports.test_desk import cells
from tests.reports.test_views import facts, of_ntt, trained
from webinar_hub.attendance.models import Report
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.language import reading
from webinar_hub.kit.zones import WIB
from webinar_hub.people.models import Person, Role, Sex
from webinar_hub.programmes.models import Meeting, Programme, State
from webinar_hub.reports.periods.queries import Period
from webinar_hub.reports.periods.report import report
from webinar_hub.reports.periods.rules import Sums

pytestmark = pytest.mark.usefixtures("app")

COUNTED = "What was counted"
SINCE = "/desk/laporan?mulai=2000-01-01"


def secretary(cast: Cast) -> Person:
    """Return the secretary of Nusa Tenggara Timur, who may look at the whole network."""
    person = cast.staff(region="53")
    cast.grant(person, Role.VIEWER)
    return person


def national(cast: Cast, *people: Person, name: str = "Pelatihan Nasional") -> Programme:
    """Return a programme of the network's secretariat with a session at which people were."""
    programme = cohorts.programme(cast, name)
    _series, held = cohorts.over(cast, programme, meetings=1, name="Angkatan Nasional")
    for person in people:
        cohorts.attended(cast, person, held, present=1)
    db.session.commit()
    return programme


def rows(page: TestResponse) -> dict[str, list[str]]:
    """Return the lines of the page's tables by what they begin with."""
    return {line[0]: line[1:] for line in cells(page)}


def test_people_count_once_and_their_hours_in_all(client: Client, cast: Cast) -> None:
    programme = of_ntt(cast)
    trained(cast, programme, 12, present=7, women=6)
    trained(cast, of_ntt(cast, "Pelatihan Lain"), 1, present=1)
    draft = of_ntt(cast, "Belum terbit", state=State.DRAFT)
    trained(cast, draft, 3, present=3)
    _series, called_off = cohorts.over(cast, programme, meetings=1, name="Dibatalkan")
    cohorts.attended(cast, cast.maria(), called_off, present=1)
    called_off[0].cancelled_at = clock.now()
    series = cast.series(programme, name="Akan datang")
    cast.registration(cast.suparmin(), cast.meeting(series, starts_at=soon(days=2)))
    national(cast, cast.person("Orang Papua", email="papua@example.org", region="91"))
    cast.sign_in(client, secretary(cast))
    page = client.get(SINCE, headers=EN)
    shown = rows(page)
    # Two sessions of two hours each; whoever left them early is registered alone.
    assert shown["Pelatihan NTT"] == ["2", "12", "7", "14", "28"]
    assert shown["Pelatihan Lain"] == ["2", "1", "1", "2", "4"]
    assert shown["None, or not in the directory"] == ["13", "8", "16", "32"]
    assert (shown["Woman"][:2], shown["Man"][:2]) == (["6", "6"], ["7", "2"])
    assert "Belum terbit" not in shown
    assert "Pelatihan Nasional" not in page.text
    assert facts(page)[::2] == ["8", "16", "32", "0"]
    assert ["25 to 34", "6", "2"] in cells(page)
    assert "Present, by age and sex" in page.text
    assert "were there, of 13 who had a place" in page.text
    of_one = client.get(f"{SINCE}&program={programme.key}", headers=EN)
    assert facts(of_one)[::2] == ["7", "14", "28", "0"]


def test_months_are_those_of_a_zone_and_people_those_of_their_latest_form(cast: Cast) -> None:
    person = cast.person("Orang NTT", email="ntt@example.org", region="53.71")
    programme = national(cast, person)
    _series, held = cohorts.over(cast, programme, meetings=1, name="Angkatan 2")
    held[0].starts_at = datetime(2026, 4, 30, 17, 0, tzinfo=UTC)
    held[0].ends_at = datetime(2026, 4, 30, 19, 0, tzinfo=UTC)
    later = cohorts.attended(cast, person, held, present=1)
    later.sex, later.organisation_id = Sex.FEMALE, cast.secretariat("53").organisation_id
    db.session.commit()
    since, until = datetime(2000, 1, 1, tzinfo=UTC), clock.now()
    period = Period(Actor(id=None, label="", scopes=frozenset({""})), since, until)
    with reading("en"):
        counted = report(period, zone=WIB, outside=False, now=clock.now())
        parts = {str(part.heading): [str(name) for name, _ in part.rows] for part in counted.parts}
    assert (counted.sessions, counted.organisations, counted.whole.attendances) == (2, 1, 2)
    assert (parts["Month"][0], parts["Province"]) == ("May 2026", ["Nusa Tenggara Timur"])
    assert parts["Kind of organisation"] == ["Civil-society organisation (CSO)"]
    assert counted.ages_by_sex == {(None, Sex.FEMALE): Sums(1, 1, 2, 14_400)}
    early = Period(period.actor, since, held[0].starts_at)
    assert report(early, zone=WIB, outside=False, now=clock.now()).parts == []


def test_own_people_are_counted_wherever_they_took_part(client: Client, cast: Cast) -> None:
    cast.secretariat("53")
    joined = national(
        cast,
        cast.person("Orang NTT", email="ntt@example.org", region="53"),
        cast.person("Orang Papua", email="papua@example.org", region="91"),
    )
    cast.sign_in(client, secretary(cast))
    without = national(
        cast,
        cast.person("Orang Aceh", email="aceh@example.org", region="11"),
        name="Tanpa Orang NTT",
    )
    assert "Nobody had a place" in client.get(f"{SINCE}&siapa=", headers=EN).text
    # They run no programme, so it is their own people whom they count.
    page = client.get(SINCE, headers=EN)
    assert rows(page)["Pelatihan Nasional"] == ["1", "1", "1", "1", "2"]
    assert rows(page)["Nusa Tenggara Timur"] == ["1", "1", "1", "2"]
    ages = [line for line in cells(page) if line[0] == "Unknown"]
    assert ages[:2] == [["Unknown", "hidden", "hidden"]] * 2, "no list tells their sex and age"
    assert "Present, by age and sex" not in page.text
    assert "· 1 session<" in page.text
    assert (joined.key in page.text, without.key in page.text) == (True, False)
    of_one = client.get(f"{SINCE}&siapa=own&program={joined.key}", headers=EN)
    assert rows(of_one)["Pelatihan Nasional"] == ["1", "1", "1", "1", "2"]


def test_somebody_outside_reads_no_small_counts(client: Client, cast: Cast) -> None:
    trained(cast, of_ntt(cast), 12, present=7, women=6)
    trained(cast, of_ntt(cast, "Pelatihan Kecil"), 3, present=3)
    cast.sign_in(client, secretary(cast))
    page = client.get(f"{SINCE}&luar=y", headers=EN)
    shown = rows(page)
    assert shown["Pelatihan Kecil"] == ["2", "hidden", "hidden"]
    assert shown["Pelatihan NTT"] == ["2", "hidden", "hidden"], "the sum would tell the other one"
    assert "Present, by age and sex" not in page.text
    book = client.get(f"{SINCE}&luar=y".replace("laporan?", "laporan/tabel.xlsx?"), headers=EN)
    [_head, *lines] = load_workbook(io.BytesIO(book.data)).get_sheet_by_index(0).to_python()
    assert lines[:2] == [
        ["Together", "", 4, 15, 10, 20, 40],
        ["Organisations", "of which somebody came", "", "", 0, "", ""],
    ]
    # Who was there in a month is counted once for each session.
    months = [line[2:] for line in lines if line[0] == "Month"]
    assert {tuple(month[1:3]) for month in months} == {("", "")}
    assert [sum(float(str(month[place])) for month in months) for place in (0, 3)] == [4, 20]
    assert ["Programme", "Pelatihan Kecil", 2, *["hidden"] * 4] in lines
    assert not [line for line in lines if line[0] == "Age and sex"]


def test_a_table_says_what_was_counted_and_what_is_not_settled(client: Client, cast: Cast) -> None:
    programme = of_ntt(cast)
    trained(cast, programme, 1, present=1)
    cast.sign_in(client, secretary(cast))
    not_yet = "Attendance of 2 sessions is not settled yet: they may add people who were present."
    assert not_yet in client.get(SINCE, headers=EN).text
    asked = f"tabel.csv?mulai=2000-01-01&sampai=2099-12-31&program={programme.key}"
    answer = client.get(f"/desk/laporan/{asked}", headers=EN)
    assert "whom-we-reached-2000-01-01-2099-12-31.csv" in answer.headers["Content-Disposition"]
    said = [line[1] for line in csv.reader(io.StringIO(answer.text)) if line[0] == COUNTED]
    assert said[:4] == [
        "1 January 2000 – 31 December 2099 · 2 sessions",
        "Pelatihan NTT",
        "Everybody in our sessions",
        not_yet,
    ]
    for meeting in db.session.scalars(select(Meeting)):
        came_in = {"name": "", "digest": "d", "format": "table", "rows": 1, "problems": 0}
        db.session.add(
            Report(meeting_id=meeting.id, imported_by="", imported_at=clock.now(), **came_in)
        )
    db.session.commit()
    assert "not settled" not in client.get(SINCE, headers=EN).text


def test_days_are_those_of_the_secretariats_own_zone(client: Client, cast: Cast) -> None:
    papua = cast.programme("Pelatihan Papua", owner=cast.secretariat("91").organisation)
    _series, held = cohorts.over(cast, papua, meetings=1, name="Angkatan 1")
    held[0].starts_at = datetime(2026, 4, 30, 15, 30, tzinfo=UTC)
    held[0].ends_at = datetime(2026, 4, 30, 16, 30, tzinfo=UTC)
    cohorts.attended(cast, cast.maria(), held, present=1)
    db.session.commit()
    secretary = cast.staff(region="91")
    cast.grant(secretary, Role.VIEWER)
    cast.sign_in(client, secretary)
    # It began half an hour after midnight in Papua, and before it in Jakarta.
    page = client.get("/desk/laporan?mulai=2026-05-01&sampai=2026-05-01", headers=EN)
    assert rows(page)["May 2026"] == ["1", "1", "1", "2"]


@pytest.mark.parametrize("added", ["kind=x", "endpoint=x", "_external=1&_scheme=javascript"])
def test_what_nobody_asks_stands_in_no_link(client: Client, cast: Cast, added: str) -> None:
    trained(cast, cohorts.programme(cast), 1, present=1)
    cast.sign_in(client, cast.ratna())
    page = client.get(f"{SINCE}&program=&{added}", headers=EN)
    links = [str(each.get("href")) for each in parse(page.text).iter("a")]
    assert [each for each in links if "/tabel." in each] == [
        f"/desk/laporan/tabel.{kind}?mulai=2000-01-01&program=" for kind in ("xlsx", "csv")
    ]


def test_a_period_that_is_none_is_said_and_kept(client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.ratna())
    page = client.get("/desk/laporan?mulai=2026-05-01&sampai=2026-04-01", headers=EN)
    assert page.status_code == 422
    assert "The last day cannot lie before the first." in page.text
    typed = {each.get("name"): each.get("value") for each in parse(page.text).iter("input")}
    assert (typed["mulai"], typed["sampai"]) == ("2026-05-01", "2026-04-01")
    table = client.get("/desk/laporan/tabel.csv?mulai=kemarin", headers=EN)
    assert "Write the date as year-month-day" in text_of(parse(table.text))


def test_somebody_who_came_often_is_no_five_people(cast: Cast) -> None:
    programme = of_ntt(cast)
    trained(cast, programme, 12, present=7, women=6)
    _series, held = cohorts.over(cast, programme, meetings=6, name="Pendampingan")
    for meeting in held:
        meeting.starts_at, meeting.ends_at = (
            datetime(2026, 5, meeting.number or 1, hour, tzinfo=UTC) for hour in (3, 5)
        )
    cohorts.attended(cast, cast.maria(), held, present=6)
    db.session.commit()
    actor = Actor(id=None, label="", scopes=frozenset({""}))
    period = Period(actor, datetime(2000, 1, 1, tzinfo=UTC), clock.now())
    with reading("en"):
        parts = {
            str(part.heading): dict(part.rows)
            for part in report(period, zone=WIB, outside=True, now=clock.now()).parts
        }
    assert parts["Month"]["May 2026"] == Sums(None, None, None, None)
