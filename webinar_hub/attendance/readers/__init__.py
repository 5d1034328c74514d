"""Read the attendance reports of meeting platforms: bytes in, stays out."""

from datetime import datetime
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers import zoom
from webinar_hub.attendance.readers.reading import (
    MAX_BYTES,
    NotRecognised,
    Problem,
    Reading,
    ReportTooBig,
    ReportTooLong,
    Row,
)
from webinar_hub.kit.lines import lines_of

__all__ = [
    "NotRecognised",
    "Problem",
    "Reading",
    "ReportTooBig",
    "ReportTooLong",
    "Row",
    "read_report",
]


def read_report(data: bytes, *, zone: ZoneInfo, around: datetime) -> Reading:
    """Return the stays of one report file.

    zone is the clock of the file, which names none itself; around is the aware start of the meeting, by which day-first and
    month-first dates are told apart. Raise NotRecognised, ReportTooBig (5 MB) or ReportTooLong (50,000 rows).
    """
    if len(data) > MAX_BYTES:
        raise ReportTooBig
    return zoom.read(lines_of(data), zone=zone, around=around)
