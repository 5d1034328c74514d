"""What letters say of a session."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webinar_hub.programmes.models import Meeting


def meeting_facts(meeting: Meeting) -> dict[str, Any]:
    """Return what a letter and a calendar need to know of a meeting, in the reader's language."""
    return {
        "key": meeting.key,
        "uid": meeting.uid,
        "title": meeting.own_title or meeting.series.title,
        "series": meeting.series.title,
        "number": meeting.number,
        "starts": meeting.starts_at.isoformat(),
        "ends": meeting.ends_at.isoformat(),
        "zone": meeting.zone,
        "revision": meeting.revision,
    }


def has_moved(meeting: Meeting, before: Mapping[str, Any]) -> bool:
    """Say whether a meeting has other times than a letter knew before."""
    times = [datetime.fromisoformat(before[each]) for each in ("starts", "ends")]
    return [meeting.starts_at, meeting.ends_at] != times
