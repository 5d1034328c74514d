"""Zoom's reports, typed by hand in every form met; lines and stays are what stands there."""

import time
from datetime import UTC, datetime

import pytest

from tests.attendance.readers.typed import REPORTS, STARTS, WIB, problems, read
from webinar_hub.attendance.readers.report import NotRecognised, ReportTooBig, ReportTooLong

HEADING = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n"


def one_stay(
    joined: str, left: str, around: datetime = STARTS
) -> tuple[datetime | None, datetime | None]:
    """Return the moments of a report of one row, whose times are quoted."""
    (row,) = read(f'{HEADING}Sumarni,,"{joined}","{left}",1,Yes\n', around).rows
    return row.joined, row.left


def utc(text: str) -> datetime:
    """Return a moment written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("file", "first", "rows", "problem_lines"),
    [
        # (line, name, e-mail, joined and left in UTC, which is WIB minus seven hours)
        (
            "header_block.csv",
            (
                5,
                "Dr. Sri Wahyuni, S.Sos., M.Kes.",
                "sri.wahyuni@pelitamutis.org",
                "2026-11-26T06:52:10",
                "2026-11-26T07:40:00",
            ),
            14,
            [17],
        ),
        (
            "flat.csv",
            (2, "S=JAJAR Admin", "host@sejajar.id", "2026-11-26T06:41:02", "2026-11-26T09:20:31"),
            12,
            [],
        ),
        (
            "with_meeting_data.csv",
            (
                2,
                "Sri Wahyuni",
                "sri.wahyuni@pelitamutis.org",
                "2026-11-26T06:55:00",
                "2026-11-26T08:20:00",
            ),
            3,
            [],
        ),
        (
            "sentence_case.csv",
            (
                5,
                "Sri Wahyuni",
                "sri.wahyuni@pelitamutis.org",
                "2026-11-26T07:00:05",
                "2026-11-26T08:59:05",
            ),
            3,
            [],
        ),
        (
            "indonesian.csv",
            (
                5,
                "Sri Wahyuni (Ibu Sri)",
                "sri.wahyuni@pelitamutis.org",
                "2026-11-26T06:59:05",
                "2026-11-26T07:45:30",
            ),
            4,
            [],
        ),
        (
            "spanish.csv",
            (
                2,
                "Sri Wahyuni",
                "sri.wahyuni@pelitamutis.org",
                "2026-11-26T07:00:00",
                "2026-11-26T08:30:00",
            ),
            2,
            [],
        ),
    ],
)
def test_every_form_gives_its_stays(
    file: str, first: tuple[int, str, str, str, str], rows: int, problem_lines: list[int]
) -> None:
    found = read((REPORTS / file).read_bytes())
    row = found.rows[0]
    assert found.format == "zoom-meeting"
    assert (row.line, row.name, row.email, row.joined, row.left) == (
        *first[:3],
        utc(first[3]),
        utc(first[4]),
    )
    assert len(found.rows) == rows
    assert [problem.line for problem in found.problems] == problem_lines


@pytest.mark.parametrize(
    ("file", "seconds", "problem_lines"),
    [("unique.csv", [8220, 1500, 3840, 0], [5]), ("indonesian_unique.csv", [7080, 2100], [])],
)
def test_unique_users_have_durations_only(
    file: str, seconds: list[int], problem_lines: list[int]
) -> None:
    found = read((REPORTS / file).read_bytes())
    assert [row.seconds for row in found.rows] == seconds
    assert {(row.joined, row.left) for row in found.rows} == {(None, None)}
    assert [problem.line for problem in found.problems] == problem_lines


def test_a_line_is_counted_in_the_file_even_when_a_name_has_a_line_break() -> None:
    rows = {row.line: row.name for row in read((REPORTS / "header_block.csv").read_bytes()).rows}
    assert rows[18] == "Maria br. Sitompul"
    assert rows[20] == "Rina Kusuma_Radio Komunitas"


def test_waiting_room_rows_are_told_apart() -> None:
    found = {
        file: [row.line for row in read((REPORTS / file).read_bytes()).rows if row.waiting]
        for file in ("flat.csv", "indonesian.csv", "spanish.csv")
    }
    assert found == {"flat.csv": [3], "indonesian.csv": [7], "spanish.csv": [3]}


def test_with_meeting_data_the_second_address_is_the_participants() -> None:
    assert [row.email for row in read((REPORTS / "with_meeting_data.csv").read_bytes()).rows] == [
        "sri.wahyuni@pelitamutis.org",
        None,
        "teuku.z@gmail.com",
    ]


def test_the_original_name_is_what_stands_in_the_last_bracket() -> None:
    found = {
        row.name: row.original_name
        for row in read((REPORTS / "header_block.csv").read_bytes()).rows
    }
    assert found["Siti Aminah (PMI Kupang)"] == "PMI Kupang"
    assert found["Siti Aminah"] is None


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends_change_nothing(
    delimiter: str, encoding: str, end: str
) -> None:
    lines = [
        "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest",
        "Ruís Nuñes,ruis@contoh.or.id,11/26/2026 2:00:00 PM,11/26/2026 3:00:00 PM,60,Yes",
    ]
    text = end.join(lines).replace(",", delimiter) + end
    (row,) = read(text.encode(encoding)).rows
    assert (row.line, row.name, row.email, row.joined) == (
        2,
        "Ruís Nuñes",
        "ruis@contoh.or.id",
        utc("2026-11-26T07:00:00"),
    )


@pytest.mark.parametrize(
    ("joined", "left"),
    [
        ("11/26/2026 02:00:05 PM", "11/26/2026 03:30:00 PM"),
        ("11/26/2026 2:00:05 PM", "11/26/2026 3:30:00 PM"),
        ("11/26/2026 2:00:05\u202fPM", "11/26/2026 3:30:00\u202fPM"),
        ("2026-11-26 14:00:05", "2026-11-26 15:30:00"),
        ("26/11/2026 14:00:05", "26/11/2026 15:30"),
        ("26/11/2026, 14.00.05", "26/11/2026, 15.30.00"),
        ("26/11/2026 14.00.05", "26/11/2026 15.30"),
        ("26/11/26 14.00.05", "26/11/26 15.30"),
        ("11/26/2026 14:00:05", "11/26/2026 15:30"),
        ("26-11-2026 14:00:05", "26-11-2026 15:30:00"),
        ("26/11/2026 02:00:05 p. m.", "26/11/2026 03:30:00 p. m."),
        ("Nov 26, 2026 02:00:05 PM", "Nov 26, 2026 03:30:00 PM"),
        ("26 Nov 2026 14.00.05", "26 November 2026 pukul 15.30"),
        ("2026-11-26T07:00:05Z", "2026-11-26T15:30:00+07:00"),
        ("46352,583391203704", "46352.645833333336"),
    ],
)
def test_every_written_time_is_one_moment(joined: str, left: str) -> None:
    assert one_stay(joined, left) == (utc("2026-11-26T07:00:05"), utc("2026-11-26T08:30:00"))


def test_the_order_of_day_and_month_is_decided_by_the_nearness_of_the_meeting() -> None:
    december = datetime(2026, 12, 11, 14, 0, tzinfo=WIB)
    november = datetime(2026, 11, 12, 14, 0, tzinfo=WIB)
    assert one_stay("11/12/2026 14:00", "11/12/2026 15:00", december) == (
        utc("2026-12-11T07:00:00"),
        utc("2026-12-11T08:00:00"),
    )
    assert one_stay("11/12/2026 14:00", "11/12/2026 15:00", november) == (
        utc("2026-11-12T07:00:00"),
        utc("2026-11-12T08:00:00"),
    )


def test_the_order_is_one_for_the_whole_file() -> None:
    # 12/31 can only be month first, so 01/02 after midnight is the second of January.
    text = (
        HEADING
        + "A,,12/31/2026 23:00,01/02/2027 00:30,1,Yes\nB,,01/02/2027 00:00,01/02/2027 00:30,1,Yes\n"
    )
    assert read(text, datetime(2026, 12, 31, 23, 0, tzinfo=WIB)).rows[1].joined == utc(
        "2027-01-01T17:00:00"
    )


def test_midnight_and_the_years_end_are_crossed() -> None:
    around = datetime(2026, 12, 31, 23, 0, tzinfo=WIB)
    assert one_stay("12/31/2026 11:30:00 PM", "01/01/2027 12:30:00 AM", around) == (
        utc("2026-12-31T16:30:00"),
        utc("2026-12-31T17:30:00"),
    )


def test_an_order_that_cannot_be_told_is_said() -> None:
    # 10 November and 11 October are equally far from 26 October 02.00: 15 days each.
    found = read(
        HEADING + "Sumarni,,10/11/2026 02:00,10/11/2026 02:00,1,Yes\n",
        datetime(2026, 10, 26, 2, 0, tzinfo=WIB),
    )
    assert problems(found) == [
        (
            1,
            "Day and month cannot be told apart in this report; the month was taken to come first.",
        ),
        (1, "No stay lies within a day of the session. Is this the report of another date?"),
    ]


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (
            "Sumarni,,11/26/2026 3:00:00 PM,11/26/2026 2:00:00 PM,-60,Yes",
            "Sumarni leaves before joining: this stay counts nothing.",
        ),
        ("Sumarni,,11/26/2026 3:00:00 PM,--,60,Yes", "The time “--” cannot be read."),
        (
            "Sumarni,,99/99/2026 3:00:00 PM,11/26/2026 4:00:00 PM,60,Yes",
            "The time “99/99/2026 3:00:00 PM” cannot be read.",
        ),
        ("Sumarni,", "This row has fewer cells than the heading: Sumarni,"),
    ],
)
def test_a_row_that_cannot_be_read_stops_no_other(row: str, what: str) -> None:
    good = "Yohana Kambu,,11/26/2026 2:00:00 PM,11/26/2026 3:00:00 PM,60,Yes\n"
    found = read(f"{HEADING}{good}{row}\n{good}")
    assert [each.line for each in found.rows] == [2, 4]
    assert problems(found) == [(3, what)]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("Sri Wahyuni, S.Sos., M.Kes.,,{times},60,Yes", "Sri Wahyuni, S.Sos., M.Kes."),
        ('"Siti ""Titi"" Aminah",,{times},60,Yes', 'Siti "Titi" Aminah'),
        ('"Siti "Titi" Aminah",,{times},60,Yes', 'Siti "Titi" Aminah'),
        ('Siti "Titi" Aminah,,{times},60,Yes', 'Siti "Titi" Aminah'),
        ('"Siti Aminah,,{times},60,Yes', "Siti Aminah"),
        ("Siti\u200b \u2060Aminah\u00ad,,{times},60,Yes", "Siti Aminah"),
        ("Si\0ti Aminah,\0,{times},60,Yes", "Siti Aminah"),
        ("Siti Aminah,,{times},60,Yes,,,,", "Siti Aminah"),
    ],
)
def test_damage_in_a_row_stays_in_the_row(row: str, name: str) -> None:
    times = "11/26/2026 2:00:00 PM,11/26/2026 3:00:00 PM"
    text = (
        HEADING
        + row.format(times=times)
        + f"\nSumarni,,{times},60,Yes\nYohana Kambu,,{times},60,Yes\n"
    )
    found = read(text)
    assert [(each.line, each.name) for each in found.rows] == [
        (2, name),
        (3, "Sumarni"),
        (4, "Yohana Kambu"),
    ]
    assert found.problems == ()


def test_one_damaged_byte_spoils_no_other_line() -> None:
    times = b"11/26/2026 2:00:00 PM,11/26/2026 3:00:00 PM,60,Yes\n"
    found = read(HEADING.encode() + b"Ru\xeds,," + times + "Zoë,,".encode() + times)
    assert [each.name for each in found.rows] == ["Ruís", "Zoë"]


def test_headings_repeated_by_pasting_two_exports_are_no_rows() -> None:
    block = (REPORTS / "sentence_case.csv").read_text("utf-8")
    found = read(block + block)
    assert [each.line for each in found.rows] == [5, 6, 7, 12, 13, 14]
    assert found.problems == ()


@pytest.mark.parametrize("file", ["google_form.csv", "registrants.csv"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_other_table_is_not_recognised(file: str, encoding: str) -> None:
    with pytest.raises(NotRecognised):
        read((REPORTS / file).read_text("utf-8").encode(encoding))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"PK\x03\x04\x14\0\x06\0",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
        b"Name,Email,Phone\nSumarni,,0812\n",
        b'"' * 100_000,
        bytes(range(256)) * 50,
    ],
)
def test_anything_else_is_not_recognised(data: bytes) -> None:
    with pytest.raises(NotRecognised):
        read(data)


def test_a_report_of_one_meeting_has_bounds() -> None:
    with pytest.raises(ReportTooBig):
        read(b" " * (5 * 1024 * 1024 + 1))
    with pytest.raises(ReportTooLong):
        read("Name,Email,Total Duration (Minutes),Guest\n" + "A,,1,Yes\n" * 50_001)


def test_a_report_without_participants_says_so() -> None:
    assert problems(read(HEADING)) == [(1, "The report has no participants.")]


@pytest.mark.parametrize(
    "line",
    ["x" + "," * 300_000, "x" + ",a" * 300_000, '"' * 600_000, '"a' * 300_000, "\t" * 600_000],
    ids=["commas", "cells", "quotation marks", "open quotations", "tabs"],
)
def test_an_endless_line_is_one_problem_and_takes_no_time(line: str) -> None:
    begun = time.process_time()
    report = read(
        f"{HEADING}{line}\nSumarni,,11/26/2026 02:00:00 PM,11/26/2026 03:00:00 PM,60,Yes\n"
    )
    assert ([row.name for row in report.rows], len(report.problems)) == (
        ["Sumarni"],
        1 if line.strip() else 0,
    )
    assert time.process_time() - begun < 1
