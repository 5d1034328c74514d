"""Zoom's report of a meeting's participants, in the forms and languages in which it is exported."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers.dates import Meanings, Order, choose_order, read_moment
from webinar_hub.attendance.readers.report import (
    MAX_ROWS,
    Problem,
    Reading,
    ReportTooLong,
    Row,
)
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.lines import records, split_cells
from webinar_hub.kit.text import clean, search_key
from webinar_hub.people.contacts import normal_email

FORMAT = "zoom-meeting"
_HEADING_WITHIN = 60
# A name with all its titles: `Sri Wahyuni, S.Sos., M.Si., Ak.`
_COMMAS_IN_A_NAME = 12
_LONGEST_SECONDS = 7 * 24 * 3600

# Labels as search_key writes them: no case, accents or brackets. "menit s" is Zoom's own stray s
# after the bracket.
_NAME_WITH_ORIGINAL = frozenset(
    ("name original name", "nameoriginalname", "nama nama asli", "nombre nombre original")
)
_NAME = _NAME_WITH_ORIGINAL | {"name", "nama", "nombre"}
_EMAIL = frozenset(
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
_JOINED = frozenset(("join time", "waktu bergabung", "hora para unirse", "hora de entrada"))
_LEFT = frozenset(("leave time", "waktu keluar", "hora para salir", "hora de salida"))
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
_WAITING = frozenset(("in waiting room", "inwaitingroom", "di ruang tunggu", "en sala de espera"))
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
_YES = frozenset(("yes", "y", "ya", "si", "true"))

_DOUBTFUL_DATES = _(
    "Day and month cannot be told apart in this report; the month was taken to come first."
)
_NO_PARTICIPANTS = _("The report has no participants.")
_ANOTHER_DAY = _("No stay lies within a day of the session. Is this the report of another date?")


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


@dataclass(frozen=True)
class _Record:
    """A row of the report; moments are what coming and leaving can mean, () where it tells none."""

    line: int
    cells: list[str]
    columns: _Columns
    moments: tuple[Meanings, ...]


@dataclass(frozen=True)
class _Table:
    """Where the participants' heading line stands, counted from 0, and how its rows are read."""

    heading: int
    delimiter: str
    columns: _Columns


def read(lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
    """Return the stays of a Zoom meeting's report, None for anything else. Raises ReportTooLong."""
    table = _find_table(lines)
    if table is None:
        return None
    found = _participants(list(lines), table)
    order, doubtful = choose_order(
        [each for record in found for each in record.moments],
        around.astimezone(zone).replace(tzinfo=None),
    )
    rows: list[Row] = []
    problems = [Problem(table.heading + 1, _DOUBTFUL_DATES)] if doubtful else []
    for record in found:
        try:
            rows.append(_stay(record, order, zone) if record.moments else _total(record))
        except _Unreadable as error:
            problems.append(Problem(record.line, error.sentence))
    if not found:
        problems.append(Problem(table.heading + 1, _NO_PARTICIPANTS))
    elif _is_of_another_day(rows, around):
        problems.append(Problem(table.heading + 1, _ANOTHER_DAY))
    return Reading(FORMAT, tuple(rows), tuple(problems))


def _is_of_another_day(rows: Sequence[Row], around: datetime) -> bool:
    away = [abs(row.joined - around) for row in rows if row.joined]
    return bool(away) and min(away) > timedelta(days=1)


class _Unreadable(Refused):
    """A row that cannot be read; the others go on."""


def _find_table(lines: Sequence[str]) -> _Table | None:
    for index, line in enumerate(lines[:_HEADING_WITHIN]):
        for delimiter in ",;\t":
            labels = _labels(split_cells(line, delimiter)[0])
            if _WEBINAR & set(labels):
                return None
            if columns := _columns(labels):
                return _Table(index, delimiter, columns)
    return None


def _labels(cells: list[str]) -> list[str]:
    # A table tool writes a repeated column as "User Email.1" or "User_Email_2".
    return [
        re.sub(r"(?<=[a-z]) \d$", "", search_key(clean(cell).replace("_", " "))) for cell in cells
    ]


def _columns(labels: list[str]) -> _Columns | None:
    name = _place(_NAME, labels)
    if name is None:
        return None

    def place(wanted: frozenset[str]) -> int | None:
        return _place(wanted, labels, behind=name)

    joined, left, minutes, total, email = (
        place(wanted) for wanted in (_JOINED, _LEFT, _MINUTES, _TOTAL, _EMAIL)
    )
    width, waiting = _width(labels), place(_WAITING)
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


def _participants(lines: list[str], table: _Table) -> list[_Record]:
    found: list[_Record] = []
    columns = table.columns
    skip = False
    for line, cells in records(lines, table.heading + 1, table.delimiter, columns.last + 1):
        if skip:
            skip = False
            continue
        labels = [] if _is_participant(cells, columns) else _labels(cells)
        if another := _columns(labels):
            # Exports of several parts of a meeting pasted below each other repeat their headings.
            columns = another
        elif len(_MEETING & set(labels)) > 1:
            skip = True
        else:
            found.append(_record(line, cells, columns))
            if len(found) > MAX_ROWS:
                raise ReportTooLong
    return found


def _is_participant(cells: list[str], columns: _Columns) -> bool:
    place = columns.minutes if columns.joined is None else columns.joined
    return place is not None and place < len(cells) and any(c.isdigit() for c in cells[place])


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


def _record(line: int, cells: list[str], columns: _Columns) -> _Record:
    cells = _aligned(cells, columns)
    places = () if columns.joined is None else (columns.joined, columns.left)
    return _Record(line, cells, columns, tuple(read_moment(_text(cells, each)) for each in places))


def _text(cells: list[str], place: int | None) -> str:
    return clean(cells[place]) if place is not None and place < len(cells) else ""


def _cell(record: _Record, place: int | None) -> str:
    return _text(record.cells, place)


def _stay(record: _Record, order: Order, zone: ZoneInfo) -> Row:
    _refuse_short(record)
    places = record.columns.joined, record.columns.left
    for place, meanings in zip(places, record.moments, strict=True):
        if order not in meanings:
            raise _Unreadable(_("The time “%(text)s” cannot be read.", text=_cell(record, place)))
    joined, left = (_utc(meanings[order], zone) for meanings in record.moments)
    if left < joined:
        raise _Unreadable(
            _(
                "%(name)s leaves before joining: this stay counts nothing.",
                name=_cell(record, record.columns.name),
            )
        )
    return _row(record, joined=joined, left=left)


def _utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _total(record: _Record) -> Row:
    _refuse_short(record)
    text = _cell(record, record.columns.minutes)
    try:
        seconds = round(float(text.replace(",", ".")) * 60)
    except (ValueError, OverflowError) as error:
        raise _Unreadable(_("The duration “%(text)s” cannot be read.", text=text)) from error
    if not 0 <= seconds <= _LONGEST_SECONDS:
        raise _Unreadable(
            _("The duration “%(text)s” cannot be right: it counts nothing.", text=text)
        )
    return _row(record, seconds=seconds)


def _refuse_short(record: _Record) -> None:
    if len(record.cells) <= record.columns.last:
        raise _Unreadable(
            _("This row has fewer cells than the heading: %(text)s", text=_shortened(record.cells))
        )


def _shortened(cells: list[str]) -> str:
    text = clean(", ".join(cells))
    return text if len(text) <= 60 else f"{text[:60]}…"


def _row(
    record: _Record,
    *,
    joined: datetime | None = None,
    left: datetime | None = None,
    seconds: int | None = None,
) -> Row:
    name = _cell(record, record.columns.name)
    bracket = re.search(r"\(([^()]+)\)\s*$", name)
    waiting = search_key(_cell(record, record.columns.waiting)) in _YES
    original = bracket[1].strip() if bracket and name[: bracket.start()].strip() else None
    return Row(
        record.line,
        name,
        original or None,
        _email(_cell(record, record.columns.email)),
        joined,
        left,
        seconds,
        waiting,
    )


def _email(text: str) -> str | None:
    if not any(c.isalnum() for c in text) or search_key(text) in ("n a", "na", "none", "null"):
        return None
    try:
        return normal_email(text)
    except Refused:
        return text.lower()
