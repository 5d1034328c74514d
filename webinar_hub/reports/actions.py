"""Keep counts: those that must not move any more, and what is shown to everybody.

Each runs inside db.write.
"""

from datetime import datetime

from webinar_hub.kit.db import db
from webinar_hub.reports import queries
from webinar_hub.reports.models import DisabilityCount, Reach


def count_disability(*, now: datetime) -> bool:
    """Keep the counts of disability of one more meeting that is over; say whether there was one."""
    meeting_id = queries.uncounted(now)
    if meeting_id is None:
        return False
    counts = queries.disability_of(meeting_id)
    sums = {
        "disabled": counts.get(True, 0),
        "not_disabled": counts.get(False, 0),
        "unanswered": counts.get(None, 0),
    }
    db.session.add(DisabilityCount(meeting_id=meeting_id, counted_at=now, **sums))
    return True


def count_reach(*, now: datetime) -> None:
    """Keep how far the network's sessions reached until now."""
    counts = queries.reach(now)
    row = db.session.get(Reach, 1)
    if row is None:
        db.session.add(Reach(id=1, **counts))
        return
    for name, count in counts.items():
        setattr(row, name, count)
