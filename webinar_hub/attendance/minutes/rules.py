"""Decide what evidence adds up to."""

from collections.abc import Iterable
from datetime import datetime

from webinar_hub.attendance.models import AttendanceStatus, Evidence, EvidenceKind
from webinar_hub.programmes.models import Meeting

Stay = tuple[datetime, datetime]


def seconds_of(rows: Iterable[Evidence], meeting: Meeting) -> int:
    """Return the seconds that these rows of one person add up to in a meeting."""
    rows = list(rows)
    stays = [(row.joined_at, row.left_at) for row in rows if row.joined_at and row.left_at]
    durations = [row.seconds for row in rows if row.kind is EvidenceKind.DURATION and row.seconds]
    return present_seconds(
        stays, starts=meeting.starts_at, ends=meeting.ends_at, durations=durations
    )


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
