"""One Thursday at the desk, on its participants' pages, and on the page that checks."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import delete

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts, thursdays
from tests.certificates.test_desk import buttons, rows
from tests.client import Client
from webinar_hub.attendance.models import Attendance
from webinar_hub.certificates import queries
from webinar_hub.certificates.issuing import actions
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting


def path_of(meeting: Meeting) -> str:
    return f"/desk/sesi/{meeting.key}/sertifikat"


def test_the_desk_leads_from_the_session_to_certificates_and_back(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = thursdays.over(cast, reported=False)
    thursdays.stayed(cast, cast.maria(), meeting, minutes=120)
    thursdays.stayed(cast, cast.suparmin(), meeting, minutes=20)
    cast.sign_in(client, cast.staff())
    desk, path = f"/desk/sesi/{meeting.key}", path_of(meeting)
    assert "setelah kehadiran selesai" in client.get(desk).text
    assert f'href="{path}"' not in client.get("/desk/").text
    thursdays.report(meeting)
    assert f'href="{path}"' in client.get(desk).text
    assert f'href="{path}"' in client.get("/desk/").text
    assert rows(client.get("/desk/sertifikat").text)[0][2:] == ["2", "0", "Siap terbit: 1"]
    assert rows(client.get(path).text) == [
        ["Dr. Maria Goreti Bere, S.Sos., M.Si.", "2", "Mendapat"],
        ["Suparmin", "", "Belum Hadir 20 dari 120 menit; syaratnya 84."],
    ]
    assert buttons(client.get(path).text) == ["Terbitkan 1 sertifikat"]
    form = client.form(path, action="terbit")
    answers = [client.post(form.action, data=form.fields) for _ in range(2)]
    assert [answer.location for answer in answers] == [path, path]
    [given] = queries.of_session(meeting.id)
    assert buttons(client.get(path).text) == []
    assert f'href="{path}"' not in client.get("/desk/").text
    own = f"/desk/sertifikat/{given.key}"
    assert f'href="{path}"' in client.get(own).text
    client.submit(own, action="cabut", reason="orang yang salah")
    assert client.submit(own, action="bolehkan", reason="orangnya benar").location == path


def test_the_desk_says_what_is_missing(sqlite_app: Flask, cast: Cast, client: Client) -> None:
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.maria(), meeting, minutes=None)
    cast.sign_in(client, cast.staff())
    page = client.get(path_of(meeting)).text
    assert "Kehadiran belum ada." in page
    # Neither a report nor a roll call looked for her.
    assert rows(page)[0] == [
        "Dr. Maria Goreti Bere, S.Sos., M.Si.",
        "",
        "Belum Tidak tercatat hadir.",
    ]
    coming = cast.meeting(meeting.series)
    assert "setelah sesi selesai" in client.get(path_of(coming)).text
    _series, [held] = cohorts.over(cast, cohorts.programme(cast), meetings=1, required=None)
    assert client.get(path_of(held)).status_code == 404


def test_the_desk_says_which_certificate_is_earned_no_more(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.suparmin(), meeting, minutes=120)
    [given] = db.write(actions.issue, meeting, by=DIRECTOR, now=clock.now())
    db.session.execute(delete(Attendance))
    db.session.commit()
    cast.sign_in(client, cast.staff())
    line = ["Suparmin", "", f"{given.number} Tidak tercatat hadir."]
    assert rows(client.get(path_of(meeting)).text)[0] == line


def test_others_see_nothing_of_it(sqlite_app: Flask, cast: Cast, client: Client) -> None:
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.maria(), meeting, minutes=120)
    cast.sign_in(client, cast.staff(region="53"))
    assert client.get(path_of(meeting)).status_code == 404
    assert rows(client.get("/desk/sertifikat").text) == []


def test_her_page_and_the_check_page_say_which_thursday(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = thursdays.over(cast)
    cast.meeting(meeting.series, title="Kamis depan")
    registration = thursdays.stayed(cast, cast.suparmin(), meeting, minutes=120)
    [given] = db.write(actions.issue, meeting, by=DIRECTOR, now=clock.now())
    path = cast.page(client, registration)
    page = client.get(path).text
    assert "Sertifikat Anda sudah terbit" in html.text_of(html.parse(page))
    assert buttons(page) == [f"Unduh {given.number}"]
    assert rows(page)[0][0].startswith("Pangan pesisir")
    assert "Kamis depan" in page
    assert client.get(f"{path}/sertifikat/{given.key}.pdf").data[:5] == b"%PDF-"
    checked = client.get(f"/cek/{given.code}").text
    assert "Pangan pesisir, Semidaring Multisektor" in html.text_of(html.parse(checked))


def test_after_a_week_her_page_offers_the_next_date_first(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = thursdays.over(cast, days=9)
    cast.meeting(meeting.series, title="Kamis depan")
    registration = thursdays.stayed(cast, cast.suparmin(), meeting, minutes=120)
    week_ago = clock.now() - timedelta(days=8)
    [given] = db.write(actions.issue, meeting, by=DIRECTOR, now=week_ago)
    page = client.get(cast.page(client, registration)).text
    assert (buttons(page), given.number in page) == (["Daftar"], True)
