"""What people need to be able to take part.

They say, change and take it back themselves; an inclusion officer answers it; nobody else reads it.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, func, select, update
from sqlalchemy.orm import contains_eager, lazyload

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused, existing
from webinar_hub.kit.language import _
from webinar_hub.kit.text import BLANK
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import letters
from webinar_hub.registrations.at_desk import own_people
from webinar_hub.registrations.models import AccessNeed, Registration, Seat, SeatStatus, SentForm

KEPT = timedelta(days=30)
"""How long after the last session of a registration its needs are kept."""

PAGE = 100


class AnswerMissing(Refused):
    """An answer without words."""

    sentence = _("Write what is arranged, or what is not possible and why.")


@dataclass(frozen=True)
class Wishes:
    """What was ticked and written."""

    sign_language: bool = False
    captions: bool = False
    dial_in: bool = False
    materials: bool = False
    other: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def beside(self, known: "Wishes") -> "Wishes":
        """Return these beside what stands: a form that anybody can send takes nothing away."""
        ticks = {
            name: value or getattr(known, name)
            for name, value in asdict(self).items()
            if name != "other"
        }
        return Wishes(
            **ticks,
            other=" / ".join(dict.fromkeys(text for text in (known.other, self.other) if text))[
                :500
            ],
        )


def wishes_of(need: AccessNeed) -> Wishes:
    """Return what a need holds."""
    return Wishes(need.sign_language, need.captions, need.dial_in, need.materials, need.other)


def say(registration: Registration, wishes: Wishes, *, now: datetime) -> None:
    """Store what is needed in the place of what was said before; nothing deletes it."""
    found = of_registration(registration)
    if wishes == (wishes_of(found) if found else Wishes()):
        return
    if found is not None:
        letters.drop_answered(registration, now=now)
    if found is not None and not wishes:
        db.session.delete(found)
    else:
        _store(found or AccessNeed(registration_id=registration.id), wishes, now)


def say_by_form(registration_id: int, form_id: int, wishes: Wishes, *, now: datetime) -> None:
    """Store what a form says is needed, apart from what the person said before.

    The inclusion officer reads both.
    """
    _store(AccessNeed(registration_id=registration_id, sent_form_id=form_id), wishes, now)


def _store(need: AccessNeed, wishes: Wishes, now: datetime) -> None:
    """Write down what is needed; it waits for an answer, again where it had one."""
    for name, value in asdict(wishes).items():
        setattr(need, name, value)
    need.asked_at, need.answered_at = now, None
    db.session.add(need)


def take_over(registration: Registration, form: SentForm, *, now: datetime) -> None:
    """Make what a form says is needed the registration's own, beside what was said before."""
    said = db.session.scalar(select(AccessNeed).where(AccessNeed.sent_form_id == form.id))
    if said is None:
        return
    before = of_registration(registration)
    if before is None:
        said.sent_form_id = None
        return
    both = wishes_of(said).beside(wishes_of(before))
    db.session.delete(said)
    if both != wishes_of(before):
        letters.drop_answered(registration, now=now)
        _store(before, both, now)


def of_registration(registration: Registration) -> AccessNeed | None:
    """Return what a registration's person said they need, for their own page; None for nothing."""
    return db.session.scalar(
        select(AccessNeed).where(
            AccessNeed.registration_id == registration.id, AccessNeed.sent_form_id.is_(None)
        )
    )


def erase(registrations: Sequence[Registration]) -> None:
    """Delete what was said for these registrations."""
    db.session.execute(
        delete(AccessNeed).where(
            AccessNeed.registration_id.in_([each.id for each in registrations])
        )
    )


def erase_officer(labels: Collection[str]) -> None:
    """Take somebody's names off the answers they gave; what they arranged stays."""
    db.session.execute(
        update(AccessNeed).where(AccessNeed.answered_by.in_(labels)).values(answered_by=BLANK)
    )


def waiting(actor: Actor) -> int:
    """Return how many needs wait for an answer of this inclusion officer; none for anybody else."""
    if not actor.caring:
        return 0
    return (
        db.session.scalar(
            select(func.count()).select_from(
                _of_officer(actor.as_officer).where(AccessNeed.answered_at.is_(None)).subquery()
            )
        )
        or 0
    )


def known_to(officer: Actor) -> Sequence[AccessNeed]:
    """Return the needs in this inclusion officer's regions, at most a hundred.

    The unanswered come first, the oldest of them first.
    """
    listed = _of_officer(officer).order_by(
        AccessNeed.answered_at.is_not(None), AccessNeed.asked_at, AccessNeed.id
    )
    return db.session.scalars(listed.limit(PAGE)).all()


def need(officer: Actor, key: str) -> AccessNeed:
    """Return a need of somebody in this inclusion officer's regions; raise NotFound."""
    return existing(db.session.scalar(_of_officer(officer).where(AccessNeed.key == key)))


def _of_officer(officer: Actor) -> Select[AccessNeed]:
    joined = select(AccessNeed).join(AccessNeed.registration).join(Registration.person)
    joined = joined.options(
        contains_eager(AccessNeed.registration).contains_eager(Registration.person)
    )
    return joined.where(own_people(officer), Registration.stands)


def next_meetings(needs: Sequence[AccessNeed], now: datetime) -> dict[int, Meeting]:
    """Return the next meeting of each registration, by its id; none where none is to come."""
    held = (
        select(Seat.registration_id, Meeting)
        .join(Meeting, Meeting.id == Seat.meeting_id)
        .options(lazyload("*"))
    )
    seats = (
        Seat.registration_id.in_([each.registration_id for each in needs]),
        Seat.status != SeatStatus.CANCELLED,
    )
    coming = held.where(*seats, Meeting.cancelled_at.is_(None), Meeting.ends_at > now).order_by(
        Meeting.starts_at.desc()
    )
    return {row[0]: row[1] for row in db.session.execute(coming)}


def answer(found: AccessNeed, text: str, *, by: Actor, now: datetime) -> AccessNeed:
    """Answer a need on the person's own page; raise AnswerMissing.

    A letter says that there is an answer, not to what.
    """
    if not text:
        raise AnswerMissing
    locked = db.lock(AccessNeed, found.id)
    locked.answer, locked.answered_by, locked.answered_at = text, by.label, now
    note(by, "answered", locked, now=now)
    letters.answered(db.session.get_one(Registration, locked.registration_id), now=now)
    return locked


def forget(*, before: datetime) -> int:
    """Delete the needs of people whose last session ended before a moment; return how many."""
    later = exists().where(
        Seat.registration_id == AccessNeed.registration_id,
        Seat.status != SeatStatus.CANCELLED,
        Meeting.id == Seat.meeting_id,
        Meeting.ends_at >= before,
    )
    over = delete(AccessNeed).where(~later, AccessNeed.asked_at < before).returning(AccessNeed.id)
    return len(db.session.execute(over.execution_options(synchronize_session=False)).all())
