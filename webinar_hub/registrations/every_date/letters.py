"""What is written to somebody who takes in every date: whether they still come, that they pause."""

from collections.abc import Iterable
from datetime import datetime

from webinar_hub.kit.language import _
from webinar_hub.messages.actions import post
from webinar_hub.messages.kinds import Kind, Worded
from webinar_hub.messages.models import Lane, Letter
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.letters import facts_of, subject_of
from webinar_hub.registrations.models import Registration

STILL_COMING = "registrations/still_coming"
PAUSED = "registrations/paused"
KINDS = (
    Kind(
        STILL_COMING,
        _("Still coming?"),
        Lane.REST,
        service=True,
        worded=Worded(needs=("notice", "link"), offers=("title",)),
    ),
    Kind(PAUSED, _("Pause"), Lane.CHANGES, service=True),
)


def still_coming(registration: Registration, *, now: datetime) -> Letter:
    """Ask whether somebody still comes; without an answer they pause after the next date."""
    return post(
        STILL_COMING,
        subject=subject_of(registration),
        person=registration.person,
        facts=facts_of(registration, []),
        due=now,
        language=registration.language,
        now=now,
    )


def paused(registration: Registration, given_back: Iterable[Meeting], *, now: datetime) -> Letter:
    """Write that somebody pauses as they asked, and which places they gave back by it."""
    return post(
        PAUSED,
        subject=subject_of(registration),
        person=registration.person,
        facts=facts_of(registration, given_back, calendar="CANCEL"),
        due=now,
        language=registration.language,
        now=now,
    )
