"""The attendee list as a file: columns, words, and nothing that can run."""

import csv
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from webinar_hub.attendance.lists import tables
from webinar_hub.attendance.lists.tables import Attendee, AttendeeState
from webinar_hub.kit import language

MARIA = Attendee(
    key="k" * 16,
    name="Maria Goreti Bere",
    full_name="Dr. Maria Goreti Bere, S.Sos., M.Si.",
    organisation="Yayasan Pelita",
    region="Kota Kupang, Nusa Tenggara Timur",
    zone="WITA",
    status=AttendeeState.PRESENT,
    seconds=7199,
    pressed_at=None,
    place=None,
    offered_until=None,
    email="maria@example.org",
    phone="+6281234567890",
)
EVIL = replace(
    MARIA,
    full_name='=HYPERLINK("https://evil.example","x")',
    organisation="@SUM(A1)",
    region="-2+3",
    status=AttendeeState.EXPECTED,
    seconds=None,
    email="\tx\x07@example.org",
    phone=None,
)


def _file(form: str, people: list[Attendee], *, contacts: bool) -> bytes:
    return b"".join(tables.written(form, people, contacts=contacts))


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n"}
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ("id", ["No.", "Nama", "Lembaga", "Wilayah", "Keadaan", "Menit", "Email", "Telepon"]),
        ("en", ["No.", "Name", "Organisation", "Region", "Status", "Minutes", "E-mail", "Phone"]),
    ],
)
def test_the_head_of_the_list(chosen: str, expected: list[str]) -> None:
    with language.reading(chosen):
        assert tables.header(contacts=False) == expected[:6]
        assert tables.header(contacts=True) == expected


def test_csv_holds_text_that_cannot_run_and_a_phone_that_can_be_dialled() -> None:
    with language.reading("en"):
        found = read_csv(_file("csv", [MARIA, EVIL], contacts=True))
    assert found[1:] == [
        [
            "1",
            "Dr. Maria Goreti Bere, S.Sos., M.Si.",
            "Yayasan Pelita",
            "Kota Kupang, Nusa Tenggara Timur",
            "Present",
            "119",
            "maria@example.org",
            "+6281234567890",
        ],
        [
            "2",
            '\'=HYPERLINK("https://evil.example","x")',
            "'@SUM(A1)",
            "'-2+3",
            "Registered",
            "",
            "x@example.org",
            "",
        ],
    ]


def test_xlsx_holds_text_that_cannot_run_and_a_phone_that_can_be_dialled() -> None:
    with language.reading("en"):
        found = read_xlsx(_file("xlsx", [MARIA, EVIL], contacts=True))
    assert found[1:] == [
        [
            1,
            "Dr. Maria Goreti Bere, S.Sos., M.Si.",
            "Yayasan Pelita",
            "Kota Kupang, Nusa Tenggara Timur",
            "Present",
            119,
            "maria@example.org",
            "+6281234567890",
        ],
        [
            2,
            '=HYPERLINK("https://evil.example","x")',
            "@SUM(A1)",
            "-2+3",
            "Registered",
            None,
            "x@example.org",
            None,
        ],
    ]


def test_without_contacts_no_address_is_in_the_file() -> None:
    with language.reading("en"):
        assert [len(line) for line in read_csv(_file("csv", [MARIA], contacts=False))] == [6, 6]
        assert [len(line) for line in read_xlsx(_file("xlsx", [MARIA], contacts=False))] == [6, 6]
