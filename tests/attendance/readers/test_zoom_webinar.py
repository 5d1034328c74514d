"""Zoom's attendee report of a webinar, typed by hand; lines and stays are what stands there."""

import pytest

from tests.attendance.readers.typed import REPORTS, problems, read, told

REPORT = (REPORTS / "webinar.csv").read_text("utf-8")


def test_each_section_gives_its_stays_and_nobody_who_stayed_away() -> None:
    found = read(REPORT)
    assert found.format == "zoom-webinar"
    assert told(found) == [
        (7, "S=JAJAR", "host@sejajar.id", "26 13.41", "26 16.20", None),
        (10, "Sumarni (Ibu Marni)", "sumarni@example.org", "26 14.30", "26 15.10", None),
        (13, "Sri Wahyuni", "sri.wahyuni@pelitamutis.org", "26 14.00", "26 14.20", None),
        (15, "Sri Wahyuni", "sri.wahyuni@pelitamutis.org", "26 14.25", "26 15.00", None),
        (17, "Sumarni", "sumarni@example.org", "26 14.05", "26 14.30", None),
        (21, "62812*****90", None, "26 14.10", "26 14.50", None),
    ]
    assert [row.original_name for row in found.rows][1] == "Ibu Marni"
    assert problems(found) == [(18, "Maria leaves before joining: this stay counts nothing.")]


@pytest.mark.parametrize(
    "data",
    [
        REPORT.replace(",", ";").encode("utf-16"),
        REPORT.replace("Sumarni,Sumarni", "Sum\0arni,Sumarni").encode(),
        REPORT.replace("Attended,User Name (Original Name)", "Hadir,Nama pengguna (Nama asli)")
        .replace("Join Time,Leave Time", "Waktu bergabung,Waktu keluar")
        .replace("Yes,", "Ya,")
        .replace("\nNo,", "\nTidak,")
        .encode(),
    ],
    ids=["semicolons", "NUL bytes", "Indonesian"],
)
def test_encodings_damage_and_languages_change_nothing(data: bytes) -> None:
    assert told(read(data)) == told(read(REPORT))


def test_a_row_of_somebody_present_without_a_time_is_said() -> None:
    found = read(REPORT.replace("11/26/2026 02:05:00 PM", "--"))
    assert problems(found)[0][1] == "The time “--” cannot be read."
    assert len(found.rows) == 5
