"""What is written after a session: kinds and facts; the sender makes text and links of them."""

from datetime import datetime
from typing import Any

from webinar_hub.kit.language import _
from webinar_hub.messages.actions import post
from webinar_hub.messages.kinds import Kind
from webinar_hub.messages.models import Lane, Letter
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.letters import facts_of, subject_of_place
from webinar_hub.registrations.models import Registration

AFTER = "attendance/after"
KINDS = (Kind(AFTER, _("After a session"), Lane.REST, service=False),)


def facts(
    registration: Registration, meeting: Meeting, following: Meeting | None, **more: Any
) -> dict[str, Any]:
    """Return what a letter says of a session.

    following: the next date. more: came, minutes and whether they count, whether in person, seated
    in the next date or waiting for it, and of a cohort how many sessions were attended, held and
    needed.
    """
    listed = [meeting] if following is None else [meeting, following]
    return facts_of(registration, listed, **more)


def after(
    registration: Registration,
    meeting: Meeting,
    says: dict[str, Any],
    *,
    until: datetime,
    limited: bool,
    now: datetime,
) -> Letter:
    """Write what a session leads to; once for a place, whatever is corrected afterwards."""
    return post(
        AFTER,
        subject=subject_of_place(registration, meeting),
        person=registration.person,
        facts=says | {"until": until.isoformat()},
        due=meeting.ends_at,
        language=registration.language,
        limited=limited,
        now=now,
    )
