"""Letters about moved meetings: held for a while, and all of a registration's in one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from webinar_hub.kit import clock
from webinar_hub.kit.language import reading
from webinar_hub.messages import holding
from webinar_hub.messages.models import Letter
from webinar_hub.messages.rules import told_at
from webinar_hub.programmes.letters import has_moved, meeting_facts
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import letters, queries
from webinar_hub.registrations.models import Registration, Seat, SeatStatus


def tell_moved(
    places: Mapping[Registration, Sequence[tuple[Seat, Meeting]]],
    before: Mapping[int, dict[str, Any]],
    *,
    now: datetime,
) -> None:
    """Write to each of these people that their meetings have other times or another venue.

    What they were is what the last letter said: one that is still held takes in the newer times,
    and is dropped where all is as it was. Whoever hears nothing is reminded as before.
    """
    subjects = [letters.subject_of(each) for each in places]
    waiting = {each.subject: each for each in holding.held(letters.MOVED, subjects)}
    for registration, now_moved in places.items():
        letter = waiting.get(letters.subject_of(registration))
        was = {meeting.key: before[meeting.id] for _seat, meeting in now_moved} | _before(letter)
        own = queries.places_in(registration.id, list(was)) if letter else now_moved
        facts = _facts(registration, own, was)
        due = told_at(_starts(own, was), now)
        holding.tell(letter, facts, partial(letters.retimed, registration), due=due, now=now)
        for seat, meeting in now_moved:
            told = has_moved(meeting, was[meeting.key], at_venue=seat.at_venue)
            seat.told_at = now if told else None


def drop_needless(registrations: Iterable[Registration], *, now: datetime) -> None:
    """Drop the held letters of registrations that have nothing left to tell."""
    subjects = [letters.subject_of(each) for each in registrations]
    for letter in holding.held(letters.MOVED, subjects):
        if present_facts(letter) is None:
            holding.undo(letter, now=now)


def present_facts(letter: Letter) -> dict[str, Any] | None:
    """Return what a letter about moved meetings says now; None: there is nothing to tell.

    Meetings that are back at their old time, were cancelled, or where the place was given back are
    left out.
    """
    was = _before(letter)
    registration = queries.by_key(letter.facts["registration"]["key"])
    if registration is None:
        return None
    return _facts(registration, queries.places_in(registration.id, list(was)), was)


def present_times(letter: Letter) -> dict[str, Any] | None:
    """Return what a letter that waited says of its meetings now.

    Those that were cancelled, or where the place was given back, are left out. Where none is left
    it names the next one of whoever takes in every date: it holds their link.
    """
    told, now = letter.facts["meetings"], _still_had(letter)
    if told and not now and letter.facts.get("every_date"):
        now = _next_date(letter, after=datetime.fromisoformat(told[-1]["starts"]))
    return letter.facts | {"meetings": now} if now or not told else None


def present_link(letter: Letter) -> dict[str, Any]:
    """Return what a letter with a personal link says now: it goes, whatever became of its dates.

    Those that are over are left out.
    """
    had, now = _still_had(letter), clock.now()
    over = {each.key for each in queries.meetings([f["key"] for f in had]) if each.ends_at <= now}
    return letter.facts | {"meetings": [fact for fact in had if fact["key"] not in over]}


def still_given_back(letter: Letter) -> dict[str, Any] | None:
    """Return what a letter that waited says of places given back, without those had again.

    None: each of them is.
    """
    told, had = letter.facts["meetings"], _places(letter)
    now = [fact for fact in told if had.get(fact["key"]) is not SeatStatus.CONFIRMED]
    return letter.facts | {"meetings": now} if now or not told else None


def _places(letter: Letter) -> dict[str, SeatStatus]:
    """Return how the places are that a letter tells of, by the keys of their meetings."""
    registration = queries.by_key(letter.facts["registration"]["key"])
    keys = [fact["key"] for fact in letter.facts["meetings"]]
    return queries.statuses_in(registration.id, keys) if registration else {}


def _still_had(letter: Letter) -> list[dict[str, Any]]:
    """Return the facts of a letter's meetings as they are now, but those that are not had now."""
    had = _places(letter)
    return [
        fact for fact in _not_cancelled(letter) if had.get(fact["key"]) is not SeatStatus.CANCELLED
    ]


def _not_cancelled(letter: Letter) -> list[dict[str, Any]]:
    """Return the facts of a letter's meetings as they are now, without the cancelled ones."""
    told = letter.facts["meetings"]
    found = {each.key: each for each in queries.meetings([fact["key"] for fact in told])}
    with reading(letter.language):
        return [
            fact | meeting_facts(found[fact["key"]]) if fact["key"] in found else fact
            for fact in told
            if fact["key"] not in found or found[fact["key"]].cancelled_at is None
        ]


def _next_date(letter: Letter, *, after: datetime) -> list[dict[str, Any]]:
    """Return the facts of the next place of a letter's registration that is as it tells."""
    registration = queries.by_key(letter.facts["registration"]["key"])
    if registration is None:
        return []
    status = SeatStatus.CONFIRMED if letter.kind == letters.CONFIRMED else SeatStatus.WAITLISTED
    ahead = [
        seat
        for seat in queries.seats_with_meetings(registration)
        if seat.status is status
        and seat.meeting.starts_at > after
        and seat.meeting.cancelled_at is None
    ]
    there = letters.venues_of(ahead)
    facts = letters.facts_of(registration, [each.meeting for each in ahead[:1]], at_venue=there)
    return list(facts["meetings"])


def _before(letter: Letter | None) -> dict[str, dict[str, Any]]:
    """Return what the meetings of a letter were before, by key."""
    return {fact["key"]: fact["before"] for fact in letter.facts["meetings"]} if letter else {}


def _facts(
    registration: Registration,
    places: Sequence[tuple[Seat, Meeting]],
    was: Mapping[str, dict[str, Any]],
) -> dict[str, Any] | None:
    moved = [
        (seat, each)
        for seat, each in places
        if has_moved(each, was[each.key], at_venue=seat.at_venue)
    ]
    if not moved:
        return None
    there = letters.venues_of(seat for seat, _meeting in moved)
    waits = {meeting.id for seat, meeting in moved if seat.status is not SeatStatus.CONFIRMED}
    facts = letters.moved_facts(registration, [each for _seat, each in moved], was, waits, there)
    offered = any(seat.status is SeatStatus.OFFERED for seat, _meeting in moved)
    return facts | {"offered": True} if offered else facts


def _starts(
    places: Sequence[tuple[Seat, Meeting]], was: Mapping[str, dict[str, Any]]
) -> list[datetime]:
    """Return when meetings begin and when they were to begin."""
    return [
        starts
        for _seat, meeting in places
        for starts in (meeting.starts_at, datetime.fromisoformat(was[meeting.key]["starts"]))
    ]
