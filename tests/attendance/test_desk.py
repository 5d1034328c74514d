"""The desk of a meeting: its screen, its list, its report."""

import csv
import io

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from tests.attendance.at_desk import bring, download, messages, rows
from tests.cast import Cast, soon
from tests.client import EN, Client
from tests.html import loud, parse, text_of
from tests.statements import statements
from webinar_hub.attendance.lists.queries import attendees
from webinar_hub.attendance.models import CLICK, Attendance, Evidence, EvidenceKind, Match, Report
from webinar_hub.history.models import Entry
from webinar_hub.kit.db import db
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, SeatStatus


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


def test_the_queue_of_a_session_is_found_when_it_is_over(
    client: Client, cast: Cast, sqlite_app: Flask
) -> None:
    cast.sign_in(client, cast.ratna())
    series = cast.series()
    for days in (-2, 2):
        path = f"/desk/sesi/{cast.meeting(series, starts_at=soon(days=days)).key}"
        page = client.get(path).text
        assert "/desk/pesan/antrean?sesi=" in page
        assert (f"{path}/daftar" in page, f"{path}/grup" in page) == (days > 0, days > 0)


def test_nobody_is_served_from_the_waiting_list_of_a_session_that_is_over(
    desk: Client, meeting: Meeting
) -> None:
    served = "served in order when a place is given back"
    assert served not in desk.get(f"/desk/sesi/{meeting.key}").text
    meeting.starts_at, meeting.ends_at = soon(), soon(hours=2)
    db.session.commit()
    assert served in desk.get(f"/desk/sesi/{meeting.key}").text


@pytest.mark.parametrize(
    ("called_off", "there_alone", "told"),
    [(False, False, (True, True)), (False, True, (False, True)), (True, False, (False, False))],
)
def test_no_report_is_spoken_of_where_none_comes_and_no_line_of_a_session_called_off(
    client: Client, cast: Cast, sqlite_app: Flask, called_off: bool, there_alone: bool, told: object
) -> None:
    meeting = cast.meeting()
    meeting.venue, meeting.venue_only = "Balai Desa" if there_alone else "", there_alone
    meeting.cancelled_at = soon(days=-1) if called_off else None
    db.session.commit()
    cast.sign_in(client, cast.ratna())
    page = client.get(f"/desk/sesi/{meeting.key}", headers=EN).text
    assert ("the report tells who stayed" in page, "served in order" in page) == told


def test_an_empty_screen_says_what_to_do(client: Client, cast: Cast, app: Flask) -> None:
    meeting = cast.meeting()
    cast.sign_in(client, cast.staff())
    page = client.get(f"/desk/sesi/{meeting.key}").text
    assert f"/sesi/{meeting.key}" in page
    assert loud(parse(page)) == []


def test_the_same_report_twice_says_so(desk: Client, meeting: Meeting) -> None:
    stay = ("Maria", "maria@example.org", 0, 120)
    bring(desk, meeting, stay)
    page = desk.page(bring(desk, meeting, stay))
    assert messages(page) == ["This report was imported before: nothing changed."]
    assert len(db.session.scalars(select(Report)).all()) == 1


@pytest.mark.parametrize(
    ("came", "left", "chosen", "fits"),
    [
        (-10, 125, "WIB", ""),
        (-10, 125, "WITA", "WIB"),
        (60, 120, "WIB", ""),
        (20, 180, "WIB", ""),
        # Or it began an hour late: only somebody who was there knows.
        (60, 180, "WIB", "WITA"),
    ],
)
def test_a_report_that_fits_another_clock_better_is_noticed(
    desk: Client, meeting: Meeting, came: int, left: int, chosen: str, fits: str
) -> None:
    brought = bring(desk, meeting, ("Maria", "maria@example.org", came, left), zone=chosen)
    said = messages(desk.page(brought))
    assert [each.split("much better as ")[1].split(".")[0] for each in said[1:]] == [fits] * bool(
        fits
    )


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
    assert messages(page) == [
        "The report was set aside: its rows count for nobody now, save those of which another file tells."
    ]
    assert [row[-2:] for row in rows(page)] == [["Registered", "–"]] * 2
    # Whose the rows were is not said to be nobody.
    [line] = rows(desk.get(f"/desk/sesi/{meeting.key}/bukti").text)
    assert line[1:3] == ["–", "The report was withdrawn"]
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
    assert 'filename="participants-semi' in found.headers["Content-Disposition"]
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
    assert counted[0] <= 13


@pytest.mark.parametrize("reported", [False, True])
def test_who_came_is_never_told_by_the_press_on_join(
    desk: Client, meeting: Meeting, reported: bool
) -> None:
    maria = next(one.key for one in attendees(meeting.id) if one.name.startswith("Maria"))
    registration = db.session.scalars(select(Registration).where(Registration.key == maria)).one()
    press = Evidence(
        meeting_id=meeting.id,
        kind=EvidenceKind.JOIN_CLICK,
        fingerprint=f"{CLICK}{maria}",
        name="Maria",
        joined_at=meeting.starts_at,
        noted_at=meeting.starts_at,
        undecided=False,
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
