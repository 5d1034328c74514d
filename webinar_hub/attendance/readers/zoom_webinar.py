"""Zoom's attendee report of a webinar: a file of sections, each with a heading of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers.entries import (
    Entry,
    Record,
    collected,
    labels_of,
    name_in_bracket,
)
from webinar_hub.attendance.readers.report import Reading
from webinar_hub.attendance.readers.zoom import EMAIL, JOINED, LEFT, YES
from webinar_hub.kit.lines import records, split_cells
from webinar_hub.kit.text import search_key

FORMAT = "zoom-webinar"
_HEADING_WITHIN = 60

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


@dataclass(frozen=True)
class _Record(Record):
    columns: _Columns


def read(lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
    """Return the stays of hosts, panellists, attendees and callers, None for anything else.

    Whoever is raised to a panellist stands in two sections, with a stay in each. Raises
    ReportTooLong.
    """
    for index, line in enumerate(lines[:_HEADING_WITHIN]):
        for delimiter in ",;\t":
            if _columns(split_cells(line, delimiter)[0]):
                found = collected(_attendees(list(lines), index, delimiter), _entry)
                return found.reading(FORMAT, heading=index + 1, zone=zone, around=around)
    return None


def _columns(cells: Sequence[str]) -> _Columns | None:
    labels = labels_of(cells)

    def place(wanted: frozenset[str]) -> int | None:
        return next((at for at, label in enumerate(labels) if label in wanted), None)

    name, joined, left, attended = (place(each) for each in (_NAME, JOINED, LEFT, _ATTENDED))
    known = {attended, place(_IN_SESSION)} != {None}
    if name is None or joined is None or left is None or not known:
        return None
    return _Columns(name, joined, left, place(EMAIL), attended)


def _attendees(lines: list[str], heading: int, delimiter: str) -> Iterator[_Record]:
    columns = None
    for line, cells in records(lines, heading, delimiter, width=5):
        if another := _columns(cells):
            columns = another
        elif sum(1 for cell in cells if cell.strip()) > 1 and columns:
            yield _Record(line, cells, columns)


def _entry(record: _Record) -> Entry | None:
    columns = record.columns
    if _did_not_come(record):
        return None
    record.refuse_shorter_than(max(columns.name, columns.joined, columns.left) + 1)
    name = record.text(columns.name)
    return Entry(
        record.line,
        name,
        original_name=name_in_bracket(name),
        email=record.text(columns.email),
        joined=record.moment(columns.joined),
        left=record.moment(columns.left),
    )


def _did_not_come(record: _Record) -> bool:
    """Tell whoever registered and did not come, with `--` for their times."""
    columns = record.columns
    if columns.attended is None or search_key(record.text(columns.attended)) in YES:
        return False
    return not any(c.isdigit() for c in record.text(columns.joined))
