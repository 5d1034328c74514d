"""The facilitator's desk: the meeting's screen, its lists, the report, the review."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.attendance.reports_by_hand import Stay, flat
from tests.cast import Cast, soon
from tests.client import Client
from tests.html import loud, parse, text_of
from tests.statements import statements
from webinar_hub.attendance import queries
from webinar_hub.attendance.models import Attendance, Evidence, EvidenceKind, Match, Report
from webinar_hub.history.models import Entry
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, SeatStatus


@pytest.fixture
def desk(client: Client, cast: Cast, meeting: Meeting) -> Client:
    """The browser of the meeting's facilitator, in English."""
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    cast.sign_in(client, cast.facilitator(meeting))
    return client


def rows(page: str) -> list[list[str]]:
    return [
        [text_of(cell) for cell in row if cell.tag in ("th", "td")]
        for body in parse(page).iter("tbody")
        for row in body.iter("tr")
    ]


def told(page: str) -> list[str]:
    return [text_of(one) for one in parse(page).iter("div") if one.get("role") == "status"]


def bring(client: Client, meeting: Meeting, *stays: Stay, **changed: Any) -> TestResponse:
    data = flat(meeting.starts_at, *stays)
    fields = {"report": (io.BytesIO(data), "participants_123.csv"), **changed}
    return client.submit(f"/desk/sesi/{meeting.key}", action="laporan", **fields)


def answer(client: Client, path: str, decision: str, **changed: Any) -> TestResponse:
    """Press a button of the review, as the page stands unless changed."""
    form = client.form(
        path,
        "typed_name" if decision == "new" else "who" if decision == "somebody" else "decision",
        action="cocokkan",
    )
    return client.post(form.action, data={**form.fields, "decision": decision, **changed})


def download(client: Client, meeting: Meeting, form: str, **changed: Any) -> TestResponse:
    found = client.form(f"/desk/sesi/{meeting.key}", action="peserta")
    return client.post(f"/desk/sesi/{meeting.key}/peserta.{form}", data={**found.fields, **changed})


def test_the_screen_before_the_report(desk: Client, meeting: Meeting) -> None:
    page = desk.get(f"/desk/sesi/{meeting.key}").text
    assert rows(page) == [
        [
            "Dr. Maria Goreti Bere, S.Sos., M.Si.",
            "Kota Kupang, Nusa Tenggara Timur WITA",
            "Registered",
            "–",
        ],
        ["Suparmin", rows(page)[1][1], "Registered", "–"],
    ]
    assert loud(parse(page)) == ["Import the report"]
    assert "maria@example.org" not in page


@pytest.mark.parametrize(
    ("shift", "expected"), [(2, ["XLSX"]), (-1, ["XLSX"]), (-5, ["Import the report"])]
)
def test_the_one_next_step(
    client: Client, cast: Cast, app: Flask, shift: int, expected: list[str]
) -> None:
    meeting = cast.meeting(starts_at=soon(hours=shift))
    cast.registration(cast.maria(), meeting)
    cast.sign_in(client, cast.facilitator(meeting))
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    assert loud(parse(client.get(f"/desk/sesi/{meeting.key}").text)) == expected


def test_nobody_is_served_from_the_waiting_list_of_a_session_that_is_over(
    desk: Client, meeting: Meeting
) -> None:
    served = "served in order when a place is given back"
    assert served not in desk.get(f"/desk/sesi/{meeting.key}").text
    meeting.starts_at, meeting.ends_at = soon(), soon(hours=2)
    db.session.commit()
    assert served in desk.get(f"/desk/sesi/{meeting.key}").text


def test_an_empty_screen_says_what_to_do(client: Client, cast: Cast, app: Flask) -> None:
    meeting = cast.meeting()
    cast.sign_in(client, cast.staff())
    page = client.get(f"/desk/sesi/{meeting.key}").text
    assert f"/sesi/{meeting.key}" in page
    assert loud(parse(page)) == []


def test_the_whole_way_from_report_to_minutes(desk: Client, meeting: Meeting) -> None:
    answered = bring(
        desk, meeting, ("Maria", "maria@example.org", 0, 120), ("pak parmin", "", 0, 30)
    )
    assert answered.location == f"/desk/sesi/{meeting.key}/cocokkan"
    page = desk.page(answered)
    assert told(page) == [
        "Imported: 2 new rows, 0 known before, 0 of the waiting room. Names matched automatically: 1."
    ]
    assert "Who is this? Name 1 of 1" in page
    assert loud(parse(desk.get(f"/desk/sesi/{meeting.key}").text)) == ["Decide 1 name"]
    searched = f"/desk/sesi/{meeting.key}/cocokkan?cari=suparmin"
    suparmin = next(one.key for one in queries.attendees(meeting.id) if one.name == "Suparmin")
    page = desk.page(answer(desk, searched, "somebody", who=suparmin))
    assert "Every name is decided" in page
    assert [row[-2:] for row in rows(desk.get(f"/desk/sesi/{meeting.key}").text)] == [
        ["Present", "120"],
        ["Stayed too short", "30"],
    ]
    assert rows(desk.get(f"/desk/sesi/{meeting.key}/bukti").text) == [
        [
            "Maria ma…@example.org · 1 row",
            "Dr. Maria Goreti Bere, S.Sos., M.Si.",
            "Same e-mail address",
            "120",
            "Change: Maria",
        ],
        [
            "pak parmin 1 row",
            "Suparmin",
            rows(desk.get(f"/desk/sesi/{meeting.key}/bukti").text)[1][2],
            "30",
            "Change: pak parmin",
        ],
    ]
    (row,) = rows(desk.get(f"/desk/sesi/{meeting.key}/bukti?pendaftaran={suparmin}").text)
    assert [row[0], row[3], row[4].startswith("Chosen by hand Theresia Ina Tukan")] == [
        "pak parmin",
        "3",
        True,
    ]


def test_a_decision_is_taken_back_from_the_page_that_says_all_is_done(
    desk: Client, meeting: Meeting
) -> None:
    bring(desk, meeting, ("iPhone", "", 0, 30))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    assert "Every name is decided" in desk.page(answer(desk, path, "nobody"))
    form = desk.form(path, "decision", action="cocokkan")
    page = desk.page(desk.post(form.action, data={**form.fields, "decision": "undo"}))
    assert told(page) == ["Taken back: iPhone."]
    assert "Who is this? Name 1 of 1" in page


def test_later_goes_on_to_the_next_and_round_again(desk: Client, meeting: Meeting) -> None:
    bring(desk, meeting, ("iPhone", "", 0, 30), ("Galaxy", "", 0, 30))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    seen = []
    for _ in range(3):
        found = next(
            text_of(p) for p in parse(desk.get(path).text).iter("p") if p.get("class") == "holder"
        )
        seen.append(found)
        path = answer(desk, path, "later").location
    assert seen == ["iPhone", "Galaxy", "iPhone"]
    assert db.session.scalars(select(Match)).all() == []


def test_a_second_press_gets_the_first_answer_and_adds_nobody_twice(
    desk: Client, meeting: Meeting
) -> None:
    bring(desk, meeting, ("Yohanis Tallo - FPRB", "", 0, 120))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    form = desk.form(path, "typed_name", action="cocokkan")
    assert form.fields["typed_name"] == ["Yohanis Tallo"]
    answers = [desk.post(form.action, data={**form.fields, "decision": "new"}) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]
    assert [one.name for one in queries.attendees(meeting.id)] == [
        "Maria Goreti Bere",
        "Suparmin",
        "Yohanis Tallo",
    ]


def test_what_somebody_else_decided_is_not_overwritten(desk: Client, meeting: Meeting) -> None:
    bring(desk, meeting, ("iPhone", "", 0, 30))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    form = desk.form(path, "decision", action="cocokkan")
    answer(desk, path, "nobody")
    late = desk.post(form.action, data={**form.fields, "form_id": "another", "decision": "nobody"})
    assert late.status_code == 409
    assert "Somebody else decided on these rows meanwhile." in late.text


@pytest.mark.parametrize(
    "changed",
    [
        {"decision": "x"},
        {"decision": "somebody", "who": "x"},
        {"decision": "nobody", "rows": []},
        {"decision": "nobody", "rows": ["\0"]},
    ],
)
def test_a_forged_decision_is_refused_in_words(
    desk: Client, meeting: Meeting, changed: dict[str, Any]
) -> None:
    bring(desk, meeting, ("iPhone", "", 0, 30))
    form = desk.form(f"/desk/sesi/{meeting.key}/cocokkan", "decision", action="cocokkan")
    refused = desk.post(form.action, data={**form.fields, **changed})
    assert refused.status_code == 422
    assert "Choose a person of the list" in refused.text


def test_a_decided_name_is_decided_anew_from_the_evidence(desk: Client, meeting: Meeting) -> None:
    bring(desk, meeting, ("Maria", "maria@example.org", 0, 120))
    page = parse(desk.get(f"/desk/sesi/{meeting.key}/bukti").text)
    change = next(
        link.get("href", "") for link in page.iter("a") if text_of(link) == "Change: Maria"
    )
    assert "Who is this? Decide anew" in desk.get(change).text
    answer(desk, change, "nobody")
    assert [row[1] for row in rows(desk.get(f"/desk/sesi/{meeting.key}/bukti").text)] == [
        "Not a participant"
    ]


def test_the_same_report_twice_says_so(desk: Client, meeting: Meeting) -> None:
    stay = ("Maria", "maria@example.org", 0, 120)
    bring(desk, meeting, stay)
    page = desk.page(bring(desk, meeting, stay))
    assert told(page) == ["This report was imported before: nothing changed."]
    assert len(db.session.scalars(select(Report)).all()) == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file was not recognised"),
        (b"Nama;Umur\r\nSiti;3\r\n", "The file was not recognised"),
        (b"PK\x03\x04" + bytes(range(256)) * 40, "The file was not recognised"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            "The file was not recognised",
        ),
    ],
)
def test_anything_else_is_not_recognised_and_the_hint_stays(
    desk: Client, meeting: Meeting, data: bytes, sentence: str
) -> None:
    refused = bring(desk, meeting, report=(io.BytesIO(data), "../../<b>x.csv"))
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "Untick “Show unique users”" in refused.text
    assert db.session.scalars(select(Report)).all() == []


def test_no_file_and_too_large_a_file_are_refused_in_words(desk: Client, meeting: Meeting) -> None:
    assert "Choose the file first." in bring(desk, meeting, report=(io.BytesIO(b""), "")).text
    large = bring(desk, meeting, report=(io.BytesIO(b"x" * 6_000_000), "a.csv"))
    assert large.status_code == 413
    assert "too large" in large.text


def test_a_wrong_report_is_set_aside_at_the_desk(desk: Client, meeting: Meeting) -> None:
    bring(desk, meeting, ("Maria", "maria@example.org", 0, 120))
    page = desk.page(desk.submit(f"/desk/sesi/{meeting.key}", action="tarik"))
    assert told(page) == ["The report was set aside: its rows count for nobody now."]
    assert [row[-2:] for row in rows(page)] == [["Registered", "–"]] * 2
    assert db.session.scalars(select(Attendance)).all() == []


def test_the_list_as_csv_has_a_fixed_head_and_leaves_a_trace(
    desk: Client, meeting: Meeting
) -> None:
    found = download(desk, meeting, "csv")
    assert (found.status_code, found.mimetype, found.headers["Cache-Control"]) == (
        200,
        "text/csv",
        "no-store",
    )
    lines = list(csv.reader(io.StringIO(found.data.decode("utf-8-sig"), newline="")))
    assert lines[0] == ["No.", "Name", "Organisation", "Region", "Status", "Minutes"]
    assert [line[:2] for line in lines[1:]] == [
        ["1", "Dr. Maria Goreti Bere, S.Sos., M.Si."],
        ["2", "Suparmin"],
    ]
    entry = db.session.scalars(select(Entry).where(Entry.verb == "exported list")).one()
    inside = set(db.session.scalars(select(Registration.key)))
    assert entry.after | {"registrations": set(entry.after["registrations"])} == {
        "form": "csv",
        "columns": lines[0],
        "rows": 2,
        "registrations": inside,
    }
    assert entry.actor_label.startswith("Theresia Ina Tukan")


def test_the_list_as_xlsx_has_no_cell_that_runs(desk: Client, meeting: Meeting, cast: Cast) -> None:
    evil = cast.registration(cast.person("=2+5 Sri"), meeting)
    evil.organisation_name = "@SUM(1)"
    found = download(desk, meeting, "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(found.data)).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert [cell.value for cell in next(iter(sheet.iter_rows(min_row=1)))] == [
        "No.",
        "Name",
        "Organisation",
        "Region",
        "Status",
        "Minutes",
    ]


def test_contacts_are_for_the_secretariat_that_ticks_them(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    cast.sign_in(client, cast.staff())
    for fields, width in (({}, 6), ({"contacts": "y"}, 8)):
        lines = list(
            csv.reader(
                io.StringIO(
                    download(client, meeting, "csv", **fields).data.decode("utf-8-sig"), newline=""
                )
            )
        )
        assert [len(line) for line in lines] == [width] * 3
    assert [line[6:] for line in lines] == [
        ["E-mail", "Phone"],
        ["maria@example.org", ""],
        ["", "+6281234567890"],
    ]


def test_a_facilitator_gets_no_contacts_however_they_ask(desk: Client, meeting: Meeting) -> None:
    assert "with contact data" not in desk.get(f"/desk/sesi/{meeting.key}").text
    assert download(desk, meeting, "csv", contacts="y").status_code == 403


def test_a_secretariat_that_only_leads_the_meeting_gets_no_contacts(
    client: Client, cast: Cast, meeting: Meeting
) -> None:
    ntt = cast.staff(
        Role.SECRETARIAT, region="53", name="Theresia Ina Tukan", email="theresia@jajar.example"
    )
    cast.facilitator(meeting)
    cast.sign_in(client, ntt)
    assert download(client, meeting, "csv").status_code == 200
    assert download(client, meeting, "csv", contacts="y").status_code == 403


def test_another_facilitators_meeting_does_not_exist(
    desk: Client, cast: Cast, meeting: Meeting
) -> None:
    other = cast.meeting(meeting.series, starts_at=soon(hours=-30))
    form = desk.form(f"/desk/sesi/{meeting.key}", action="laporan")
    for path in ("", "/bukti", "/cocokkan"):
        assert desk.get(f"/desk/sesi/{other.key}{path}").status_code == 404
    for path in ("/peserta.csv", "/laporan", "/cocokkan", "/laporan/x/tarik"):
        assert desk.post(f"/desk/sesi/{other.key}{path}", data=form.fields).status_code == 404
    assert db.session.scalars(select(Evidence)).all() == []


def test_searching_filtering_and_turning_pages(desk: Client, cast: Cast, meeting: Meeting) -> None:
    for number in range(60):
        cast.registration(cast.person(f"Yohana {number:02}"), meeting, status=SeatStatus.WAITLISTED)
    path = f"/desk/sesi/{meeting.key}"
    assert len(rows(desk.get(path).text)) == 50
    assert len(rows(desk.get(f"{path}?halaman=2").text)) == 12
    assert len(rows(desk.get(f"{path}?halaman=999999999999").text)) == 50
    assert len(rows(desk.get(f"{path}?halaman=999").text)) == 12
    assert f'href="{path}?halaman=semua"' in desk.get(path).text
    assert len(rows(desk.get(f"{path}?halaman=semua").text)) == 62
    assert [row[0] for row in rows(desk.get(f"{path}?cari=yohana+07").text)] == ["Yohana 07"]
    assert rows(desk.get(f"{path}?cari=maria&keadaan=waiting").text) == []
    page = desk.get(f"{path}?keadaan=waiting&cari=yohana").text
    following = next(
        link.get("href", "") for link in parse(page).iter("a") if text_of(link) == "Next"
    )
    assert len(rows(desk.get(following).text)) == 10


@pytest.mark.parametrize("path", ["", "/bukti", "/cocokkan"])
def test_a_page_costs_the_same_with_one_row_and_three(
    desk: Client, cast: Cast, meeting: Meeting, path: str
) -> None:
    counted: list[int] = []
    one, two = (
        [("iPhone", "", 0, 30)],
        [("Galaxy", "", 0, 30), ("Maria", "maria@example.org", 0, 30)],
    )
    for stays in (one, two):
        bring(desk, meeting, *stays)
        cast.registration(cast.person(f"Yohana {len(counted)}"), meeting)
        with statements() as seen:
            desk.get(f"/desk/sesi/{meeting.key}{path}")
        counted.append(len(seen))
    assert counted[0] == counted[1]
    assert counted[0] <= 12


def test_a_report_that_was_set_aside_is_left_out_of_the_counts(
    desk: Client, meeting: Meeting
) -> None:
    bring(desk, meeting, ("Maria", "maria@example.org", 0, 120), ("pak parmin", "", 0, 30))
    desk.submit(f"/desk/sesi/{meeting.key}", action="tarik")
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    assert "There is nothing to match yet" in desk.get(path).text
    bring(desk, meeting, ("Suparmin 0812-3456-7890", "", 0, 120), ("pak parmin", "", 0, 31))
    page = desk.get(path).text

    assert "Who is this? Name 1 of 1" in page
    assert "1 of 2 names of the report were matched automatically" in page


def test_accepting_nobody_says_what_to_press(desk: Client, meeting: Meeting) -> None:
    bring(desk, meeting, ("pak parmin", "", 0, 30))
    path = f"/desk/sesi/{meeting.key}/cocokkan"
    form = desk.form(f"{path}?cari=suparmin", "who", action="cocokkan")
    fields = {name: value for name, value in form.fields.items() if name != "who"}
    again = desk.post(form.action, data={**fields, "decision": "somebody"})
    assert again.status_code == 422
    assert [
        text_of(one) for one in parse(again.text).iter("div") if one.get("role") == "alert"
    ] == [
        "Nobody is chosen yet. If it is this person, press 1, then Enter. Otherwise: B for a new person, X for “Not a person”, N for “Later”."
    ]
    assert db.session.scalars(select(Match)).all() == []


@pytest.mark.parametrize("reported", [False, True])
def test_who_came_is_never_told_by_the_press_on_join(
    desk: Client, meeting: Meeting, reported: bool
) -> None:
    maria = next(one.key for one in queries.attendees(meeting.id) if one.name.startswith("Maria"))
    registration = db.session.scalars(select(Registration).where(Registration.key == maria)).one()
    press = Evidence(
        meeting_id=meeting.id,
        kind=EvidenceKind.JOIN_CLICK,
        fingerprint=f"{queries.CLICK}{maria}",
        name="Maria",
        joined_at=meeting.starts_at,
        noted_at=meeting.starts_at,
    )
    db.session.add(press)
    db.session.flush()
    db.session.add(
        Match(
            evidence_id=press.id,
            registration_id=registration.id,
            by_label="rule",
            at=meeting.starts_at,
            why="Pressed",
        )
    )
    db.session.commit()
    if reported:
        assert bring(desk, meeting, ("Suparmin 0812-3456-7890", "", 0, 120)).status_code == 303
    page = desk.get(f"/desk/sesi/{meeting.key}").text
    bars = [svg.get("aria-label") for svg in parse(page).iter("{http://www.w3.org/2000/svg}svg")]
    assert bars == (["Taken 2, came 1"] if reported else [])


def test_titles_stand_on_their_sides_of_the_name_in_the_list(
    client: Client, cast: Cast, app: Flask
) -> None:
    meeting = cast.meeting()
    cast.registration(cast.person("Ns. Maria Bere S.Kep."), meeting)
    cast.sign_in(client, cast.ratna())
    assert "Ns. Maria Bere, S.Kep." in client.get(f"/desk/sesi/{meeting.key}").text
