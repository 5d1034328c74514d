"""What is for members only, and whom it is for."""

from collections.abc import Collection, Sequence
from datetime import datetime

from webinar_hub.programmes import members
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.rules import FOR_MEMBERS, state_of
from webinar_hub.registrations import queries
from webinar_hub.registrations.models import Registration

_SHOWN = 20


def organisations_of(registration: Registration) -> set[int]:
    """Return the organisations that somebody is known to be of."""
    own = {registration.person.organisation_id, registration.organisation_id}
    return {each for each in own if each is not None}


def open_to(organisations: Collection[int], now: datetime) -> list[Meeting]:
    """Return the sessions to come that people of these organisations alone see, by date.

    Of a cohort the first one stands for all.
    """
    coming = members.for_members(organisations).meetings(ends_after=now, limit=_SHOWN)
    seen: set[int] = set()
    listed = []
    for meeting in coming:
        again = meeting.series_id in seen and not meeting.series.rolling
        if not again and meeting.cancelled_at is None and not meeting.series.closed(now):
            listed.append(meeting)
        seen.add(meeting.series_id)
    return listed


def asked_with(meeting: Meeting, now: datetime) -> Sequence[Meeting]:
    """Return the sessions joined with one: that one, or all of its cohort that are to come.

    What only the desk sees is not joined.
    """
    rolling = meeting.series.rolling
    dates = [meeting] if rolling else queries.coming_meetings(meeting.series_id, now)
    return [each for each in dates if state_of(each) in FOR_MEMBERS]
