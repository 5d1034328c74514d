"""Tables that people make themselves, typed by hand; lines and stays are what stands there."""

from datetime import datetime

import pytest

from webinar_hub.attendance.readers.reading import read_report
from webinar_hub.attendance.readers.report import NotRecognised, Reading
from webinar_hub.kit.language import reading
from webinar_hub.kit.zones import WIB

STARTS = datetime(2026, 11, 26, 14, 0, tzinfo=WIB.info)


def read(text: str) -> Reading:
    """Read a table on the WIB clock."""
    return read_report(text.encode(), zone=WIB.info, around=STARTS)


def told(found: Reading) -> list[tuple[object, ...]]:
    """Return line, name, address, the times on the WIB clock and the minutes of each row."""
    return [
        (
            row.line,
            row.name,
            row.email,
            *(
                moment and f"{moment.astimezone(WIB.info):%d %H.%M}"
                for moment in (row.joined, row.left)
            ),
            row.seconds and row.seconds / 60,
        )
        for row in found.rows
    ]


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
        ("Nama\tMenit\nMaria\t42,5\n\t42,5\n", (2, "Maria", None, None, None, 42.5)),
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
    ("row", "what"),
    [
        ("Maria,,15:00,", "The time “” cannot be read."),
        ("Maria,,,", "The duration “” cannot be read."),
        ("Maria,14:00,15:00,sebentar", "The duration “sebentar” cannot be read."),
    ],
)
def test_what_is_missing_in_a_row_is_said(row: str, what: str) -> None:
    found = read(f"Nama,Masuk,Keluar,Menit\n{row}\nYosep,14:00,15:00,60\n")
    assert [each.name for each in found.rows] == ["Yosep"]
    with reading("en"):
        assert [(each.line, str(each.what)) for each in found.problems] == [(2, what)]


@pytest.mark.parametrize(
    "text",
    ["Nama,Email,Lembaga\nMaria,,Yayasan\n", "Email,Menit\nm@example.org,4\n", "Nama,Masuk\n"],
)
def test_a_list_without_names_or_times_is_none(text: str) -> None:
    with pytest.raises(NotRecognised):
        read(text)
