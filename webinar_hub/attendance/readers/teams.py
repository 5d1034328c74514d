"""Microsoft Teams' reports of a meeting or webinar, and its older list of who came and left."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, auto
from functools import partial
from itertools import islice
from operator import attrgetter, itemgetter
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers.dates import read_moment
from webinar_hub.attendance.readers.durations import duration
from webinar_hub.attendance.readers.entries import (
    HEADING_WITHIN,
    Entry,
    Record,
    Unreadable,
    has_digit,
    labels_of,
    place_of,
    read_records,
)
from webinar_hub.attendance.readers.report import MAX_ROWS, Problem, Reading, Row
from webinar_hub.kit.language import _
from webinar_hub.kit.lines import records, split_cells
from webinar_hub.kit.text import search_key

FORMAT = "teams"
_DELIMITERS = "\t,;"
# A name and two more cells; every row of a participant has as many.
_WIDTH = 3

# Labels as search_key writes them: no case, accents or brackets. Sections in other languages are
# known by their numbers and the order of their columns.
_NAME = frozenset(("name", "full name", "nama", "nama lengkap", "vollstandiger name"))
_JOINED = frozenset(("join time",))
_LEFT = frozenset(("leave time",))
_FIRST = frozenset(("first join",))
_LAST = frozenset(("last leave",))
_DURATION = frozenset(("duration", "in meeting duration"))
_EMAIL = frozenset(("email", "e mail"))
_REGISTERED = frozenset(("registration email",))
_ACTION = frozenset(("user action", "tindakan pengguna", "benutzeraktion"))
_AT = frozenset(("timestamp", "stempel waktu", "zeitstempel"))
_JOINS = frozenset(
    (
        "joined",
        "joined before",
        "bergabung",
        "telah bergabung",
        "bergabung sebelumnya",
        "beigetreten",
        "zuvor beigetreten",
        "teilgenommen",
    )
)
_LEAVES = frozenset(("left", "keluar", "telah keluar", "meninggalkan", "verlassen"))
_IN_UTC = " utc"

_SECTION = re.compile(r"\s*(\d{1,2})\s*[.)]\s*[^\W\d]")
_STANDING = frozenset(
    (
        "guest",
        "external",
        "unverified",
        "tamu",
        "eksternal",
        "tidak terverifikasi",
        "gast",
        "extern",
    )
)
_STANDINGS_AT_MOST = 3


class _Kind(StrEnum):
    """What the rows of a table tell, the best first: the others are read where it is missing."""

    STAYS = auto()
    SUMS = auto()
    LIST = auto()


_IN_SECTION = {2: _Kind.SUMS, 3: _Kind.STAYS}


@dataclass(frozen=True)
class _Columns:
    """Where the cells of a table stand; the older list has one time and what was done then."""

    kind: _Kind
    name: int
    joined: int
    left: int | None = None
    seconds: int | None = None
    action: int | None = None
    email: int | None = None
    registered: int | None = None
    utc: bool = False

    @property
    def width(self) -> int:
        """Return how many cells a row must have: Teams leaves empty ones at the end out."""
        wanted = (self.name, self.joined, self.left, self.action)
        return max(place for place in wanted if place is not None) + 1


_Record = Record[_Columns | None]
"""A row; what stands in no table that tells of people has no columns."""


@dataclass(frozen=True)
class _Start:
    """Where the first table's heading stands, counted from 0, and in which section."""

    heading: int
    delimiter: str
    section: int


def read(lines: Sequence[str], *, zone: ZoneInfo, around: datetime) -> Reading | None:
    """Return the stays of a Teams report, None for anything else. Raises ReportTooLong.

    The report's third section has the stays. Where it is missing, the second tells when somebody
    first came, last left and how long they were there in all.
    """
    start = _find_start(lines)
    if start is None:
        return None
    rows = list(islice(_rows(list(lines), start), MAX_ROWS + 1))
    if any(row.columns.utc for row in rows if row.columns):
        zone = ZoneInfo("UTC")
    kind = _told(rows)
    entry = partial(_entry, kind=kind, registered=_registered(rows))
    found = read_records(FORMAT, rows, entry, heading=start.heading, zone=zone, around=around)
    return _paired(found) if kind is _Kind.LIST else found


def _told(rows: Sequence[_Record]) -> _Kind:
    """Return which tables to read: the best that has a time in it."""
    kinds = [row.columns.kind for row in rows if row.columns]
    readable = (
        kind
        for kind in _Kind
        if any(
            row.columns.kind is kind and read_moment(row.text(row.columns.joined))
            for row in rows
            if row.columns
        )
    )
    return next(readable, kinds[0] if kinds else _Kind.STAYS)


def _find_start(lines: Sequence[str]) -> _Start | None:
    section = 0
    for index, line in enumerate(lines[:HEADING_WITHIN]):
        following = next((each for each in lines[index + 1 : index + 4] if each.strip()), "")
        for delimiter in _DELIMITERS:
            cells = split_cells(line, delimiter)[0]
            if number := _section(cells):
                section = number
                break
            if _labelled(cells) or (
                _placed(cells, section) and _has_times(split_cells(following, delimiter)[0])
            ):
                return _Start(index, delimiter, section)
        else:
            section = 0 if line.strip() else section
    return None


def _section(cells: list[str]) -> int:
    """Return the number of the section that `2. Participants` begins, 0 for any other row."""
    title = _SECTION.match(cells[0])
    return int(title[1]) if title and not any(cell.strip() for cell in cells[1:]) else 0


def _has_times(cells: list[str]) -> bool:
    return len(cells) >= _WIDTH and all(read_moment(cell) for cell in cells[1:_WIDTH])


def _labelled(cells: list[str]) -> _Columns | None:
    """Return the columns of a heading whose words are known."""
    if len(cells) < _WIDTH:
        return None
    labels = labels_of(cells)
    utc = any(label.endswith(_IN_UTC) for label in labels)
    labels = [label.removesuffix(_IN_UTC) for label in labels]
    name, seconds, email, registered, at, action = (
        place_of(wanted, labels) for wanted in (_NAME, _DURATION, _EMAIL, _REGISTERED, _AT, _ACTION)
    )
    if name is None:
        return None
    for kind, *times in ((_Kind.STAYS, _JOINED, _LEFT), (_Kind.SUMS, _FIRST, _LAST)):
        first, last = (place_of(wanted, labels) for wanted in times)
        if first is not None and last is not None and seconds is not None:
            return _Columns(kind, name, first, last, seconds, None, email, registered, utc)
    if at is None or action is None:
        return None
    return _Columns(_Kind.LIST, name, at, action=action, email=email, utc=utc)


def _placed(cells: list[str], section: int) -> _Columns | None:
    """Return the columns of a heading in any language: their order is the same in all.

    It stands below the title of the second or the third section.
    """
    kind = _IN_SECTION.get(section)
    filled = [cell for cell in cells if cell.strip()]
    if kind is None or len(filled) <= _WIDTH or has_digit("".join(filled[: _WIDTH + 1])):
        return None
    utc = any(label.endswith(_IN_UTC) for label in labels_of(cells))
    return _Columns(kind, 0, 1, 2, 3, email=4, utc=utc)


def _rows(lines: list[str], start: _Start) -> Iterator[_Record]:
    columns: _Columns | None = None
    section = start.section
    for line, cells in records(lines, start.heading, start.delimiter, _WIDTH):
        if columns and columns.joined < len(cells) and has_digit(cells[columns.joined]):
            yield _Record(line, cells, columns)
        elif number := _section(cells):
            columns, section = None, number
            yield _Record(line, cells, None)
        elif heading := _labelled(cells) or (_placed(cells, section) if not columns else None):
            columns, section = heading, 0
            yield _Record(line, cells, None)
        else:
            section = 0
            yield _Record(line, cells, columns)


def _registered(rows: Sequence[_Record]) -> Mapping[tuple[str, str], str]:
    """Return with which address people registered for a webinar.

    The second section alone tells it. Where two have the same name and account, it tells nothing.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        if row.columns and row.columns.registered is not None:
            address = row.text(row.columns.registered)
            found.setdefault(_account(row, row.columns), set()).add(address)
    return {who: addresses.pop() for who, addresses in found.items() if len(addresses) == 1}


def _account(row: _Record, columns: _Columns) -> tuple[str, str]:
    return row.text(columns.name), row.text(columns.email)


def _entry(row: _Record, *, kind: _Kind, registered: Mapping[tuple[str, str], str]) -> Entry | None:
    columns = row.columns
    if columns is None or columns.kind is not kind:
        return None
    row.refuse_shorter_than(columns.width)
    account = whole, email = _account(row, columns)
    name = _without_standing(whole)
    joined, left = row.moment(columns.joined), row.moment(columns.left)
    if kind is _Kind.LIST:
        came = _says_joined(row.text(columns.action))
        return Entry(row.line, name, email, joined if came else None, None if came else joined)
    email = row.text(columns.registered) or registered.get(account, "") or email
    if kind is _Kind.STAYS:
        return Entry(row.line, name, email, joined, left)
    if not row.text(columns.joined) and not row.text(columns.left):
        # Who registered for a webinar and never came stands there, too.
        return None
    return Entry(row.line, name, email, joined, left, duration(row.text(columns.seconds)))


def _without_standing(whole: str) -> str:
    """Return a name without `(Guest)` and the like behind it."""
    name = whole
    for _each in range(_STANDINGS_AT_MOST):
        before, _mark, standing = name.rpartition("(")
        if not standing.endswith(")") or standing[:-1].casefold() not in _STANDING:
            break
        name = before.rstrip()
    return name or whole


def _says_joined(verb: str) -> bool:
    """Return whether somebody came then; otherwise they left. Raises Unreadable."""
    key = search_key(verb)
    if key not in _JOINS | _LEAVES:
        raise Unreadable(
            _("“%(text)s” says neither joined nor left: this row counts nothing.", text=verb)
        )
    return key in _JOINS


def _paired(found: Reading) -> Reading:
    """Return the stays of the older list: from each coming to the same person's next leaving.

    It says nothing of who stayed to the end: they count until the latest time in it. Whoever comes
    twice without leaving has been there since the first; whoever leaves without having come counts
    nothing.
    """
    events = sorted(
        [(moment, row) for row in found.rows if (moment := row.joined or row.left)],
        key=itemgetter(0),
    )
    there: dict[tuple[str, str | None], Row] = {}
    rows: list[Row] = []
    problems = list(found.problems)
    for moment, row in events:
        if row.joined:
            there.setdefault((row.name, row.email), row)
        elif came := there.pop((row.name, row.email), None):
            rows.append(replace(came, left=moment))
        else:
            problems.append(
                Problem(
                    row.line,
                    _(
                        "%(name)s leaves without having joined: this row counts nothing.",
                        name=row.name,
                    ),
                )
            )
    rows.extend(replace(came, left=events[-1][0]) for came in there.values())
    line = attrgetter("line")
    return replace(
        found, rows=tuple(sorted(rows, key=line)), problems=tuple(sorted(problems, key=line))
    )
