"""A secretary hands over the file of a session; a speaker takes along their own."""

import io
import zipfile
from datetime import timedelta

import openpyxl
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.attendance.reports_by_hand import upload
from tests.attendance.steps import bring
from tests.cast import DIRECTOR, Cast
from tests.certificates import cohorts, thursdays
from tests.client import EN, Client
from tests.house.portraits import link_of
from tests.html import parse, text_of
from tests.inviting.steps import given
from tests.materials.steps import linked, recorded
from tests.network import logos
from tests.papers.steps import notulen_of, terms_of
from webinar_hub.certificates.assignments import actions as assignments
from webinar_hub.certificates.issuing import actions as issuing
from webinar_hub.certificates.statements import actions as statements
from webinar_hub.config import Settings
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.files import Folder
from webinar_hub.materials.models import Format, Material, Visibility
from webinar_hub.people.models import Person, Role
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting, State
from webinar_hub.web import limits


def _members(answer: TestResponse) -> dict[str, bytes]:
    """Return the files of a ZIP by their names, without the folder that all lie in."""
    assert (answer.status_code, answer.mimetype) == (200, "application/zip"), answer.text[:300]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as read:
        assert read.testzip() is None
        [folder] = {name.partition("/")[0] for name in read.namelist()}
        return {name.removeprefix(f"{folder}/"): read.read(name) for name in read.namelist()}


def _words(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _rows(content: bytes) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _stored(app: Flask, meeting: Meeting, title: str, visibility: Visibility) -> Material:
    settings: Settings = app.extensions["settings"]
    name, content = f"{meeting.key}{visibility.value[0]}.png", logos.picture(size=(9, 9))
    Folder(settings.files).put("materials", name, content)
    facts = {"link": "", "file": name, "format": Format.PNG, "size": len(content)}
    return linked(meeting, title=title, visibility=visibility, **facts)


def _held(app: Flask, cast: Cast) -> tuple[Meeting, Person]:
    """Return a session that has everything, and who speaks in it."""
    meeting = thursdays.over(cast, title="Pangan pesisir")
    for each in (cast.maria(), cast.suparmin(), cast.person("王小明")):
        thursdays.stayed(cast, each, meeting, minutes=120)
    speaker = cast.person("Nora Tukan, S.Sos.", email="nora@example.org")
    db.session.add(
        Appearance(meeting_id=meeting.id, person_id=speaker.id, role=AppearanceRole.SPEAKER)
    )
    db.session.commit()
    where = {name: app.extensions[name] for name in ("settings", "links")}
    db.write(assignments.give, meeting, speaker, **where, by=DIRECTOR, now=meeting.starts_at)
    terms_of(meeting)
    notulen_of(meeting, visibility=Visibility.REGISTERED)
    given(meeting, "Nora Tukan")
    _stored(app, meeting, "../../Kartu: periksa?", Visibility.REGISTERED)
    linked(meeting, title="Peta pesisir", link="https://peta.example/1")
    recorded(meeting)
    settings = app.extensions["settings"]
    statements.give_to_all(meeting, settings=settings, by=DIRECTOR, now=clock.now())
    return meeting, speaker


def test_a_secretary_hands_over_the_file_of_a_session(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting, _speaker = _held(sqlite_app, cast)
    cast.sign_in(client, cast.staff())
    answer = client.submit(f"/desk/sesi/{meeting.key}", action="berkas.zip")
    name = f"berkas-semidaring-multisektor-1-{meeting.day}.zip"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    inside = _members(answer)
    [sent] = [name for name in inside if name.startswith("10-surat-tugas/tugas-001-SURAT-TUGAS")]
    assert sorted(inside.keys() - {sent}) == [
        "00-daftar-isi.pdf",
        "01-tor.pdf",
        "02-surat-undangan/undangan-001-UND-S-JAJAR-XI-2040.pdf",
        "03-daftar-hadir.pdf",
        "03-daftar-hadir.xlsx",
        "04-notulen.pdf",
        "05-materi/01-kartu-periksa.png",
        "07-selebaran.pdf",
        "08-surat-keterangan-sertifikat.xlsx",
    ]
    said = {name: _words(each) for name, each in inside.items() if name.endswith(".pdf")}
    assert "Nora Tukan, S.Sos." in said[sent]
    assert "Banjir memutus layanan." in said["01-tor.pdf"]
    assert "Bima menutup dapur umum." in said["04-notulen.pdf"]
    assert "Suparmin" in said["03-daftar-hadir.pdf"]
    assert "U+738B U+5C0F U+660E" in said["03-daftar-hadir.pdf"]
    assert "Hadir 120" in said["03-daftar-hadir.pdf"]
    assert [row[1] for row in _rows(inside["03-daftar-hadir.xlsx"])[1:]][1:] == [
        "Suparmin",
        "王小明",
    ]
    listed = _rows(inside["08-surat-keterangan-sertifikat.xlsx"])
    assert [row[2] for row in listed[1:]] == [
        "Nora Tukan, S.Sos.",
        "Dr. Maria Goreti Bere, S.Sos., M.Si.",
        "Suparmin",
    ]
    first = said["00-daftar-isi.pdf"]
    for part in (
        "Berkas sesi Pangan pesisir",
        "Isi berkas",
        "Daftar hadir (2 berkas)",
        "Peta pesisir: https://peta.example/1",
        "Rekaman: https://video.example/1",
        "Belum ada",
        "Foto yang tampil, dengan persetujuan mereka:",
        f"/desk/sesi/{meeting.key}/orang",
    ):
        assert part in first
    assert "Notulen:" not in first
    [entry] = db.session.scalars(select(Entry).where(Entry.verb == "exported list"))
    assert (entry.after["form"], entry.after["rows"]) == ("zip", 3)
    settings: Settings = sqlite_app.extensions["settings"]
    assert not list(settings.instance.glob(".archive-*"))


def test_the_file_of_a_session_lists_the_certificates_of_its_cohort(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    series, meetings = cohorts.over(cast, cohorts.programme(cast), meetings=1, required=1)
    cohorts.attended(cast, cast.maria(), meetings, present=1)
    db.write(issuing.issue, series, by=DIRECTOR, now=clock.now())
    cast.sign_in(client, cast.staff())
    inside = _members(client.submit(f"/desk/sesi/{meetings[0].key}", action="berkas.zip"))
    _head, listed = _rows(inside["08-surat-keterangan-sertifikat.xlsx"])
    assert "Maria Goreti Bere" in str(listed)


def test_the_list_says_that_names_of_the_report_wait_for_a_decision(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = thursdays.over(cast)
    thursdays.stayed(cast, cast.maria(), meeting, minutes=120)
    bring(meeting, upload(meeting.starts_at, ("iPhone", "", 0, 30)))
    cast.sign_in(client, cast.staff())
    inside = _members(client.submit(f"/desk/sesi/{meeting.key}", action="berkas.zip"))
    assert "1 nama dalam laporan belum diputuskan" in _words(inside["03-daftar-hadir.pdf"])


def test_before_a_session_there_is_a_list_to_sign_and_it_says_what_is_missing(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting = cast.meeting(title="Kamis depan")
    meeting.state = State.MEMBERS
    cast.registration(cast.suparmin(), meeting)
    lost = _stored(sqlite_app, meeting, "Hilang", Visibility.PUBLIC)
    settings: Settings = sqlite_app.extensions["settings"]
    Folder(settings.files).remove("materials", [lost.file])
    cast.sign_in(client, cast.staff())
    form = client.form(f"/desk/sesi/{meeting.key}", action="berkas.zip")
    inside = _members(client.post(form.action, data=form.fields, headers=EN))
    assert sorted(inside) == [
        "00-contents.pdf",
        "03-attendance-list.pdf",
        "03-attendance-list.xlsx",
    ]
    assert "Signature" in _words(inside["03-attendance-list.pdf"])
    first = _words(inside["00-contents.pdf"])
    for part in (
        "Not there yet",
        "Notulen (minutes): http",
        "/notulen",
        "/undangan",
        "Flyer: http",
    ):
        assert part in first
    assert "Could not be put in • Materials: 05-materials/01-hilang.png" in first


def test_no_title_or_name_keeps_the_file_back(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting, speaker = _held(sqlite_app, cast)
    meeting.title, speaker.name = "Pangan 🌾 pesisir", "王小明"
    linked(meeting, title="Peta 🗺", link="https://peta.example/2")
    own = _members(client.submit(f"/peran/{link_of(meeting, speaker)}", action="berkas.zip"))
    assert "Berkas U+738B U+5C0F U+660E" in _words(own["00-daftar-isi.pdf"])
    cast.sign_in(client, cast.staff())
    inside = _members(client.submit(f"/desk/sesi/{meeting.key}", action="berkas.zip"))
    first = _words(inside["00-daftar-isi.pdf"])
    assert "Pangan U+1F33E pesisir" in first
    assert "Peta U+1F5FA : https://peta.example/2" in first
    assert "Suparmin" in _words(inside["03-daftar-hadir.pdf"])


def test_a_province_takes_along_its_own_people_and_what_is_for_everybody(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting, _speaker = _held(sqlite_app, cast)
    cast.sign_in(client, cast.staff(region="53"))
    inside = _members(client.submit(f"/desk/sesi/{meeting.key}", action="berkas.zip"))
    assert sorted(inside) == [
        "00-daftar-isi.pdf",
        "01-tor.pdf",
        "03-daftar-hadir.pdf",
        "03-daftar-hadir.xlsx",
        "07-selebaran.pdf",
        "08-surat-keterangan-sertifikat.xlsx",
    ]
    for listed in ("03-daftar-hadir.xlsx", "08-surat-keterangan-sertifikat.xlsx"):
        [row] = _rows(inside[listed])[1:]
        assert "Dr. Maria Goreti Bere, S.Sos., M.Si." in row
    listed = _words(inside["03-daftar-hadir.pdf"])
    assert "Suparmin" not in listed
    assert "dari satu wilayah atau lembaga saja" in listed, "it goes from hand to hand alone"
    first = _words(inside["00-daftar-isi.pdf"])
    assert "Peta pesisir" in first
    assert "Belum ada" not in first
    assert "bukan semua peserta" in first
    # A facilitator reads the notulen and every material, but no letter.
    cast.sign_in(client, cast.facilitator(meeting))
    led = _members(client.submit(f"/desk/sesi/{meeting.key}", action="berkas.zip"))
    assert {"04-notulen.pdf", "05-materi/01-kartu-periksa.png"} < {*led}
    assert not any(name.startswith(("02", "10")) for name in led)
    assert "bukan semua peserta" not in _words(led["00-daftar-isi.pdf"])
    cast.sign_in(client, cast.staff(Role.VIEWER))
    looked_at = _members(client.submit(f"/desk/sesi/{meeting.key}", action="berkas.zip"))
    assert not any(name.startswith(("02", "10")) for name in looked_at)
    noted = db.session.scalars(select(Entry.verb).where(Entry.subject_kind == "certificate"))
    assert "downloaded" not in noted.all(), "no letter went along"


def test_nobody_makes_files_without_end(sqlite_app: Flask, cast: Cast, client: Client) -> None:
    meeting, staff = cast.meeting(), cast.staff()
    cast.sign_in(client, staff)
    form = client.form(f"/desk/sesi/{meeting.key}", action="berkas.zip")
    for _each in range(60):
        limits.count(f"session-file:{staff.id}", per=timedelta(hours=1))
    assert client.post(form.action, data=form.fields).status_code == 429
    assert not db.session.scalars(select(Entry).where(Entry.verb == "exported list")).all()


def test_a_speaker_takes_along_what_concerns_them_from_their_link_and_the_desk_alike(
    sqlite_app: Flask, cast: Cast, client: Client
) -> None:
    meeting, speaker = _held(sqlite_app, cast)
    other = given(cast.meeting(meeting.series), "Nora Tukan")
    _stored(sqlite_app, meeting, "Hanya yang hadir", Visibility.ATTENDED)
    own = _members(client.submit(f"/peran/{link_of(meeting, speaker)}", action="berkas.zip"))
    assert sorted(name for name in own if "keterangan" not in name and "TUGAS" not in name) == [
        "00-daftar-isi.pdf",
        "01-tor.pdf",
        "05-materi/01-kartu-periksa.png",
        "undangan-001-UND-S-JAJAR-XI-2040.pdf",
    ]
    assert other.number.split("/")[0] not in "".join(own).split("UND")[0]
    [stated] = [name for name in own if "KET-HADIR" in name]
    assert "sebagai narasumber" in _words(own[stated])
    [sent] = [name for name in own if name.startswith("tugas-001-SURAT-TUGAS")]
    page = client.get(f"/peran/{link_of(meeting, speaker)}").text
    assert "Surat tugas: 001/SURAT-TUGAS/" in text_of(parse(page))
    assert "memberi tugas kepada: Nama Nora Tukan, S.Sos." in _words(own[sent])
    first = _words(own["00-daftar-isi.pdf"])
    assert "Berkas Nora Tukan, S.Sos." in first
    cast.sign_in(client, cast.staff())
    people = f"/desk/sesi/{meeting.key}/orang"
    taken = select(Entry).where(Entry.verb == "downloaded", Entry.subject_kind == "certificate")
    assert not db.session.scalars(taken).all()
    assert {*_members(client.submit(people, action="berkas.zip"))} == {*own}
    assert len(db.session.scalars(taken).all()) == 2
