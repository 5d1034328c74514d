"""Decide who of those who wait is served, and which forms need proof first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from webinar_hub.registrations.models import Proof
from webinar_hub.registrations.rules import Places

COUNTED, HELD = 20, 20
"""How many unproved forms of one source get places in a session: counted, and held."""


HELD_AFTER_LETTER = timedelta(minutes=30)


HELD_WITHOUT_EMAIL = timedelta(hours=24)


@dataclass(frozen=True)
class Unproved:
    """How many unproved forms of one source there are for a meeting: counted, and held."""

    counted: int = 0
    held: int = 0


def proof_wanted(before: Iterable[Unproved], *, full: bool) -> Proof | None:
    """Return the proof that the seats of one more unproved form want, by what its source has.

    It is about meetings of a limited number of places. None: they count like any other's. full:
    there is no place for it, so that it waits either way.
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
    """Return until when the held seats of a form count.

    None while that is not known: its letter still has to go. A letter that no mail server takes is
    like none: the day counts from the form.
    """
    if not by_email or (accepted_at is None and not still_goes):
        return sent_at + HELD_WITHOUT_EMAIL
    return max(sent_at, accepted_at) + HELD_AFTER_LETTER if accepted_at else None


def after_all(now: datetime, last: Iterable[datetime | None]) -> datetime:
    """Return the moment at which somebody new waits behind the last of each line."""
    return max([now, *(each + timedelta(microseconds=1) for each in last if each)])


@dataclass(frozen=True)
class Waiting:
    """Seats that are served together or not at all, such as all of a cohort's registration."""

    seats: tuple[int, ...]
    meetings: tuple[int, ...]


def served(queue: Iterable[Waiting], places: dict[int, Places]) -> list[int]:
    """Return the seats that get a place now, the queue being in its order.

    Nobody overtakes: a meeting for which somebody earlier still waits has no place for anybody
    later.
    """
    left = dict(places)
    blocked: set[int] = set()
    given: list[int] = []
    for group in queue:
        if blocked.isdisjoint(group.meetings) and all(left[each].free for each in group.meetings):
            given.extend(group.seats)
            left |= {each: left[each].and_one() for each in group.meetings}
        else:
            blocked.update(group.meetings)
    return given
