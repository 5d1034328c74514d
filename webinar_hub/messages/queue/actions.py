"""Take a letter of the queue in hand, and write down what became of it.

Each runs inside db.write. A letter in hand has its lease in its own row, as with a sender.
"""

from datetime import datetime

from sqlalchemy import select, update

from webinar_hub.history.actions import note
from webinar_hub.history.models import Entry
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import actions, holding, rules
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queue.queries import Queue, of_use
from webinar_hub.messages.queue.rules import HELD, NotTakenBack, Rewritten, hand
from webinar_hub.messages.saying import needless
from webinar_hub.people.models import Person

_PLAIN = {"synchronize_session": False}
_DROPPED_AT_ONCE = 20
"""As many letters as one press drops, some 0.2 s: others wait meanwhile."""


def take_next(
    session: str, *, besides: int | None = None, by: Actor, now: datetime
) -> Letter | None:
    """Take the next letter in hand for ten minutes and return it, None where none is found.

    Whatever else the actor had in hand is free again. Nobody is given a letter to a person whom
    somebody else is writing to. Some with nothing left to tell are dropped on the way.
    """
    db.hold("queue of letters")
    _let_go(by)
    queue = Queue(by, now, session)
    for _number in range(_DROPPED_AT_ONCE):
        letter = queue.next(besides=besides)
        if letter is None:
            return None
        if not needless(letter):
            letter.claimed_by, letter.lease_until = hand(by), now + HELD
            return letter
        holding.undo(letter, now=now)
    return None


def sent(letter_id: int, session: str, *, told: str, by: Actor, now: datetime) -> Letter | None:
    """Write down that a letter was sent by hand, and return the next.

    It counts also where its ten minutes were over: what was sent was sent. told: its Message-ID
    when its text was shown. Raises NotWaiting, and Rewritten.
    """
    if db.lock(Letter, letter_id).message_id != told:
        raise Rewritten
    letter = actions.hand_over(letter_id, by=by, now=now)
    letter.claimed_by, letter.lease_until, letter.next_at = hand(by), None, now
    return take_next(session, by=by, now=now)


def skip(letter_id: int, session: str, *, by: Actor, now: datetime) -> Letter | None:
    """Put a letter to the end of the queue, and return the next."""
    letter = db.lock(Letter, letter_id)
    rules.may_hand_over(letter.state)
    letter.next_at = now
    return take_next(session, besides=letter_id, by=by, now=now)


def wrong_number(letter_id: int, session: str, *, by: Actor, now: datetime) -> Letter | None:
    """Mark the number of a letter as wrong, and return the next. Raises NotWaiting.

    Nothing is offered to this number until it is mended.
    """
    letter = db.lock(Letter, letter_id)
    rules.may_hand_over(letter.state)
    note(by, "wrong number", letter, now=now, before={"reason": letter.reason})
    number = letter.address or db.session.scalar(
        select(Person.phone).where(Person.id == letter.person_id)
    )
    letter.reason = f"{rules.WRONG_NUMBER}{number}"
    return take_next(session, by=by, now=now)


def take_back(letter_id: int, session: str, *, by: Actor, now: datetime) -> Letter:
    """Take back one's own mark "sent" of the last minutes, or a mark of a wrong number.

    The letter is in the actor's hand again. Raises NotTakenBack.
    """
    db.hold("queue of letters")
    letter = db.lock(Letter, letter_id)
    if letter.reason.startswith(rules.WRONG_NUMBER):
        verb = "wrong number"
    elif (letter.reason, letter.claimed_by) == (rules.HANDED_OVER, hand(by)) and (
        letter.sent_at is not None and letter.sent_at > now - HELD
    ):
        verb = "handed over"
    else:
        raise NotTakenBack
    before = _before(letter, verb)
    state = LetterState(before.get("state", letter.state))
    note(by, "not handed over", letter, now=now, before={"state": letter.state})
    _let_go(by)
    letter.state, letter.reason, letter.sent_at = state, before["reason"], None
    letter.claimed_by, letter.lease_until = hand(by), now + HELD
    gathered = update(Letter).where(
        Letter.within_id == letter.id, Letter.reason == rules.HANDED_OVER
    )
    again = {"state": LetterState.GATHERED, "reason": "", "sent_at": None}
    db.session.execute(gathered.values(again), execution_options=_PLAIN)
    return letter


def _before(letter: Letter, verb: str) -> dict[str, str]:
    """Return how a letter stood before it was last marked."""
    marked = Entry.subject_kind == "letter", Entry.subject_key == letter.key, Entry.verb == verb
    found: dict[str, str] = db.session.scalars(
        select(Entry.before).where(*marked).order_by(Entry.id.desc()).limit(1)
    ).one()
    return found


def _let_go(by: Actor) -> None:
    mine = Letter.claimed_by == hand(by), Letter.state.in_(rules.TROUBLED)
    db.session.execute(
        update(Letter).where(*mine).values(lease_until=None, claimed_by=""),
        execution_options=_PLAIN,
    )


def drop_begun(*, written_before: datetime, now: datetime) -> int:
    """Drop what waits for somebody and is of no use any more; return how many letters that were.

    No queue offers it, and the desk's day would call for it for ever. What was written lately
    stays: a link to one's own page may be asked for after the session.
    """
    waits = Letter.state.in_(rules.TROUBLED), Letter.written_at < written_before
    return actions.drop_as_late(*waits, ~of_use(now), now=now)
