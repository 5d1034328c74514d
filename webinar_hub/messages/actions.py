"""Write letters, drop them, send them again, say that they were handed over.

Each runs inside db.write.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import (
    ColumnElement,
    Executable,
    String,
    Update,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm.attributes import set_committed_value

from webinar_hub.history.actions import note
from webinar_hub.kit import plain, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.batch import parts
from webinar_hub.kit.compiled import Asked
from webinar_hub.kit.db import db
from webinar_hub.kit.plain import columns
from webinar_hub.kit.text import blanked
from webinar_hub.messages import kinds, rules, unwanted
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.returned import actions as returning
from webinar_hub.messages.saying import BROKEN, present
from webinar_hub.people.models import Person

_EMPTY: dict[str, Any] = {
    "facts": {},
    "reason": "",
    "address": None,
    "mailbox": None,
    "emptied": True,
}
_UNIQUE = ("kind", "subject", "person_id", "due")
_ALONE, _WITHIN = 3, timedelta(hours=1)
_FIRST_STATES = LetterState.NEW, LetterState.GATHERED


class _About(TypedDict, total=False):
    """What a letter is about, as `put` says."""

    subject: Required[str]
    facts: Required[dict[str, Any]]
    due: Required[datetime]
    language: Required[str]
    now: Required[datetime]
    address: str | None
    limited: bool


def post(kind: str, *, person: Person, **about: Unpack[_About]) -> Letter:
    """Put a letter into the outbox as `put` does, and return it."""
    *before, (statement, written) = _exchange(kind, person, whole=True, **about)
    if before:
        plain.together(*before)
    there = {"populate_existing": True}
    letter: Letter = db.session.scalars(statement, written, execution_options=there).one()
    set_committed_value(letter, "person", person)
    return letter


def put(kind: str, *, person: rules.Receiver, **about: Unpack[_About]) -> int:
    """Put a letter into the outbox and return its id.

    The same kind, subject, person and due give the one that is there. subject is what it is about,
    as `registration:KEY`. facts are plain JSON; messages/rendering.py says which it knows. due is
    when it should go, address where to, where that is not the person's own. Its Message-ID is made
    here, so that a repeat carries the same. To a person who restricted the use of their data, or
    wants no more of a kind, only service letters go; any other is dropped at once.

    limited: an anonymous form causes it. It waits for others where its mailbox got three within the
    hour: somebody who types another's address into form after form must not be able to flood it,
    and whoever shares an office's address is to get their link. It takes the same statements
    whether anybody was known there or not.
    """
    *_before, [letter] = plain.together(*_exchange(kind, person, whole=False, **about))
    return int(letter.id)


def _exchange(
    kind: str, person: rules.Receiver, *, whole: bool, **about: Unpack[_About]
) -> list[Asked]:
    """Return what is run one after the other to write a letter, the one that writes it last.

    whole: as a row, not only its id.
    """
    declared, now, due = kinds.declared[kind], about["now"], about["due"]
    address, limited = about.get("address"), about.get("limited", False)
    db.session.flush()
    stopped = "" if declared.service else unwanted.why_not(person, kind)
    mailbox = rules.mailbox(address or person.email, person.phone) if limited else None
    written = {
        "kind": kind,
        "lane": declared.lane,
        "subject": about["subject"],
        "person_id": person.id,
        "act": db.acts[-1] if db.acts else "",
        "facts": about["facts"],
        "due": due,
        "address": address,
        "language": about["language"],
        "message_id": tokens.key(),
        "mailbox": mailbox,
        "reason": stopped,
        "next_at": due,
        "written_at": now,
    }
    turn = plain.holding(f"mailbox:{mailbox}") if mailbox is not None else []
    if stopped or not limited:
        written["state"] = LetterState.DROPPED if stopped else LetterState.NEW
        return [*turn, (db.prepared(_posted, limited=False, whole=whole), written)]
    written |= {"there": mailbox, "since": now - _WITHIN}
    return [*turn, (db.prepared(_posted, limited=True, whole=whole), written)]


def _posted(*, limited: bool, whole: bool) -> Executable:
    """Return the one statement for a letter, whether it is there or not."""
    written = db.insert(Letter)
    same = {"kind": written.excluded.kind}
    if limited:
        same["mailbox"] = written.excluded.mailbox
        went = select(func.count()).where(
            Letter.mailbox == bindparam("there", type_=String),
            Letter.written_at > bindparam("since"),
            Letter.state != LetterState.GATHERED,
            Letter.within_id.is_(None),
        )
        beyond = went.scalar_subquery() >= _ALONE
        alone, together = (literal(each, Letter.state.type) for each in _FIRST_STATES)
        written = written.values(state=case((beyond, together), else_=alone))
    stored = written.on_conflict_do_update(index_elements=_UNIQUE, set_=same)
    if whole:
        return select(Letter).from_statement(stored.returning(*columns(Letter)))
    return stored.returning(columns(Letter).id)


def drop(
    *subjects: str,
    kinds: Sequence[str] | None = None,
    spared: Sequence[str] = (),
    person: Person | None = None,
    now: datetime,
) -> int:
    """Drop what was not sent yet about these subjects, of these kinds, to this person.

    spared are kinds of which nothing is dropped.

    Return how many letters that were. What the desk stopped of it cannot be let go any more.
    """
    db.session.flush()
    number = 0
    for some in parts(subjects):
        statement = update(Letter).where(Letter.subject.in_(some), Letter.kind.not_in(spared))
        if kinds is not None:
            statement = statement.where(Letter.kind.in_(kinds))
        if person is not None:
            statement = statement.where(Letter.person_id == person.id)
        values = {"state": LetterState.DROPPED, "next_at": now, "lease_until": None}
        unsent = statement.where(Letter.state.in_(rules.UNSENT)).values(values)
        number += len(db.session.execute(unsent.returning(Letter.id)).all())
        stopped = Letter.state == LetterState.DROPPED, Letter.reason.in_(rules.STOPPED_BY_DESK)
        db.session.execute(statement.where(*stopped).values(reason=""))
    return number


def keep(letter: Letter) -> Letter:
    """Let a letter without an e-mail address wait at the desk at once."""
    if letter.state is LetterState.NEW and letter.email is None:
        letter.state, letter.reason = LetterState.KEPT, rules.NO_ADDRESS
    return letter


def send_again(letter_id: int, *, by: Actor, now: datetime) -> Letter:
    """Put a letter that waits for somebody back into the outbox; raise NotWaiting."""
    letter = db.lock(Letter, letter_id)
    rules.may_send_again(letter.state)
    note(by, "sent again", letter, now=now, before={"state": letter.state, "reason": letter.reason})
    returning.mend_of(letter.id, now=now)
    letter.state, letter.reason, letter.attempts, letter.next_at = LetterState.NEW, "", 0, now
    return letter


def hold(*, now: datetime) -> int:
    """Let what is due go out only when somebody at the desk says so, as it may have gone before.

    Return how many letters.
    """
    alone = (Letter.state == LetterState.GATHERED) & Letter.within_id.is_(None)
    due = Letter.due <= now, or_(Letter.state.in_(rules.OPEN), alone)
    held = (
        update(Letter)
        .where(*due)
        .values(state=LetterState.PARKED, reason=rules.RESTORED, lease_until=None)
    )
    return len(db.session.execute(held.returning(Letter.id)).all())


def note_read(letter_id: int, *, by: Actor, now: datetime) -> Letter:
    """Write down that somebody at the desk read a letter's link or code, to hand it over.

    Who may, the page asks before.
    """
    letter = db.lock(Letter, letter_id)
    note(by, "read to hand over", letter, now=now)
    return letter


def hand_over(letter_id: int, *, by: Actor, now: datetime) -> Letter:
    """Write down that somebody at the desk passed the letter on, by WhatsApp or in person.

    The row holds from now on what it says at this moment. Raises NotWaiting.
    """
    letter = db.lock(Letter, letter_id)
    rules.may_hand_over(letter.state)
    note(
        by, "handed over", letter, now=now, before={"state": letter.state, "reason": letter.reason}
    )
    set_committed_value(letter, "person", db.session.get_one(Person, letter.person_id))
    # One that nobody can write is put away as it is.
    with suppress(*BROKEN):
        letter.facts, _needless = present(letter)
    letter.state, letter.reason, letter.sent_at = LetterState.SENT, rules.HANDED_OVER, now
    db.session.execute(db.prepared(_with_it), {"letter": letter.id, "now": now})
    return letter


def _with_it() -> Update:
    """Return what lets the letters that were gathered in one be handed over with it."""
    gathered = update(Letter).where(
        Letter.within_id == bindparam("letter"), Letter.state == LetterState.GATHERED
    )
    handed = {"state": LetterState.SENT, "reason": rules.HANDED_OVER, "sent_at": bindparam("now")}
    return gathered.values(handed).execution_options(synchronize_session=False)


def empty_old(*, before: datetime) -> int:
    """Empty the facts of letters written before a moment that nobody waits for any more.

    Return how many letters that were.
    """
    settled = (
        Letter.written_at < before,
        Letter.state.in_((LetterState.SENT, LetterState.DROPPED)),
        Letter.emptied.is_(False),
    )
    return len(
        db.session.execute(update(Letter).where(*settled).values(_EMPTY).returning(Letter.id)).all()
    )


def drop_late(kinds: Sequence[str], *, before: datetime, now: datetime) -> int:
    """Drop the letters of these kinds that were written before a moment and still wait.

    Return how many that were.
    """
    return drop_as_late(Letter.kind.in_(kinds), Letter.written_at < before, now=now)


def drop_overtaken(kinds: Sequence[str], *, now: datetime) -> int:
    """Drop the letters of these kinds that still wait and have lost their use.

    Return how many that were.
    """
    until = Letter.facts["until"].as_string()
    # Moments of whole seconds in UTC, written alike, so that they can be compared as text.
    second = now.astimezone(UTC).replace(microsecond=0).isoformat()
    return drop_as_late(Letter.kind.in_(kinds), until <= second, now=now)


def drop_as_late(*which: ColumnElement[bool], now: datetime) -> int:
    """Drop those of some letters that still wait, as too late; return how many that were."""
    waiting = update(Letter).where(Letter.state.in_(rules.UNSENT), *which)
    values = {
        "state": LetterState.DROPPED,
        "reason": rules.LATE,
        "next_at": now,
        "lease_until": None,
    }
    return len(db.session.execute(waiting.values(values).returning(Letter.id)).all())


def erase(person: Person, *, now: datetime) -> list[str]:
    """Drop what was not sent yet to a person, and empty all that was ever written to them.

    Return the letters' keys.
    """
    letters = update(Letter).where(Letter.person_id == person.id)
    others = update(Letter).where(
        Letter.within_id.in_(select(Letter.id).where(Letter.person_id == person.id)),
        Letter.state == LetterState.GATHERED,
    )
    db.session.execute(
        others.values(within_id=None), execution_options={"synchronize_session": False}
    )
    unsent = letters.where(Letter.state.in_(rules.UNSENT)).values(
        state=LetterState.DROPPED, next_at=now, lease_until=None
    )
    db.session.execute(unsent)
    return list(db.session.scalars(letters.values(_EMPTY).returning(Letter.key)))


def blank(kinds: Sequence[str], pattern: re.Pattern[str]) -> None:
    """Put `…` for each text that names somebody in letters of some kinds, to anybody."""
    for letter in db.session.scalars(
        select(Letter).where(Letter.kind.in_(kinds), Letter.emptied.is_(False))
    ):
        facts = blanked(letter.facts, pattern)
        if facts != letter.facts:
            letter.facts = facts
    db.session.flush()
