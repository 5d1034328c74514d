"""Zoom's attendee report of a webinar: a file of sections, each with a heading of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers.entries import (
    Entry,
    Record,
    Table,
    find_table,
    has_digit,
    labels_of,
    name_in_bracket,
    place_of,
    read_records,
)
from webinar_hub.attendance.readers.report import Reading
from webinar_hub.attendance.readers.zoom import EMAIL, JOINED, LEFT, YES
from webinar_hub.kit.lines import records
from webinar_hub.kit.text import search_key

FORMAT = "zoom-webinar"

_NAME = frozenset(
    ("user name original name", "user name", "nama pengguna nama asli", "nama pengguna")
) | {"nombre de usuario nombre original", "nombre de usuario"}
_ATTENDED = frozenset(("attended", "hadir", "asistio"))
_IN_SESSION = frozenset(
    (
        "time in session minutes",
        "waktu dalam sesi menit",
        "waktu di sesi menit",
        "tiempo en sesion minutos",
        "tiempo en la sesion minutos",
    )
)


@dataclass(frozen=True)
class _Columns:
    name: int
    joined: int
    left: int
    email: int | None
    attended: int | None


def read(lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
    """Return the stays of hosts, panellists, attendees and callers, None for anything else.

    Whoever is raised to a panellist stands in two sections, with a stay in each. Raises
    ReportTooLong.
    """
    table = find_table(lines, _columns)
    if table is None:
        return None
    found = _attendees(list(lines), table)
    return read_records(FORMAT, found, _entry, heading=table.heading, zone=zone, around=around)


def _columns(labels: list[str]) -> _Columns | None:
    name, joined, left, email, attended, minutes = (
        place_of(wanted, labels) for wanted in (_NAME, JOINED, LEFT, EMAIL, _ATTENDED, _IN_SESSION)
    )
    if name is None or joined is None or left is None or {attended, minutes} == {None}:
        return None
    return _Columns(name, joined, left, email, attended)


def _attendees(lines: list[str], table: Table[_Columns]) -> Iterator[Record[_Columns]]:
    columns = table.columns
    # From the heading on, which may run over several lines.
    for line, cells in records(lines, table.heading, table.delimiter, width=5):
        if another := _columns(labels_of(cells)):
            columns = another
        elif sum(1 for cell in cells if cell.strip()) > 1:
            yield Record(line, cells, columns)


def _entry(record: Record[_Columns]) -> Entry | None:
    columns = record.columns
    if _did_not_come(record):
        return None
    record.refuse_shorter_than(max(columns.name, columns.joined, columns.left) + 1)
    name = record.text(columns.name)
    email, original_name = record.text(columns.email), name_in_bracket(name)
    joined, left = record.moment(columns.joined), record.moment(columns.left)
    return Entry(record.line, name, email, joined, left, original_name=original_name)


def _did_not_come(record: Record[_Columns]) -> bool:
    """Tell whoever registered and did not come, with `--` for their times."""
    columns = record.columns
    if columns.attended is None or search_key(record.text(columns.attended)) in YES:
        return False
    return not has_digit(record.text(columns.joined))
