"""Decide who has earned a certificate. Plain values in, a decision or a refusal out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _


class SeriesWithoutEnd(Refused):
    """A rolling series has no last meeting, so nobody completes it."""

    sentence = _("This series has no last session. Its certificates are issued for each session.")


class SeriesNotOver(Refused):
    """A meeting of the series is still to come, or none was held."""

    sentence = _("Certificates can be issued once the last session is over.")


class SessionNotOver(Refused):
    """The session is still to come or going on."""

    sentence = _("Certificates can be issued once the session is over.")


class SessionNotHeld(Refused):
    """The session was cancelled."""

    sentence = _("The session was cancelled: nobody gets a certificate for it.")


@dataclass(frozen=True)
class Requirement:
    """What a series asks.

    minutes are the lengths of its meetings that were not cancelled, by their ids; required is how
    many one must be present in, None for all; jp_minutes is the length of one learning hour.
    """

    minutes: Mapping[int, int]
    required: int | None
    jp_minutes: int

    @property
    def needed(self) -> int:
        """Return how many meetings are asked for, never more than took place."""
        return len(self.minutes) if self.required is None else min(self.required, len(self.minutes))


@dataclass(frozen=True)
class Earned:
    """The certificate is earned, in these meetings; jp None where it would be less than one."""

    meetings: tuple[int, ...]
    attended: int
    total: int
    jp: int | None


@dataclass(frozen=True)
class NotYet:
    """The certificate is not earned, and why."""

    attended: int
    total: int
    reasons: tuple[Sentence, ...]


def earned(asked: Requirement, present: Collection[int]) -> Earned | NotYet:
    """Return whether being present in these meetings earns the certificate.

    JP counts the meetings the person was present in: their whole lengths are added first, then
    divided by the length of one learning hour and rounded down once.
    """
    attended = tuple(meeting for meeting in asked.minutes if meeting in present)
    total = len(asked.minutes)
    if not total:
        return NotYet(0, 0, (_("No session of this series was held."),))
    if len(attended) < asked.needed:
        reason = _(
            "Attended %(attended)s of %(total)s sessions; needed: %(needed)s.",
            attended=len(attended),
            total=total,
            needed=asked.needed,
        )
        return NotYet(len(attended), total, (reason,))
    jp = sum(asked.minutes[meeting] for meeting in attended) // asked.jp_minutes
    return Earned(attended, len(attended), total, jp or None)


def may_issue(*, rolling: bool, ends: Sequence[datetime], now: datetime) -> None:
    """Refuse certificates for a series that has no end or has not come to it.

    ends: of its meetings that were not cancelled.
    """
    if rolling:
        raise SeriesWithoutEnd
    if not ends or max(ends) > now:
        raise SeriesNotOver


@dataclass(frozen=True)
class Stay:
    """How long somebody was in a session, and whether that counts as present."""

    seconds: int
    present: bool


def stayed(asked: Requirement, stay: Stay | None, threshold_percent: int) -> Earned | NotYet:
    """Return whether a stay in the one session of a requirement earns its certificate.

    stay: None where nothing shows them. threshold_percent is told to whoever left early.
    """
    [(meeting, minutes)] = asked.minutes.items()
    if stay is not None and stay.present:
        return earned(asked, {meeting})
    if stay is None or not stay.seconds:
        return NotYet(0, 1, (_("Not recorded as present."),))
    reason = _(
        "Stayed %(minutes)s of %(total)s minutes; needed: %(needed)s.",
        minutes=stay.seconds // 60,
        total=minutes,
        needed=-(-minutes * threshold_percent // 100),
    )
    return NotYet(0, 1, (reason,))


def may_issue_session(*, ends: datetime, cancelled: bool, now: datetime) -> None:
    """Refuse certificates for a session that was cancelled or is not over."""
    if cancelled:
        raise SessionNotHeld
    if ends > now:
        raise SessionNotOver
