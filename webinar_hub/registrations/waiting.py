"""The one way from the waiting list into a seat, and from a seat that was only held back to the waiting list.

Each act runs inside db.write, the series locked by its callers.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select, update

from webinar_hub.kit.db import db
from webinar_hub.messages.actions import drop
from webinar_hub.messages.models import Letter
from webinar_hub.messages.rules import UNSENT
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import letters, queries, rules, sources
from webinar_hub.registrations.models import (
    FormDate,
    Proof,
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)


def serve(series: Series, *, now: datetime) -> list[Seat]:
    """Confirm whoever waits longest while there are places, after what was held too long; nobody is served who is passed over."""
    let_lapse(series, now=now)
    meetings = queries.coming_meetings(series.id, now)
    waiting = queries.waiting_list(meeting.id for meeting in meetings)
    given = set(
        rules.served(queries.queue(waiting, together=not series.rolling), queries.places(meetings))
    )
    promoted = [seat for seat in waiting if seat.id in given]
    for seat in promoted:
        seat.status = SeatStatus.CONFIRMED
    db.session.flush()
    still_waiting = {seat.registration_id for seat in waiting if seat.id not in given}
    for registration in dict.fromkeys(seat.registration for seat in promoted):
        if registration.id not in still_waiting:
            drop(letters.subject_of(registration), kinds=[letters.WAITLISTED], now=now)
        letters.promoted(
            registration, [s.meeting for s in promoted if s.registration is registration], now=now
        )
    return promoted


def let_lapse(series: Series, *, now: datetime) -> bool:
    """Let seats that were held long enough wait at their old time, passed over; return whether there were any.

    What has begun stays as it is: nobody is put out of a room.
    """
    ended = sources.held_too_long(now).get(series.id)
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
    db.session.execute(seats.values(status=SeatStatus.WAITLISTED))
    dates = update(FormDate).where(
        FormDate.sent_form_id.in_(ended),
        FormDate.meeting_id.in_(ahead),
        FormDate.given == SeatStatus.CONFIRMED,
    )
    db.session.execute(dates.values(given=SeatStatus.WAITLISTED))
    return True


def let_in(series: Series, form_ids: Collection[int], *, now: datetime) -> None:
    """Let the seats of forms count like any other, and serve them with the others that wait."""
    db.session.execute(
        update(SentForm).where(SentForm.id.in_(form_ids)).values(proof=None, source=None)
    )
    serve(series, now=now)


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
