"""Any other table of who was there: a name in each row, with times, with minutes, or with both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers.dates import read_times_of_day
from webinar_hub.attendance.readers.durations import duration
from webinar_hub.attendance.readers.entries import (
    Entry,
    Moment,
    Record,
    collected,
    find_table,
    place_of,
)
from webinar_hub.attendance.readers.report import Reading
from webinar_hub.kit.lines import records

FORMAT = "table"

# Labels as search_key writes them: what people call the columns of a list that they make.
_NAME = frozenset(
    (
        *("name", "full name", "participant", "participant name", "display name", "user name"),
        *("nama", "nama lengkap", "nama peserta", "peserta", "nama pengguna"),
    )
)
_EMAIL = frozenset(("email", "e mail", "email address", "user email", "alamat email", "surel"))
_JOINED = frozenset(
    (
        *("joined", "join", "join time", "time joined", "joined at"),
        *("masuk", "jam masuk", "waktu masuk", "bergabung", "jam bergabung", "waktu bergabung"),
        *("datang", "jam datang"),
    )
)
_LEFT = frozenset(
    (
        *("left", "leave", "leave time", "time left", "left at", "time exited", "exit time"),
        *("keluar", "jam keluar", "waktu keluar", "pulang", "jam pulang"),
    )
)
_MINUTES = frozenset(
    (
        *("minutes", "duration", "duration minutes", "total minutes"),
        *("menit", "durasi", "durasi menit", "lama", "lama menit", "jumlah menit"),
    )
)


@dataclass(frozen=True)
class _Columns:
    name: int
    email: int | None
    joined: int | None
    left: int | None
    minutes: int | None


@dataclass(frozen=True)
class _Record(Record):
    columns: _Columns


def read(lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
    """Return what a table tells, None where its columns do not. Raises ReportTooLong."""
    table = find_table(lines, _columns)
    if table is None:
        return None
    columns = table.columns
    rows = (
        _Record(line, cells, columns)
        for line, cells in records(
            list(lines), table.heading + 1, table.delimiter, columns.name + 1
        )
    )
    entry = partial(_entry, around=around.astimezone(zone).replace(tzinfo=None))
    found = collected(rows, entry)
    return found.reading(FORMAT, heading=table.heading + 1, zone=zone, around=around)


def _columns(labels: list[str]) -> _Columns | None:
    name, email, joined, left, minutes = (
        place_of(wanted, labels) for wanted in (_NAME, _EMAIL, _JOINED, _LEFT, _MINUTES)
    )
    if name is None or (minutes is None and None in (joined, left)):
        return None
    return _Columns(name, email, joined, left, minutes)


def _entry(record: _Record, *, around: datetime) -> Entry | None:
    columns = record.columns
    name, minutes = record.text(columns.name), record.text(columns.minutes)
    times = record.text(columns.joined), record.text(columns.left)
    if not name and not any(times):
        # A line of sums below the list.
        return None
    seconds = _seconds(record) if minutes or not any(times) else None
    joined, left = _moments(record, around) if any(times) else (None, None)
    return Entry(record.line, name, record.text(columns.email), joined, left, seconds)


def _seconds(record: _Record) -> int:
    text = record.text(record.columns.minutes)
    return (
        duration(text)
        if any(c.isalpha() or c == ":" for c in text)
        else record.minutes(record.columns.minutes)
    )


def _moments(record: _Record, around: datetime) -> tuple[Moment | None, Moment | None]:
    joined, left = record.moment(record.columns.joined), record.moment(record.columns.left)
    if joined and left and not joined.meanings and not left.meanings:
        came, went = read_times_of_day(joined.text, left.text, around)
        return Moment(joined.text, came), Moment(left.text, went)
    return joined, left
