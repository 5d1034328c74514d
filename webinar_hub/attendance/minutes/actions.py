"""Add minutes up. Each runs inside db.write, with the meeting's row locked."""

from datetime import datetime

from webinar_hub.attendance.minutes import queries, rules
from webinar_hub.attendance.models import Attendance
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.signals import Change


def recompute(meeting: Meeting, *, now: datetime) -> None:
    """Write the attendance of each confirmed seat with evidence; delete any other."""
    counted = queries.evidence_by_seat(meeting.id)
    known = queries.attendance_by_seat([meeting.id])
    length = int((meeting.ends_at - meeting.starts_at).total_seconds())
    for seat_id, rows in counted.items():
        seconds = rules.seconds_of(rows, meeting)
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


def meetings_changed(change: Change) -> None:
    """Add the minutes up again when hours or the share that counts changed after the reports."""
    if change.what in ("moved", "recounted"):
        for meeting in change.meetings:
            recompute(meeting, now=change.now)
