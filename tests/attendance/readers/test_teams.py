"""Microsoft Teams' reports, typed by hand; what stands in them by line, in minutes after 14.00."""

import time
from datetime import datetime, timedelta

import pytest

from tests.attendance.readers.typed import REPORTS, STARTS, problems, read
from webinar_hub.attendance.readers.report import Reading, ReportTooLong

STAYS = "3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"
SUMS = "2. Participants\nName\tFirst join\tLast leave\tIn-meeting duration\tEmail\tRole\n"
LIST = "Full Name\tUser Action\tTimestamp\n"
TIMES = "11/26/26, 2:00:00 PM\t11/26/26, 3:00:00 PM\t1h"


def minutes(moment: datetime | None) -> float | None:
    """Return how many minutes after the start a moment is."""
    return (moment - STARTS) / timedelta(minutes=1) if moment else None


def stays(found: Reading) -> list[tuple[int, str, float | None, float | None]]:
    """Return the line, name, coming and leaving of each stay."""
    return [(row.line, row.name, minutes(row.joined), minutes(row.left)) for row in found.rows]


def test_the_stays_are_those_of_the_third_section_under_the_address_of_registering() -> None:
    found = read((REPORTS / "teams_webinar.tsv").read_bytes())
    assert (found.format, problems(found)) == ("teams", [])
    assert stays(found)[1:] == [
        (22, "Sri Wahyuni", -1.5, 43.5),
        (23, "Sri Wahyuni", 59, 119),
        (24, "Yohana Kambu", 10, 70),
        (25, "Siti Aminah", 5, 35),
        (26, "Siti Aminah", 60, 120),
    ]
    assert [row.email for row in found.rows] == [
        "sekretariat@sejajar.id",
        "sri.wahyuni@pelitamutis.org",
        "sri.wahyuni@pelitamutis.org",
        "yohana.k@contoh.or.id",
        # Two guests of one name: nobody knows which of them registered with which address.
        None,
        None,
    ]
    assert {(row.seconds, row.original_name, row.waiting) for row in found.rows} == {
        (None, None, False)
    }


def test_without_its_third_section_a_report_tells_the_first_the_last_and_a_sum() -> None:
    webinar = (REPORTS / "teams_webinar.tsv").read_text("utf-8").partition("3. In")[0]
    found = read(webinar)
    assert [(*stay, row.seconds) for stay, row in zip(stays(found), found.rows, strict=True)] == [
        (12, "Sekretariat S=JAJAR", -9 - 49 / 60, 122, 7909),
        (13, "Sri Wahyuni", -1.5, 119, 6300),
        (14, "Yohana Kambu", 10, 70, 3600),
        (15, "Siti Aminah", 5, 35, 1800),
        (16, "Siti Aminah", 60, 120, 3600),
    ]
    assert found.rows[4].email == "aminah.siti@contoh.or.id"
    assert problems(found) == []


def test_sections_are_known_in_a_language_whose_words_are_not() -> None:
    indonesian = (REPORTS / "teams_indonesian.csv").read_text("utf-8")
    found = read(indonesian)
    assert stays(found) == [(7, "Sri Wahyuni", -1.5, 119), (8, "Yohana Kambu", 10, 70)]
    assert [(row.seconds, row.email) for row in found.rows] == [
        (3720, None),
        (3607, "yohana.k@contoh.or.id"),
    ]
    third = (
        "3. Aktivitas dalam rapat;;;;;;\nNama;Masuk;Pergi;Lama;Surel;Peran;\n"
        "Yohana Kambu;26/11/2026, 14.10.00;26/11/2026, 14.30.00;20 mnt;;Peserta;\n"
    )
    assert stays(read(indonesian + third)) == [(11, "Yohana Kambu", 10, 30)]
    engagement = "3. Interaksi rapat;;;\nNama;Angkat tangan;Kamera;Reaksi\nYohana Kambu;1;2;3\n"
    assert stays(read(indonesian + engagement)) == stays(found)


def test_the_older_list_gives_stays_from_coming_to_leaving() -> None:
    found = read((REPORTS / "teams_list.tsv").read_bytes())
    # The latest time that is known is 15.12.
    assert stays(found) == [
        (2, "Sekretariat S=JAJAR", -9 - 49 / 60, 72),
        (3, "Sri Wahyuni", -1.5, 43.5),
        (5, "Sri Wahyuni", 59, 72),
        (6, "Yohana Kambu", 10, 70),
    ]
    assert problems(found) == [
        (9, "Yohana Kambu leaves without having joined: this row counts nothing."),
        (10, "“Raised hand” says neither joined nor left: this row counts nothing."),
        (11, "The time “11/26/2026, 3:25 sore” cannot be read."),
    ]


@pytest.mark.parametrize(
    ("heading", "joined", "left"),
    [
        ("Nama Lengkap,Tindakan Pengguna,Stempel Waktu", "Bergabung", "Keluar"),
        ("Vollständiger Name;Benutzeraktion;Zeitstempel", "Beigetreten", "Verlassen"),
    ],
)
def test_the_older_list_is_read_in_other_languages_in_whatever_order(
    heading: str, joined: str, left: str
) -> None:
    mark = ";" if ";" in heading else ","
    text = (
        f"The data could be incomplete.\n{heading}\n"
        f'Siti{mark}{left}{mark}"26/11/2026, 14.30.00"\n'
        f'Siti{mark}{joined}{mark}"26/11/2026, 14.00.00"\n'
    )
    for encoding in ("utf-8", "utf-16", "utf-16-le", "cp1252"):
        assert stays(read(text.encode(encoding))) == [(4, "Siti", 0, 30)]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Siti Aminah (Guest)", "Siti Aminah"),
        ("Siti Aminah (PMI Kupang) (External) (Unverified)", "Siti Aminah (PMI Kupang)"),
        ("Siti Aminah (tidak terverifikasi)", "Siti Aminah"),
        ("(Guest)", "(Guest)"),
        ('"Wahyuni, Sri ""Yuni"" (Tamu)"', 'Wahyuni, Sri "Yuni"'),
        ('Siti "Titi" Aminah', 'Siti "Titi" Aminah'),
        ('"Siti\nAminah"', "Siti Aminah"),
        ('"Siti Aminah', "Siti Aminah"),
        ("3. Siti Aminah", "3. Siti Aminah"),
    ],
)
def test_how_somebody_stands_in_the_meeting_is_no_part_of_the_name(written: str, name: str) -> None:
    found = read(f"{STAYS}{written}\t{TIMES}\nSumarni\t{TIMES}\n".replace("\n", "\r\n"))
    assert [row.name for row in found.rows] == [name, "Sumarni"]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{STAYS}A\t11/26/26, 2:00:00 PM\n", [(3, "This row has fewer cells than the heading:")]),
        (f"{STAYS}A\t11/26/26, 2:00 PM\t\t\n", [(3, "The time “” cannot be read.")]),
        (f"{SUMS}A\t{TIMES}odz.\n", [(3, "The duration “1hodz.” cannot be read.")]),
        (STAYS, [(2, "The report has no participants.")]),
    ],
)
def test_what_cannot_be_read_is_said(text: str, expected: list[tuple[int, str]]) -> None:
    found = read(text)
    assert found.rows == ()
    assert [line for line, _what in problems(found)] == [line for line, _what in expected]
    assert problems(found)[0][1].startswith(expected[0][1])


def test_columns_in_utc_are_read_so() -> None:
    utc = STAYS.replace("Time", "Time (UTC)")
    assert stays(read(f"{utc}A\t11/26/26, 7:00:00 AM\t11/26/26, 8:00:00 AM\t1h\n")) == [
        (3, "A", 0, 60)
    ]


def test_two_reports_in_one_file_are_both_read() -> None:
    block = (REPORTS / "teams.tsv").read_text("utf-8") + "\n"
    found = read((block + block).encode("utf-16"))
    assert [row.line for row in found.rows] == [11, 23]
    assert found.problems == ()


def test_a_report_has_bounds() -> None:
    begun = time.process_time()
    with pytest.raises(ReportTooLong):
        read(STAYS + "4. Bagian\n" * 50_000)
    damaged = read(f"{STAYS}{chr(9) * 600_000}\n{chr(34) * 600_000}\nSumarni\t{TIMES}\n")
    assert [row.name for row in damaged.rows] == ["Sumarni"]
    guests = read(STAYS + f"{'(Guest) ' * 500}Sumarni\t{TIMES}\n" * 100)
    assert len(guests.rows) == 100
    assert time.process_time() - begun < 2


def test_two_of_one_name_are_told_apart_in_the_older_list() -> None:
    found = read(
        f"{LIST.rstrip()}\tEmail\n"
        "Siti Aminah\tJoined\t11/26/26, 2:00:00 PM\tsiti@example.org\n"
        "Siti Aminah\tLeft\t11/26/26, 2:10:00 PM\tsiti@example.org\n"
        "Siti Aminah\tJoined\t11/26/26, 2:05:00 PM\tlain@example.org\n"
        "Siti Aminah\tLeft\t11/26/26, 3:00:00 PM\tlain@example.org\n"
    )
    assert stays(found) == [(2, "Siti Aminah", 0, 10), (4, "Siti Aminah", 5, 60)]
