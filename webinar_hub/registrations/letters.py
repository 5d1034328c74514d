"""What registrations write to people: kinds and facts; the sender makes text and links of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from webinar_hub.kit.language import _, reading
from webinar_hub.messages.actions import drop, put
from webinar_hub.messages.kinds import Kind, Worded
from webinar_hub.messages.models import Lane
from webinar_hub.messages.rules import Receiver, slot
from webinar_hub.programmes.letters import meeting_facts
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.recurrence.queries import last_session
from webinar_hub.registrations.models import Proof, Registration, Seat

CONFIRMED = "registrations/confirmed"
WAITLISTED = "registrations/waitlisted"

PROMOTED = "registrations/promoted"
LEFT = "registrations/left"
LINK_AGAIN = "registrations/link_again"
ANSWERED = "registrations/answered"
MOVED = "registrations/meeting_moved"
CANCELLED = "registrations/meeting_cancelled"
KINDS = (
    Kind(
        CONFIRMED,
        _("Registration confirmed"),
        Lane.CHANGES,
        service=True,
        worded=Worded(
            needs=("session", "notice", "link"),
            offers=("title", "when", "way", "code", "invite", "conduct"),
            hub_alone=("proof",),
        ),
    ),
    Kind(
        WAITLISTED,
        _("On the waiting list"),
        Lane.CHANGES,
        service=True,
        worded=Worded(
            needs=("session", "notice", "link"),
            offers=("title", "when", "way"),
            hub_alone=("proof",),
        ),
    ),
    Kind(
        PROMOTED,
        _("Place from the waiting list"),
        Lane.CHANGES,
        service=True,
        worded=Worded(needs=("session", "link"), offers=("title", "when", "way", "code")),
    ),
    Kind(LEFT, _("Place given back"), Lane.CHANGES, service=True),
    Kind(
        LINK_AGAIN,
        _("Personal link"),
        Lane.CHANGES,
        service=True,
        asked_for=True,
        worded=Worded(needs=("session", "link"), offers=("title",)),
    ),
    Kind(
        ANSWERED,
        _("An answer on the personal page"),
        Lane.REST,
        service=True,
        worded=Worded(needs=("link",), offers=("title",)),
    ),
    Kind(
        MOVED,
        _("Session moved"),
        Lane.CHANGES,
        service=True,
        worded=Worded(
            needs=("session", "link"),
            offers=("title", "when", "way"),
            hub_alone=("venue_alone",),
        ),
    ),
    Kind(
        CANCELLED,
        _("Session cancelled"),
        Lane.CHANGES,
        service=True,
        worded=Worded(needs=("session", "reason"), offers=("title", "when", "schedule")),
    ),
)


class Registered(Protocol):
    """What a letter says of a registration: a row, or what somebody has in hand of one."""

    @property
    def key(self) -> str:
        """Return its public key."""

    @property
    def code(self) -> str:
        """Return what the person puts before their name on the platform."""

    @property
    def language(self) -> str:
        """Return the language in which letters about it are written."""

    @property
    def person(self) -> Receiver:
        """Return whose it is."""

    @property
    def series(self) -> Series:
        """Return in which series it is."""


def subject_of(registration: Registered) -> str:
    """Return the name under which letters about a registration are kept."""
    return f"registration:{registration.key}"


def subject_of_place(registration: Registration, meeting: Meeting) -> str:
    """Return the name under which letters about one place of a registration are kept."""
    return f"{subject_of(registration)}:{meeting.key}"


def drop_of(
    places: Iterable[tuple[Registration, Meeting]], kinds: Sequence[str], *, now: datetime
) -> int:
    """Drop the letters of some kinds about places that were not sent yet; return how many."""
    subjects = [subject_of_place(registration, meeting) for registration, meeting in places]
    return drop(*subjects, kinds=kinds, now=now)


def facts_of(
    registration: Registered,
    meetings: Iterable[Meeting],
    *,
    at_venue: Collection[int] = (),
    **more: Any,
) -> dict[str, Any]:
    """Return the facts of a letter about a registration and some of its meetings.

    at_venue: in which of them the person comes to the venue, by their ids.
    """
    with reading(registration.language):
        told = [
            meeting_facts(meeting) | ({"at_venue": True} if meeting.id in at_venue else {})
            for meeting in _by_date(meetings)
        ]
        return {
            "title": registration.series.title,
            "registration": {"key": registration.key, "code": registration.code},
            "meetings": told,
            **more,
        }


def venues_of(seats: Iterable[Seat]) -> set[int]:
    """Return the ids of the meetings to whose venue the people of some seats come."""
    return {seat.meeting_id for seat in seats if seat.at_venue}


def confirmed(
    registration: Registered,
    meetings: Iterable[Meeting],
    *,
    proof: Proof | None = None,
    every_date: bool = False,
    at_venue: Collection[int] = (),
    limited: bool = False,
    now: datetime,
) -> int:
    """Write that the seats are confirmed, with the calendar entries.

    Of seats that are only held it has no entries, and says what to do. Where a reminder was to go
    before it, it says what that said. every_date: it holds for every later date as well.
    """
    listed = list(meetings)
    contact = registration.series.programme.safe_contact
    safe = (
        {
            "safe": {
                "name": contact.safe_name,
                "phone": contact.safe_phone,
                "email": contact.safe_email,
            }
        }
        if contact is not None
        else {}
    )
    more: dict[str, Any] = {"proof": proof} if proof else {"calendar": "REQUEST"}
    more |= {"every_date": True, **_end(last_session(registration.series))} if every_date else {}
    soon = {"soon": True} if _soon(registration.series, listed, now) else {}
    facts = facts_of(registration, listed, at_venue=at_venue, **more, **safe, **soon)
    return _write(CONFIRMED, registration, facts, now, limited=limited)


def _end(last: Meeting | None) -> dict[str, str]:
    """Return on which day a series ends with this meeting, nothing where it goes on."""
    return {"ends_with": last.day.isoformat()} if last else {}


def _soon(series: Series, meetings: Sequence[Meeting], now: datetime) -> bool:
    """Say whether a meeting begins so soon that a reminder of it is too late."""
    longest = timedelta(hours=max(series.reminders, default=0))
    return any(meeting.starts_at - now <= longest for meeting in meetings)


def waitlisted(
    registration: Registered,
    meetings: Iterable[Meeting],
    *,
    proof: Proof | None = None,
    every_date: bool = False,
    at_venue: Collection[int] = (),
    limited: bool = False,
    now: datetime,
) -> int:
    """Write that the person waits for a place, or for their own word first.

    Meanwhile they can watch the live stream, where there is one.
    """
    more: dict[str, Any] = {"proof": proof} if proof else {}
    more |= {"every_date": True, **_end(last_session(registration.series))} if every_date else {}
    if registration.series.stream_link:
        more["stream"] = registration.series.stream_link
    facts = facts_of(registration, meetings, at_venue=at_venue, **more)
    return _write(WAITLISTED, registration, facts, now, limited=limited)


def promoted(
    registration: Registration,
    meetings: Iterable[Meeting],
    *,
    at_venue: Collection[int] = (),
    now: datetime,
) -> int:
    """Write that a place became free and is theirs."""
    facts = facts_of(registration, meetings, at_venue=at_venue, calendar="REQUEST")
    return _write(PROMOTED, registration, facts, now)


def given_back(
    registration: Registration,
    meetings: Iterable[Meeting],
    *,
    reason: str = "",
    every_date: bool = False,
    limited: bool = False,
    now: datetime,
) -> int:
    """Write that the seats were given back; with a reason, that the secretariat did so.

    Without a meeting: that they take in no date any more. every_date: that they take in all the
    others as before.
    """
    more: dict[str, Any] = {"reason": reason} if reason else {}
    more |= {"every_date": True} if every_date else {}
    facts = facts_of(registration, meetings, calendar="CANCEL", **more)
    return _write(LEFT, registration, facts, now, limited=limited)


def link_again(
    registration: Registered,
    meetings: Iterable[Meeting],
    *,
    at_venue: Collection[int] = (),
    at_once: bool = False,
    limited: bool = False,
    until: datetime | None = None,
    now: datetime,
) -> int:
    """Write the personal link once more, at most three times an hour.

    Anybody can ask for it; the desk writes it at_once. until: how long it is of use, where that
    does not end when the meetings begin.
    """
    due = now if at_once else slot(now)
    lasts = {"until": until.replace(microsecond=0).isoformat()} if until else {}
    facts = facts_of(registration, meetings, at_venue=at_venue, **lasts)
    return _write(LINK_AGAIN, registration, facts, now, due=due, limited=limited)


def answered(registration: Registration, *, now: datetime) -> int:
    """Write that there is an answer on their own page.

    The letter can be read at the desk, so it does not say to what.
    """
    return _write(ANSWERED, registration, facts_of(registration, []), now)


def drop_answered(registration: Registration, *, now: datetime) -> None:
    """Drop what waits to say that there is an answer: something else is asked, or nothing."""
    drop(subject_of(registration), kinds=[ANSWERED], now=now)


def moved_facts(
    registration: Registration,
    meetings: Sequence[Meeting],
    before: Mapping[str, dict[str, Any]],
    waits: Collection[int],
    at_venue: Collection[int],
) -> dict[str, Any]:
    """Return the facts of a letter about meetings with other times; before is by their keys.

    Who waits for a place in some of them, by their ids, is told so, and gets no calendar entry.
    venue_alone says that they are at the same times elsewhere.
    """
    facts = _seated_facts(registration, meetings, "REQUEST", waits, at_venue)
    for fact in facts["meetings"]:
        fact["before"] = before[fact["key"]]
    facts["venue_alone"] = all(
        fact["before"][name] == fact[name]
        for fact in facts["meetings"]
        for name in ("starts", "ends", "zone")
    )
    return facts


def retimed(
    registration: Registration, facts: dict[str, Any], *, due: datetime, now: datetime
) -> int:
    """Write that meetings have other times, with what they were."""
    return _write(MOVED, registration, facts, now, due=due)


def meetings_cancelled(
    registration: Registration,
    meetings: Sequence[Meeting],
    *,
    waits: Collection[int],
    last: Meeting | None = None,
    now: datetime,
) -> int:
    """Write that meetings will not take place, and why; last: with which one the series ends.

    Who waited for a place in some of them, by their ids, has no calendar entry to take away.
    """
    facts = _seated_facts(registration, meetings, "CANCEL", waits)
    facts |= {"reason": meetings[0].cancel_reason, **_end(last)}
    return _write(CANCELLED, registration, facts, now)


def _seated_facts(
    registration: Registration,
    meetings: Sequence[Meeting],
    calendar: str,
    waits: Collection[int],
    at_venue: Collection[int] = (),
) -> dict[str, Any]:
    """Return the facts of a letter about seats, of which some may wait: those have no entry."""
    facts = facts_of(registration, meetings, at_venue=at_venue)
    if all(meeting.id in waits for meeting in meetings):
        return facts | {"waits": True}
    for fact, meeting in zip(facts["meetings"], _by_date(meetings), strict=True):
        if meeting.id in waits:
            fact["waits"] = True
    return facts | {"calendar": calendar}


def _by_date(meetings: Iterable[Meeting]) -> list[Meeting]:
    return sorted(meetings, key=lambda meeting: meeting.starts_at)


def _write(
    kind: str,
    registration: Registered,
    facts: dict[str, Any],
    now: datetime,
    *,
    due: datetime | None = None,
    limited: bool = False,
) -> int:
    return put(
        kind,
        subject=subject_of(registration),
        person=registration.person,
        facts=facts,
        due=due or now,
        language=registration.language,
        limited=limited,
        now=now,
    )
