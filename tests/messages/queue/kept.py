"""Letters that wait for the queue, and who works it."""

from datetime import timedelta
from typing import Any

from tests.cast import Cast, soon
from tests.messages.outbox import put, rows
from tests.messages.parts import OF_WEEKLY
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queue import actions
from webinar_hub.messages.queue.queries import Queue
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.letters import CONFIRMED, facts_of
from webinar_hub.registrations.models import Seat

RATNA = Actor(id=901, label="Ratna", scopes=frozenset({""}))
YOSEP = Actor(id=902, label="Yosep", scopes=frozenset({""}))
SESSION = "eeeebbbbccccdddd"


def of_session(key: str = SESSION, **shift: float) -> dict[str, Any]:
    """Return the facts of a letter about one session, which begins shifted from the next hour."""
    starts = soon(**(shift or {"days": 2}))
    ends = starts + timedelta(hours=2)
    meeting = OF_WEEKLY["meetings"][0]
    dated = meeting | {"key": key, "starts": starts.isoformat(), "ends": ends.isoformat()}
    return {"meetings": [dated]}


def phone(number: int) -> str:
    return f"+62812345{number:05}"


def keep(person: Person, *, subject: str = "", **facts: Any) -> Letter:
    """Put a letter into the outbox that the desk has to hand over, and return it."""
    told = facts or of_session()
    letter = put(person, subject=subject or f"registration:{person.id}", **told)
    letter.state, letter.reason = LetterState.KEPT, "no address"
    db.session.commit()
    return letter


def keep_confirmation(cast: Cast, person: Person, meeting: Meeting) -> tuple[Letter, Seat]:
    """Keep the letter that confirms their place; return both."""
    registration = cast.registration(person, meeting)
    [seat] = registration.seats
    return keep(person, kind=CONFIRMED, **facts_of(registration, [meeting])), seat


def keep_many(cast: Cast, count: int) -> list[int]:
    """Keep a letter each to so many people with telephones; return the letters' ids in order."""
    people = [cast.person(f"Orang {number:02}", phone=phone(number)) for number in range(count)]
    return [keep(person).id for person in people]


def take(by: Actor, session: str = "") -> int | None:
    """Take the next letter in hand and return its id."""
    letter = db.write(actions.take_next, session, by=by, now=clock.now())
    return letter.id if letter else None


def press(action: Any, letter_id: int, by: Actor, session: str = "") -> int | None:
    """Write down how it went with a letter, and return the id of the next in hand."""
    db.session.rollback()
    shown = db.session.get_one(Letter, letter_id).message_id
    told = {"told": shown} if action is actions.sent else {}
    letter = db.write(action, letter_id, session, by=by, now=clock.now(), **told)
    return letter.id if letter else None


def queue(by: Actor, session: str = "") -> Queue:
    """Return the queue as somebody sees it now."""
    db.session.rollback()
    db.session.expire_all()
    return Queue(by, clock.now(), session)


def states() -> list[tuple[LetterState, str]]:
    """Return state and reason of each letter, in the order in which they were written."""
    return [(row.state, row.reason) for row in rows()]
