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
        **where_facts(meeting),
    }


def where_facts(meeting: Meeting) -> dict[str, Any]:
    """Return what is told of where a meeting is; a letter says besides who comes (at_venue)."""
    said: dict[str, Any] = {"venue": meeting.venue}
    if meeting.venue:
        said |= {"venue_link": meeting.venue_link, "venue_only": meeting.venue_only}
    return said


def venue_of(facts: Mapping[str, Any], *, at_venue: bool) -> str:
    """Return where somebody comes by what a letter knows, "" where they take part online."""
    return facts.get("venue", "") if at_venue or facts.get("venue_only") else ""


def has_moved(meeting: Meeting, before: Mapping[str, Any], *, at_venue: bool) -> bool:
    """Say whether a meeting has other times than a letter knew before, or another venue.

    The venue concerns whoever comes, or came, there.
    """
    times = [datetime.fromisoformat(before[each]) for each in ("starts", "ends")]
    if [meeting.starts_at, meeting.ends_at] != times:
        return True
    was, is_ = (venue_of(each, at_venue=at_venue) for each in (before, where_facts(meeting)))
    return "venue" in before and was != is_
