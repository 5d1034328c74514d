"""Read a report with the first reader that knows the file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers import zoom
from webinar_hub.attendance.readers.report import (
    MAX_BYTES,
    NotRecognised,
    Reading,
    ReportTooBig,
)
from webinar_hub.kit.lines import lines_of


class Reader(Protocol):
    """Reads the reports of one platform; returns None for a file that it does not know."""

    def __call__(self, lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
        """Read the lines of a file. Raises ReportTooLong."""


READERS: tuple[Reader, ...] = (zoom.read,)
"""Asked in turn; the first that knows a file reads it."""


def read_report(data: bytes, *, zone: ZoneInfo, around: datetime) -> Reading:
    """Return the stays of one report file.

    zone is the clock of the file, which names none itself; around is the aware start of the
    meeting, by which day-first and month-first dates are told apart. Raises NotRecognised,
    ReportTooBig (5 MB) and ReportTooLong (50,000 rows).
    """
    if len(data) > MAX_BYTES:
        raise ReportTooBig
    lines = lines_of(data)
    for read in READERS:
        if (reading := read(lines, zone=zone, around=around)) is not None:
            return reading
    raise NotRecognised
