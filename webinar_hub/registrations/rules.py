"""Decide who may take a seat. Plain values in, a decision or a refusal out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from webinar_hub.kit.errors import NotFound, Refused
from webinar_hub.kit.language import _


class UnknownLink(NotFound):
    """A personal link is cut off, mistyped, or one that was revoked."""

    sentence = _("This personal link does not open anything. Have it sent again from the schedule.")


class MeetingFull(Refused):
    """Every place is taken and there is no waiting list."""

    sentence = _(
        "Every place is taken, and this session has no waiting list. Please choose another date."
    )


@dataclass(frozen=True)
class Places:
    """The places of one meeting at one moment; capacity None means no limit."""

    capacity: int | None
    taken: int

    @property
    def free(self) -> bool:
        """Say whether one more person fits in."""
        return self.capacity is None or self.taken < self.capacity

    def and_one(self) -> "Places":
        """Return the places with one more of them taken."""
        return replace(self, taken=self.taken + 1)


class Room(StrEnum):
    """How much room there is, as everybody reads it; the numbers stand on the desk."""

    FREE = "free"
    FEW = "few"
    FULL = "full"


def room(places: Iterable[Places]) -> Room:
    """Return how much room there is where seats are taken together.

    Few: a tenth of some meeting's places or less is left.
    """
    limited = [
        (meeting.capacity, meeting.taken) for meeting in places if meeting.capacity is not None
    ]
    if any(taken >= capacity for capacity, taken in limited):
        return Room.FULL
    few = any(capacity - taken <= max(1, capacity // 10) for capacity, taken in limited)
    return Room.FEW if few else Room.FREE
