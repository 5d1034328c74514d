"""Decide who has earned a certificate. Plain values in, a decision or a refusal out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _


class SeriesWithoutEnd(Refused):
    """A rolling series has no last meeting, so nobody completes it."""

    sentence = _("This series has no last session. Certificates are issued for series that end.")


class SeriesNotOver(Refused):
    """A meeting of the series is still to come, or none was held."""

    sentence = _("Certificates can be issued once the last session is over.")


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
