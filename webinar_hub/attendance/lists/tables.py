"""Write the list of a meeting: its rows, its words, CSV and XLSX."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from webinar_hub.kit import tables
from webinar_hub.kit.language import Sentence, _


class AttendeeState(StrEnum):
    """What the list of a meeting says of somebody."""

    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"
    EXPECTED = "expected"
    OFFERED = "offered"
    WAITING = "waiting"


WORDS: dict[AttendeeState, Sentence] = {
    AttendeeState.PRESENT: _("Present"),
    AttendeeState.PARTIAL: _("Stayed too short"),
    AttendeeState.ABSENT: _("Absent"),
    AttendeeState.EXPECTED: _("Registered"),
    AttendeeState.OFFERED: _("Place offered"),
    AttendeeState.WAITING: _("Waiting list"),
}

_HEADER = (_("No."), _("Name"), _("Organisation"), _("Region"), _("Status"), _("Minutes"))
_CONTACTS = (_("E-mail"), _("Phone"))


@dataclass(frozen=True)
class Attendee:
    """One line of the list.

    key is the registration's, seconds None where no evidence was found, place the one in the queue,
    offered_until the time in which an offered place waits for an answer.
    """

    key: str
    name: str
    full_name: str
    organisation: str
    region: str
    zone: str
    status: AttendeeState
    seconds: int | None
    pressed_at: datetime | None
    place: int | None
    offered_until: datetime | None
    email: str | None
    phone: str | None

    @property
    def minutes(self) -> int | None:
        """Return whole minutes, never rounded up."""
        return None if self.seconds is None else self.seconds // 60


def header(*, contacts: bool) -> list[str]:
    """Return the head of the list in the reader's language."""
    return [str(title) for title in (*_HEADER, *(_CONTACTS if contacts else ()))]


def rows(attendees: Iterable[Attendee], *, contacts: bool) -> list[list[tables.Cell]]:
    """Return the lines of the list, numbered from 1; contact data only where it is asked for."""
    return [_line(number, one, contacts=contacts) for number, one in enumerate(attendees, start=1)]


def _line(number: int, one: Attendee, *, contacts: bool) -> list[tables.Cell]:
    line: list[tables.Cell] = [
        number,
        one.full_name,
        one.organisation,
        one.region,
        str(WORDS[one.status]),
        one.minutes,
    ]
    return [*line, one.email, one.phone] if contacts else line


def csv(attendees: Sequence[Attendee], *, contacts: bool) -> bytes:
    """Return the list as CSV."""
    return tables.write_csv(header(contacts=contacts), rows(attendees, contacts=contacts))


def xlsx(attendees: Sequence[Attendee], *, contacts: bool) -> bytes:
    """Return the list as XLSX."""
    return tables.write_xlsx(
        str(_("Participants")), header(contacts=contacts), rows(attendees, contacts=contacts)
    )
