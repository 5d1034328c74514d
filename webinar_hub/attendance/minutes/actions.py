"""Add minutes up. Each runs inside db.write, with the meeting's row locked."""

from datetime import datetime

from webinar_hub.attendance.minutes import queries, rules
from webinar_hub.attendance.models import Attendance
from webinar_hub.history.actions import differing
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.signals import Change


def recompute(meeting: Meeting, *, now: datetime) -> None:
    """Write the attendance of each confirmed seat with evidence; delete any other."""
    counted = queries.evidence_by_seat(meeting.id)
    known = queries.attendance_by_seat([meeting.id])
    for seat_id, rows in counted.items():
        facts = vars(rules.sum_of(rows, meeting))
        attendance = known.pop(seat_id, None)
        if attendance is None:
            db.session.add(Attendance(seat_id=seat_id, computed_at=now, **facts))
        elif differing(attendance, facts):
            for name, value in {**facts, "computed_at": now}.items():
                setattr(attendance, name, value)
    for without_evidence in known.values():
        db.session.delete(without_evidence)
    db.session.flush()


def meetings_changed(change: Change) -> None:
    """Add the minutes up again when hours or the share that counts changed after the reports."""
    if change.what in ("moved", "recounted"):
        for meeting in change.meetings:
            recompute(meeting, now=change.now)
