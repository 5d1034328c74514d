"""Give somebody a place. Each runs inside db.write."""

from collections.abc import Sequence
from datetime import datetime

from webinar_hub.history.actions import note
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network import queries as network
from webinar_hub.people import actions as people
from webinar_hub.people.models import Person
from webinar_hub.people.queries import language_of
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import letters, queries
from webinar_hub.registrations.joining.rules import may_register, seat_status
from webinar_hub.registrations.models import Registration, RegistrationState, Seat, SeatStatus
from webinar_hub.registrations.taking_in.queries import asked_with
from webinar_hub.registrations.taking_in.rules import RegisteredAlready
from webinar_hub.registrations.waiting import queries as waiting_list


def take_in(
    person: Person,
    meeting: Meeting,
    *,
    organisation_id: int | None = None,
    after_closing: bool = False,
    by: Actor,
    now: datetime,
) -> Registration:
    """Give a person a place in a session, or in all of its cohort, and write to them.

    after_closing: also when the closing date is over. Raises RegistrationClosed and MeetingFull.
    """
    series = db.lock(Series, meeting.series_id)
    meetings = asked_with(db.lock(Meeting, meeting.id), now)
    may_register(
        closes_at=None if after_closing else series.closes_at,
        ends_at=max((each.ends_at for each in meetings), default=now),
        cancelled=any(each.cancelled_at for each in meetings),
        now=now,
    )
    status = seat_status(queries.places(meetings).values(), waiting_list=series.waiting_list)
    waits = status is SeatStatus.WAITLISTED
    came_at = waiting_list.end_of_line(meetings, now) if waits else now
    registration = queries.of_person(series.id, person.id)
    if registration is None:
        registration = _made(person, series, organisation_id, came_at)
    registration.state = RegistrationState.STANDING
    given = _seated(registration, meetings, status, came_at)
    if given:
        after = {"meetings": [each.key for each in given], "status": status}
        note(by, "registered", registration, now=now, after=after)
        write = letters.confirmed if status is SeatStatus.CONFIRMED else letters.waitlisted
        write(registration, given, now=now)
    return registration


def register(
    meeting: Meeting,
    *,
    name: str,
    email: str | None,
    phone: str | None,
    organisation: str,
    region_code: str | None,
    by: Actor,
    now: datetime,
) -> SeatStatus:
    """Take somebody in whom the desk writes down; return what their seats are.

    As by a form the same name at the same address is the same person, of whom nothing changes.
    The closing date is for whoever registers themselves. Raises RegisteredAlready,
    RegistrationClosed, MeetingFull and LongName.
    """
    # As every form does, the series before the person: or two would wait for each other.
    series = db.lock(Series, meeting.series_id)
    called = network.called(organisation)
    organisation_id = called.id if called else None
    person = people.find_or_add(
        typed_name=name,
        email=email,
        phone=phone,
        region_code=region_code,
        organisation_id=organisation_id,
        now=now,
    ).person
    asked = {each.id for each in asked_with(meeting, now)}
    known = queries.of_person(series.id, person.id)
    if known and asked and asked <= _meetings_held(known):
        raise RegisteredAlready
    registration = take_in(person, meeting, after_closing=True, by=by, now=now)
    if known is None:
        registration.organisation_id, registration.organisation_name = organisation_id, organisation
        registration.region_code = region_code
    return next(seat.status for seat in registration.seats if seat.meeting_id in asked)


def _meetings_held(registration: Registration) -> set[int]:
    live = (seat for seat in registration.seats if seat.status is not SeatStatus.CANCELLED)
    return {seat.meeting_id for seat in live}


def _made(
    person: Person, series: Series, organisation_id: int | None, now: datetime
) -> Registration:
    registration = Registration(
        person=person,
        series=series,
        organisation_id=organisation_id or person.organisation_id,
        region_code=person.region_code,
        sex=person.sex,
        age_band=person.age_band,
        code=tokens.plain_code(4),
        language=language_of(person),
        registered_at=now,
        seats=[],
    )
    db.session.add(registration)
    return registration


def _seated(
    registration: Registration, meetings: Sequence[Meeting], status: SeatStatus, came_at: datetime
) -> list[Meeting]:
    """Give the seats that are lacking; return where."""
    held = {seat.meeting_id: seat for seat in registration.seats}
    given = []
    for meeting in meetings:
        seat = held.get(meeting.id)
        if seat is None:
            seat = Seat(meeting_id=meeting.id, status=status, queued_at=came_at)
            registration.seats.append(seat)
        elif seat.status is SeatStatus.CANCELLED:
            seat.status, seat.queued_at, seat.sent_form_id = status, came_at, None
            seat.paused = seat.at_venue = False
        else:
            continue
        given.append(meeting)
    db.session.flush()
    return given
