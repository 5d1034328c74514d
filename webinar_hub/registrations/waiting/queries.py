"""Who waits for a place, in which order, and whose places wait for proof."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Integer, Select, bindparam, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from webinar_hub.kit import plain
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.kit.plain import columns
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.models import (
    TAKEN,
    FormDate,
    Proof,
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.rules import Places
from webinar_hub.registrations.waiting.rules import Unproved, Waiting, after_all, held_until

_WAITS = Seat.status == SeatStatus.WAITLISTED


def in_order(series_id: int, now: datetime) -> Sequence[Seat]:
    """Return the seats that wait in what is to come of a series, in the order of being served.

    Without who is passed over.
    """
    return db.session.scalars(
        db.prepared(_in_order), {"series_id": series_id, "now": now, "waits": SeatStatus.WAITLISTED}
    ).all()


def _in_order() -> Select[Seat]:
    waiting = select(Seat).join(Meeting, Meeting.id == Seat.meeting_id)
    waiting = waiting.outerjoin(SentForm, SentForm.id == Seat.sent_form_id)
    return (
        waiting.where(Meeting.series_id == bindparam("series_id"), Meeting.cancelled_at.is_(None))
        .where(Meeting.ends_at > bindparam("now"), Seat.status == bindparam("waits"))
        .where(SentForm.proof.is_(None))
        .order_by(Seat.queued_at, Seat.id)
    )


def end_of_line(meetings: Iterable[Meeting], now: datetime) -> datetime:
    """Return the moment at which somebody new waits behind everybody who waits in these meetings.

    That is now, unless whoever was stored before had come later, or by another clock. The series is
    locked by the caller.
    """
    waiting = Seat.meeting_id.in_([meeting.id for meeting in meetings]), _WAITS
    return after_all(now, [db.session.scalar(select(func.max(Seat.queued_at)).where(*waiting))])


def with_people(seat_ids: Sequence[int]) -> list[Seat]:
    """Return seats with their registrations and meetings, in the order of the line."""
    loaded = select(Seat).options(joinedload(Seat.registration), joinedload(Seat.meeting))
    found = [
        seat
        for some in parts(seat_ids)
        for seat in db.session.scalars(loaded.where(Seat.id.in_(some)))
    ]
    return sorted(found, key=lambda seat: (seat.queued_at, seat.id))


def groups(seats: Sequence[Seat], *, together: bool) -> list[Waiting]:
    """Return the seats as groups served together: by registration, or one by one."""
    held: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats:
        held[seat.registration_id if together else seat.id].append(seat)
    return [
        Waiting(tuple(s.id for s in group), tuple(s.meeting_id for s in group))
        for group in held.values()
    ]


_NEVER_GOES = (LetterState.KEPT, LetterState.PARKED, LetterState.DROPPED)


_NO_LIMIT = Places(None, 0)


@dataclass(frozen=True)
class Line:
    """How it stands with a meeting for one more: places, since when its last waits, a source's.

    venue: the places there, where somebody comes in person. all_held: how many forms of the whole
    series hold seats until there is proof.
    """

    places: Places
    last: datetime | None
    unproved: Unproved
    venue: Places = _NO_LIMIT
    all_held: int = 0


def lines(meetings: Sequence[Meeting], source: str | None, *, coming: bool = False) -> list[Line]:
    """Return the places and the line of meetings asked for together; the series is locked.

    Of a source is counted how many unproved forms came for each limited meeting. Forms are counted,
    not seats: whoever was there before has a seat already, and nobody is to learn who that is.
    Nothing is asked where no meeting is limited. coming: a place at each venue is asked for.
    """
    nobody = Line(_NO_LIMIT, None, Unproved())
    if not coming and all(meeting.capacity is None for meeting in meetings):
        return [nobody] * len(meetings)
    wanted = {f"meeting_{place}": meeting.id for place, meeting in enumerate(meetings)}
    asked = {"source": source or "", **wanted}
    statement = db.prepared(_lines, tuple(wanted), coming=coming)
    found = {row.id: row for row in plain.run(statement, asked)}
    return [_line(meeting, found[meeting.id], coming=coming) for meeting in meetings]


def _line(meeting: Meeting, row: Any, *, coming: bool) -> Line:
    places = Places(meeting.capacity, row.taken)
    venue = Places(meeting.venue_places, row.there) if coming and meeting.either else _NO_LIMIT
    limited = places.capacity is not None or venue.capacity is not None
    unproved = Unproved(row.counted, row.held) if limited else Unproved()
    return Line(places, row.last, unproved, venue, row.all_held)


def _lines(wanted: Sequence[str], *, coming: bool) -> Select[Any]:
    meeting, seat, date, form = map(columns, (Meeting, Seat, FormDate, SentForm))
    registration = columns(Registration)
    here = seat.meeting_id == meeting.id
    taken = select(func.count()).where(here, seat.status.in_(TAKEN))
    last = select(func.max(seat.queued_at)).where(here, seat.status == SeatStatus.WAITLISTED)
    came = (
        select(func.count())
        .where(date.sent_form_id == form.id, form.source == bindparam("source"))
        .where(date.meeting_id == meeting.id, date.given != SeatStatus.CANCELLED)
    )
    kept = form.proof == Proof.HELD, date.given == SeatStatus.CONFIRMED
    there = select(func.count()).where(here, seat.at_venue, seat.status != SeatStatus.CANCELLED)
    held = select(func.count()).where(
        form.proof == Proof.HELD,
        registration.id == form.registration_id,
        registration.series_id == meeting.series_id,
    )
    return select(
        *([there.scalar_subquery().label("there")] if coming else []),
        meeting.id,
        taken.scalar_subquery().label("taken"),
        last.scalar_subquery().label("last"),
        came.where(form.proof.is_(None)).scalar_subquery().label("counted"),
        came.where(*kept).scalar_subquery().label("held"),
        held.scalar_subquery().label("all_held"),
    ).where(or_(*(meeting.id == bindparam(name, type_=Integer) for name in wanted)))


def _held() -> Executable:
    letter = (SentForm.sent_at, SentForm.email, Letter.sent_at.label("accepted_at"), Letter.state)
    held = select(SentForm.id, Registration.series_id, *letter).join(
        Registration, Registration.id == SentForm.registration_id
    )
    held = held.outerjoin(Letter, Letter.id == SentForm.letter_id)
    return held.where(SentForm.proof == Proof.HELD).order_by(SentForm.id)


def held_too_long(now: datetime) -> dict[int, list[int]]:
    """Return the forms whose held seats count no longer, by the series.

    Few forms are held anywhere at a time.
    """
    found: dict[int, list[int]] = defaultdict(list)
    for form in db.session.execute(db.prepared(_held)):
        still_goes = form.state is not None and form.state not in _NEVER_GOES
        until = held_until(
            sent_at=form.sent_at,
            by_email=form.email is not None,
            accepted_at=form.accepted_at,
            still_goes=still_goes,
        )
        if until and until <= now:
            found[form.series_id].append(form.id)
    return found


def waiting_for_proof(
    actor: Actor, now: datetime, *, key: str | None = None, limit: int | None = None
) -> Sequence[SentForm]:
    """Return the forms that wait for proof in what an actor runs, of one key or all.

    The longest waiting come first.
    """
    wanted = _waiting_for_proof(actor, now).options(
        contains_eager(SentForm.registration), selectinload(SentForm.dates)
    )
    wanted = wanted.where(SentForm.key == key) if key else wanted
    return db.session.scalars(wanted.order_by(SentForm.sent_at, SentForm.id).limit(limit)).all()


def number_waiting_for_proof(actor: Actor, now: datetime) -> int:
    """Return how many forms' seats wait for proof in what an actor runs."""
    return (
        db.session.scalar(
            select(func.count()).select_from(_waiting_for_proof(actor, now).subquery())
        )
        or 0
    )


def _waiting_for_proof(actor: Actor, now: datetime) -> Select[SentForm]:
    waits = (
        select(Seat.id)
        .join(Seat.meeting)
        .where(Seat.sent_form_id == SentForm.id, Seat.status == SeatStatus.WAITLISTED)
    )
    waits = waits.where(Meeting.ends_at > now, Meeting.cancelled_at.is_(None))
    own = select(Series.id).join(Series.programme).where(programmes.run_by(actor))
    forms = select(SentForm).join(SentForm.registration)
    return forms.where(
        SentForm.proof == Proof.PASSED_OVER, Registration.series_id.in_(own), waits.exists()
    )


def passed_over(form_ids: Collection[int]) -> Sequence[SentForm]:
    """Return which of these forms' seats still wait for proof."""
    return db.session.scalars(
        select(SentForm).where(SentForm.id.in_(form_ids), SentForm.proof == Proof.PASSED_OVER)
    ).all()
