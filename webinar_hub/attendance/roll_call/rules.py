"""Decide when and how a roll call is kept. Plain values in, an answer or a refusal out."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from webinar_hub.attendance.models import EvidenceKind
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.programmes.models import Meeting

WRITTEN = "noted"
"""How the fingerprint of what the roll call says begins; the registration's key follows."""


class NoRollCall(Refused):
    """Nobody can have come: it is too early, or the session was cancelled."""

    status = 409
    sentence = _("The roll call opens on the day of the session.")


class BadTimes(Refused):
    """Nobody leaves before they come, or outside the hours of the session."""

    sentence = _("Write times within the hours of the session, the earlier one first.")


class TimesOfNobody(Refused):
    """Times were typed, and then another answer was chosen, in which they would be lost."""

    sentence = _("Choose “Came late or left early”, or leave the times empty.")


@dataclass(frozen=True)
class Noted:
    """What the roll call says of somebody: that they were there, or are excused.

    came and left: None for the beginning and the end of the session.
    """

    kind: EvidenceKind = EvidenceKind.ROLL_CALL
    came: datetime | None = None
    left: datetime | None = None

    def fingerprint(self, registration_key: str) -> str:
        """Return what tells this fact about somebody from any other of the meeting."""
        times = [each and f"{each.astimezone(UTC):%m%d%H%M}" for each in (self.came, self.left)]
        return ":".join([WRITTEN, registration_key, self.kind, *(each or "" for each in times)])


def opens_at(meeting: Meeting) -> datetime:
    """Return from when a roll call is kept: the day of the meeting, where it is at home."""
    return datetime.combine(meeting.day, time(), meeting.home.info)


def may_note(meeting: Meeting, now: datetime) -> None:
    """Raise NoRollCall unless somebody can have come by now; corrections have no end."""
    if meeting.cancelled_at is not None or now < opens_at(meeting):
        raise NoRollCall


def may_finish(meeting: Meeting, now: datetime) -> None:
    """Raise NoRollCall unless the meeting has begun: until then everybody may still come."""
    may_note(meeting, now)
    if now < meeting.starts_at:
        raise NoRollCall(_("The roll call is complete at the earliest when the session begins."))


def noted(meeting: Meeting, came: time | None, left: time | None) -> Noted:
    """Return that somebody was there between two times of day, where the meeting is at home.

    None: from its beginning, and to its end. Raises BadTimes.
    """
    start, end = (_moment(meeting, each) for each in (came, left))
    begins, ends = start or meeting.starts_at, end or meeting.ends_at
    if not meeting.starts_at <= begins < ends <= meeting.ends_at:
        raise BadTimes
    return Noted(
        came=None if begins == meeting.starts_at else begins,
        left=None if ends == meeting.ends_at else ends,
    )


def _moment(meeting: Meeting, at: time | None) -> datetime | None:
    """Return the moment of a time of day; one before the beginning is of the next day."""
    if at is None:
        return None
    found = datetime.combine(meeting.day, at, meeting.home.info)
    return found if found >= meeting.starts_at else found + timedelta(days=1)
