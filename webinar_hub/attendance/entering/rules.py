"""Decide who may go into a meeting, and when."""

from datetime import datetime

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.zones import three_clocks
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import SeatStatus

_WITHOUT_PLACE = {
    SeatStatus.OFFERED: _(
        "The place is kept for you for a while. Answer on your own page: its link is in our message."
    ),
    SeatStatus.WAITLISTED: _(
        "You are on the waiting list of this session. We write to you as soon as a place is free."
    ),
}


class DoorClosed(Refused):
    """The way in is not open: too early, over, cancelled, or not for this seat."""


def may_enter(meeting: Meeting, *, standing: SeatStatus, now: datetime) -> None:
    """Raise DoorClosed, saying why, unless a confirmed seat asks while the door is open.

    It opens half an hour before the start and closes at the end.
    """
    if sentence := _why_not(meeting, standing=standing, now=now):
        raise DoorClosed(sentence)


def open_door(meeting: Meeting, *, now: datetime) -> None:
    """Raise DoorClosed, saying why, unless people gather for a meeting now."""
    if sentence := _why_shut(meeting, now=now):
        raise DoorClosed(sentence)


def gathering(meeting: Meeting, *, now: datetime) -> bool:
    """Say whether people gather for a meeting now."""
    return _why_shut(meeting, now=now) is None


def _why_shut(meeting: Meeting, *, now: datetime) -> Sentence | None:
    if meeting.cancelled_at is not None:
        return _("This session was cancelled.")
    if now >= meeting.ends_at:
        return _("This session is over.")
    if now < meeting.opens_at:
        return _(
            "The room opens half an hour before the session: %(when)s.",
            when=three_clocks(meeting.opens_at, meeting.home),
        )
    return None


def _why_not(meeting: Meeting, *, standing: SeatStatus, now: datetime) -> Sentence | None:
    if meeting.cancelled_at is None and standing in _WITHOUT_PLACE:
        return _WITHOUT_PLACE[standing]
    if sentence := _why_shut(meeting, now=now):
        return sentence
    if meeting.venue_only:
        return _("This session is in person: %(venue)s.", venue=meeting.venue)
    if not meeting.join_link:
        return _(
            "The address of the meeting room is not known yet. Please try again in a few minutes."
        )
    return None
