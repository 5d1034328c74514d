"""From the records of a report to its stays, the same for every platform."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from webinar_hub.attendance.readers.dates import Meanings, Order, choose_order, read_moment
from webinar_hub.attendance.readers.report import MAX_ROWS, Problem, Reading, ReportTooLong, Row
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.lines import split_cells
from webinar_hub.kit.text import clean, search_key
from webinar_hub.people.contacts import normal_email

_LONGEST_SECONDS = 7 * 24 * 3600
HEADING_WITHIN = 60
# Several times what a report has with all its questions; a line may be nothing but delimiters.
_LABELS_AT_MOST = 300
_LONGEST_LABEL = 100
DELIMITERS = ",;\t"

_DOUBTFUL_DATES = _(
    "Day and month cannot be told apart in this report; the month was taken to come first."
)
_NO_PARTICIPANTS = _("The report has no participants.")
_ANOTHER_DAY = _("No stay lies within a day of the session. Is this the report of another date?")


class Unreadable(Refused):
    """A row that cannot be read; the others go on."""


@dataclass(frozen=True)
class Moment:
    """A time as it is written, and what it can mean."""

    text: str
    meanings: Meanings


@dataclass(frozen=True)
class Entry:
    """What one row of a report says.

    Beside times, seconds is how long somebody was there between them, in all.
    """

    line: int
    name: str
    email: str = ""
    joined: Moment | None = None
    left: Moment | None = None
    seconds: int | None = None
    original_name: str | None = None
    waiting: bool = False

    @property
    def times(self) -> tuple[Moment, ...]:
        """Return when somebody came and left, as far as the row tells."""
        return tuple(each for each in (self.joined, self.left) if each)


Columns = TypeVar("Columns")


@dataclass(frozen=True)
class Record(Generic[Columns]):
    """The cells of a row; line is where it starts in the file, counted from 1."""

    line: int
    cells: list[str]
    columns: Columns

    def text(self, place: int | None) -> str:
        """Return what stands in a cell, nothing for a column that the report lacks."""
        return clean(self.cells[place]) if place is not None and place < len(self.cells) else ""

    def moment(self, place: int | None) -> Moment | None:
        """Return the date and time in a cell, None for a column that the report lacks."""
        if place is None:
            return None
        text = self.text(place)
        return Moment(text, read_moment(text))

    def minutes(self, place: int | None) -> int:
        """Return minutes, written as a number, in seconds. Raises Unreadable."""
        text = self.text(place)
        try:
            seconds = round(float(text.replace(",", ".")) * 60)
        except (ValueError, OverflowError) as error:
            raise Unreadable(_("The duration “%(text)s” cannot be read.", text=text)) from error
        return checked_seconds(seconds, text)

    def refuse_shorter_than(self, width: int) -> None:
        """Raise Unreadable where cells are missing."""
        if len(self.cells) < width:
            text = clean(", ".join(self.cells))
            raise Unreadable(
                _(
                    "This row has fewer cells than the heading: %(text)s",
                    text=text if len(text) <= 60 else f"{text[:60]}…",
                )
            )


def checked_seconds(seconds: int, text: str) -> int:
    """Return the seconds of a duration that is possible; text is how it is written.

    Raises Unreadable.
    """
    if not 0 <= seconds <= _LONGEST_SECONDS:
        raise Unreadable(
            _("The duration “%(text)s” cannot be right: it counts nothing.", text=text)
        )
    return seconds


def has_digit(text: str) -> bool:
    """Tell what may be a time or a count from words."""
    return any(c.isdigit() for c in text)


def labels_of(cells: Iterable[str]) -> list[str]:
    """Return a heading's labels as search_key writes them: no case, accents or brackets."""
    # A table tool writes a repeated column as "User Email.1" or "User_Email_2".
    return [
        re.sub(r"(?<=[a-z]) \d$", "", search_key(clean(cell[:_LONGEST_LABEL]).replace("_", " ")))
        for cell in islice(cells, _LABELS_AT_MOST)
    ]


def place_of(wanted: Collection[str], labels: Iterable[str]) -> int | None:
    """Return where the first column with a wanted label stands, None for one that is missing."""
    return next((at for at, label in enumerate(labels) if label in wanted), None)


@dataclass(frozen=True)
class Table(Generic[Columns]):
    """Where the participants' heading line stands, counted from 0, and how its rows are read."""

    heading: int
    delimiter: str
    columns: Columns


def find_table(
    lines: Sequence[str], columns_of: Callable[[list[str]], Columns | None]
) -> Table[Columns] | None:
    """Return the table under the first line whose labels are a heading by columns_of."""
    for index, line in enumerate(lines[:HEADING_WITHIN]):
        for delimiter in DELIMITERS:
            columns = columns_of(labels_of(split_cells(line, delimiter)[0]))
            if columns is not None:
                return Table(index, delimiter, columns)
    return None


def name_in_bracket(name: str) -> str | None:
    """Return what stands in the last bracket of a display name, behind something else."""
    bracket = re.search(r"\(([^()]+)\)\s*$", name)
    return bracket[1].strip() or None if bracket and name[: bracket.start()].strip() else None


def read_records(
    form: str,
    found: Iterable[Record[Columns]],
    entry: Callable[[Record[Columns]], Entry | None],
    *,
    heading: int,
    zone: ZoneInfo,
    around: datetime,
) -> Reading:
    """Return the stays of a report's records in UTC; the rows that cannot be read stop no other.

    entry returns None for a record that is no participant's. heading is where the line of column
    names stands, counted from 0; zone and around are those of read_report. Raises ReportTooLong.
    """
    entries, problems = _entries(found, entry)
    if not entries and not problems:
        problems.append(Problem(heading + 1, _NO_PARTICIPANTS))
    order, doubtful = choose_order(
        [each.meanings for told in entries for each in told.times],
        around.astimezone(zone).replace(tzinfo=None),
    )
    if doubtful:
        problems.append(Problem(heading + 1, _DOUBTFUL_DATES))
    rows: list[Row] = []
    for told in entries:
        try:
            rows.append(_row(told, order, zone))
        except Unreadable as error:
            problems.append(Problem(told.line, error.sentence))
    if _is_of_another_day(rows, around):
        problems.append(Problem(heading + 1, _ANOTHER_DAY))
    dated = any(read_moment(each.text) for told in entries for each in told.times)
    return Reading(form, tuple(rows), tuple(sorted(problems, key=lambda each: each.line)), dated)


def _entries(
    found: Iterable[Record[Columns]], entry: Callable[[Record[Columns]], Entry | None]
) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    for count, record in enumerate(found, start=1):
        if count > MAX_ROWS:
            raise ReportTooLong
        try:
            if (made := entry(record)) is not None:
                entries.append(made)
        except Unreadable as error:
            problems.append(Problem(record.line, error.sentence))
    return entries, problems


def _row(entry: Entry, order: Order, zone: ZoneInfo) -> Row:
    for moment in entry.times:
        if order not in moment.meanings:
            raise Unreadable(_("The time “%(text)s” cannot be read.", text=moment.text))
    joined, left = (_utc(moment, order, zone) for moment in (entry.joined, entry.left))
    if joined and left and left < joined:
        raise Unreadable(
            _("%(name)s leaves before joining: this stay counts nothing.", name=entry.name)
        )
    return Row(
        entry.line,
        entry.name,
        entry.original_name,
        _email(entry.email),
        joined,
        left,
        entry.seconds,
        entry.waiting,
    )


def _utc(moment: Moment | None, order: Order, zone: ZoneInfo) -> datetime | None:
    if moment is None:
        return None
    meant = moment.meanings[order]
    return (meant if meant.tzinfo else meant.replace(tzinfo=zone)).astimezone(UTC)


def _is_of_another_day(rows: Sequence[Row], around: datetime) -> bool:
    away = [abs(row.joined - around) for row in rows if row.joined]
    return bool(away) and min(away) > timedelta(days=1)


def _email(text: str) -> str | None:
    if not any(c.isalnum() for c in text) or search_key(text) in ("n a", "na", "none", "null"):
        return None
    try:
        return normal_email(text)
    except Refused:
        return text.lower()
