"""Letters that anonymous forms cause.

Three an hour go to a mailbox by themselves, the others together, in one every twenty minutes.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Integer, String, Update, bindparam, case, func, select, update
from sqlalchemy.orm import aliased, joinedload

from webinar_hub.kit.db import db
from webinar_hub.messages import rules
from webinar_hub.messages.actions import post
from webinar_hub.messages.letters import TOGETHER
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.people.models import Person

_ALONE, _WITHIN = 3, timedelta(hours=1)
LISTED = 20
"""As many names as one letter lists; the others come with the next one."""

_WAITING = (Letter.state == LetterState.GATHERED) & Letter.within_id.is_(None)
_OTHER = aliased(Letter)
_PLAIN = {"synchronize_session": False}


def limit(letter: Letter, *, now: datetime) -> None:
    """Let a letter of an anonymous form wait where its mailbox got three within the hour.

    Runs inside db.write. Somebody who types another's address into form after form must not be able
    to flood it, and whoever shares an office's address is to get their link. Takes the same
    statements whether anybody was known there or not.
    """
    mailbox = rules.mailbox(letter.email, letter.phone)
    db.hold(f"mailbox:{mailbox}")
    here = {"here": letter.id, "there": mailbox, "since": now - _WITHIN}
    db.session.execute(db.prepared(_limited), here, execution_options=_PLAIN)
    db.session.expire(letter, ["mailbox", "state"])


def _limited() -> Update:
    there = bindparam("there", type_=String)
    alone = (
        _OTHER.mailbox == there,
        _OTHER.written_at > bindparam("since"),
        _OTHER.state != LetterState.GATHERED,
        _OTHER.within_id.is_(None),
    )
    here = bindparam("here", type_=Integer)
    went = select(func.count()).where(*alone, _OTHER.id != here).scalar_subquery()
    beyond = (Letter.state == LetterState.NEW) & Letter.mailbox.is_(None) & (went >= _ALONE)
    state = case((beyond, LetterState.GATHERED), else_=Letter.state)
    return update(Letter).where(Letter.id == here).values(mailbox=there, state=state)


def mailboxes_due(lane: Lane, now: datetime) -> Sequence[str]:
    """Return the mailboxes where letters of a lane wait since before this slot."""
    due = select(Letter.mailbox).where(
        _WAITING, Letter.lane == lane, Letter.next_at < rules.slot(now)
    )
    return [mailbox for mailbox in db.session.scalars(due.distinct()) if mailbox]


def gather(mailbox: str, *, now: datetime) -> Letter | None:
    """Put what waits at a mailbox into one letter, the oldest first.

    What is too much for it waits for the next one. Runs inside db.write. A letter goes to one
    written address alone: what stands behind a + is another mailbox with some providers.
    """
    db.hold(f"mailbox:{mailbox}")
    waiting = _WAITING & (Letter.mailbox == mailbox)
    due = (
        select(Letter)
        .where(waiting, Letter.next_at < rules.slot(now))
        .options(joinedload(Letter.person))
        .order_by(Letter.id)
        .limit(1)
    )
    first = db.session.scalar(due)
    if first is None:
        return None
    there = Person.email == first.person.email
    if first.person.email is None:
        there = Person.email.is_(None) & (Person.phone == first.person.phone)
    listed = (
        select(Letter.id)
        .join(Letter.person)
        .where(waiting, there)
        .order_by(Letter.id)
        .limit(LISTED)
    )
    ids = list(db.session.scalars(listed))
    more = (db.session.scalar(select(func.count()).where(waiting)) or 0) - len(ids)
    subject, language = f"mailbox:{first.key}", first.language
    letter = post(
        TOGETHER,
        subject=subject,
        person=first.person,
        facts={"more": more},
        due=now,
        language=language,
        now=now,
    )
    db.session.execute(
        update(Letter).where(Letter.id.in_(ids)).values(within_id=letter.id),
        execution_options=_PLAIN,
    )
    db.session.execute(update(Letter).where(waiting).values(next_at=now), execution_options=_PLAIN)
    return letter
