"""Zoom's attendee report of a webinar, typed by hand; lines and stays are what stands there."""

from datetime import datetime
from pathlib import Path

import pytest

from webinar_hub.attendance.readers.reading import read_report
from webinar_hub.attendance.readers.report import Reading
from webinar_hub.kit.language import reading
from webinar_hub.kit.zones import WIB

REPORT = (Path(__file__).parent.parent / "reports" / "webinar.csv").read_text("utf-8")
STARTS = datetime(2026, 11, 26, 14, 0, tzinfo=WIB.info)


def read(data: bytes | str) -> Reading:
    """Read a report on the WIB clock."""
    data = data.encode() if isinstance(data, str) else data
    return read_report(data, zone=WIB.info, around=STARTS)


def stays(found: Reading) -> list[tuple[object, ...]]:
    """Return line, name, address and the times on the WIB clock of each row."""
    return [
        (
            row.line,
            row.name,
            row.email,
            *(
                f"{moment.astimezone(WIB.info):%H.%M}"
                for moment in (row.joined, row.left)
                if moment
            ),
        )
        for row in found.rows
    ]


def test_each_section_gives_its_stays_and_nobody_who_stayed_away() -> None:
    found = read(REPORT)
    assert found.format == "zoom-webinar"
    assert stays(found) == [
        (7, "S=JAJAR", "host@sejajar.id", "13.41", "16.20"),
        (10, "Sumarni (Ibu Marni)", "sumarni@example.org", "14.30", "15.10"),
        (13, "Sri Wahyuni", "sri.wahyuni@pelitamutis.org", "14.00", "14.20"),
        (15, "Sri Wahyuni", "sri.wahyuni@pelitamutis.org", "14.25", "15.00"),
        (17, "Sumarni", "sumarni@example.org", "14.05", "14.30"),
        (21, "62812*****90", None, "14.10", "14.50"),
    ]
    assert [row.original_name for row in found.rows][1] == "Ibu Marni"
    with reading("en"):
        assert [(each.line, str(each.what)) for each in found.problems] == [
            (18, "Maria leaves before joining: this stay counts nothing.")
        ]


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
    assert stays(read(data)) == stays(read(REPORT))


def test_a_row_of_somebody_present_without_a_time_is_said() -> None:
    found = read(REPORT.replace("11/26/2026 02:05:00 PM", "--"))
    with reading("en"):
        assert str(found.problems[0].what) == "The time “--” cannot be read."
    assert len(found.rows) == 5
