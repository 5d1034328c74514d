"""The command read-report: say what the hub makes of reports, without a database."""

import argparse
import csv
import io
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from webinar_hub.attendance.matching.links import Link
from webinar_hub.attendance.matching.registrants import Registrant
from webinar_hub.attendance.matching.rules import match
from webinar_hub.attendance.minutes.rules import told_seconds
from webinar_hub.attendance.readers.reading import read_report
from webinar_hub.attendance.readers.report import Reading, Row
from webinar_hub.kit import language, zones
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.lines import lines_of
from webinar_hub.kit.phones import normal_phone
from webinar_hub.kit.text import clean
from webinar_hub.people.contacts import normal_email

READ, IN_PART, NOT_READ = 0, 1, 2
_COLUMNS = ("id", "name", "email", "phone", "organisation")


class _UnusableError(Exception):
    """Something given to the command cannot be used; the text says what."""


@dataclass(frozen=True)
class _Meeting:
    starts: datetime
    ends: datetime
    zone: ZoneInfo


@dataclass(frozen=True)
class _Report:
    file: str
    reading: Reading
    links: list[Link]


def read_report_command(argv: Sequence[str]) -> int:
    """Read the reports of one meeting; print whose rows they are and everybody's time in it.

    Return 0 when all was read, 1 when some rows could not be, 2 when a file is not a report or an
    argument cannot be used.
    """
    given = _parser().parse_args(argv)
    with language.reading("en"):
        try:
            meeting = _meeting(given.start, given.end, given.zone)
            registrants = _registrants(given.registrants) if given.registrants else []
            reports = [_report(file, meeting, registrants) for file in given.files]
        except _UnusableError as error:
            sys.stderr.write(f"read-report: {error}\n")
            return NOT_READ
        people = _people(reports, meeting)
        text = _as_json(reports, people) if given.json else _as_text(reports, people, registrants)
        sys.stdout.write(f"{text}\n")
    return IN_PART if any(report.reading.problems for report in reports) else READ


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m webinar_hub read-report",
        description="Say what the hub makes of the attendance reports of one meeting.",
        epilog="Exit status: 0 read, 1 read in part, 2 not recognised.",
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a participants report; several are reports of one meeting",
    )
    parser.add_argument(
        "--start",
        required=True,
        metavar="ISO",
        help="start of the meeting, such as 2026-11-26T14:00",
    )
    parser.add_argument("--end", required=True, metavar="ISO", help="end of the meeting")
    parser.add_argument(
        "--zone",
        required=True,
        help="the clock of files and of times without offset: WIB, WITA, WIT or Asia/Jakarta",
    )
    parser.add_argument(
        "--registrants",
        metavar="FILE.csv",
        help="columns id,name,email,phone,organisation and optionally code",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _meeting(start: str, end: str, zone: str) -> _Meeting:
    clock = _zone(zone)
    starts, ends = _moment(start, clock), _moment(end, clock)
    if starts >= ends:
        raise _UnusableError(f"the meeting must end after it starts: {start} is not before {end}.")
    return _Meeting(starts, ends, clock)


def _zone(name: str) -> ZoneInfo:
    try:
        return zones.zone(name.upper()).info
    except KeyError:
        pass
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _UnusableError(
            f"“{name}” is no time zone: write WIB, WITA, WIT or a name such as Asia/Jakarta."
        ) from error


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _UnusableError(
            f"“{text}” is no date with a time: write it like 2026-11-26T14:00."
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _bytes(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise _UnusableError(f"{file} cannot be read: {error.strerror or error}.") from error


def _report(file: str, meeting: _Meeting, registrants: list[Registrant]) -> _Report:
    try:
        reading = read_report(_bytes(file), zone=meeting.zone, around=meeting.starts)
    except Refused as error:
        raise _UnusableError(f"{file}: {error}") from error
    return _Report(file, reading, match(reading.rows, registrants))


def _registrants(file: str) -> list[Registrant]:
    table = _table(file)
    if missing := [title for title in _COLUMNS if title not in (table.fieldnames or ())]:
        raise _UnusableError(
            f"{file} has no column {', '.join(missing)}; "
            "the columns are id,name,email,phone,organisation and optionally code."
        )
    try:
        found = [_registrant(line) for line in table if _has_text(line)]
    except csv.Error as error:
        raise _UnusableError(f"{file} cannot be read: {error}.") from error
    if doubled := _doubled(found):
        raise _UnusableError(
            f"{file} has an empty or repeated id: {', '.join(doubled) or '(empty)'}."
        )
    return found


def _doubled(registrants: list[Registrant]) -> list[str]:
    times = Counter(one.id for one in registrants)
    return sorted(one for one in times if not one or times[one] > 1)


def _table(file: str) -> "csv.DictReader[str]":
    text = "\n".join(lines_of(_bytes(file)))
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restval="")
    table.fieldnames = [clean(title).casefold() for title in table.fieldnames or ()]
    return table


def _has_text(line: dict[str, Any]) -> bool:
    return any(isinstance(cell, str) and cell.strip() for cell in line.values())


def _registrant(line: dict[str, str]) -> Registrant:
    cell = {title: clean(line.get(title) or "") for title in (*_COLUMNS, "code")}
    return Registrant(
        id=cell["id"],
        name=cell["name"],
        email=_normal(normal_email, cell["email"]),
        phone=_normal(normal_phone, cell["phone"]),
        organisation=cell["organisation"] or None,
        code=cell["code"].upper() or None,
    )


def _normal(normalise: Callable[[str], str], text: str) -> str | None:
    try:
        return normalise(text) if text else None
    except Refused:
        return text.lower()


def _people(reports: list[_Report], meeting: _Meeting) -> dict[str, int]:
    """Return the seconds of everybody who has rows, over all files."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for link in (link for report in reports for link in report.links):
        if link.registrant:
            rows[link.registrant].append(link.row)
    return {who: _seconds(their_rows, meeting) for who, their_rows in rows.items()}


def _seconds(rows: list[Row], meeting: _Meeting) -> int:
    told = ((row.joined, row.left, row.seconds) for row in rows if not row.waiting)
    return told_seconds(told, starts=meeting.starts, ends=meeting.ends)


def _formats(reports: list[_Report]) -> str:
    return ", ".join(sorted({report.reading.format for report in reports}))


def _as_json(reports: list[_Report], people: dict[str, int]) -> str:
    links = [
        {
            "file": report.file,
            "line": link.row.line,
            "name": link.row.name,
            "email": link.row.email,
            "registrant": link.registrant,
            "proposals": [
                {"registrant": one.registrant, "score": one.score, "why": str(one.why)}
                for one in link.proposals
            ],
        }
        for report in reports
        for link in report.links
    ]
    result = {
        "format": _formats(reports),
        "links": links,
        "people": [{"registrant": who, "seconds": seconds} for who, seconds in people.items()],
        "problems": [
            {"file": report.file, "line": each.line, "what": str(each.what)}
            for report in reports
            for each in report.reading.problems
        ],
    }
    return json.dumps(result, ensure_ascii=False, indent=2)


def _as_text(reports: list[_Report], people: dict[str, int], registrants: list[Registrant]) -> str:
    names = {one.id: f"{one.name} ({one.id})" for one in registrants}
    rows = sum(len(report.links) for report in reports)
    decided = sum(bool(link.registrant) for report in reports for link in report.links)
    lines = [f"Format {_formats(reports)}: {rows} rows, {decided} decided."]
    lines += [
        f"{seconds // 60:4d} min {seconds % 60:02d} s  {names[who]}"
        for who, seconds in people.items()
    ]
    for report in reports:
        lines += _not_decided(report, names)
    return "\n".join(lines)


def _not_decided(report: _Report, names: dict[str, str]) -> Iterator[str]:
    for link in report.links:
        if link.registrant is None and not link.row.waiting:
            yield from _for_review(report.file, link, names)
    for each in report.reading.problems:
        yield f"{report.file}:{each.line}: not read: {each.what}"


def _for_review(file: str, link: Link, names: dict[str, str]) -> list[str]:
    row = link.row
    return [
        f"{file}:{row.line}: for review: {row.name} <{row.email or '-'}>: {link.why}",
        *(f"    {one.score:3d}  {names[one.registrant]}: {one.why}" for one in link.proposals),
    ]
