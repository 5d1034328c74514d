"""Decide who may take a seat. Plain values in, a decision or a refusal out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from webinar_hub.kit.errors import NotFound, Refused
from webinar_hub.kit.language import _
from webinar_hub.people.models import AgeBand
from webinar_hub.registrations.models import Proof, SeatStatus


class MeetingFull(Refused):
    """Every place is taken and there is no waiting list."""

    sentence = _(
        "Every place is taken, and this session has no waiting list. Please choose another date."
    )


class RegistrationClosed(Refused):
    """Registration is over, or the meeting is."""

    sentence = _("Registration is closed. The schedule shows what is open now.")


class TooLateToLeave(Refused):
    """The meeting is over: what happened cannot be undone."""

    sentence = _("This session is over, so the registration can no longer be cancelled.")


class UnknownLink(NotFound):
    """A personal link is cut off, mistyped, or one that was revoked."""

    sentence = _("This personal link does not open anything. Have it sent again from the schedule.")


class TooLateToMend(Refused):
    """The name can no longer be mended from the form's page."""

    sentence = _(
        "The name can no longer be corrected here. Open your personal link and choose “My data”, or ask the secretariat."
    )


def may_mend_name(*, open_: bool, evidence: bool, until: datetime, now: datetime) -> None:
    """Raise TooLateToMend unless the form's owner is still to confirm it, and nobody has seen the person under the name."""
    if not open_ or evidence or now >= until:
        raise TooLateToMend


class Unconfirmed(Refused):
    """Nobody said yet that the form behind a registration was their own."""

    sentence = _("First say that the form below is yours. What you asked for is open after that.")


class GuardianMissing(Refused):
    """A child registers, and nobody says that a parent or guardian agrees."""

    sentence = _(
        "Somebody under 18 needs a parent or guardian who agrees: write their name and how to reach them, and tick that they agree."
    )


def may_take_part(age_band: AgeBand | None, *, guarded: bool) -> None:
    """Raise GuardianMissing for a child for whom no guardian agreed (UU 27/2022, article 25)."""
    if age_band is AgeBand.CHILD and not guarded:
        raise GuardianMissing


@dataclass(frozen=True)
class Places:
    """The places of one meeting at one moment; capacity None means no limit."""

    capacity: int | None
    taken: int

    @property
    def free(self) -> bool:
        """Say whether one more person fits in."""
        return self.capacity is None or self.taken < self.capacity


class Room(StrEnum):
    """How much room there is, as everybody reads it; the numbers stand on the desk."""

    FREE = "free"
    FEW = "few"
    FULL = "full"


def room(places: Iterable[Places]) -> Room:
    """Return how much room there is where seats are taken together; few: a tenth of some meeting's places or less is left."""
    limited = [
        (meeting.capacity, meeting.taken) for meeting in places if meeting.capacity is not None
    ]
    if any(taken >= capacity for capacity, taken in limited):
        return Room.FULL
    few = any(capacity - taken <= max(1, capacity // 10) for capacity, taken in limited)
    return Room.FEW if few else Room.FREE


def may_register(
    *, closes_at: datetime | None, ends_at: datetime, cancelled: bool, now: datetime
) -> None:
    """Raise RegistrationClosed when a seat can no longer be taken; ends_at is the end of the last meeting asked for."""
    if cancelled or now >= ends_at or (closes_at is not None and now >= closes_at):
        raise RegistrationClosed


def seat_status(places: Iterable[Places], *, waiting_list: bool) -> SeatStatus:
    """Return the status that seats taken together get: confirmed where every meeting has a place, else all wait.

    Raises MeetingFull where there is no waiting list.
    """
    if all(meeting.free for meeting in places):
        return SeatStatus.CONFIRMED
    if waiting_list:
        return SeatStatus.WAITLISTED
    raise MeetingFull


COUNTED, HELD = 20, 20
"""How many unproved forms of one source have places like any other's in a session, and how many more have held ones at once."""

HELD_AFTER_LETTER = timedelta(minutes=30)
HELD_WITHOUT_EMAIL = timedelta(hours=24)


@dataclass(frozen=True)
class Unproved:
    """How many unproved forms came from one source for one meeting: counted like any other, and with held places."""

    counted: int = 0
    held: int = 0


def proof_wanted(before: Iterable[Unproved], *, full: bool) -> Proof | None:
    """Return what the seats of one more unproved form have in meetings of a limited number of places, by what its source has there.

    None: they count like any other's. full: there is no place for it, so that it waits either way.
    """
    sources = list(before)
    if all(each.counted < COUNTED for each in sources):
        return None
    if full or any(each.held >= HELD for each in sources):
        return Proof.PASSED_OVER
    return Proof.HELD


def held_until(
    *, sent_at: datetime, by_email: bool, accepted_at: datetime | None, still_goes: bool
) -> datetime | None:
    """Return until when the held seats of a form count, None where that is not known yet: its letter still has to go.

    A letter that no mail server takes is like none: the day counts from the form.
    """
    if not by_email or (accepted_at is None and not still_goes):
        return sent_at + HELD_WITHOUT_EMAIL
    return max(sent_at, accepted_at) + HELD_AFTER_LETTER if accepted_at else None


@dataclass(frozen=True)
class Waiting:
    """Seats that are served together or not at all: one of a rolling series, all of a cohort's registration."""

    seats: tuple[int, ...]
    meetings: tuple[int, ...]


def served(queue: Iterable[Waiting], places: dict[int, Places]) -> list[int]:
    """Return the seats that get a place now, the queue being in its order.

    Nobody overtakes: a meeting for which somebody earlier is still waiting has no place for anybody later.
    """
    left = {
        meeting: None if p.capacity is None else p.capacity - p.taken
        for meeting, p in places.items()
    }
    blocked: set[int] = set()
    given: list[int] = []
    for group in queue:
        rooms = [left[meeting] for meeting in group.meetings]
        if blocked.isdisjoint(group.meetings) and all(room is None or room > 0 for room in rooms):
            given.extend(group.seats)
            left |= {
                m: room - 1
                for m, room in zip(group.meetings, rooms, strict=True)
                if room is not None
            }
        else:
            blocked.update(group.meetings)
    return given
