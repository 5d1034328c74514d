"""Decide what evidence adds up to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from webinar_hub.attendance.models import AttendanceStatus, Evidence, EvidenceKind
from webinar_hub.programmes.models import Meeting

Stay = tuple[datetime, datetime]
Told = tuple[datetime | None, datetime | None, int | None]
"""When somebody came and left, and the seconds that they were there, as far as a row tells."""


@dataclass(frozen=True)
class Sum:
    """What the evidence of one person adds up to in a meeting, as Attendance has it."""

    seconds: int
    status: AttendanceStatus
    in_person: bool


def sum_of(rows: Iterable[Evidence], meeting: Meeting) -> Sum:
    """Return what these rows of one person add up to in a meeting.

    Whoever the roll call excuses is so unless other evidence shows them.
    """
    rows = list(rows)
    kinds = {row.kind for row in rows}
    seconds = seconds_of(rows, meeting)
    length = int((meeting.ends_at - meeting.starts_at).total_seconds())
    result = status(seconds, length, meeting.series.threshold_percent)
    if result is AttendanceStatus.ABSENT and EvidenceKind.EXCUSED in kinds:
        result = AttendanceStatus.EXCUSED
    return Sum(seconds, result, bool(meeting.venue) and EvidenceKind.ROLL_CALL in kinds)


def seconds_of(rows: Iterable[Evidence], meeting: Meeting) -> int:
    """Return the seconds that these rows of one person add up to in a meeting."""
    told = (_told(row, meeting) for row in rows)
    return told_seconds(told, starts=meeting.starts_at, ends=meeting.ends_at)


def _told(row: Evidence, meeting: Meeting) -> Told:
    if row.kind is EvidenceKind.ROLL_CALL:
        return row.joined_at or meeting.starts_at, row.left_at or meeting.ends_at, None
    return row.joined_at, row.left_at, row.seconds


def told_seconds(told: Iterable[Told], *, starts: datetime, ends: datetime) -> int:
    """Return the seconds in a meeting that the rows of one person tell, of reports or others."""
    rows = list(told)
    timed = [((joined, left), seconds) for joined, left, seconds in rows if joined and left]
    return present_seconds(
        [stay for stay, seconds in timed if seconds is None],
        starts=starts,
        ends=ends,
        durations=[seconds for joined, left, seconds in rows if seconds and not (joined and left)],
        sums=[(stay, seconds) for stay, seconds in timed if seconds is not None],
    )


def present_seconds(
    stays: Iterable[Stay],
    *,
    starts: datetime,
    ends: datetime,
    durations: Iterable[int] = (),
    sums: Iterable[tuple[Stay, int]] = (),
) -> int:
    """Return a person's whole seconds: the union of the stays, clipped to the meeting.

    Times are aware; a stay that ends before it begins counts nothing. durations are seconds of
    reports that tell no times: nobody knows whether they overlap the stays or each other, so only
    the longest counts, at most the meeting's length, and only if it is more than the union. sums
    are a first coming, a last leaving and the seconds between them: it does not tell when they were
    away, so what other stays show of that time counts first, then what lies within the meeting. No
    second is credited twice.
    """
    there = _union(stays, starts, ends)
    for stay, seconds in sorted(sums, key=lambda each: (each[0][1] - each[0][0], each)):
        there = _union([*there, *_besides(there, stay, seconds, starts, ends)], starts, ends)
    length = max(0, int((ends - starts).total_seconds()))
    return max(int(_long(there).total_seconds()), min(length, max(durations, default=0)), 0)


def _union(stays: Iterable[Stay], starts: datetime, ends: datetime) -> list[Stay]:
    """Return the stays within a meeting in their order, none of which overlaps another."""
    apart: list[Stay] = []
    reached = starts
    for joined, left in sorted((joined, left) for joined, left in stays if joined < left):
        begin, finish = max(joined, reached), min(left, ends)
        if begin < finish:
            apart.append((begin, finish))
            reached = finish
    return apart


def _besides(
    there: Iterable[Stay], stay: Stay, seconds: int, starts: datetime, ends: datetime
) -> Iterator[Stay]:
    """Yield what a sum of seconds between two times adds to what is there, the earliest first."""
    within = _union(there, max(stay[0], starts), min(stay[1], ends))
    missing = timedelta(seconds=seconds) - _long(within)
    at = max(stay[0], starts)
    for begin, finish in [*within, (min(stay[1], ends),) * 2]:
        if missing > timedelta():
            yield at, min(begin, at + missing)
            missing -= begin - at
        at = finish


def _long(apart: Iterable[Stay]) -> timedelta:
    return sum((left - joined for joined, left in apart), timedelta())


def status(seconds: int, meeting_seconds: int, threshold_percent: int) -> AttendanceStatus:
    """Return present from the threshold (percent of the meeting) on, absent for nothing at all."""
    if seconds <= 0:
        return AttendanceStatus.ABSENT
    if seconds * 100 >= meeting_seconds * threshold_percent:
        return AttendanceStatus.PRESENT
    return AttendanceStatus.PARTIAL
