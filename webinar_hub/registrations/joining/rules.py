"""Decide who may join, and what their seats get. Plain values in, a decision or a refusal out."""

from collections.abc import Iterable
from datetime import datetime

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.people.models import AgeBand
from webinar_hub.registrations.models import SeatStatus
from webinar_hub.registrations.rules import MeetingFull, Places


class RegistrationClosed(Refused):
    """Registration is over, or the meeting is."""

    sentence = _("Registration is closed. The schedule shows what is open now.")


class GuardianMissing(Refused):
    """A child registers, and nobody says that a parent or guardian agrees."""

    sentence = _(
        "Somebody under 18 needs a parent or guardian who agrees: write their name and how to reach them, and tick that they agree."
    )


def may_take_part(age_band: AgeBand | None, *, guarded: bool) -> None:
    """Raise GuardianMissing for a child for whom no guardian agreed (UU 27/2022, article 25)."""
    if age_band is AgeBand.CHILD and not guarded:
        raise GuardianMissing


def may_register(
    *, closes_at: datetime | None, ends_at: datetime, cancelled: bool, now: datetime
) -> None:
    """Raise RegistrationClosed when no seat can be taken; ends_at is the last meeting's end."""
    if cancelled or now >= ends_at or (closes_at is not None and now >= closes_at):
        raise RegistrationClosed


def seat_status(places: Iterable[Places], *, waiting_list: bool) -> SeatStatus:
    """Return the status that seats taken together get.

    They are confirmed where every meeting has a place, else all wait. Raises MeetingFull where
    there is no waiting list.
    """
    if all(meeting.free for meeting in places):
        return SeatStatus.CONFIRMED
    if waiting_list:
        return SeatStatus.WAITLISTED
    raise MeetingFull
