"""What is written to somebody to whom a place is offered: kinds and facts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from webinar_hub.kit.language import _
from webinar_hub.kit.zones import Zone
from webinar_hub.messages.actions import post
from webinar_hub.messages.kinds import Kind, Worded
from webinar_hub.messages.models import Lane, Letter
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.letters import facts_of, subject_of_place
from webinar_hub.registrations.models import Registration

OFFERED = "registrations/offered"
OFFER_ENDED = "registrations/offer_ended"
KINDS = (
    Kind(
        OFFERED,
        _("Place offered from the waiting list"),
        Lane.CHANGES,
        service=True,
        worded=Worded(needs=("until", "session", "link"), offers=("title", "when")),
    ),
    Kind(
        OFFER_ENDED,
        _("Offered place passed on"),
        Lane.CHANGES,
        service=True,
        worded=Worded(needs=("session",), offers=("title", "when", "again")),
    ),
)


def offered(
    registration: Registration,
    meetings: Sequence[Meeting],
    *,
    hours: int,
    until: datetime,
    zone: Zone,
    at_venue: Collection[int],
    now: datetime,
) -> Letter:
    """Write that a place became free, and until when it waits for an answer.

    By hand it says how many hours there are from then on.
    """
    facts = facts_of(
        registration,
        meetings,
        at_venue=at_venue,
        until=until.isoformat(),
        zone=zone.short,
        hours=hours,
        by_hand=registration.person.email is None,
    )
    return _write(OFFERED, registration, meetings, facts, now)


def ended(registration: Registration, meetings: Sequence[Meeting], *, now: datetime) -> Letter:
    """Write that a place went to the next in line, as no answer came."""
    return _write(OFFER_ENDED, registration, meetings, facts_of(registration, meetings), now)


def _write(
    kind: str,
    registration: Registration,
    meetings: Sequence[Meeting],
    facts: dict[str, Any],
    now: datetime,
) -> Letter:
    return post(
        kind,
        subject=subject_of_place(registration, meetings[0]),
        person=registration.person,
        facts=facts,
        due=now,
        language=registration.language,
        now=now,
    )
