"""When a session is rehearsed: the day before, at an hour that its provisions say."""

from datetime import datetime, time, timedelta

from webinar_hub.kit import zones
from webinar_hub.programmes.models import Meeting

REHEARSAL = "rehearsal"
"""Under which name the provisions of a session hold the hour."""


def rehearsal_at(meeting: Meeting) -> datetime | None:
    """Return when a meeting is rehearsed; None where it is not.

    It moves along with the meeting.
    """
    return rehearsal_of(meeting, meeting.provided.get(REHEARSAL))


def rehearsal_of(meeting: Meeting, said: str | None) -> datetime | None:
    """Return when a meeting is rehearsed at an hour, as provisions hold it; None for none."""
    if said is None:
        return None
    at = time.fromisoformat(said)
    return zones.at_local(meeting.day - timedelta(days=1), at.hour, at.minute, meeting.home)


def rehearsed_at(meeting: Meeting) -> str:
    """Return when a meeting is rehearsed, in the three zones; "" where it is not."""
    at = rehearsal_at(meeting)
    return zones.three_clocks(at, meeting.home) if at else ""
