"""Take reports in, and set wrong ones aside.

Each runs inside db.write, save `open_report`; the meeting's row is the lock, and before it the
series' where a place may be taken back.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from webinar_hub.attendance.evidence import queries, rules
from webinar_hub.attendance.matching import queries as matching
from webinar_hub.attendance.matching.actions import (
    add_matches,
    match_open,
    put_back,
    set_aside,
)
from webinar_hub.attendance.minutes.actions import recompute
from webinar_hub.attendance.models import Evidence, EvidenceKind, Match, Report
from webinar_hub.attendance.readers.reading import read_report
from webinar_hub.attendance.readers.report import Problem, Row
from webinar_hub.history.actions import note
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean
from webinar_hub.kit.zones import Zone
from webinar_hub.programmes.models import Meeting, Series

_NAMES_AT_MOST = 3_000
AGAIN = _("Imported again")


class TooManyNames(Refused):
    """Matching so many names would hold everybody else up."""

    sentence = _(
        "The report has more than 3,000 different names. Please upload the report of one session."
    )


class NothingRead(Refused):
    """It would tell of everybody that they were absent."""

    sentence = _("No participant could be read in this report: nothing was imported.")


class NobodyLetIn(Refused):
    """It would tell of everybody that they were absent."""

    sentence = _(
        "Everybody in this report is in the waiting room: nothing was imported. Please download the report once more when the session has ended, and upload that one."
    )


class NotThisMeeting(Refused):
    """It is the report of another meeting or clock."""

    sentence = _(
        "No row of this report lies within the session: is it the report of another session, or of another clock (WIB, WITA, WIT)?"
    )


class OfAnother(Refused):
    """Nothing in it tells its day, and it was taken for another meeting's."""

    sentence = _(
        "This file was imported for another session before, and nothing in it tells the day. If it belongs to this one, set it aside there first."
    )


@dataclass(frozen=True)
class Upload:
    """A report file, read and hashed; nothing of it is stored yet.

    dated: it says itself of which day it is.
    """

    name: str
    digest: str
    format: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    dated: bool = True


def open_report(data: bytes, *, name: str, zone: Zone, around: datetime) -> Upload:
    """Read a report before anything is written; zone is the clock of the file.

    Raises what read_report raises, NothingRead, NobodyLetIn and TooManyNames.
    """
    reading = read_report(data, zone=zone.info, around=around)
    if not reading.rows:
        raise NothingRead
    if all(row.waiting for row in reading.rows):
        raise NobodyLetIn
    if len({row.name for row in reading.rows}) > _NAMES_AT_MOST:
        raise TooManyNames
    digest = hashlib.sha256(zone.iana.encode() + b"\n" + data).hexdigest()
    return Upload(
        clean(name)[:200], digest, reading.format, reading.rows, reading.problems, reading.dated
    )


def better_clock(upload: Upload, meeting: Meeting, chosen: Zone) -> Zone | None:
    """Return the clock by which a report fits its meeting clearly better, None for none."""
    stays = [(row.joined, row.left) for row in upload.rows if row.joined and row.left]
    return rules.better_clock(stays, chosen, starts=meeting.starts_at, ends=meeting.ends_at)


@dataclass(frozen=True)
class Imported:
    """What came of an import: rows new, known and of the waiting room; names linked and open."""

    again: bool
    added: int
    known: int
    waiting: int
    linked: int
    open: int


def import_report(meeting_id: int, upload: Upload, *, by: Actor, now: datetime) -> Imported:
    """Make evidence of a report's new rows, let the rules say whose they are, add the minutes up.

    What is known changes nothing a second time, in the same file or another: rows are known by
    their facts. Raises NotThisMeeting and OfAnother.
    """
    meeting = db.lock(Meeting, meeting_id)
    inside = [row for row in upload.rows if not row.waiting]
    found = _compare(meeting, inside)
    report = queries.report_by_digest(meeting.id, upload.digest)
    stands = report is not None and report.withdrawn_at is None
    if not found.withdrawn and (stands or (found.known and not found.new)):
        return Imported(
            again=True,
            added=0,
            known=len(upload.rows),
            waiting=0,
            linked=0,
            open=len(matching.groups(meeting.id, undecided=True)),
        )
    _check_hours(meeting, inside)
    if not upload.dated and queries.stands_elsewhere(upload.digest, meeting.id):
        raise OfAnother
    if report is None:
        report = _new_report(meeting, upload, by=by, now=now)
    report.withdrawn_at = None
    _take(found, report, now)
    linked = match_open(meeting, now=now)
    recompute(meeting, now=now)
    left_open = len(matching.groups(meeting.id, undecided=True))
    waiting = len(upload.rows) - len(inside)
    result = Imported(
        again=False,
        added=len(found.new),
        known=len(found.known),
        waiting=waiting,
        linked=linked,
        open=left_open,
    )
    note(
        by,
        "imported report",
        meeting,
        now=now,
        after={"report": report.key, "name": report.name, "format": report.format, **vars(result)},
    )
    return result


def _check_hours(meeting: Meeting, rows: Iterable[Row]) -> None:
    timed = [(row.joined, row.left) for row in rows if row.joined and row.left]
    if timed and not any(
        joined < meeting.ends_at and left > meeting.starts_at for joined, left in timed
    ):
        raise NotThisMeeting


def _new_report(meeting: Meeting, upload: Upload, *, by: Actor, now: datetime) -> Report:
    report = Report(
        meeting_id=meeting.id,
        name=upload.name,
        digest=upload.digest,
        format=upload.format,
        rows=len(upload.rows),
        problems=len(upload.problems),
        imported_by=by.label,
        imported_at=now,
    )
    db.session.add(report)
    db.session.flush()
    return report


@dataclass(frozen=True)
class _Found:
    """The rows of a report that are new, by fingerprint, and those that are known.

    withdrawn are the matches of the known ones that count for nobody.
    """

    new: dict[str, Row]
    known: list[tuple[Evidence, Row]]
    withdrawn: list[Match]


def _compare(meeting: Meeting, rows: Iterable[Row]) -> _Found:
    times: Counter[str] = Counter()
    new: dict[str, Row] = {}
    for row in rows:
        facts = _facts(row)
        times[facts] += 1
        new[tokens.digest(f"{times[facts]}\n{facts}")] = row
    known = [
        (evidence, new.pop(evidence.fingerprint))
        for evidence in queries.evidence_of(meeting.id)
        if evidence.fingerprint in new
    ]
    stood = matching.standing_matches(evidence.id for evidence, _row in known).values()
    withdrawn = [match for match in stood if match.why == matching.WITHDRAWN.message]
    return _Found(new, known, withdrawn)


def _take(found: _Found, report: Report, now: datetime) -> None:
    """Add the new rows; withdrawn ones are open again. All are this report's from now on."""
    set_aside(found.withdrawn, AGAIN, now)
    for evidence, row in found.known:
        if evidence.report_id is not None:
            evidence.earlier = [*evidence.earlier, evidence.report_id]
        evidence.report_id, evidence.line = report.id, row.line
    db.session.add_all(
        _evidence(report, row, fingerprint, now) for fingerprint, row in found.new.items()
    )
    db.session.flush()


def _facts(row: Row) -> str:
    # A stay's own minutes are rounded differently from form to form; its times are not.
    moments = [moment.isoformat() if moment else "" for moment in (row.joined, row.left)]
    return "\n".join(
        [row.name.casefold(), row.email or "", *moments, "" if row.joined else str(row.seconds)]
    )


def _evidence(report: Report, row: Row, fingerprint: str, now: datetime) -> Evidence:
    return Evidence(
        meeting_id=report.meeting_id,
        report_id=report.id,
        kind=EvidenceKind.STAY if row.joined and row.left else EvidenceKind.DURATION,
        fingerprint=fingerprint,
        line=row.line,
        name=row.name[:300],
        original_name=row.original_name[:300] if row.original_name else None,
        email=row.email[:254] if row.email else None,
        joined_at=row.joined,
        left_at=row.left,
        seconds=row.seconds,
        noted_at=now,
    )


def withdraw(meeting_id: int, report_key: str, *, by: Actor, now: datetime) -> Report:
    """Set a wrong report aside: its rows stay, and count for nobody.

    Those of which an earlier report tells that stands go back to it. Whoever was let in by this
    one alone has what they had before.
    """
    db.lock(Series, db.session.get_one(Meeting, meeting_id).series_id)
    meeting = db.lock(Meeting, meeting_id)
    report, rows = queries.report_with_rows(meeting.id, report_key)
    report.withdrawn_at = now
    rows = _without_given_back(rows, meeting)
    stood = matching.standing_matches(row.id for row in rows).values()
    set_aside(stood, matching.WITHDRAWN, now)
    add_matches(rows, None, matching.WITHDRAWN, decided_by=None, now=now)
    put_back(meeting, stood)
    recompute(meeting, now=now)
    note(
        by,
        "withdrew report",
        meeting,
        now=now,
        before={"report": report.key, "name": report.name, "rows": len(rows)},
    )
    return report


def _without_given_back(rows: Sequence[Evidence], meeting: Meeting) -> list[Evidence]:
    """Give rows back to the latest report before that stands; return those that have none."""
    stand = {each.id for each in queries.reports(meeting.id) if each.withdrawn_at is None}
    for row in rows:
        before = (each for each in reversed(row.earlier) if each in stand)
        row.report_id = next(before, row.report_id)
    return [row for row in rows if row.report_id not in stand]
