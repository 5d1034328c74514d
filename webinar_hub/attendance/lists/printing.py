"""The list of a meeting on paper: to sign before it, with who was present after it."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from webinar_hub.attendance.lists.tables import HOW, WORDS, Attendee, AttendeeState, how_word
from webinar_hub.config import Settings
from webinar_hub.kit import language
from webinar_hub.kit.language import _, ngettext
from webinar_hub.kit.links import Links
from webinar_hub.kit.typesetting import spelled
from webinar_hub.papers.printing import begun, logo_of, spelled_out, top_of
from webinar_hub.programmes.models import Meeting

_TO_SIGN = (26.0, 160.0, 141.0, 140.0)
_COUNTED = (26.0, 170.0, 151.0, 74.0, 46.0)
_COUNTED_EITHER = (26.0, 140.0, 121.0, 74.0, 60.0, 46.0)
_COUNTS = (
    AttendeeState.PRESENT,
    AttendeeState.PARTIAL,
    AttendeeState.ABSENT,
    AttendeeState.EXCUSED,
)
_ROOM_TO_SIGN = 24.0


def document(
    meeting: Meeting,
    attendees: Iterable[Attendee],
    settings: Settings,
    links: Links,
    now: datetime,
    *,
    everybody: bool,
    undecided: int,
) -> bytes:
    """Return the list as a tagged PDF, in the reader's language.

    everybody: it has all of them; undecided: how many names in the report wait for a decision. What
    it lacks by either it says, as it goes from hand to hand.

    Until attendance is known there is room to sign, for those who have a place; where one may come
    or stay online, for those who come. A letter that no font has stands there by its number: a list
    must not fail for one name.
    """
    listed = list(attendees)
    counted = any(each.status in _COUNTS for each in listed)
    if not counted:
        listed = _expected(listed)
    how = counted and meeting.either
    top = top_of(
        meeting,
        language=language.current(),
        kind=str(_("Attendance list")),
        written_at=now,
        settings=settings,
        links=links,
    )
    paper, sheet = begun(spelled_out(top), logo_of(top, settings), size=9)
    sheet.gap()
    for lack in _lacks(everybody=everybody, undecided=undecided if counted else 0):
        sheet.paragraph([lack])
        sheet.gap()
    sheet.table(
        *_columns(counted=counted, how=how),
        (
            _line(number, each, counted=counted, how=how)
            for number, each in enumerate(listed, start=1)
        ),
        tall=0 if counted else _ROOM_TO_SIGN,
    )
    return paper.finish()


def _lacks(*, everybody: bool, undecided: int) -> Iterator[str]:
    if not everybody:
        yield str(_("Only people of one region or organisation stand here, not all who take part."))
    if undecided:
        yield ngettext(
            "%(num)d name in the report waits for a decision: who is absent here may have been there.",
            "%(num)d names in the report wait for a decision: who is absent here may have been there.",
            undecided,
        ) % {"num": undecided}


def _expected(listed: list[Attendee]) -> list[Attendee]:
    """Return who is to sign: of those who have a place whoever comes, or all where nobody does."""
    placed = [each for each in listed if each.status is AttendeeState.EXPECTED]
    return [each for each in placed if each.at_venue] or placed


def _columns(*, counted: bool, how: bool) -> tuple[tuple[float, ...], list[str]]:
    """Return the widths of the columns, and what stands over them."""
    told = [_("Status"), *([HOW] if how else []), _("Minutes")]
    last = told if counted else [_("Signature")]
    head = [str(each) for each in (_("No."), _("Name"), _("Organisation"), *last)]
    if not counted:
        return _TO_SIGN, head
    return _COUNTED_EITHER if how else _COUNTED, head


def _line(number: int, one: Attendee, *, counted: bool, how: bool) -> list[str]:
    line = [str(number), spelled(one.full_name), spelled(one.organisation)]
    if not counted:
        return [*line, ""]
    way = [how_word(at_venue=one.at_venue)] if how else []
    minutes = "" if one.minutes is None else str(one.minutes)
    return [*line, str(WORDS[one.status]), *way, minutes]
