"""Decide what stays add up to."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from webinar_hub.attendance.models import AttendanceStatus

Stay = tuple[datetime, datetime]

NAMES_KEPT = timedelta(days=90)
"""How long the names and addresses of a platform's report are kept that belong to no participant."""


def present_seconds(
    stays: Iterable[Stay], *, starts: datetime, ends: datetime, durations: Iterable[int] = ()
) -> int:
    """Return a person's whole seconds in a meeting: the union of the stays, clipped to the meeting.

    Times are aware; a stay that ends before it begins counts nothing. durations are seconds of reports that tell no times: nobody
    knows whether they overlap the stays or each other, so only the longest counts, at most the meeting's length, and only if it is
    more than the union. No second is credited twice.
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
    """Return present from the threshold (percent of the meeting's seconds) on, absent for nothing at all, partial between."""
    if seconds <= 0:
        return AttendanceStatus.ABSENT
    if seconds * 100 >= meeting_seconds * threshold_percent:
        return AttendanceStatus.PRESENT
    return AttendanceStatus.PARTIAL
