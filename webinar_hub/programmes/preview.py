"""What search engines and messengers read of a page: its events, in the words of schema.org."""

from collections.abc import Iterable
from typing import Any

from webinar_hub.kit.language import _
from webinar_hub.kit.links import Links
from webinar_hub.network.models import Organisation
from webinar_hub.programmes.models import SPEAKING, Appearance, Meeting

_CONTEXT = {"@context": "https://schema.org"}
_DATES_TOLD = 5


def session(meeting: Meeting, appearances: Iterable[Appearance], links: Links) -> dict[str, Any]:
    """Return a session as an Event: nothing of it that its public page does not show."""
    series = meeting.series
    return {
        **_CONTEXT,
        **_event(meeting, links),
        "description": meeting.own_description or series.programme.summary or series.title,
        "organizer": _organiser(series.programme.owner, links),
        "performer": [
            {"@type": "Person", "name": each.person.full_name}
            for each in appearances
            if each.role in SPEAKING
        ],
        "superEvent": {
            "@type": "EventSeries",
            "name": series.title,
            "url": links.to("archive.series", key=series.key),
        },
    }


def dates(
    name: str,
    summary: str,
    owner: Organisation,
    address: str,
    meetings: Iterable[Meeting],
    links: Links,
) -> dict[str, Any]:
    """Return a series or a programme as an EventSeries with its next dates."""
    return {
        **_CONTEXT,
        "@type": "EventSeries",
        "name": name,
        "url": address,
        "description": summary or name,
        "organizer": _organiser(owner, links),
        "subEvent": [_event(each, links) for each in list(meetings)[:_DATES_TOLD]],
    }


def _event(meeting: Meeting, links: Links) -> dict[str, Any]:
    address = links.to("registrations.meeting", key=meeting.key)
    status = "EventCancelled" if meeting.cancelled_at else "EventScheduled"
    starts, ends = (
        each.astimezone(meeting.home.info).isoformat()
        for each in (meeting.starts_at, meeting.ends_at)
    )
    numbered = _("Session %(number)s", number=meeting.number)
    return {
        "@type": "EducationEvent",
        "name": meeting.own_title or f"{meeting.series.title}, {numbered}",
        "url": address,
        "startDate": starts,
        "endDate": ends,
        "eventStatus": f"https://schema.org/{status}",
        **_where(meeting, address),
    }


def _where(meeting: Meeting, address: str) -> dict[str, Any]:
    """Return how one takes part: where one joins is a secret, but this page leads there in time."""
    online = {"@type": "VirtualLocation", "url": address}
    there = {"@type": "Place", "name": meeting.venue, "address": meeting.venue}
    mode, place = (
        ("Online", online)
        if not meeting.venue
        else ("Mixed", [online, there])
        if meeting.either
        else ("Offline", there)
    )
    return {
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "location": place,
    }


def _organiser(owner: Organisation, links: Links) -> dict[str, Any]:
    return {"@type": "Organization", "name": owner.name, "url": links.to("home.front")}
