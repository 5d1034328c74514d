"""The one way from the waiting list into a seat, and from a held seat back to the list.

Each act runs inside db.write; but for two that say so, the callers locked the series.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import exists, select, update

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import drop
from webinar_hub.messages.models import Letter
from webinar_hub.messages.rules import UNSENT
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import letters, queries
from webinar_hub.registrations.models import (
    FormDate,
    Proof,
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.offering import actions as offering
from webinar_hub.registrations.offering import queries as offers
from webinar_hub.registrations.waiting import queries as waiting_list
from webinar_hub.registrations.waiting.rules import served


def serve(
    series: Series,
    *,
    unsaid: Collection[int] = (),
    asking: Collection[int] = (),
    now: datetime,
) -> list[Seat]:
    """Give whoever waits longest a place while there are places, or offer it to them.

    What was held too long lapses first, and what was offered too long. Nobody is served who is
    passed over. Nothing is offered of what has begun, nor to whoever asks at this moment: of seats
    that are unsaid, by their ids, nobody is told; asking are the forms, by their ids.
    """
    let_lapse(series, now=now)
    offering.end_unanswered(series, now=now)
    waiting = waiting_list.in_order(series.id, now)
    if not waiting:
        return []
    meetings = queries.coming_meetings(series.id, now)
    given = set(
        served(waiting_list.groups(waiting, together=not series.rolling), queries.places(meetings))
    )
    promoted = [seat for seat in waiting if seat.id in given]
    here = {seat.registration_id for seat in promoted if seat.sent_form_id in asking}
    asked = [
        seat
        for seat in offering.to_offer(series, promoted, meetings, now=now)
        if seat.id not in unsaid and seat.registration_id not in here
    ]
    told = _give([seat for seat in promoted if seat not in asked], unsaid, now)
    still_waiting = {seat.registration_id for seat in waiting if seat.id not in given}
    _tell(told, still_waiting, now=now)
    with_people = waiting_list.with_people([seat.id for seat in asked])
    offering.offer(series, with_people, still_waiting, now=now)
    return promoted


def _give(seats: Iterable[Seat], unsaid: Collection[int], now: datetime) -> list[int]:
    """Let seats be confirmed; return the ids of those that are to be told of it."""
    told = []
    for seat in seats:
        seat.status = SeatStatus.CONFIRMED
        if seat.id not in unsaid:
            seat.told_at = now
            told.append(seat.id)
    db.session.flush()
    return told


def _tell(promoted: Sequence[int], still_waiting: Collection[int], *, now: datetime) -> None:
    """Write to whoever got places; what said that they wait goes, unless they do elsewhere."""
    seats: dict[Registration, list[Seat]] = defaultdict(list)
    for seat in waiting_list.with_people(promoted):
        seats[seat.registration].append(seat)
    for registration, own in seats.items():
        if registration.id not in still_waiting:
            drop(letters.subject_of(registration), kinds=[letters.WAITLISTED], now=now)
        got, there = [seat.meeting for seat in own], letters.venues_of(own)
        letters.promoted(registration, got, at_venue=there, now=now)


def let_lapse(series: Series, *, now: datetime) -> bool:
    """Let seats that were held long enough wait again; return whether there were any.

    They wait at their old time, passed over, and for no place at the venue. What has begun stays as
    it is: nobody is put out of a room.
    """
    ended = waiting_list.held_too_long(now).get(series.id)
    if not ended:
        return False
    ahead = select(Meeting.id).where(Meeting.series_id == series.id, Meeting.starts_at > now)
    forms = update(SentForm).where(SentForm.id.in_(ended))
    db.session.execute(forms.values(proof=Proof.PASSED_OVER, source=None))
    seats = update(Seat).where(
        Seat.sent_form_id.in_(ended),
        Seat.meeting_id.in_(ahead),
        Seat.status == SeatStatus.CONFIRMED,
    )
    db.session.execute(seats.values(status=SeatStatus.WAITLISTED, at_venue=False))
    dates = update(FormDate).where(
        FormDate.sent_form_id.in_(ended),
        FormDate.meeting_id.in_(ahead),
        FormDate.given == SeatStatus.CONFIRMED,
    )
    db.session.execute(dates.values(given=SeatStatus.WAITLISTED, at_venue=False))
    return True


def count_in(series: Series, form_ids: Collection[int], *, now: datetime) -> None:
    """Let the seats of forms count like any other, and serve them with the others that wait."""
    db.session.execute(
        update(SentForm).where(SentForm.id.in_(form_ids)).values(proof=None, source=None)
    )
    serve(series, asking=form_ids, now=now)


def drop_ended(*, now: datetime) -> int:
    """Drop the letters that promise a place in sessions that are all over; return how many."""
    still = exists().where(
        Seat.registration_id == Registration.id,
        Seat.status == SeatStatus.WAITLISTED,
        Seat.meeting_id == Meeting.id,
        Meeting.ends_at > now,
    )
    ended = (
        select(Registration)
        .join(Letter, Letter.subject == "registration:" + Registration.key)
        .where(Letter.kind == letters.WAITLISTED, Letter.state.in_(UNSENT), ~still)
        .distinct()
    )
    return sum(
        drop(letters.subject_of(registration), kinds=[letters.WAITLISTED], now=now)
        for registration in db.session.scalars(ended).all()
    )


def let_lapse_next(*, now: datetime) -> bool:
    """Let held and offered seats of one series lapse, and serve it; return whether there were any.

    Locks the series.
    """
    series_id = next(iter(waiting_list.held_too_long(now)), offers.series_with_over(now))
    if series_id is None:
        return False
    serve(db.lock(Series, series_id), now=now)
    return True


def let_in(forms: Sequence[SentForm], *, by: Actor, now: datetime) -> int:
    """Let in at the desk whose seats wait for proof; return how many forms that were.

    They count and are served like any other. Locks each series.
    """
    number = 0
    for series_id, some in groupby(sorted(forms, key=_series_of), key=_series_of):
        series = db.lock(Series, series_id)
        still = waiting_list.passed_over([form.id for form in some])
        if still:
            note(
                by,
                "let in without proof",
                series,
                now=now,
                after={"registrations": [form.registration.key for form in still]},
            )
            count_in(series, [form.id for form in still], now=now)
            number += len(still)
    return number


def _series_of(form: SentForm) -> int:
    return form.registration.series_id
