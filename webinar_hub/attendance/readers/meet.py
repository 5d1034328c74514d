"""Google Meet's attendance report: each person's first coming, last leaving and sum of minutes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers.dates import read_moment, read_times_of_day
from webinar_hub.attendance.readers.durations import duration
from webinar_hub.attendance.readers.entries import (
    Entry,
    Moment,
    Record,
    Table,
    collected,
    find_table,
    labels_of,
    place_of,
)
from webinar_hub.attendance.readers.report import Reading
from webinar_hub.kit.lines import records

FORMAT = "google-meet"

# Labels as search_key writes them.
_NAME = frozenset(("name", "nama"))
_FIRST_NAME = frozenset(("first name", "nama depan"))
_LAST_NAME = frozenset(("last name", "nama belakang"))
_EMAIL = frozenset(("email", "e mail", "alamat email"))
_DURATION = frozenset(("duration", "durasi"))
# Zoom and Teams call it so, too, and write dates below.
_JOINED_ANYWHERE = "waktu bergabung"
_JOINED = frozenset(("time joined", _JOINED_ANYWHERE, "bergabung"))
_LEFT = frozenset(("time exited", "waktu keluar", "keluar"))


@dataclass(frozen=True)
class _Columns:
    """Where a participant's cells stand; shared: other platforms call the coming so, too."""

    names: tuple[int, ...]
    email: int | None
    duration: int
    joined: int
    left: int
    shared: bool

    @property
    def width(self) -> int:
        """Return how many cells a row must have."""
        return max(*self.names, self.duration, self.joined, self.left) + 1


@dataclass(frozen=True)
class _Record(Record):
    columns: _Columns


def read(lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
    """Return the stays of a Google Meet report, None for anything else. Raises ReportTooLong."""
    table = find_table(lines, _columns)
    if table is None or _is_anothers(list(lines), table):
        return None
    entry = partial(_entry, around=around.astimezone(zone).replace(tzinfo=None))
    found = collected(_participants(list(lines), table), entry)
    return found.reading(FORMAT, heading=table.heading + 1, zone=zone, around=around)


def _columns(labels: list[str]) -> _Columns | None:
    parts = [place_of(wanted, labels) for wanted in (_FIRST_NAME, _LAST_NAME)]
    if parts == [None, None]:
        parts = [place_of(_NAME, labels)]
    names = tuple(place for place in parts if place is not None)
    seconds, joined, left = (place_of(wanted, labels) for wanted in (_DURATION, _JOINED, _LEFT))
    if not names or seconds is None or joined is None or left is None:
        return None
    return _Columns(
        names, place_of(_EMAIL, labels), seconds, joined, left, labels[joined] == _JOINED_ANYWHERE
    )


def _is_anothers(lines: list[str], table: Table[_Columns]) -> bool:
    if not table.columns.shared:
        return False
    first = next(_participants(lines, table), None)
    return first is not None and bool(read_moment(first.text(first.columns.joined)))


def _participants(lines: list[str], table: Table[_Columns]) -> Iterator[_Record]:
    columns = table.columns
    for line, cells in records(lines, table.heading + 1, table.delimiter, columns.width):
        record = _Record(line, cells, columns)
        timed = any(c.isdigit() for c in record.text(columns.joined))
        # Reports pasted below each other repeat the heading.
        if not timed and (another := _columns(labels_of(cells))):
            columns = another
        else:
            yield record


def _entry(record: _Record, *, around: datetime) -> Entry:
    columns = record.columns
    record.refuse_shorter_than(columns.width)
    joined, left = (record.moment(place) for place in (columns.joined, columns.left))
    if joined and left and not joined.meanings and not left.meanings:
        came, went = read_times_of_day(joined.text, left.text, around)
        joined, left = Moment(joined.text, came), Moment(left.text, went)
    email = record.text(columns.email)
    return Entry(
        record.line,
        " ".join(filter(None, map(record.text, columns.names))),
        # Of a stranger's address only some letters are told: it leads to nobody.
        email="" if "*" in email else email,
        joined=joined,
        left=left,
        seconds=duration(record.text(columns.duration)),
    )
