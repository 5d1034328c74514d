"""End what stands: give seats back, disown a form, erase; and walk in at the door.

Each runs inside db.write. The series row is the only lock for seats.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import VISITOR, Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import drop
from webinar_hub.network import queries as network
from webinar_hub.people import actions as people
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import letters, needs, personal_links, queries
from webinar_hub.registrations.emptied import leave_when_empty
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.every_date import queries as taking_in
from webinar_hub.registrations.models import (
    Registration,
    RegistrationState,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.offering.letters import OFFERED
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.reminding.letters import REMINDER
from webinar_hub.registrations.standing import held
from webinar_hub.registrations.standing.rules import CalledOff, TooLateToLeave
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.web import asked


def leave(
    registration: Registration,
    meeting_id: int | None,
    *,
    reason: str = "",
    by: Actor,
    now: datetime,
) -> Registration:
    """Give back one seat of a rolling series, or every seat that is not over.

    The next in line get them. With every seat, they take in no later date either. reason: why
    somebody at the desk does it; the history and the letter say so. Raises TooLateToLeave, and
    CalledOff for one meeting that was cancelled.
    """
    series = db.lock(Series, registration.series_id)
    only = meeting_id if series.rolling else None
    stopped = only is None and every_date.end(registration)
    going = _to_come(registration, now, only=only)
    if not going and not stopped:
        raise TooLateToLeave
    if only is not None and any(seat.meeting.cancelled_at for seat in going):
        raise CalledOff
    for seat in going:
        seat.status, seat.paused = SeatStatus.CANCELLED, stopped
    leave_when_empty(registration)
    if stopped:
        note(by, "stopped", registration, now=now, reason=reason)
    if going:
        meetings = [seat.meeting for seat in going]
        _note_given_back(registration, meetings, series, reason=reason, by=by, now=now)
    elif reason:
        letters.given_back(registration, [], reason=reason, now=now)
    return registration


def _to_come(registration: Registration, now: datetime, *, only: int | None = None) -> list[Seat]:
    """Return the seats that were not given back in meetings that are not over.

    only: in this meeting alone.
    """
    return [
        seat
        for seat in queries.seats_with_meetings(registration)
        if only in (None, seat.meeting_id)
        and seat.status != SeatStatus.CANCELLED
        and seat.meeting.ends_at > now
    ]


def _note_given_back(
    registration: Registration,
    meetings: Sequence[Meeting],
    series: Series,
    *,
    reason: str = "",
    limited: bool = False,
    by: Actor,
    now: datetime,
) -> None:
    """Write down and tell that seats were given back, and serve the next in line.

    The series is locked by the caller.
    """
    note(
        by,
        "left",
        registration,
        now=now,
        before={"meetings": [meeting.key for meeting in meetings]},
        reason=reason,
    )
    # What was not sent yet still has its use where the registration stands.
    if not registration.stands:
        drop(letters.subject_of(registration), now=now)
    places = [(registration, meeting) for meeting in meetings]
    letters.drop_of(places, [REMINDER, OFFERED], now=now)
    held.drop_needless([registration], now=now)
    # Of a cancelled session they know.
    told = [each for each in meetings if each.cancelled_at is None]
    own = taking_in.of_registration(registration)
    goes_on = own is not None and own.paused_at is None
    if told or reason:
        letters.given_back(
            registration, told, reason=reason, every_date=goes_on, limited=limited, now=now
        )
    waiting.serve(series, now=now)


def ask_to_leave(form: SentForm, only: int | None = None, *, now: datetime) -> SentForm:
    """Cancel a form on its own page, or one date of it, by the meeting.

    The worker gives back the seats, so that time tells nothing. Raises TooLateToLeave where every
    date is over and no later one is taken in.
    """
    locked = db.lock(SentForm, form.id)
    ahead = proof.to_come(locked, only, now)
    if not ahead and (only is not None or taking_in.of_form(locked.id) is None):
        raise TooLateToLeave
    proof.cancel_dates(locked, only, now=now)
    if ahead:
        asked.put("leaving", form_key=locked.key, asked_at=now.isoformat(), only=only)
    return locked


def leave_as_asked(form_key: str, asked_at: str, only: int | None = None, *, now: datetime) -> None:
    """Give back the seats of a form that was cancelled on its page.

    A form that was dropped since then, as by an erasure, gave them back already.
    """
    form = sent_forms.by_key(form_key)
    if form.dropped_at is None:
        at = datetime.fromisoformat(asked_at)
        leave_by_form(form, by=VISITOR, only=only, asked_at=at, now=now)


def leave_by_form(
    form: SentForm,
    *,
    by: Actor,
    only: int | None = None,
    asked_at: datetime | None = None,
    now: datetime,
) -> SentForm:
    """Give back what a form made, or one seat, as its page asked now or at an earlier moment.

    The owner of a seat that was there before is written to, and keeps it. Raises TooLateToLeave
    where every date is over.
    """
    series = proof.lock_series(form)
    locked = db.lock(SentForm, form.id)
    if not proof.to_come(locked, only, now):
        raise TooLateToLeave
    meetings = {date.meeting_id: date.meeting for date in locked.dates}
    going = proof.given_back(locked, only=only, asked_at=asked_at or now, now=now)
    registration = db.session.get_one(Registration, locked.registration_id, populate_existing=True)
    if not going:
        personal_links.send(registration, now=now)
        return locked
    leave_when_empty(registration)
    left = [meetings[seat.meeting_id] for seat in going]
    _note_given_back(registration, left, series, limited=True, by=by, now=now)
    return locked


def disown(form: SentForm, *, by: Actor, now: datetime) -> SentForm:
    """Drop a form of which the owner of the address says that it was not theirs.

    What it made is given back. Its page opens no longer.
    """
    series = proof.lock_series(form)
    locked = db.lock(SentForm, form.id)
    if not locked.open:
        return locked
    meetings = {date.meeting_id: date.meeting for date in locked.dates}
    going = proof.given_back(locked, asked_at=now, now=now)
    proof.forget_said(locked, now=now)
    locked.dropped_at = now
    locked.link_version += 1
    if going:
        registration = db.session.get_one(
            Registration, locked.registration_id, populate_existing=True
        )
        leave_when_empty(registration)
        _note_given_back(
            registration, [meetings[seat.meeting_id] for seat in going], series, by=by, now=now
        )
    journal.remember(Fact.FORM_LINK, {locked.key: locked.link_version})
    return locked


def erase(person: Person, *, now: datetime) -> list[Registration]:
    """Leave nothing of a person's registrations that says whose they were.

    Every place that is not over is given back. Places, attendance and the province stay, for the
    counts; every personal link is revoked. Returns the registrations.
    """
    held = queries.all_of(person)
    needs.erase(held)
    proof.erase(held, now=now)
    for registration in sorted(held, key=lambda each: each.series_id):
        series = db.lock(Series, registration.series_id)
        every_date.end(registration)
        for seat in _to_come(registration, now):
            seat.status = SeatStatus.CANCELLED
        registration.state = RegistrationState.LEFT
        registration.organisation_id, registration.organisation_name = None, ""
        registration.region_code = (
            registration.region_code and registration.region_code.partition(".")[0]
        )
        registration.code, registration.link_version = (
            tokens.plain_code(6),
            registration.link_version + 1,
        )
        db.session.flush()
        waiting.serve(series, now=now)
    return list(held)


def walk_in(
    series: Series,
    meeting: Meeting,
    *,
    typed_name: str,
    organisation: str = "",
    by: Actor,
    now: datetime,
) -> Registration:
    """Register somebody at the door; their presence needs no free place.

    Consent is asked afterwards. Raises LongName.
    """
    series = db.lock(Series, series.id)
    person = people.find_or_add(typed_name=typed_name, email=None, phone=None, now=now).person
    registration = _new(person, series, person.language, now)
    called = network.called(organisation)
    registration.organisation_id = called.id if called else None
    registration.organisation_name = organisation
    seat = Seat(meeting_id=meeting.id, status=SeatStatus.CONFIRMED, queued_at=now)
    registration.seats.append(seat)
    db.session.add(registration)
    db.session.flush()
    note(by, "walked in", registration, now=now, after={"meeting": meeting.key})
    return registration


def let_in(
    registration: Registration,
    seat: Seat | None,
    meeting: Meeting,
    *,
    at_venue: bool,
    now: datetime,
) -> SeatStatus:
    """Give somebody who is registered, but has no place, one as they are there.

    Return what they had. Their presence needs no free place. The series is locked by the caller.
    """
    had = SeatStatus.CANCELLED if seat is None else seat.status
    if seat is None:
        seat = Seat(registration_id=registration.id, meeting_id=meeting.id, queued_at=now)
        db.session.add(seat)
    if had is SeatStatus.CANCELLED:
        registration.state, seat.at_venue = RegistrationState.STANDING, at_venue
    seat.status, seat.offered_until, seat.paused = SeatStatus.CONFIRMED, None, False
    letters.drop_of([(registration, meeting)], [OFFERED], now=now)
    db.session.flush()
    return had


def put_back(registration: Registration, seat: Seat, had: SeatStatus) -> None:
    """Let somebody who was let in at the door have what they had; who had an offer waits again.

    Whoever gave the place back meanwhile has none.
    """
    if seat.status is not SeatStatus.CONFIRMED:
        return
    seat.status = had
    if had is SeatStatus.CANCELLED:
        seat.at_venue = False
    db.session.flush()
    leave_when_empty(registration)


def take_back_walk_in(registration: Registration, meeting: Meeting) -> None:
    """Remove a registration made at the door, and the person who came with it.

    No other trace of them stays. The series is locked by the caller. The database raises
    IntegrityError where more is known of them by now.
    """
    db.session.execute(
        delete(Seat).where(Seat.registration_id == registration.id, Seat.meeting_id == meeting.id)
    )
    db.session.execute(delete(Registration).where(Registration.id == registration.id))
    people.remove(registration.person)


def _new(person: Person, series: Series, language: str, now: datetime) -> Registration:
    return Registration(
        person=person,
        series=series,
        code=tokens.plain_code(4),
        link_version=1,
        language=language,
        registered_at=now,
        seats=[],
    )
