"""Mark addresses to which letters fail, and mend them. Each runs inside db.write.

Nothing but letters changes by it: nobody loses a seat.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import joinedload

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import kinds
from webinar_hub.messages.models import Cause, Failing, Lane, Letter, LetterState
from webinar_hub.messages.returned import rules
from webinar_hub.messages.returned.reading import Kind, Report
from webinar_hub.messages.rules import FAILING, HANDED_OVER, RETURNED, Stage, Trouble
from webinar_hub.people.models import Person

_FORGOTTEN = timedelta(days=14)
"""After how long a failure counts no more that did not make an address count as failing."""

_PLAIN = {"synchronize_session": False}


def take_report(report: Report, *, now: datetime) -> None:
    """Do what a delivery report asks for.

    It has to hold the Message-ID of a letter that went within the month, and the address to which
    that went: nobody else can report of it.
    """
    if not report.message_id or report.kind not in (Kind.FAILED, Kind.DELIVERED):
        return
    found = select(Letter).where(Letter.message_id == report.message_id)
    letter = db.session.scalar(found.options(joinedload(Letter.person)).with_for_update(of=Letter))
    if letter is None or not _believed(letter, report, now):
        return
    if report.kind is Kind.DELIVERED:
        mend(letter.email, now=now)
        return
    note_failure(
        letter, rules.cause(report.status, report.text), report.text, by_server=False, now=now
    )
    if _is_missed(letter):
        letter.state, letter.next_at = LetterState.PARKED, now
    letter.reason = f"{RETURNED} {report.text or report.status}"[:500]


def _is_missed(letter: Letter) -> bool:
    """Say whether somebody misses a letter: it told them, at their own address, what concerns them.

    Keys are asked for anew.
    """
    if letter.email != letter.person.email or letter.lane is Lane.KEYS:
        return False
    kind = kinds.declared.get(letter.kind)
    return kind is not None and kind.service


def _believed(letter: Letter, report: Report, now: datetime) -> bool:
    went = letter.state is LetterState.SENT and letter.reason != HANDED_OVER
    recently = letter.sent_at is not None and letter.sent_at > now - rules.BELIEVED
    return went and recently and letter.email in report.receivers


def take_refusal(letter_id: int, receiver: str, trouble: Trouble, *, now: datetime) -> None:
    """Take in what our own mail server answered to a letter that was to go to an address.

    It says nothing of the address that the person has meanwhile.
    """
    if trouble.stage is Stage.SERVER or not trouble.code:
        return
    status = rules.status_in(trouble.text)
    if trouble.code < 500 and not status.startswith("4"):
        status = "4.0.0"
    if trouble.stage is Stage.CONTENT and not status.startswith(("5.1.", "5.2.")):
        return
    found = select(Letter).where(Letter.id == letter_id).options(joinedload(Letter.person))
    letter = db.session.scalars(found).one()
    if letter.email == receiver:
        note_failure(
            letter, rules.cause(status, trouble.text), trouble.reason, by_server=True, now=now
        )


def note_failure(
    letter: Letter, why: Cause, answer: str, *, by_server: bool, now: datetime
) -> None:
    """Write down that a letter did not arrive at its person's own address, if it says that."""
    email = letter.email
    if email is None or email != letter.person.email or why not in (*rules.HARD, *rules.SOFT):
        return
    db.hold(f"failing:{email}")
    began = now if by_server else letter.sent_at or now
    row = _begun(email, letter, began, now)
    row.cause, row.answer, row.by_server = why, " ".join(answer.split())[:500] or "–", by_server
    row.letter_id, row.tried_at = letter.id, now
    if row.marked_at is None and rules.marks(why, since=row.first_at, now=now):
        row.marked_at = now
    db.session.flush()


def _begun(email: str, letter: Letter, began: datetime, now: datetime) -> Failing:
    """Return the failure of an address: the one that goes on, or one that began at a moment."""
    row = _locked(email)
    if row is None:
        row = Failing(email=email, first_at=began)
        db.session.add(row)
    elif row.marked_at is None and _is_over(row, letter, now):
        row.first_at = began
    return row


def _is_over(row: Failing, letter: Letter, now: datetime) -> bool:
    """Say whether an earlier failure is over.

    It is long ago, another letter went since, or somebody at the desk took it back.
    """
    if not row.answer:
        return True
    went = exists().where(
        Letter.person_id == letter.person_id,
        Letter.id.not_in([letter.id, row.letter_id]),
        Letter.state == LetterState.SENT,
        Letter.reason == "",
        Letter.sent_at > row.first_at,
        or_(Letter.address.is_(None), Letter.address == row.email),
    )
    return row.first_at < now - _FORGOTTEN or bool(db.session.scalar(select(went)))


def take_success(receiver: str, *, now: datetime) -> None:
    """Take in that our mail server took a letter, which it may have refused before."""
    row = _locked(receiver)
    if row is not None and row.by_server:
        _mend(row, now=now)
    elif row is not None:
        row.tried_at = now


def take_proof(person: Person, email: str | None, *, now: datetime) -> None:
    """Take in that a person opened a link of a letter to an address: it arrived.

    Where one was handed over meanwhile nobody knows which of them it was.
    """
    row = _locked(email) if email else None
    if row is None:
        return
    went = select(Letter.reason).where(
        Letter.person_id == person.id,
        Letter.state == LetterState.SENT,
        Letter.sent_at > (row.marked_at or row.first_at),
    )
    reasons = set(db.session.scalars(went))
    if "" in reasons and HANDED_OVER not in reasons:
        _mend(row, now=now)


def try_again(failing_id: int, *, by: Actor, now: datetime) -> None:
    """Take an address for good again, as somebody at the desk says, and send what waited for it."""
    row = db.lock(Failing, failing_id)
    letter = db.session.get_one(Letter, row.letter_id)
    note(by, "tried address again", db.session.get_one(Person, letter.person_id), now=now)
    _release(_people_at(row), row.email, now=now)
    # The row stays for a fortnight, so that a second press finds it.
    row.marked_at, row.answer = None, ""


def mend(email: str | None, *, now: datetime) -> None:
    """Take an address for good again, and send what waited for it."""
    _mend(_locked(email) if email else None, now=now)


def mend_of(letter_id: int, *, now: datetime) -> None:
    """Take the address of a letter for good again, as the letter is sent once more."""
    found = select(Letter).where(Letter.id == letter_id).options(joinedload(Letter.person))
    mend(db.session.scalars(found).one().email, now=now)


def send_to_new_address(person: Person, *, now: datetime) -> None:
    """Send what waited for a person's earlier address to the new one.

    What nobody has any more fails for nobody.
    """
    db.session.flush()
    _release([person.id], None, now=now)
    db.session.execute(delete(Failing).where(_nobodys()), execution_options=_PLAIN)


def _locked(email: str) -> Failing | None:
    return db.session.scalar(select(Failing).where(Failing.email == email).with_for_update())


def _mend(row: Failing | None, *, now: datetime) -> None:
    if row is None:
        return
    _release(_people_at(row), row.email, now=now)
    db.session.delete(row)
    db.session.flush()


def _people_at(row: Failing) -> Sequence[int]:
    return db.session.scalars(select(Person.id).where(Person.email == row.email)).all()


def _release(people: Sequence[int], email: str | None, *, now: datetime) -> None:
    """Let the letters go that waited for an address."""
    waited = Letter.state == LetterState.KEPT, Letter.reason == FAILING
    to = (
        Letter.address.is_(None)
        if email is None
        else or_(Letter.address.is_(None), Letter.address == email)
    )
    db.session.execute(
        update(Letter)
        .where(*waited, Letter.person_id.in_(people), to)
        .values(state=LetterState.NEW, reason="", attempts=0, next_at=now, claimed_by=""),
        execution_options=_PLAIN,
    )


def forget(now: datetime) -> None:
    """Delete addresses that nobody has any more, and failures that passed."""
    passed = Failing.marked_at.is_(None) & (Failing.tried_at < now - _FORGOTTEN)
    gone = delete(Failing).where(or_(passed, _nobodys()))
    db.session.execute(gone, execution_options=_PLAIN)


def _nobodys() -> ColumnElement[bool]:
    return ~exists().where(Person.email == Failing.email)
