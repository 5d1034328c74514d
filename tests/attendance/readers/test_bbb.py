"""Lists of BigBlueButton's learning dashboard, typed by hand; stays are what stands there."""

import time
from datetime import UTC, datetime

import pytest

from tests.attendance.readers.typed import REPORTS, STARTS, WIB, problems, read
from webinar_hub.attendance.readers import bbb

HEADING = "Name,Moderator,Raise Hands,Join,Left,Duration"
SUMARNI = '"Sumarni","FALSE","0","11/26/2026, 02:00:00 PM","11/26/2026, 03:00:00 PM","01:00:00"'


def utc(text: str) -> datetime:
    """Return a moment of the session's day written in UTC, which is WIB minus seven hours."""
    return datetime.fromisoformat(f"2026-11-26T{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("file", "rows"),
    [
        # (line, name, first joined, last left, seconds in all)
        (
            "bbb.csv",
            [
                (2, "S=JAJAR", "06:41:02", "09:20:31", 9569),
                (3, "Sri Wahyuni, S.Sos.", "06:52:00", "09:05:00", 3720),
                # Still there: as long as was counted.
                (4, 'Siti "Titi" Aminah', "07:30:00", "08:15:00", 2700),
            ],
        ),
        (
            "bbb_indonesian.csv",
            [
                (2, "Sumarni", "07:00:05", "08:00:05", 3600),
                (3, "Yohana Kambu", "08:10:00", "08:30:00", 1200),
            ],
        ),
    ],
)
def test_every_form_gives_its_stays(file: str, rows: list[tuple[int, str, str, str, int]]) -> None:
    found = read((REPORTS / file).read_bytes())
    assert (found.format, found.problems) == ("bigbluebutton", ())
    assert [(row.line, row.name, row.joined, row.left, row.seconds) for row in found.rows] == [
        (*row[:2], utc(row[2]), utc(row[3]), row[4]) for row in rows
    ]
    assert {row.email for row in found.rows} == {None}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{HEADING},Sudah\njelas, atau\nbelum?\n{SUMARNI},-\n", [4]),
        (f"{HEADING}\n{SUMARNI}\n{HEADING}\n{SUMARNI}\n", [2, 4]),
        (f"{HEADING}\n{SUMARNI}\n".replace('"', "").replace(", 0", " 0").replace(",", ";"), [2]),
        (f"Nama,Moderator,Angkat Tangan,Bergabung,Keluar,Durasi\n{SUMARNI}\n", [2]),
    ],
    ids=["a question of several lines", "two lists", "saved anew", "Indonesian"],
)
def test_users_are_found_in_every_list(text: str, lines: list[int]) -> None:
    found = read(text)
    assert found.format == "bigbluebutton"
    assert ([row.line for row in found.rows], found.problems) == (lines, ())


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (
            SUMARNI.replace("01:00:00", "-"),
            "The duration “-” cannot be read.",
        ),
        (SUMARNI.replace("02:00:00 PM", ""), "The time “11/26/2026,” cannot be read."),
        ('"Sumarni","FALSE"', "This row has fewer cells than the heading: Sumarni, FALSE"),
        # The mark before the comma ends the cell: nobody can tell it from one that does.
        (
            SUMARNI.replace('"Sumarni', '"Sri "Sum", S.Sos.'),
            "The duration “11/26/2026, 03:00:00 PM” cannot be read.",
        ),
    ],
)
def test_a_row_that_cannot_be_read_stops_no_other(row: str, what: str) -> None:
    found = read(f"{HEADING}\n{row}\n{SUMARNI}\n")
    assert [each.line for each in found.rows] == [3]
    assert problems(found) == [(2, what)]


def test_a_table_without_its_columns_is_not_recognised() -> None:
    lines = ["Name,Join,Left,Duration", "Sumarni,14:00,15:00,01:00:00"]
    assert bbb.read(lines, zone=WIB, around=STARTS) is None


def test_answers_without_end_take_no_time() -> None:
    begun = time.process_time()
    answers = '"Ya, "tentu"\n' * 20_000
    found = read(f'{HEADING},Poll 1\n{SUMARNI}\n"Anonymous","","","","","","{answers}"\n')
    assert ([row.line for row in found.rows], found.problems) == ([2], ())
    assert time.process_time() - begun < 2
