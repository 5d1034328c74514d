"""Take in every date of a rolling series, pause, go on, stop. Each runs inside db.write.

The series row is the only lock for seats. Places come from `waiting.actions.serve` alone, as for
anybody who waits; nobody is written to for each new date.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Insert, delete, select, update

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor, machine
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.messages.actions import drop
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import letters, queries
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.every_date.letters import PAUSED, STILL_COMING, paused, still_coming
from webinar_hub.registrations.every_date.queries import Lacking
from webinar_hub.registrations.models import (
    EveryDate,
    FormDate,
    Registration,
    RegistrationState,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.offering.letters import OFFERED
from webinar_hub.registrations.reminding.letters import REMINDER
from webinar_hub.registrations.rules import MeetingFull
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.registrations.waiting import queries as waiting_list


def take(series: Series, *, now: datetime) -> int:
    """Give whoever takes in every date a place in each that they lack; return how many took one.

    In the order in which they registered, behind whoever waits already. Where a date is full they
    wait; without a waiting list they take what becomes free. The series is locked by the caller.
    """
    wanted = _with_room(series, every_date.lacking(series.id, now), now)
    taken = {seat_id for some in parts(wanted) for seat_id in _queued(some, now)}
    if taken:
        waiting.serve(series, unsaid=taken, now=now)
    return len(taken)


def _with_room(series: Series, lacking: list[Lacking], now: datetime) -> list[Lacking]:
    if series.waiting_list or not lacking:
        return lacking
    places = queries.places(queries.coming_meetings(series.id, now))
    found = []
    for each in lacking:
        if places[each.meeting_id].free:
            places[each.meeting_id] = places[each.meeting_id].and_one()
            found.append(each)
    return found


def _queued(wanted: Sequence[Lacking], now: datetime) -> Iterator[int]:
    """Put places at the end of the line, in their order, and return the seats."""
    rows = [
        {
            "registration_id": each.registration_id,
            "meeting_id": each.meeting_id,
            "status": SeatStatus.WAITLISTED,
            "queued_at": now,
            "sent_form_id": each.form_id,
            "told_at": each.told_at,
            "paused": False,
            "at_venue": False,
        }
        for each in wanted
    ]
    taken = db.insert(Seat).values(rows)
    names = ("status", "queued_at", "sent_form_id", "told_at", "paused", "at_venue")
    taken = taken.on_conflict_do_update(
        index_elements=["registration_id", "meeting_id"],
        set_={name: taken.excluded[name] for name in names},
    )
    yield from db.session.scalars(taken.returning(Seat.id))
    dates = [
        {
            "sent_form_id": each.form_id,
            "meeting_id": each.meeting_id,
            "given": SeatStatus.CONFIRMED,
        }
        for each in wanted
        if each.form_id is not None
    ]
    if dates:
        db.session.execute(db.insert(FormDate).values(dates).on_conflict_do_nothing())


def catch_up(*, now: datetime) -> None:
    """Give the places that somebody lacks in any series; each series in a transaction of its own.

    Runs outside db.write.
    """
    for series_id in every_date.series_lacking(now):
        db.write(_catch_up_in, series_id, now=now)


def _catch_up_in(series_id: int, *, now: datetime) -> None:
    take(db.lock(Series, series_id), now=now)


def ask_for(registration_id: int, form_id: int, *, since: Meeting) -> None:
    """Let an unconfirmed form take in every date from a meeting on."""
    asked = {
        "registration_id": registration_id,
        "sent_form_id": form_id,
        "since": since.starts_at,
    }
    db.session.execute(db.prepared(_asked), asked)


def _asked() -> Insert:
    return db.insert(EveryDate)


def take_over(registration: Registration, form: SentForm, *, now: datetime) -> None:
    """Let a registration take in what its owner's form takes in, limited dates too.

    A pause from before the form ends. Of its dates the form keeps the first alone, so that its page
    gives back no other from now on. The series is locked by the caller.
    """
    asked = every_date.of_form(form.id)
    if asked is None:
        return
    first, *later = sorted(form.dates, key=lambda date: date.id)
    own_seats = update(Seat).where(
        Seat.sent_form_id == form.id, Seat.meeting_id != first.meeting_id
    )
    db.session.execute(own_seats.values(sent_form_id=None))
    for date in later:
        form.dates.remove(date)
        db.session.delete(date)
    own = every_date.of_registration(registration)
    if own is None:
        asked.sent_form_id = None
    else:
        db.session.delete(asked)
        if own.paused_at is not None and own.paused_at < form.sent_at:
            _start(own, now)
    db.session.flush()
    _own_places(registration, registration.series, now)


def _own_places(registration: Registration, series: Series, now: datetime) -> None:
    """Let places that unconfirmed forms asked for be the owner's own, and take those that lack.

    Nobody else's form gives back a date that its owner takes in.
    """
    unsure = select(SentForm.id).where(
        SentForm.registration_id == registration.id, SentForm.proved_at.is_(None)
    )
    ahead = select(Meeting.id).where(Meeting.series_id == series.id, Meeting.starts_at > now)
    theirs = update(Seat).where(
        Seat.sent_form_id.in_(unsure),
        Seat.meeting_id.in_(ahead),
        Seat.status != SeatStatus.CANCELLED,
    )
    owned = db.session.scalars(theirs.values(sent_form_id=None).returning(Seat.id)).all()
    if not take(series, now=now) and owned:
        waiting.serve(series, now=now)


def _start(every: EveryDate, now: datetime) -> None:
    every.since, every.asked_at, every.paused_at = now, None, None


def go_on(registration: Registration, *, by: Actor, now: datetime) -> Registration:
    """Take in every date from now on: for the first time, after a pause, or when asked.

    Places are taken at the end of each line. Raises NotFound where the series has no dates of its
    own to take in.
    """
    series = db.lock(Series, registration.series_id)
    existing(series if series.rolling else None)
    registration = db.session.get_one(Registration, registration.id, populate_existing=True)
    own = every_date.of_registration(registration)
    if own is None or own.paused_at is not None:
        note(by, "took in every date", registration, now=now)
    if own is None:
        own = EveryDate(registration_id=registration.id)
        db.session.add(own)
    _start(own, now)
    registration.state = RegistrationState.STANDING
    db.session.flush()
    # That places were given back is not so any more, and the desk may hand it over days later.
    overtaken = [STILL_COMING, PAUSED, letters.LEFT]
    unsaid = drop(letters.subject_of(registration), kinds=overtaken, now=now)
    given_back = [] if unsaid else every_date.paused_seats(registration, now)
    _own_places(registration, series, now)
    _tell_back(registration, given_back, now=now)
    return registration


def take_again(
    registration: Registration, meeting_key: str, *, by: Actor, now: datetime
) -> Registration:
    """Take a date that was skipped after all, at the end of its line.

    Raises NotFound for any other date, and MeetingFull.
    """
    series = db.lock(Series, registration.series_id)
    seat = existing(every_date.skipped(registration, meeting_key, now))
    if not series.waiting_list and not queries.places([seat.meeting])[seat.meeting_id].free:
        raise MeetingFull
    seat.queued_at = waiting_list.end_of_line([seat.meeting], now)
    seat.status, seat.sent_form_id, seat.at_venue = SeatStatus.WAITLISTED, None, False
    db.session.flush()
    note(by, "registered", registration, now=now, after={"meetings": [seat.meeting.key]})
    waiting.serve(series, unsaid={seat.id}, now=now)
    _tell_back(registration, [seat.id], now=now)
    return registration


def _tell_back(registration: Registration, seat_ids: Collection[int], *, now: datetime) -> None:
    """Confirm those of some seats that are had again: their calendar entries were taken away."""
    back = every_date.confirmed(seat_ids) if seat_ids else []
    if back:
        meetings, there = [seat.meeting for seat in back], letters.venues_of(back)
        letters.confirmed(registration, meetings, at_venue=there, now=now)


def pause(registration: Registration, *, by: Actor, now: datetime) -> Registration:
    """Give back every seat in dates to come, and take none until the person goes on.

    What unconfirmed forms asked for before ends, or they would take the places again. A second
    press changes nothing.
    """
    series = db.lock(Series, registration.series_id)
    own = every_date.of_registration(registration)
    if own is not None and own.paused_at is None:
        meetings = _pause(own, series, by=by, now=now)
        given_back = [each for each in meetings if each.cancelled_at is None]
        if given_back:
            paused(registration, given_back, now=now)
    return registration


def _pause(every: EveryDate, series: Series, *, by: Actor, now: datetime) -> list[Meeting]:
    seats = every_date.live_seats(every, now)
    meetings = [seat.meeting for seat in seats]
    for seat in seats:
        seat.status, seat.paused = SeatStatus.CANCELLED, True
    every.paused_at, every.asked_at = now, None
    if every.sent_form_id is not None:
        db.session.execute(
            update(FormDate)
            .where(
                FormDate.sent_form_id == every.sent_form_id,
                FormDate.meeting_id.in_([meeting.id for meeting in meetings]),
            )
            .values(given=SeatStatus.CANCELLED)
        )
    else:
        of_forms = EveryDate.sent_form_id.is_not(None)
        own = EveryDate.registration_id == every.registration_id
        db.session.execute(delete(EveryDate).where(own, of_forms))
    db.session.flush()
    registration = db.session.get_one(Registration, every.registration_id)
    before = {"meetings": [meeting.key for meeting in meetings]}
    note(by, "paused", registration, now=now, before=before)
    places = [(registration, meeting) for meeting in meetings]
    letters.drop_of(places, [REMINDER, OFFERED], now=now)
    drop(letters.subject_of(registration), kinds=[STILL_COMING], now=now)
    waiting.serve(series, now=now)
    return meetings


def ask_whether_still_coming(every_id: int, *, now: datetime) -> None:
    """Ask once, by letter and on their page, whether somebody who missed dates still comes."""
    locked = db.lock(EveryDate, every_id)
    if locked.asked_at is None and locked.paused_at is None:
        locked.asked_at = now
        registration = db.session.get_one(Registration, locked.registration_id)
        still_coming(registration, now=now)


def still_come(registration_ids: Collection[int], *, now: datetime) -> None:
    """Take it for an answer that people came; a question that was not sent yet is none any more."""
    for some in parts([*registration_ids]):
        asked = EveryDate.registration_id.in_(some), EveryDate.asked_at.is_not(None)
        answering = update(EveryDate).where(*asked, EveryDate.paused_at.is_(None))
        answered = answering.values(asked_at=None, since=now).returning(EveryDate.registration_id)
        for each in db.session.scalars(answered).all():
            registration = db.session.get_one(Registration, each)
            drop(letters.subject_of(registration), kinds=[STILL_COMING], now=now)


def pause_next_unanswered(*, now: datetime) -> bool:
    """Let one who neither answered nor came to the next date pause; return whether there was one.

    They were told so with the question. Locks the series.
    """
    found = every_date.unanswered(STILL_COMING, now)
    if found is None:
        return False
    registration = db.session.get_one(Registration, found.registration_id)
    series = db.lock(Series, registration.series_id)
    every = db.lock(EveryDate, found.id)
    if every.asked_at is not None and every.paused_at is None:
        _pause(every, series, by=machine("pause_unanswered"), now=now)
    return True


def end(registration: Registration) -> bool:
    """Let a registration take in no date any more; return whether it did."""
    gone = delete(EveryDate).where(EveryDate.registration_id == registration.id)
    return bool(db.session.execute(gone.returning(EveryDate.id)).all())


def end_of_form(form: SentForm) -> None:
    """Let an unconfirmed form take in no date any more."""
    db.session.execute(delete(EveryDate).where(EveryDate.sent_form_id == form.id))
