"""What a reminder says: kinds and facts; the sender makes text and links of them."""

from datetime import datetime, timedelta

from webinar_hub.kit.language import _
from webinar_hub.kit.zones import Zone
from webinar_hub.messages import holding
from webinar_hub.messages.actions import post
from webinar_hub.messages.kinds import Kind, Worded
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.letters import facts_of, subject_of_place
from webinar_hub.registrations.models import Registration

REMINDER = "registrations/reminder"
KINDS = (
    Kind(
        REMINDER,
        _("Reminder of a session"),
        Lane.CHANGES,
        service=False,
        worded=Worded(
            needs=("session", "link"), offers=("title", "when", "hour", "way", "code", "calendar")
        ),
    ),
)

_SOON = timedelta(hours=1)


def reminder(
    registration: Registration,
    meeting: Meeting,
    *,
    zone: Zone,
    due: datetime,
    at_venue: bool = False,
    limited: bool = False,
    now: datetime,
) -> Letter:
    """Write when a session begins, in the reader's zone first; of no use once it has begun.

    One that was dropped as the session moved goes after all where it is back at its time.
    """
    facts = facts_of(
        registration,
        [meeting],
        at_venue=[meeting.id] if at_venue else [],
        zone=zone.short,
        rolling=meeting.series.rolling,
        soon=meeting.starts_at - now <= _SOON,
        until=meeting.starts_at.isoformat(),
    )
    letter = post(
        REMINDER,
        subject=subject_of_place(registration, meeting),
        person=registration.person,
        facts=facts,
        due=due,
        language=registration.language,
        limited=limited,
        now=now,
    )
    if letter.state is LetterState.DROPPED and not letter.reason:
        holding.tell_anew(letter, facts, due=due, now=now)
    return letter
