"""What we do with registrations: give seats, take them back, serve the waiting list. Each runs inside db.write.

The series row is the only lock for seats: every action that gives one locks it first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update

from webinar_hub.history.actions import note
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import drop
from webinar_hub.messages.models import Letter
from webinar_hub.network import conduct
from webinar_hub.network import queries as network
from webinar_hub.people import actions as people
from webinar_hub.people import answers
from webinar_hub.people import queries as people_known
from webinar_hub.people.answers import GuardianGiven
from webinar_hub.people.models import AgeBand, ConsentKind, Person, Sex
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.signals import Change
from webinar_hub.registrations import letters, needs, queries, rules
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.needs import Wishes


@dataclass(frozen=True)
class Application:
    """What somebody filled in to join, cleaned and normalised."""

    name: str
    email: str | None
    phone: str | None
    organisation: str
    region_code: str | None
    consents: tuple[ConsentKind, ...]
    language: str
    sex: Sex | None = None
    age_band: AgeBand | None = None
    guardian: GuardianGiven | None = None
    wishes: Wishes | None = None


@dataclass(frozen=True)
class Joined:
    """What came of a form: the registration, and whether this form may show its personal link."""

    key: str
    shown: bool


def join(series_key: str | None, meeting_key: str | None, application: Application, *, by: Actor, now: datetime) -> Joined:
    """Take somebody into a whole cohort, or into one date of a rolling series, from the public form.

    Finds or adds the person, then registers them. The link is shown to whoever brings somebody new, of whom nothing is
    remembered; anybody else finds it at their address. Raises Refused with nothing written.
    """
    meetings = queries.chosen(series_key, meeting_key, now)
    if not meetings:
        raise rules.RegistrationClosed
    rules.may_take_part(application.age_band, guarded=application.guardian is not None)
    series = meetings[0].series
    organisation = network.called(application.organisation)
    organisation_id = organisation.id if organisation else None
    person, new, _address_new = people.find_or_add(
        typed_name=application.name,
        email=application.email,
        phone=application.phone,
        region_code=application.region_code,
        organisation_id=organisation_id,
        language=application.language,
        now=now,
    )
    if not new and organisation_id is not None:
        people.affiliate(person, organisation_id, now=now)
    known = None if new else queries.of_person(series.id, person.id)
    registration = known or _new(person, series, application.language, now)
    if known is None:
        registration.organisation_id, registration.organisation_name = organisation_id, application.organisation
        registration.region_code = application.region_code
        registration.sex, registration.age_band = application.sex or person.sex, application.age_band or person.age_band
    if known is None or known.cancelled_at is not None:
        registration.conduct_version = conduct.current_version()
        registration.conduct_language, registration.conduct_agreed_at = application.language, now
    agreed = application.consents if new else people_known.not_withdrawn(person, application.consents)
    if ConsentKind.REMEMBER in agreed:
        answers.remember(person, application.sex, application.age_band)
    if application.guardian:
        answers.guard(person, application.guardian, language=application.language, now=now)
    letter = register(registration, meetings, by=by, now=now)
    people.consent(person, agreed, language=application.language, source=letters.subject_of(registration), now=now)
    if application.wishes:
        needs.say(registration, application.wishes, new=known is None, adding=True, now=now)
    letters.hold_beyond_limit(letter, now=now)
    return Joined(registration.key, shown=new)


def register(registration: Registration, meetings: Sequence[Meeting], *, by: Actor, now: datetime) -> Letter:
    """Give a registration a seat in each of the meetings it has none in, and write the letter that says so.

    The series is locked by the caller. Raises Refused (closed, full) with nothing written.
    """
    series = registration.series
    held = {seat.meeting_id: seat for seat in registration.seats if seat.status != SeatStatus.CANCELLED}
    wanted = [meeting for meeting in meetings if meeting.id not in held]
    if not wanted:
        return letters.link_again(registration, meetings, now=now)
    rules.may_register(
        closes_at=series.closes_at,
        ends_at=max(meeting.ends_at for meeting in wanted),
        cancelled=any(meeting.cancelled_at for meeting in wanted),
        now=now,
    )
    status = rules.seat_status(queries.places(wanted).values(), waiting_list=series.waiting_list)
    registration.cancelled_at = None
    for meeting in wanted:
        _seat(registration, meeting, status, now)
    db.session.add(registration)
    db.session.flush()
    if by.id is not None:
        note(by, "registered", registration, now=now, after={"meetings": [meeting.key for meeting in wanted], "status": status})
    write = letters.confirmed if status is SeatStatus.CONFIRMED else letters.waitlisted
    return write(registration, wanted, now=now)


def leave(registration: Registration, meeting_id: int | None, *, by: Actor, now: datetime) -> Registration:
    """Give back the seat in one meeting of a rolling series, or every seat that is not over; the next in line get them."""
    series = db.lock(Series, registration.series_id)
    seats = [seat for seat in queries.seats_with_meetings(registration) if seat.status != SeatStatus.CANCELLED]
    if series.rolling and meeting_id is not None:
        seats = [seat for seat in seats if seat.meeting_id == meeting_id]
    going = [seat for seat in seats if seat.meeting.ends_at > now]
    if not going:
        raise rules.TooLateToLeave
    for seat in going:
        seat.status = SeatStatus.CANCELLED
    if all(seat.status is SeatStatus.CANCELLED for seat in queries.seats_with_meetings(registration)):
        registration.cancelled_at = now
    note(by, "left", registration, now=now, before={"meetings": [seat.meeting.key for seat in going]})
    drop(letters.subject_of(registration), now=now)
    letters.left(registration, [seat.meeting for seat in going], now=now)
    serve_waiting_list(series, now=now)
    return registration


def serve_waiting_list(series: Series, *, now: datetime) -> list[Seat]:
    """Confirm whoever waits longest while there are places; the one way from the waiting list into a seat.

    The series is locked by the caller.
    """
    meetings = queries.coming_meetings(series.id, now)
    waiting = queries.waiting_list(meeting.id for meeting in meetings)
    given = set(rules.served(queries.queue(waiting, together=not series.rolling), queries.places(meetings)))
    promoted = [seat for seat in waiting if seat.id in given]
    for seat in promoted:
        seat.status = SeatStatus.CONFIRMED
    db.session.flush()
    still_waiting = {seat.registration_id for seat in waiting if seat.id not in given}
    for registration in dict.fromkeys(seat.registration for seat in promoted):
        if registration.id not in still_waiting:
            drop(letters.subject_of(registration), kinds=[letters.WAITLISTED], now=now)
        letters.promoted(registration, [s.meeting for s in promoted if s.registration is registration], now=now)
    return promoted


def erase(person: Person, *, now: datetime) -> list[Registration]:
    """Give back every place that is not over, and leave of the registrations nothing that says whose they were.

    Places, attendance and the province stay, for the counts; every personal link is revoked. Returns the registrations.
    """
    held = queries.all_of(person)
    needs.erase(held)
    for registration in sorted(held, key=lambda each: each.series_id):
        series = db.lock(Series, registration.series_id)
        for seat in queries.seats_with_meetings(registration):
            if seat.status != SeatStatus.CANCELLED and seat.meeting.ends_at > now:
                seat.status = SeatStatus.CANCELLED
        registration.cancelled_at = registration.cancelled_at or now
        registration.organisation_id, registration.organisation_name = None, ""
        registration.region_code = registration.region_code and registration.region_code.partition(".")[0]
        registration.code, registration.link_version = tokens.plain_code(6), registration.link_version + 1
        db.session.flush()
        serve_waiting_list(series, now=now)
    return list(held)


def revoke_links(person: Person, *, by: Actor, now: datetime) -> None:
    """Let no personal link that was given for a person so far open anything, also of rows merged into theirs."""
    theirs = Registration.person_id.in_([each.id for each in people_known.selves(person)])
    db.session.execute(update(Registration).where(theirs).values(link_version=Registration.link_version + 1))
    note(by, "revoked the personal links", person, now=now)


def keep_out_others(link_key: bytes, link: str, *, by: Actor, now: datetime) -> Registration:
    """Revoke every personal link of the person whose link this is; return the registration, which has a new one."""
    registration = queries.by_link(link_key, link)
    revoke_links(registration.person, by=by, now=now)
    return registration


def walk_in(series: Series, meeting: Meeting, *, typed_name: str, by: Actor, now: datetime) -> Registration:
    """Register somebody who was there without a registration; their presence needs no free place. Consent is asked afterwards."""
    series = db.lock(Series, series.id)
    person = people.find_or_add(typed_name=typed_name, email=None, phone=None, now=now).person
    registration = _new(person, series, person.language, now)
    _seat(registration, meeting, SeatStatus.CONFIRMED, now)
    db.session.add(registration)
    db.session.flush()
    note(by, "walked in", registration, now=now, after={"meeting": meeting.key})
    return registration


def take_back_walk_in(registration: Registration, meeting: Meeting) -> None:
    """Remove a registration that was made at the door of a meeting, and the person who came with it, with no other trace of them.

    The series is locked by the caller. The database raises IntegrityError where more is known of them by now.
    """
    db.session.execute(delete(Seat).where(Seat.registration_id == registration.id, Seat.meeting_id == meeting.id))
    db.session.execute(delete(Registration).where(Registration.id == registration.id))
    people.remove(registration.person)


def send_link(email: str | None, phone: str | None, *, now: datetime) -> int:
    """Write the personal link again to everybody registered at an address, the latest first; return how many letters that makes.

    Anybody can ask, after registering any number of names there: what goes beyond the limit waits on the desk.
    """
    held = queries.by_contact(email, phone)
    for registration in reversed(held):
        letter = letters.link_again(registration, queries.meetings_to_come(registration, now), now=now)
        letters.hold_beyond_limit(letter, now=now)
    return len(held)


def meeting_changed(meeting: Meeting, change: Change) -> None:
    """Do for the people concerned what a change of a meeting asks; the series is locked by the caller.

    A date added to a cohort is joined by whoever is in it; a moved or cancelled meeting is told; a larger room gives places.
    """
    now = change.now
    if change.what == "planned" and not meeting.series.rolling and meeting.ends_at > now:
        for registration in queries.live_of_series(meeting.series_id):
            _follow(registration, meeting, by=change.by, now=now)
    elif change.what == "resized":
        serve_waiting_list(meeting.series, now=now)
    elif change.what in ("moved", "cancelled") and meeting.ends_at > now:
        elsewhere = queries.seated_elsewhere(meeting)
        for seat in queries.seats_of(meeting.id):
            waits = seat.status is SeatStatus.WAITLISTED
            if change.what == "moved":
                letters.moved(seat.registration, meeting, change.before, waits=waits, now=now)
            else:
                # What was not sent yet still has its use, and may hold the personal link, where the registration stands elsewhere.
                if seat.registration_id not in elsewhere:
                    drop(letters.subject_of(seat.registration), now=now)
                letters.meeting_cancelled(seat.registration, meeting, meeting.cancel_reason, waits=waits, now=now)


def _follow(registration: Registration, meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """Give a cohort's registration its seat in a date added later: confirmed where its others are and there is a place."""
    confirmed = any(seat.status == SeatStatus.CONFIRMED for seat in registration.seats)
    free = queries.places([meeting])[meeting.id].free
    _seat(registration, meeting, SeatStatus.CONFIRMED if confirmed and free else SeatStatus.WAITLISTED, now)
    db.session.flush()
    if confirmed and free:
        letters.confirmed(registration, [meeting], now=now)


def _new(person: Person, series: Series, language: str, now: datetime) -> Registration:
    return Registration(person=person, series=series, code=tokens.plain_code(4), link_version=1, language=language, registered_at=now, seats=[])


def _seat(registration: Registration, meeting: Meeting, status: SeatStatus, now: datetime) -> None:
    for seat in registration.seats:
        if seat.meeting_id == meeting.id:
            seat.status, seat.queued_at = status, now
            return
    registration.seats.append(Seat(meeting_id=meeting.id, status=status, queued_at=now))
