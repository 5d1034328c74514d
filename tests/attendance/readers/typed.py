"""Reports typed by hand, read on the WIB clock, and what is told of them."""

from datetime import datetime
from pathlib import Path

from webinar_hub.attendance.readers.reading import read_report
from webinar_hub.attendance.readers.report import Reading
from webinar_hub.kit import language, zones

REPORTS = Path(__file__).parent.parent / "reports"
WIB = zones.WIB.info
STARTS = datetime(2026, 11, 26, 14, 0, tzinfo=WIB)


def read(data: bytes | str, around: datetime = STARTS) -> Reading:
    """Read a report on the WIB clock."""
    return read_report(data.encode() if isinstance(data, str) else data, zone=WIB, around=around)


def told(found: Reading) -> list[tuple[object, ...]]:
    """Return line, name, address, the times on the WIB clock and the minutes of each row."""
    return [
        (
            row.line,
            row.name,
            row.email,
            *(moment and f"{moment.astimezone(WIB):%d %H.%M}" for moment in (row.joined, row.left)),
            None if row.seconds is None else row.seconds / 60,
        )
        for row in found.rows
    ]


def problems(found: Reading) -> list[tuple[int, str]]:
    """Return the lines that could not be read, and why, in English."""
    with language.reading("en"):
        return [(each.line, str(each.what)) for each in found.problems]
