"""Decide what evidence adds up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from webinar_hub.attendance.models import AttendanceStatus, Evidence, EvidenceKind
from webinar_hub.programmes.models import Meeting

Stay = tuple[datetime, datetime]


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
    rows = list(rows)
    stays = [stay for row in rows if (stay := _stay(row, meeting))]
    durations = [row.seconds for row in rows if row.kind is EvidenceKind.DURATION and row.seconds]
    return present_seconds(
        stays, starts=meeting.starts_at, ends=meeting.ends_at, durations=durations
    )


def _stay(row: Evidence, meeting: Meeting) -> Stay | None:
    if row.kind is EvidenceKind.ROLL_CALL:
        return row.joined_at or meeting.starts_at, row.left_at or meeting.ends_at
    if not row.joined_at or not row.left_at:
        return None
    stay = row.joined_at, row.left_at
    return shortened(stay, row.seconds, starts=meeting.starts_at, ends=meeting.ends_at)


def shortened(stay: Stay, seconds: int | None, *, starts: datetime, ends: datetime) -> Stay:
    """Return a stay of which so many seconds count, at most; None: all that lie in the meeting.

    A report that tells the first coming, the last leaving and a sum does not tell when somebody
    was away: what lies within the meeting counts first.
    """
    begin, finish = max(stay[0], starts), min(stay[1], ends)
    return begin, finish if seconds is None else min(finish, begin + timedelta(seconds=seconds))


def present_seconds(
    stays: Iterable[Stay], *, starts: datetime, ends: datetime, durations: Iterable[int] = ()
) -> int:
    """Return a person's whole seconds: the union of the stays, clipped to the meeting.

    Times are aware; a stay that ends before it begins counts nothing. durations are seconds of
    reports that tell no times: nobody knows whether they overlap the stays or each other, so only
    the longest counts, at most the meeting's length, and only if it is more than the union. No
    second is credited twice.
    """
    length = max(0, int((ends - starts).total_seconds()))
    total = 0.0
    reached = starts
    for joined, left in sorted((joined, left) for joined, left in stays if joined < left):
        begin, finish = max(joined, reached), min(left, ends)
        if begin < finish:
            total += (finish - begin).total_seconds()
            reached = finish
    return max(int(total), min(length, max(durations, default=0)), 0)


def status(seconds: int, meeting_seconds: int, threshold_percent: int) -> AttendanceStatus:
    """Return present from the threshold (percent of the meeting) on, absent for nothing at all."""
    if seconds <= 0:
        return AttendanceStatus.ABSENT
    if seconds * 100 >= meeting_seconds * threshold_percent:
        return AttendanceStatus.PRESENT
    return AttendanceStatus.PARTIAL
