"""Come in person, or take part online after all. Each runs inside db.write.

The series row is the only lock for places, those at the venue as well.
"""

from datetime import datetime

from sqlalchemy import select, update

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import letters
from webinar_hub.registrations.coming import queries
from webinar_hub.registrations.coming.rules import may_come
from webinar_hub.registrations.models import Registration, Seat, SeatStatus, SentForm


def choose(
    registration: Registration, meeting_key: str, *, at_venue: bool, by: Actor, now: datetime
) -> Registration:
    """Let somebody come to a session in person, or take part online, and write it to them.

    Raises NotFound without a live seat in what is to come and leaves the choice, and VenueFull.
    """
    db.lock(Series, registration.series_id)
    seat, meeting = _chosen(registration, meeting_key, now)
    if seat.at_venue == at_venue:
        return registration
    if at_venue:
        may_come(queries.places([meeting]).values())
    seat.at_venue = at_venue
    db.session.flush()
    before, after = {"at_venue": not at_venue}, {"at_venue": at_venue}
    note(by, "chose how to take part", registration, now=now, before=before, after=after)
    if seat.status is SeatStatus.CONFIRMED:
        there = [meeting.id] if at_venue else []
        letters.confirmed(registration, [meeting], at_venue=there, limited=True, now=now)
    return registration


def _chosen(registration: Registration, meeting_key: str, now: datetime) -> tuple[Seat, Meeting]:
    live = (
        select(Seat, Meeting)
        .join(Seat.meeting)
        .where(Seat.registration_id == registration.id, Meeting.key == meeting_key)
        .where(Seat.status != SeatStatus.CANCELLED, Meeting.ends_at > now)
        .where(Meeting.cancelled_at.is_(None))
        .execution_options(populate_existing=True)
    )
    found = existing(db.session.execute(live).one_or_none())
    existing(found if found[1].either else None)
    return found[0], found[1]


def stay_online(registration: Registration, form: SentForm) -> None:
    """Let somebody take part online where a form of theirs says so, now that it is theirs.

    Only a form that nobody confirmed, which may be another's, had let them come. The series is
    locked by the caller.
    """
    online = [date.meeting_id for date in form.dates if date.meeting.either and not date.at_venue]
    if not online:
        return
    others = select(SentForm.id).where(
        SentForm.registration_id == registration.id,
        SentForm.id != form.id,
        SentForm.proved_at.is_(None),
    )
    theirs = Seat.sent_form_id.in_(others), Seat.meeting_id.in_(online), Seat.at_venue
    db.session.execute(update(Seat).where(*theirs).values(at_venue=False))


def take_over(registration: Registration, form: SentForm) -> None:
    """Let somebody come where a form of theirs says so and there is a place, now that it is theirs.

    The series is locked by the caller.
    """
    wanted = {date.meeting_id: date.meeting for date in form.dates if date.at_venue}
    if not wanted:
        return
    free = queries.places(wanted.values())
    live = Seat.status != SeatStatus.CANCELLED, Seat.at_venue.is_(False)
    held = select(Seat).where(Seat.registration_id == registration.id, *live)
    for seat in db.session.scalars(held.where(Seat.meeting_id.in_(wanted))):
        seat.at_venue = seat.meeting_id in free and free[seat.meeting_id].free
    db.session.flush()
