"""Write the list of a meeting: its lines, its words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from webinar_hub.kit import tables
from webinar_hub.kit.language import Sentence, _
from webinar_hub.people.names import ERASED


class AttendeeState(StrEnum):
    """What the list of a meeting says of somebody."""

    PRESENT = "present"
    PARTIAL = "partial"
    ABSENT = "absent"
    EXCUSED = "excused"
    EXPECTED = "expected"
    OFFERED = "offered"
    WAITING = "waiting"


WORDS: dict[AttendeeState, Sentence] = {
    AttendeeState.PRESENT: _("Present"),
    AttendeeState.PARTIAL: _("Stayed too short"),
    AttendeeState.ABSENT: _("Absent"),
    AttendeeState.EXCUSED: _("Excused"),
    AttendeeState.EXPECTED: _("Registered"),
    AttendeeState.OFFERED: _("Place offered"),
    AttendeeState.WAITING: _("Waiting list"),
}

_HEADER = (_("No."), _("Name"), _("Organisation"), _("Region"), _("Status"), _("Minutes"))
HOW = _("Takes part")
_CONTACTS = (_("E-mail"), _("Phone"))


@dataclass(frozen=True)
class Attendee:
    """One line of the list.

    key is the registration's, seconds None where no evidence was found, place the one in the queue,
    offered_until the time in which an offered place waits for an answer. at_venue: they came in
    person, or are to come, where they might stay online.
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
    at_venue: bool = False

    @property
    def minutes(self) -> int | None:
        """Return whole minutes, never rounded up."""
        return None if self.seconds is None else self.seconds // 60

    @property
    def erased(self) -> bool:
        """Say whether their data were erased, so that nothing leads to them."""
        return self.name == ERASED


def how_word(*, at_venue: bool) -> str:
    """Return how somebody takes part."""
    return str(_("At the venue") if at_venue else _("Online"))


def header(*, contacts: bool, venue: bool = False) -> list[str]:
    """Return the head of the list in the reader's language; venue: some come in person."""
    titles = (*_HEADER, *([HOW] if venue else ()), *(_CONTACTS if contacts else ()))
    return [str(title) for title in titles]


def written(
    form: str, attendees: Iterable[Attendee], *, contacts: bool, venue: bool = False
) -> Iterator[bytes]:
    """Yield the list as a table, its lines numbered from 1; contact data only where asked for."""
    lines = (
        _line(number, one, contacts=contacts, venue=venue)
        for number, one in enumerate(attendees, start=1)
    )
    titles = header(contacts=contacts, venue=venue)
    return tables.write_table(form, str(_("Participants")), titles, lines)


def _line(number: int, one: Attendee, *, contacts: bool, venue: bool) -> list[tables.Cell]:
    line: list[tables.Cell] = [
        number,
        one.full_name,
        one.organisation,
        one.region,
        str(WORDS[one.status]),
        one.minutes,
    ]
    if venue:
        line.append(how_word(at_venue=one.at_venue))
    return [*line, one.email, one.phone] if contacts else line
