"""Letters that anonymous forms cause, beyond three an hour to a mailbox.

They go together, in one every twenty minutes; `messages.actions.post` says which.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from webinar_hub.kit.db import db
from webinar_hub.messages import rules
from webinar_hub.messages.actions import post
from webinar_hub.messages.kinds import TOGETHER
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.people.models import Person

LISTED = 20
"""As many names as one letter lists; the others come with the next one."""

_WAITING = (Letter.state == LetterState.GATHERED) & Letter.within_id.is_(None)
_PLAIN = {"synchronize_session": False}


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
