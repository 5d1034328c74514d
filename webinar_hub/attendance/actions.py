"""What we do with attendance: take in reports, decide whose rows they are, add up minutes.

Each runs inside db.write, save `opened`. The meeting's row is the lock; an act that also registers somebody locks the series first.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from webinar_hub.attendance import door, matching, queries, rules
from webinar_hub.attendance.models import Attendance, Evidence, EvidenceKind, Match, Report
from webinar_hub.attendance.readers.reading import read_report
from webinar_hub.attendance.readers.report import Problem, Row
from webinar_hub.history.actions import note
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, Refused, existing
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.text import clean
from webinar_hub.kit.zones import Zone
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.signals import Change
from webinar_hub.registrations import actions as registrations
from webinar_hub.registrations import sent_forms
from webinar_hub.registrations.models import Seat, SeatStatus, SentForm

_RULE = "rule"
_NAMES_AT_MOST = 3_000

PRESSED = _("Pressed “Join” on the personal page")
CHOSEN = _("Chosen by hand")
NEW_PERSON = _("A new person, added by hand")
NOBODY = _("Not a participant")
AGAIN = _("Imported again")
REPLACED = _("Decided anew")


class TooManyNames(Refused):
    """More names than a session has people; finding out whose they are would hold everybody else up."""

    sentence = _(
        "The report has more than 3,000 different names. Please upload the report of one session."
    )


class NotThisMeeting(Refused):
    """No row of the report lies within the meeting."""

    sentence = _(
        "No row of this report lies within the session: is it the report of another session, or of another clock (WIB, WITA, WIT)?"
    )


class DecidedMeanwhile(Refused):
    """Somebody else decided on the same rows since the page was opened."""

    status = 409
    sentence = _("Somebody else decided on these rows meanwhile. Open the page again to see how.")


class NobodyChosen(Refused):
    """The decision lacks rows, a person or a name."""

    sentence = _("Choose a person of the list, or one of the other answers.")


def enter(registration_id: int, meeting_key: str, *, now: datetime) -> Meeting:
    """Let somebody in: note their first press on "Gabung" as weak evidence and return the meeting with its join link.

    Raises NotFound without a seat, DoorClosed outside the hours or without a place.
    """
    seat = queries.seat_in(registration_id, meeting_key)
    _let_in(seat.meeting, confirmed=seat.status is SeatStatus.CONFIRMED, now=now)
    _note_press(seat, now=now)
    return seat.meeting


def enter_by_form(form: SentForm, meeting_key: str, *, now: datetime) -> Meeting:
    """Let in whoever holds the page of a form; the press is noted only where the form made the seat, or its owner confirmed it.

    Raises NotFound for a date that the form did not ask for, DoorClosed outside the hours or without a place.
    """
    meeting = existing(
        next((date.meeting for date in form.dates if date.meeting.key == meeting_key), None)
    )
    standing = sent_forms.standings(form)[meeting.id]
    if standing is SeatStatus.CANCELLED:
        raise NotFound
    _let_in(meeting, confirmed=standing is SeatStatus.CONFIRMED, now=now)
    if sent_forms.made_seat(form, meeting.id):
        _note_press(queries.seat_in(form.registration_id, meeting_key), now=now)
    return meeting


def _let_in(meeting: Meeting, *, confirmed: bool, now: datetime) -> None:
    door.may_enter(
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        home=meeting.home,
        cancelled=meeting.cancelled_at is not None,
        confirmed=confirmed,
        join_link=meeting.join_link,
        now=now,
    )


def _note_press(seat: Seat, *, now: datetime) -> None:
    meeting = seat.meeting
    fingerprint = f"{queries.CLICK}{seat.registration.key}"
    if not queries.evidence_by_fingerprint(meeting.id, [fingerprint]):
        name = seat.registration.person.name
        press = Evidence(
            meeting_id=meeting.id,
            kind=EvidenceKind.JOIN_CLICK,
            fingerprint=fingerprint,
            name=name,
            joined_at=now,
            noted_at=now,
        )
        db.session.add(press)
        db.session.flush()
        _settle([press], seat.registration_id, PRESSED, by=None, now=now)


@dataclass(frozen=True)
class Upload:
    """A report file, read and hashed; nothing of it is stored yet."""

    name: str
    digest: str
    format: str
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def opened(data: bytes, *, name: str, zone: Zone, around: datetime) -> Upload:
    """Read a report before anything is written; zone is the clock of the file. Raises what read_report raises, and TooManyNames."""
    reading = read_report(data, zone=zone.info, around=around)
    if len({row.name for row in reading.rows}) > _NAMES_AT_MOST:
        raise TooManyNames
    digest = hashlib.sha256(zone.iana.encode() + b"\n" + data).hexdigest()
    return Upload(clean(name)[:200], digest, reading.format, reading.rows, reading.problems)


@dataclass(frozen=True)
class Imported:
    """What came of an import: rows that were new and known, rows of the waiting room, platform names linked and left open."""

    again: bool
    added: int
    known: int
    waiting: int
    linked: int
    open: int


def import_report(meeting_id: int, upload: Upload, *, by: Actor, now: datetime) -> Imported:
    """Take in a report: its new rows become evidence, the rules say whose they are, the minutes are added up.

    The same bytes a second time change nothing; the same rows in another file are known by their facts. Raises NotThisMeeting.
    """
    meeting = db.lock(Meeting, meeting_id)
    report = queries.report_by_digest(meeting.id, upload.digest)
    if report is not None and report.withdrawn_at is None:
        return Imported(
            again=True,
            added=0,
            known=len(upload.rows),
            waiting=0,
            linked=0,
            open=len(queries.groups(meeting.id, undecided=True)),
        )
    stays = [row for row in upload.rows if not row.waiting]
    _check_hours(meeting, stays)
    if report is None:
        report = _new_report(meeting, upload, by=by, now=now)
    report.withdrawn_at = None
    added = _new_evidence(meeting, report, stays, now)
    linked = match_open(meeting, now=now)
    recompute(meeting, now=now)
    left_open = len(queries.groups(meeting.id, undecided=True))
    waiting = len(upload.rows) - len(stays)
    result = Imported(
        again=False,
        added=added,
        known=len(stays) - added,
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


def _new_evidence(meeting: Meeting, report: Report, rows: Iterable[Row], now: datetime) -> int:
    """Add the rows whose facts are new and return how many; known rows of a withdrawn report are open again."""
    times: Counter[str] = Counter()
    found: dict[str, Row] = {}
    for row in rows:
        facts = _facts(row)
        times[facts] += 1
        found[tokens.digest(f"{times[facts]}\n{facts}")] = row
    known = {evidence.fingerprint: evidence for evidence in queries.evidence_of(meeting.id)}
    again = queries.standing_matches(
        known[fingerprint].id for fingerprint in found if fingerprint in known
    )
    set_aside(
        (match for match in again.values() if match.why == queries.WITHDRAWN.message), AGAIN, now
    )
    new = {fingerprint: row for fingerprint, row in found.items() if fingerprint not in known}
    db.session.add_all(
        _evidence(meeting, report, row, fingerprint, now) for fingerprint, row in new.items()
    )
    db.session.flush()
    return len(new)


def _facts(row: Row) -> str:
    # A stay's own minutes are rounded differently from form to form; its times are not.
    moments = [moment.isoformat() if moment else "" for moment in (row.joined, row.left)]
    return "\n".join(
        [row.name.casefold(), row.email or "", *moments, "" if row.joined else str(row.seconds)]
    )


def _evidence(
    meeting: Meeting, report: Report, row: Row, fingerprint: str, now: datetime
) -> Evidence:
    return Evidence(
        meeting_id=meeting.id,
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


def match_open(meeting: Meeting, *, now: datetime) -> int:
    """Let the rules say whose the undecided rows of a meeting are; return how many platform names they linked."""
    rows = [row for group in queries.groups(meeting.id, undecided=True) for row in group.rows]
    if not rows:
        return 0
    people = queries.registrants(meeting.id)
    links = matching.match(
        [queries.as_row(row) for row in rows], people, queries.remembered(meeting)
    )
    ids = queries.registration_ids(meeting.id)
    linked = [
        (row, link) for row, link in zip(rows, links, strict=True) if link.registrant is not None
    ]
    for row, link in linked:
        _settle([row], ids[link.registrant or ""], link.why, by=None, now=now)
    return len({queries.group_id(row) for row, _link in linked})


def _settle(
    rows: Iterable[Evidence],
    registration_id: int | None,
    why: Sentence,
    *,
    by: Actor | None,
    now: datetime,
) -> None:
    """Say whose rows are that nobody has now; by None is a rule."""
    for row in rows:
        label = by.label if by else _RULE
        by_id = by.id if by else None
        db.session.add(
            Match(
                evidence_id=row.id,
                registration_id=registration_id,
                by_id=by_id,
                by_label=label,
                at=now,
                why=why.message,
            )
        )
    db.session.flush()


def set_aside(matches: Iterable[Match], why: Sentence, now: datetime) -> None:
    """Let matches stand no longer, for a reason; runs inside db.write."""
    for match in matches:
        match.set_aside_at, match.set_aside_why = now, why.message
    db.session.flush()


class Verdict(StrEnum):
    """What a person can say of the rows of a platform name."""

    SOMEBODY = "somebody"
    NEW = "new"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Decision:
    """Whose the rows with these fingerprints are.

    who is a registration's key where the verdict is somebody, typed_name the name of a new person. standing is what the decider
    saw before: "" for undecided rows, "-" for nobody, else the registration's key.
    """

    fingerprints: Sequence[str]
    verdict: Verdict
    who: str = ""
    typed_name: str = ""
    standing: str = ""


def decide(meeting_id: int, decision: Decision, *, by: Actor, now: datetime) -> str:
    """Carry out a person's decision, add the minutes up again, and return the key of the registration it went to ("" for nobody).

    Raises NobodyChosen for a decision that lacks something, DecidedMeanwhile when the rows are no longer as the decider saw them.
    """
    meeting = queries.meeting_by_id(meeting_id)
    if decision.verdict is Verdict.NEW:
        db.lock(Series, meeting.series_id)
    meeting = db.lock(Meeting, meeting_id)
    rows = queries.evidence_by_fingerprint(meeting.id, decision.fingerprints)
    if not rows:
        raise NobodyChosen
    before = queries.standing_matches(row.id for row in rows)
    keys = queries.registration_keys(meeting.id)
    stands = {standing_of(before.get(row.id), keys) for row in rows}
    if stands != {decision.standing}:
        raise DecidedMeanwhile
    registration_id, key, why = _chosen(meeting, decision, by=by, now=now)
    set_aside(before.values(), REPLACED, now)
    _settle(rows, registration_id, why, by=by, now=now)
    recompute(meeting, now=now)
    name = rows[0].name
    note(
        by,
        "matched",
        meeting,
        now=now,
        before={"was": decision.standing},
        after={"platform name": name, "rows": len(rows), "is": key or "-"},
    )
    return key


def standing_of(match: Match | None, keys: dict[int, str]) -> str:
    """Return how a row stands, in the words of Decision; keys are the registrations of its meeting by their ids."""
    if match is None:
        return ""
    return "-" if match.registration_id is None else keys.get(match.registration_id, "?")


def _chosen(
    meeting: Meeting, decision: Decision, *, by: Actor, now: datetime
) -> tuple[int | None, str, Sentence]:
    if decision.verdict is Verdict.NOBODY:
        return None, "", NOBODY
    if decision.verdict is Verdict.NEW:
        if not any(c.isalpha() for c in decision.typed_name):
            raise NobodyChosen
        registration = registrations.walk_in(
            meeting.series, meeting, typed_name=decision.typed_name, by=by, now=now
        )
        return registration.id, registration.key, NEW_PERSON
    ids = queries.registration_ids(meeting.id)
    if decision.who not in ids:
        raise NobodyChosen
    return ids[decision.who], decision.who, CHOSEN


def withdraw(meeting_id: int, report_key: str, *, by: Actor, now: datetime) -> Report:
    """Set a report aside that was the wrong file or read with the wrong clock: its rows stay, and count for nobody."""
    meeting = db.lock(Meeting, meeting_id)
    report, rows = queries.report_with_rows(meeting.id, report_key)
    set_aside(queries.standing_matches(row.id for row in rows).values(), queries.WITHDRAWN, now)
    _settle(rows, None, queries.WITHDRAWN, by=None, now=now)
    report.withdrawn_at = now
    recompute(meeting, now=now)
    note(
        by,
        "withdrew report",
        meeting,
        now=now,
        before={"report": report.key, "name": report.name, "rows": len(rows)},
    )
    return report


def recompute(meeting: Meeting, *, now: datetime) -> None:
    """Write the attendance of every confirmed seat with evidence afresh, and take away that of any other."""
    stays = queries.stays(meeting.id)
    known = queries.seconds_by_seat([meeting.id])
    length = int((meeting.ends_at - meeting.starts_at).total_seconds())
    for seat_id, rows in stays.items():
        seconds = seconds_of(rows, meeting)
        status = rules.status(seconds, length, meeting.series.threshold_percent)
        attendance = known.pop(seat_id, None)
        if attendance is None:
            db.session.add(
                Attendance(seat_id=seat_id, seconds=seconds, status=status, computed_at=now)
            )
        elif (attendance.seconds, attendance.status) != (seconds, status):
            attendance.seconds, attendance.status, attendance.computed_at = seconds, status, now
    for without_evidence in known.values():
        db.session.delete(without_evidence)
    db.session.flush()


def seconds_of(rows: Iterable[Evidence], meeting: Meeting) -> int:
    """Return the seconds that these rows of one person add up to in a meeting."""
    rows = list(rows)
    stays = [(row.joined_at, row.left_at) for row in rows if row.joined_at and row.left_at]
    durations = [row.seconds for row in rows if row.kind is EvidenceKind.DURATION and row.seconds]
    return rules.present_seconds(
        stays, starts=meeting.starts_at, ends=meeting.ends_at, durations=durations
    )


def meeting_changed(meeting: Meeting, change: Change) -> None:
    """Add the minutes up again when a meeting's hours changed after its report had come in."""
    if change.what == "moved":
        recompute(meeting, now=change.now)


def note_export(
    meeting_id: int,
    form: str,
    *,
    columns: Sequence[str],
    registrations: Sequence[str],
    by: Actor,
    now: datetime,
) -> None:
    """Write down who took which list along; registrations: the keys of those in it, so that they can be told should it go astray."""
    after = {
        "form": form,
        "columns": list(columns),
        "rows": len(registrations),
        "registrations": list(registrations),
    }
    note(by, "exported list", queries.meeting_by_id(meeting_id), now=now, after=after)
