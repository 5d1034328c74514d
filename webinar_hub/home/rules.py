"""Decide what a place in a meeting comes to, and what a training offers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from webinar_hub.attendance.models import AttendanceStatus
from webinar_hub.kit import zones
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.models import SeatStatus
from webinar_hub.registrations.rules import Room


class PlaceState(StrEnum):
    """How it is with a place in one meeting, for the person who holds it."""

    EXPECTED = "expected"
    WAITING = "waiting"
    OFFERED = "offered"
    LEFT = "left"
    CALLED_OFF = "called_off"
    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"
    EXCUSED = "excused"
    UNCOUNTED = "uncounted"
    NO_PLACE = "no_place"


AHEAD = (PlaceState.EXPECTED, PlaceState.OFFERED, PlaceState.WAITING)

_TO_COME = {
    SeatStatus.CONFIRMED: PlaceState.EXPECTED,
    SeatStatus.OFFERED: PlaceState.OFFERED,
    SeatStatus.WAITLISTED: PlaceState.WAITING,
}
_COUNTED = {
    AttendanceStatus.PRESENT: PlaceState.PRESENT,
    AttendanceStatus.PARTIAL: PlaceState.PARTIAL,
    AttendanceStatus.ABSENT: PlaceState.ABSENT,
    AttendanceStatus.EXCUSED: PlaceState.EXCUSED,
}


def state_of_place(
    seat: SeatStatus,
    attendance: AttendanceStatus | None,
    *,
    cancelled: bool,
    over: bool,
    told_of: bool,
) -> PlaceState:
    """Return the state of a place.

    Until it is over one is expected, whoever noted them at the door already. told_of: a report or
    the roll call would have them if they had been there.
    """
    if seat is SeatStatus.CANCELLED:
        return PlaceState.LEFT
    if cancelled:
        return PlaceState.CALLED_OFF
    if not over:
        return _TO_COME[seat]
    if attendance is not None:
        return _COUNTED[attendance]
    if seat is not SeatStatus.CONFIRMED:
        return PlaceState.NO_PLACE
    return PlaceState.ABSENT if told_of else PlaceState.UNCOUNTED


@dataclass(frozen=True)
class Place:
    """A person's place in one meeting; minutes once it is over and they are counted.

    until: how long an offered one waits for an answer. at_venue: they come in person, where they
    might stay online. came: the roll call at the venue has them.
    """

    meeting: Meeting
    standing: PlaceState
    minutes: int | None
    until: datetime | None = None
    at_venue: bool = False
    came: bool = False

    @property
    def venue(self) -> str:
        """Return where the person comes, "" where they take part online."""
        return self.meeting.venue if self.meeting.comes(at_venue=self.at_venue) else ""


def ahead(places: Iterable[Place], now: datetime) -> list[Place]:
    """Return the places in meetings to come that the secretariat did not cancel."""
    return [
        place
        for place in places
        if place.meeting.ends_at > now and place.meeting.cancelled_at is None
    ]


@dataclass(frozen=True)
class Folded:
    """Places by date: those that stand open, and what is folded before and after them."""

    earlier: Sequence[Place]
    open: Sequence[Place]
    later: Sequence[Place]


_BEFORE, _AFTER = 2, 4


def folded(places: Iterable[Place], now: datetime) -> Folded:
    """Return places by date, of which those far away are folded where there are many."""
    over: list[Place] = []
    to_come: list[Place] = []
    for place in places:
        (over if place.meeting.ends_at <= now else to_come).append(place)
    if len(over) + len(to_come) <= _BEFORE + _AFTER:
        return Folded([], over + to_come, [])
    first = max(len(over) - _BEFORE, 0)
    return Folded(over[:first], [*over[first:], *to_come[:_AFTER]], to_come[_AFTER:])


@dataclass(frozen=True)
class Course:
    """A training that takes registrations: its meetings by date, and how much room there is."""

    series: Series
    meetings: tuple[Meeting, ...]
    room: Room

    @property
    def days(self) -> str:
        """Return the dates from the first to the last: `3–24 November 2026`."""
        return zones.days(self.meetings[0].day, self.meetings[-1].day)

    @property
    def hours(self) -> int:
        """Return the learning hours (JP) of all its meetings, rounded down once."""
        length = sum(
            ((meeting.ends_at - meeting.starts_at) for meeting in self.meetings), timedelta()
        )
        return int(length.total_seconds() // 60) // self.series.jp_minutes


def week_of(starts: datetime, home: zones.Zone) -> datetime:
    """Return when the week begins in which a meeting does, Monday to Sunday, by its own zone."""
    day = starts.astimezone(home.info).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(), home.info)
