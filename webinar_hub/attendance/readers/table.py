"""A table with a name in each row, and times, minutes or both: Google Meet's, or one's own."""

import re
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
    Unreadable,
    find_table,
    has_digit,
    labels_of,
    place_of,
    read_records,
)
from webinar_hub.attendance.readers.report import NotMinutes, OwnList, Reading
from webinar_hub.attendance.readers.zoom import WAITING, YES
from webinar_hub.kit.language import _
from webinar_hub.kit.lines import records
from webinar_hub.kit.text import search_key

FORMAT = "table"
_MEET = "google-meet"

# Labels as search_key writes them: what people call the columns of a list that they make, and what
# Google Meet does.
_NAME = frozenset(
    (
        *("name", "full name", "participant", "participant name", "display name", "user name"),
        *("nama", "nama lengkap", "nama peserta", "peserta", "nama pengguna"),
    )
)
_FIRST_NAME = frozenset(("first name", "nama depan"))
_LAST_NAME = frozenset(("last name", "nama belakang"))
_EMAIL = frozenset(("email", "e mail", "email address", "user email", "alamat email", "surel"))
_JOINED = frozenset(
    (
        *("joined", "join", "join time", "time joined", "joined at"),
        *("masuk", "jam masuk", "waktu masuk", "bergabung", "jam bergabung", "waktu bergabung"),
        *("datang", "jam datang", "hadir pukul", "jam hadir", "waktu hadir", "mulai", "jam mulai"),
    )
)
_LEFT = frozenset(
    (
        *("left", "leave", "leave time", "time left", "left at", "time exited", "exit time"),
        *("keluar", "jam keluar", "waktu keluar", "pulang", "jam pulang", "selesai", "jam selesai"),
    )
)
_MINUTES = frozenset(
    (
        *("minutes", "duration", "duration minutes", "total minutes"),
        *("menit", "durasi", "durasi menit", "lama", "lama menit", "jumlah menit"),
        *("durasi hadir", "lama hadir", "lama hadir menit", "menit hadir"),
    )
)
_MEETS_OWN = frozenset(("time joined", "time exited"))
_ATTENDED = frozenset(
    (
        *("attended", "present", "attendance", "attendance status", "status"),
        *("hadir", "kehadiran", "status kehadiran", "keterangan", "ket"),
    )
)
_DID_NOT = frozenset(
    (
        *("no", "n", "absent", "not present", "did not attend", "excused"),
        *("tidak", "tidak hadir", "tdk hadir", "belum hadir", "absen", "alpa", "alpha"),
        *("izin", "ijin", "sakit", "berhalangan"),
    )
)
_OWN = (
    ["no", "name", "organisation", "region", "status", "minutes"],
    ["no", "nama", "lembaga", "wilayah", "status", "menit"],
)
_MINUTES_A_DAY = 24 * 60

# People write their clock behind a time, or behind the column's label. Which one it is, the form
# asks; a report that fits another clearly better is noticed.
_CLOCK_NAMED = re.compile(r"\s*\b(?:WIB|WITA|WIT)$", re.IGNORECASE)


@dataclass(frozen=True)
class _Columns:
    """Where a person's cells stand; names are one cell, or the first name's and the last one's."""

    form: str
    names: tuple[int, ...]
    email: int | None
    joined: int | None
    left: int | None
    minutes: int | None
    attended: int | None
    waiting: int | None

    @property
    def width(self) -> int:
        """Return how many cells a whole row has."""
        places = (*self.names, self.joined, self.left, self.minutes)
        return max(place for place in places if place is not None) + 1


def read(lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
    """Return what a table tells, None where its columns do not.

    Raises ReportTooLong, OwnList and NotMinutes.
    """
    table = find_table(lines, _columns)
    if table is None:
        return None
    entry = partial(_entry, around=around.astimezone(zone).replace(tzinfo=None))
    found, form = _people(list(lines), table), table.columns.form
    return read_records(form, found, entry, heading=table.heading, zone=zone, around=around)


def _columns(labels: list[str]) -> _Columns | None:
    plain = [_CLOCK_NAMED.sub("", label) for label in labels]
    name, first, last, email, joined, left, minutes = (
        place_of(wanted, plain)
        for wanted in (_NAME, _FIRST_NAME, _LAST_NAME, _EMAIL, _JOINED, _LEFT, _MINUTES)
    )
    parts = (first, last) if name is None else (name,)
    names = tuple(each for each in parts if each is not None)
    if joined is None or left is None:
        # One time alone makes no stay.
        joined = left = None
    if not names or (joined is None and minutes is None):
        return None
    if labels[: len(_OWN[0])] in _OWN:
        raise OwnList
    form = _MEET if set(labels) >= _MEETS_OWN else FORMAT
    attended, waiting = place_of(_ATTENDED, labels), place_of(WAITING, labels)
    return _Columns(form, names, email, joined, left, minutes, attended, waiting)


def _people(lines: list[str], table: Table[_Columns]) -> Iterator[Record[_Columns]]:
    columns = table.columns
    for line, cells in records(lines, table.heading + 1, table.delimiter, columns.width):
        # Reports pasted below each other repeat the heading.
        if not has_digit("".join(cells)) and (another := _columns(labels_of(cells))):
            columns = another
        else:
            yield Record(line, cells, columns)


def _entry(record: Record[_Columns], *, around: datetime) -> Entry | None:
    columns = record.columns
    name = " ".join(filter(None, map(record.text, columns.names)))
    email, minutes = record.text(columns.email), record.text(columns.minutes)
    times = record.text(columns.joined), record.text(columns.left)
    if not name and not any(times):
        # A line of sums below the list.
        return None
    said = record.text(columns.attended)
    if search_key(said) in _DID_NOT:
        if not minutes and not any(times):
            return None
        raise Unreadable(
            _("“%(text)s” stands beside %(name)s: this row counts nothing.", text=said, name=name)
        )
    timed = any(times) or columns.minutes is None
    seconds = _seconds(record, minutes) if minutes or not timed else None
    joined, left = _moments(record, around) if timed else (None, None)
    return Entry(
        record.line,
        name,
        # Of a stranger's address Google Meet tells some letters: it leads to nobody.
        "" if "*" in email else email,
        joined,
        left,
        seconds,
        waiting=search_key(record.text(columns.waiting)) in YES,
    )


def _seconds(record: Record[_Columns], text: str) -> int:
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        # Whatever is too long for minutes shows that the short ones are none either.
        if float(text.replace(",", ".")) > _MINUTES_A_DAY:
            raise NotMinutes
        return record.minutes(record.columns.minutes)
    return duration(text)


def _moments(record: Record[_Columns], around: datetime) -> tuple[Moment | None, Moment | None]:
    joined, left = _moment(record, record.columns.joined), _moment(record, record.columns.left)
    if joined and left and not joined.meanings and not left.meanings:
        came, went = read_times_of_day(joined.text, left.text, around)
        return Moment(joined.text, came), Moment(left.text, went)
    return joined, left


def _moment(record: Record[_Columns], place: int | None) -> Moment | None:
    if place is None:
        return None
    text = _CLOCK_NAMED.sub("", record.text(place))
    return Moment(text, read_moment(text))
