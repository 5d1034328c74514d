"""What a calendar says of a meeting, in the reader's language: no person and no join link."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from webinar_hub.kit import ical, language
from webinar_hub.kit.ical import CalendarEntry
from webinar_hub.kit.language import _
from webinar_hub.kit.links import Links
from webinar_hub.kit.zones import three_times_line
from webinar_hub.programmes.models import Meeting, ProgrammeKind
from webinar_hub.programmes.provisions.words import all_named
from webinar_hub.programmes.venues.words import where_word
from webinar_hub.programmes.words import KINDS

_REFRESH = timedelta(hours=1)

_COLOURS = {ProgrammeKind.WEBINAR: "firebrick", ProgrammeKind.TRAINING: "steelblue"}
"""The names of CSS nearest to the hub's own red and blue."""


def write(
    *,
    name: str,
    description: str,
    url: str,
    network: str,
    events: Iterable[bytes],
    source: str | None = None,
) -> bytes:
    """Return a calendar of dates, in their order.

    name, description and url are those of the whole, source is where it comes from anew; network is
    who publishes it.
    """
    return ical.write_feed(
        name=name,
        description=description,
        events=events,
        refresh=_REFRESH,
        prodid=f"-//{network}//Webinar Hub//{language.current().upper()}",
        url=url,
        source=source,
        colour=_COLOURS[ProgrammeKind.WEBINAR],
    )


def event(meeting: Meeting, links: Links) -> bytes:
    """Return a meeting as one date of a calendar."""
    return ical.write_event(entry(meeting, links))


def own_event(meeting: Meeting, links: Links) -> bytes:
    """Return a meeting for those who take part: its short address leads them in."""
    way_in = links.to("gathering.join", short=meeting.short)
    return ical.write_event(replace(entry(meeting, links), url=way_in, conference=way_in))


def entry(meeting: Meeting, links: Links) -> CalendarEntry:
    """Return a meeting as an entry, with the UID and the times of change that are stored."""
    address = links.to("registrations.meeting", key=meeting.key)
    programme = meeting.series.programme
    title = title_of(meeting)
    return CalendarEntry(
        uid=meeting.uid,
        sequence=meeting.revision,
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        summary=str(_("CANCELLED: %(title)s", title=title)) if meeting.cancelled_at else title,
        description=_description(meeting, address),
        url=address,
        cancelled=meeting.cancelled_at is not None,
        created=meeting.planned_at,
        changed=meeting.changed_at,
        categories=(str(KINDS[programme.kind]), programme.own_name),
        location=where_word(meeting),
        colour=_COLOURS[programme.kind],
    )


def title_of(meeting: Meeting) -> str:
    """Return what calendars call a meeting, also where it has no title yet."""
    return meeting.own_title or str(
        _("%(series)s, session %(number)s", series=meeting.series.title, number=meeting.number)
    )


def _description(meeting: Meeting, address: str) -> str:
    hours = three_times_line(meeting.starts_at, meeting.ends_at, meeting.home)
    reason = (
        _("Why it will not take place: %(reason)s", reason=meeting.cancel_reason)
        if meeting.cancelled_at and meeting.cancel_reason
        else ""
    )
    provided = "; ".join(all_named(meeting.provided)) if not meeting.cancelled_at else ""
    parts = (
        hours,
        meeting.series.title,
        reason,
        meeting.own_description,
        _("So that more can take part: %(what)s", what=provided) if provided else "",
        _("More, and registration: %(address)s", address=address),
    )
    return "\n\n".join(text for part in parts if (text := str(part)))
