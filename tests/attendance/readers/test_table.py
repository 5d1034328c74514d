"""Tables of who was there, typed by hand; lines and stays are what stands there."""

from datetime import datetime

import pytest

from tests.attendance.readers.typed import REPORTS, WIB, problems, read, told
from webinar_hub.attendance.readers.report import NotMinutes, NotRecognised, OwnList
from webinar_hub.kit.errors import Refused

SRI = "Sri Wahyuni", "sri.wahyuni@pelitamutis.org"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (
            "Daftar hadir daring\n\nNo;Nama Lengkap;Surel;Jam masuk;Jam keluar\n1;Maria;m@example.org;13.55;15.00\n;;;;\n",
            (4, "Maria", "m@example.org", "26 13.55", "26 15.00", None),
        ),
        (
            "Name,Join Time,Leave Time\nMaria,26/11/2026 14:00,26/11/2026 15:00\n",
            (2, "Maria", None, "26 14.00", "26 15.00", None),
        ),
        (
            "NAMA;INSTANSI;JAM HADIR (WIB);JAM SELESAI (WIB)\nMaria Wit;X;13.55 WIB;15.00 wib\n",
            (2, "Maria Wit", None, "26 13.55", "26 15.00", None),
        ),
        (
            "Nama,Masuk,Keluar\nMaria,26/11/2026 14.00 WIB,26/11/2026 15.00 WIB\n",
            (2, "Maria", None, "26 14.00", "26 15.00", None),
        ),
        ("Nama Peserta;Lama hadir (menit)\nMaria;90\n", (2, "Maria", None, None, None, 90)),
        ("Nama\tMenit\nMaria\t42,5\n\t42,5\n", (2, "Maria", None, None, None, 42.5)),
        ("Nama;Masuk;Menit\nMaria;14.00;42,5\n", (2, "Maria", None, None, None, 42.5)),
        ("Peserta,Durasi\nMaria,1 jam 2 menit\n", (2, "Maria", None, None, None, 62)),
        (
            "Name,Joined,Left,Minutes\nMaria,14:00,15:00,45\n",
            (2, "Maria", None, "26 14.00", "26 15.00", 45),
        ),
        ("Name,Joined,Left,Minutes\nMaria,,,45\n", (2, "Maria", None, None, None, 45)),
    ],
)
def test_a_name_with_times_or_minutes_is_enough(text: str, row: tuple[object, ...]) -> None:
    found = read(text)
    assert (found.format, told(found), found.problems) == ("table", [row], ())


@pytest.mark.parametrize(
    ("file", "form", "rows"),
    [
        ("meet.csv", "google-meet", [(2, *SRI, "26 14.01", "26 14.59", 58)]),
        (
            "meet_two_names.csv",
            "google-meet",
            [
                (2, "Sri Wahyuni, S.Sos.", SRI[1], "26 13.52", "26 16.05", 62),
                # Who masks her address has none, and one name is enough.
                (3, "Sumarni", None, "26 14.01", "26 14.59", 58),
                (4, "Siti Aminah", "siti.aminah@pmi-kupang.or.id", "26 15.30", "26 16.12", 42),
                (5, "Moh. Rizki Pratama", "rizki.pratama@gmail.com", "26 14.10", "26 14.10", 0),
            ],
        ),
        (
            "meet_indonesian.csv",
            "table",
            [
                (2, *SRI, "26 13.52", "26 16.05", 62),
                (3, "Sumarni", None, "26 14.01", "26 14.59", 58),
            ],
        ),
    ],
)
def test_google_meets_report_is_one(file: str, form: str, rows: list[tuple[object, ...]]) -> None:
    found = read((REPORTS / file).read_bytes())
    assert (found.format, told(found), found.problems) == (form, rows, ())


@pytest.mark.parametrize(
    ("starts", "joined", "left", "stay"),
    [
        ("26T14:00", "2:01 PM", "2:59 PM", ("26T14:01:00", "26T14:59:00")),
        ("26T14:00", "14.01", "14.59.05", ("26T14:01:00", "26T14:59:05")),
        ("26T14:00", "14:01:05", "14:01:05", ("26T14:01:05", "26T14:01:05")),
        ("26T23:00", "10:50 PM", "12:30 AM", ("26T22:50:00", "27T00:30:00")),
        ("26T23:00", "12:10 AM", "12:30 AM", ("27T00:10:00", "27T00:30:00")),
        ("26T00:30", "23:55", "01:00", ("25T23:55:00", "26T01:00:00")),
        ("26T00:30", "23:55", "23:58", ("25T23:55:00", "25T23:58:00")),
        # Some exports tell the day: it is kept.
        ("26T14:00", "2026-11-19 14:01:14", "2026-11-19 14:43:08", ("19T14:01:14", "19T14:43:08")),
        ("26T14:00", "2026-11-26T07:01:00Z", "26/11/2026 14.30", ("26T14:01:00", "26T14:30:00")),
    ],
)
def test_a_time_of_day_is_that_of_the_day_nearest_to_the_start(
    starts: str, joined: str, left: str, stay: tuple[str, str]
) -> None:
    at, *moments = (
        datetime.fromisoformat(f"2026-11-{each}").replace(tzinfo=WIB) for each in (starts, *stay)
    )
    (row,) = read(f"Name,Duration,Joined,Left\nSumarni,1 min,{joined},{left}\n", at).rows
    assert [row.joined, row.left] == moments


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("Maria,,15:00,", "The time “” cannot be read."),
        ("Maria,25:01,15:00,", "The time “25:01” cannot be read."),
        ("Maria,14:00,--,60", "The time “--” cannot be read."),
        ("Maria,,,", "The duration “” cannot be read."),
        ("Maria,14:00,15:00,sebentar", "The duration “sebentar” cannot be read."),
    ],
)
def test_what_is_missing_in_a_row_is_said(row: str, what: str) -> None:
    heading = "Nama,Masuk,Keluar,Menit\n"
    # Two reports pasted below each other repeat the heading.
    found = read(f"{heading}{row}\n{heading}Yosep,14:00,15:00,60\n")
    assert [(each.line, each.name) for each in found.rows] == [(4, "Yosep")]
    assert problems(found) == [(2, what)]


def test_a_list_without_minutes_misses_none() -> None:
    found = read("Nama,Masuk,Keluar\nMaria,,\nYosep,14:00,15:00\n")
    assert problems(found) == [(2, "The time “” cannot be read.")]


@pytest.mark.parametrize(
    "text",
    ["Nama,Email,Lembaga\nMaria,,Yayasan\n", "Email,Menit\nm@example.org,4\n", "Nama,Masuk\n"],
)
def test_a_list_without_names_or_times_is_none(text: str) -> None:
    with pytest.raises(NotRecognised):
        read(text)


@pytest.mark.parametrize(
    ("text", "names", "problems"),
    [
        ("Nama,Menit,Hadir\nMaria,120,Tidak\nYosep,120,Ya\nLina,,Izin\n", ["Yosep"], [2]),
        ("Nama,Masuk,Keluar\nMaria,15.30,14.00\nYosep,23.30,01.00\n", ["Yosep"], [2]),
    ],
)
def test_nobody_is_there_against_what_their_row_says(
    text: str, names: list[str], problems: list[int]
) -> None:
    found = read(text)
    assert [row.name for row in found.rows] == names
    assert [each.line for each in found.problems] == problems


def test_whoever_waits_to_be_let_in_is_known_by_the_column() -> None:
    found = read("Name,Joined,Left,In waiting room\nMaria,14:00,15:00,Yes\nYosep,14:00,15:00,No\n")
    assert [(row.name, row.waiting) for row in found.rows] == [("Maria", True), ("Yosep", False)]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("No.,Nama,Lembaga,Wilayah,Status,Menit\n1,Maria,,Kupang,Hadir,95\n", OwnList),
        ("No.,Name,Organisation,Region,Status,Minutes\n1,Maria,,Kupang,Present,95\n", OwnList),
        ("Nama,Durasi\nMaria,600\nYosep,5400\n", NotMinutes),
    ],
)
def test_what_would_count_too_much_is_refused_whole(text: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        read(text)
