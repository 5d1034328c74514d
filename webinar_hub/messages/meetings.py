"""What a letter says of the meetings that it is about, in the language being read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webinar_hub.kit import zones
from webinar_hub.kit.links import Links


@dataclass(frozen=True)
class Hours:
    """When something takes place; the texts are in the language being read."""

    starts: datetime
    ends: datetime
    home: zones.Zone

    @property
    def day(self) -> str:
        """Return the date where the meeting is at home."""
        return zones.long_date(self.starts.astimezone(self.home.info).date())

    @property
    def times(self) -> tuple[zones.LocalTime, ...]:
        """Return the hours in the three zones."""
        return zones.three_times(self.starts, self.ends, self.home)

    @property
    def line(self) -> str:
        """Return date and hours in one line."""
        return zones.three_times_line(self.starts, self.ends, self.home)


@dataclass(frozen=True)
class Meeting:
    """What a letter says of a meeting; address is its public page, before when it was to be.

    venue is where the receiver comes, "" where they take part online; venue_before the same where
    it was elsewhere, None where it was not. rehearsal is when whoever has a part rehearses it, as
    text, "" where they do not.
    """

    key: str
    uid: str
    title: str
    series: str
    number: int
    revision: int
    hours: Hours
    address: str
    before: Hours | None
    waits: bool
    venue: str
    venue_link: str
    venue_before: str | None
    rehearsal: str

    @property
    def retimed(self) -> bool:
        """Say whether it was to be at another time."""
        return self.before is not None and self.before != self.hours


def meeting_of(fact: dict[str, Any], links: Links) -> Meeting:
    """Return what a letter says of a meeting."""
    address = links.to("registrations.meeting", key=fact["key"])
    return Meeting(
        fact["key"],
        fact["uid"],
        fact["title"],
        fact["series"],
        fact["number"],
        fact["revision"],
        _hours(fact),
        address,
        _hours(fact["before"]) if "before" in fact else None,
        fact.get("waits", False),
        venue_of(fact),
        fact.get("venue_link", ""),
        _venue_before(fact),
        fact.get("rehearsal", ""),
    )


def venue_of(fact: dict[str, Any]) -> str:
    """Return where the receiver of a letter comes, "" where they take part online."""
    comes = fact.get("venue_only") or fact.get("at_venue")
    return str(fact.get("venue", "")) if comes else ""


def _venue_before(fact: dict[str, Any]) -> str | None:
    before = fact.get("before", {})
    if "venue" not in before:
        return None
    was = venue_of({"at_venue": fact.get("at_venue"), **before})
    return was if was != venue_of(fact) else None


def days_of(meetings: Sequence[Meeting]) -> str:
    """Return the date of one meeting, the first and last of several, "" for none."""
    if len(meetings) == 1:
        return meetings[0].hours.day
    days = sorted(
        meeting.hours.starts.astimezone(meeting.hours.home.info).date() for meeting in meetings
    )
    return zones.days(days[0], days[-1]) if days else ""


def _hours(fact: dict[str, Any]) -> Hours:
    return Hours(
        datetime.fromisoformat(fact["starts"]),
        datetime.fromisoformat(fact["ends"]),
        zones.zone(fact["zone"]),
    )
