"""Zoom's report of a meeting's participants, in the forms and languages in which it is exported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers.dates import read_moment
from webinar_hub.attendance.readers.entries import (
    DELIMITERS,
    Entry,
    Record,
    Table,
    find_table,
    has_digit,
    labels_of,
    name_in_bracket,
    read_records,
)
from webinar_hub.attendance.readers.report import Reading
from webinar_hub.kit.lines import records, split_cells
from webinar_hub.kit.text import search_key

FORMAT = "zoom-meeting"
# A name with all its titles: `Sri Wahyuni, S.Sos., M.Si., Ak.`
_COMMAS_IN_A_NAME = 12

# Labels as search_key writes them: no case, accents or brackets. "menit s" is Zoom's own stray s
# after the bracket.
_NAME_WITH_ORIGINAL = frozenset(
    ("name original name", "nameoriginalname", "nama nama asli", "nombre nombre original")
)
_NAME = _NAME_WITH_ORIGINAL | {"name", "nama", "nombre"}
EMAIL = frozenset(
    (
        "email",
        "e mail",
        "user email",
        "email address",
        "email pengguna",
        "alamat email",
        "surel",
        "e mail del usuario",
        "email del usuario",
    )
) | {"correo electronico", "correo electronico del usuario"}
JOINED = frozenset(("join time", "waktu bergabung", "hora para unirse", "hora de entrada"))
LEFT = frozenset(("leave time", "waktu keluar", "hora para salir", "hora de salida"))
_MINUTES = frozenset(("duration minutes", "durasi menit", "durasi menit s", "duracion minutos"))
_TOTAL = frozenset(
    (
        "total duration minutes",
        "total durasi menit",
        "total durasi menit s",
        "duracion total minutos",
        "total de duracion minutos",
    )
)
_GUEST = frozenset(("guest", "tamu", "invitado"))
WAITING = frozenset(("in waiting room", "inwaitingroom", "di ruang tunggu", "en sala de espera"))
_MEETING = frozenset(
    (
        "topic",
        "topik",
        "tema",
        "start time",
        "waktu mulai",
        "hora de inicio",
        "end time",
        "waktu berakhir",
        "hora de finalizacion",
    )
)
_WEBINAR = frozenset(
    (
        "attendee report",
        "attendee details",
        "panelist details",
        "webinar id",
        "attended",
        "unique viewers",
    )
)
YES = frozenset(("yes", "y", "ya", "si", "true"))


@dataclass(frozen=True)
class _Columns:
    """Where a participant's cells stand; a report without joined has only total minutes."""

    width: int
    name: int
    email: int | None
    joined: int | None
    left: int | None
    minutes: int | None
    waiting: int | None

    @property
    def last(self) -> int:
        """Return the last cell that a row must have."""
        return max(
            place
            for place in (
                self.name,
                self.joined,
                self.left,
                None if self.joined is not None else self.minutes,
            )
            if place is not None
        )


def read(lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
    """Return the stays of a Zoom meeting's report, None for anything else. Raises ReportTooLong."""
    table = find_table(lines, _columns)
    if table is None or _is_webinars(lines[: table.heading + 1]):
        return None
    found = _participants(list(lines), table)
    return read_records(FORMAT, found, _entry, heading=table.heading, zone=zone, around=around)


def _is_webinars(lines: Sequence[str]) -> bool:
    return any(
        _WEBINAR & set(labels_of(split_cells(line, delimiter)[0]))
        for line in lines
        for delimiter in DELIMITERS
    )


def _columns(labels: list[str]) -> _Columns | None:
    name = _place(_NAME, labels)
    if name is None:
        return None

    def place(wanted: frozenset[str]) -> int | None:
        return _place(wanted, labels, behind=name)

    joined, left, minutes, total, email = (
        place(wanted) for wanted in (JOINED, LEFT, _MINUTES, _TOTAL, EMAIL)
    )
    width, waiting = _width(labels), place(WAITING)
    if {joined, left} == {None}:
        known = total is not None and {email, place(_GUEST)} != {None}
        return _Columns(width, name, email, None, None, total, waiting) if known else None
    known = minutes is not None or labels[name] in _NAME_WITH_ORIGINAL
    if known and None not in (joined, left):
        return _Columns(width, name, email, joined, left, minutes, waiting)
    return None


def _width(labels: list[str]) -> int:
    return max((at for at, label in enumerate(labels) if label), default=0) + 1


def _place(wanted: frozenset[str], labels: list[str], *, behind: int = -1) -> int | None:
    """Return where a column stands, looked for behind the name first.

    With the meeting's columns in every row, the host's address and the meeting's duration come
    before the name.
    """
    places = [at for at, label in enumerate(labels) if label in wanted]
    after = [at for at in places if at > behind]
    if after or _MEETING & set(labels):
        return after[0] if after else None
    return places[0] if places else None


def _participants(lines: list[str], table: Table[_Columns]) -> Iterator[Record[_Columns]]:
    columns = table.columns
    skip = False
    for line, cells in records(lines, table.heading + 1, table.delimiter, columns.last + 1):
        if skip:
            skip = False
            continue
        labels = [] if _is_participant(cells, columns) else labels_of(cells)
        if another := _columns(labels):
            # Exports of several parts of a meeting pasted below each other repeat their headings.
            columns = another
        elif len(_MEETING & set(labels)) > 1:
            skip = True
        else:
            yield Record(line, _aligned(cells, columns), columns)


def _is_participant(cells: list[str], columns: _Columns) -> bool:
    place = columns.minutes if columns.joined is None else columns.joined
    return place is not None and place < len(cells) and has_digit(cells[place])


def _aligned(cells: list[str], columns: _Columns) -> list[str]:
    """Return the cells in their columns, which an unquoted comma in the name has pushed on."""
    end = len(cells)
    while end > columns.width and not cells[end - 1].strip():
        end -= 1
    cells = cells[:end]
    name, joined = columns.name, columns.joined
    if joined is None or joined < name:
        return cells
    if len(cells) <= columns.width or read_moment(cells[joined]):
        return cells
    for shift in range(1, min(len(cells) - columns.width, _COMMAS_IN_A_NAME) + 1):
        if read_moment(cells[joined + shift]):
            return [
                *cells[:name],
                ",".join(cells[name : name + shift + 1]),
                *cells[name + shift + 1 :],
            ]
    return cells


def _entry(record: Record[_Columns]) -> Entry:
    columns = record.columns
    record.refuse_shorter_than(columns.last + 1)
    name = record.text(columns.name)
    return Entry(
        record.line,
        name,
        original_name=name_in_bracket(name),
        email=record.text(columns.email),
        joined=record.moment(columns.joined),
        left=record.moment(columns.left),
        seconds=record.minutes(columns.minutes) if columns.joined is None else None,
        waiting=search_key(record.text(columns.waiting)) in YES,
    )
