"""Decide when a letter of assignment may be given. Plain values in."""

from datetime import datetime

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.programmes.models import Meeting, State
from webinar_hub.programmes.rules import state_of


class NothingToSendTo(Refused):
    """The session is over, cancelled or a draft."""

    sentence = _(
        "A letter of assignment is given before a session ends: not of a draft, and not where it was cancelled."
    )


class NoPart(Refused):
    """Somebody has no part in the session, or their letter was revoked."""

    sentence = _(
        "There is no letter to give: this person has no part in the session, or theirs was revoked."
    )


def refuse(meeting: Meeting, now: datetime) -> None:
    """Raise NothingToSendTo where a session is over, was cancelled, or is a draft."""
    refuse_unplanned(meeting)
    if meeting.ends_at <= now:
        raise NothingToSendTo


def refuse_unplanned(meeting: Meeting) -> None:
    """Raise NothingToSendTo where a session was cancelled, or is a draft."""
    if meeting.cancelled_at is not None or state_of(meeting) is State.DRAFT:
        raise NothingToSendTo
