"""Google Meet's reports, typed by hand; lines and stays are what stands there."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from webinar_hub.attendance.readers import meet
from webinar_hub.attendance.readers.reading import read_report
from webinar_hub.attendance.readers.report import Reading
from webinar_hub.kit.language import reading

REPORTS = Path(__file__).parent.parent / "reports"
WIB = ZoneInfo("Asia/Jakarta")
STARTS = datetime(2026, 11, 26, 14, 0, tzinfo=WIB)
HEADING = "Name,Email,Duration,Time joined,Time exited\n"


def read(data: bytes | str, around: datetime = STARTS) -> Reading:
    """Read a report on the WIB clock."""
    return read_report(data.encode() if isinstance(data, str) else data, zone=WIB, around=around)


def utc(text: str) -> datetime:
    """Return a moment of the session's day written in UTC, which is WIB minus seven hours."""
    return datetime.fromisoformat(f"2026-11-26T{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("file", "rows"),
    [
        # (line, name, e-mail, first joined, last left, seconds in all)
        (
            "meet.csv",
            [(2, "Sri Wahyuni", "sri.wahyuni@pelitamutis.org", "07:01", "07:59", 58 * 60)],
        ),
        (
            "meet_two_names.csv",
            [
                (2, "Sri Wahyuni, S.Sos.", "sri.wahyuni@pelitamutis.org", "06:52", "09:05", 3720),
                # Who masks her address has none, and one name is enough.
                (3, "Sumarni", None, "07:01", "07:59", 58 * 60),
                (4, "Siti Aminah", "siti.aminah@pmi-kupang.or.id", "08:30", "09:12", 42 * 60),
                (5, "Moh. Rizki Pratama", "rizki.pratama@gmail.com", "07:10", "07:10", 0),
            ],
        ),
        (
            "meet_indonesian.csv",
            [
                (2, "Sri Wahyuni", "sri.wahyuni@pelitamutis.org", "06:52", "09:05", 3720),
                (3, "Sumarni", None, "07:01", "07:59", 58 * 60),
            ],
        ),
    ],
)
def test_every_form_gives_its_stays(
    file: str, rows: list[tuple[int, str, str | None, str, str, int]]
) -> None:
    found = read((REPORTS / file).read_bytes())
    assert (found.format, found.problems) == ("google-meet", ())
    assert [
        (row.line, row.name, row.email, row.joined, row.left, row.seconds) for row in found.rows
    ] == [(*row[:3], utc(row[3]), utc(row[4]), row[5]) for row in rows]


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
    text = f"{HEADING}Sumarni,,1 min,{joined},{left}\n"
    (row,) = read(text, datetime.fromisoformat(f"2026-11-{starts}").replace(tzinfo=WIB)).rows
    assert (row.joined, row.left) == tuple(
        datetime.fromisoformat(f"2026-11-{each}").replace(tzinfo=WIB) for each in stay
    )


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("Sumarni,,a while,14:01,14:59", "The duration “a while” cannot be read."),
        ("Sumarni,,58 min,25:01,14:59", "The time “25:01” cannot be read."),
        ("Sumarni,,58 min,14:01,--", "The time “--” cannot be read."),
        ("Sumarni,,58 min", "This row has fewer cells than the heading: Sumarni, , 58 min"),
    ],
)
def test_a_row_that_cannot_be_read_stops_no_other(row: str, what: str) -> None:
    good = "Yohana Kambu,,58 min,14:01,14:59\n"
    # Two reports pasted below each other repeat the heading.
    found = read(f"{HEADING}{row}\n{HEADING}{good}")
    assert [each.line for each in found.rows] == [4]
    with reading("en"):
        assert [(each.line, str(each.what)) for each in found.problems] == [(2, what)]


@pytest.mark.parametrize(
    "text",
    [
        "Name,Email,Duration\nSumarni,,58 min\n",
        "Nama,Email,Waktu bergabung,Waktu keluar\nSumarni,,14:01,14:59\n",
        # Another platform's, in Indonesian.
        "Nama;Durasi;Waktu bergabung;Waktu keluar\nSumarni;58 mnt;26/11/2026 14.01;26/11/2026 14.59\n",
        "Email,Duration,Time joined,Time exited\ns@example.org,58 min,14:01,14:59\n",
    ],
)
def test_any_other_table_is_not_recognised(text: str) -> None:
    assert meet.read(text.splitlines(), zone=WIB, around=STARTS) is None
