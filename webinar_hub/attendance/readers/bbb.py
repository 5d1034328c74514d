"""The list of users that BigBlueButton's learning dashboard lets one download."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers.durations import duration
from webinar_hub.attendance.readers.entries import (
    Entry,
    Moment,
    Record,
    find_table,
    has_digit,
    place_of,
    read_records,
)
from webinar_hub.attendance.readers.report import Reading
from webinar_hub.kit.lines import records
from webinar_hub.kit.text import search_key

FORMAT = "bigbluebutton"

# Labels as search_key writes them. BigBlueButton leaves most of these in English where all else is
# Indonesian; its spreadsheet says user for name.
_NAME = frozenset(("name", "nama", "user", "pengguna"))
_MODERATOR = frozenset(("moderator",))
_JOINED = frozenset(("join", "bergabung", "waktu bergabung"))
_LEFT = frozenset(("left", "keluar", "waktu keluar"))
_DURATION = frozenset(("duration", "durasi"))
_WHETHER = frozenset(("true", "false"))


@dataclass(frozen=True)
class _Columns:
    """Where a user's cells stand, all of them before the questions of polls."""

    name: int
    moderator: int
    joined: int
    left: int
    duration: int

    @property
    def width(self) -> int:
        """Return how many cells a row must have."""
        return max(self.name, self.moderator, self.joined, self.left, self.duration) + 1


def read(lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
    """Return the stays of a learning dashboard, None for anything else. Raises ReportTooLong."""
    table = find_table(lines, _columns)
    if table is None:
        return None
    columns = table.columns
    rows = records(list(lines), table.heading + 1, table.delimiter, columns.width)
    found = (Record(line, cells, columns) for line, cells in rows)
    return read_records(FORMAT, found, _entry, heading=table.heading, zone=zone, around=around)


def _columns(labels: list[str]) -> _Columns | None:
    name, moderator, joined, left, seconds = (
        place_of(wanted, labels) for wanted in (_NAME, _MODERATOR, _JOINED, _LEFT, _DURATION)
    )
    if name is None or moderator is None or joined is None or left is None or seconds is None:
        return None
    return _Columns(name, moderator, joined, left, seconds)


def _is_a_users(record: Record[_Columns]) -> bool:
    """Return false for what is left of a heading, and for the anonymous answers at the end.

    Questions and answers of polls have line breaks and commas as they were typed.
    """
    columns = record.columns
    moderator = search_key(record.text(columns.moderator))
    return has_digit(record.text(columns.joined)) or moderator in _WHETHER


def _entry(record: Record[_Columns]) -> Entry | None:
    columns = record.columns
    if not _is_a_users(record):
        return None
    record.refuse_shorter_than(columns.width)
    joined, left = (record.moment(place) for place in (columns.joined, columns.left))
    seconds = duration(record.text(columns.duration))
    if joined and left and left.text == "-":
        # Still there when the list was downloaded: nobody knows when they left.
        later = timedelta(seconds=seconds)
        left = Moment(left.text, {order: at + later for order, at in joined.meanings.items()})
    return Entry(record.line, record.text(columns.name), joined=joined, left=left, seconds=seconds)
