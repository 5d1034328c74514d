"""What we do with registrations: give seats, take them back, serve the waiting list. Each runs inside db.write.

The series row is the only lock for seats: every action that gives one locks it first.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import lazyload

from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import VISITOR, Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import gathering
from webinar_hub.messages.actions import drop
from webinar_hub.messages.models import Letter
from webinar_hub.network import conduct
from webinar_hub.network import queries as network
from webinar_hub.people import actions as people
from webinar_hub.people.answers import GuardianGiven
from webinar_hub.people.models import AgeBand, ConsentKind, Person, Sex
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.signals import Change
from webinar_hub.registrations import (
    letters,
    needs,
    personal_links,
    queries,
    rules,
    sent_forms,
    sources,
    waiting,
)
from webinar_hub.registrations.models import (
    FormDate,
    Proof,
    Registration,
    RegistrationState,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.needs import Wishes
from webinar_hub.web import asked

_TYPED = 200
"""How much of a typed name a form keeps."""


@dataclass(frozen=True)
class Application:
    """What somebody filled in to join, cleaned and normalised."""

    name: str
    email: str | None
    phone: str | None
    organisation: str
    region_code: str | None
    consents: Mapping[ConsentKind, bool]
    language: str
    sex: Sex | None = None
    age_band: AgeBand | None = None
    guardian: GuardianGiven | None = None
    wishes: Wishes | None = None


def join(
    series_key: str | None,
    meeting_key: str | None,
    application: Application,
    *,
    source: str | None = None,
    by: Actor,
    now: datetime,
) -> SentForm:
    """Take somebody into a whole cohort, or into one date of a rolling series, from the public form; return the form as it is kept.

    Finds or adds the person and their registration, and gives seats. What the form says besides waits with the form until its owner
    confirms it. Somebody known and somebody new take the same statements and get the same answer: what somebody new gets.
    source is where an anonymous form came from, as a digest: it takes so many of a limited number of places before its forms need proof.
    Raises Refused with nothing written.
    """
    meetings = queries.chosen(series_key, meeting_key, now)
    if not meetings:
        raise rules.RegistrationClosed
    rules.may_take_part(application.age_band, guarded=application.guardian is not None)
    series = meetings[0].series
    limited = any(meeting.capacity is not None for meeting in meetings)
    if limited and waiting.let_lapse(series, now=now):
        waiting.serve(series, now=now)
    counted_by = source if limited and by.id is None else None
    status, proof = _status(series, meetings, counted_by, now)
    organisation = network.called(application.organisation)
    organisation_id = organisation.id if organisation else None
    found = people.find_or_add(
        typed_name=application.name,
        email=application.email,
        phone=application.phone,
        region_code=application.region_code,
        organisation_id=organisation_id,
        language=application.language,
        now=now,
    )
    code = tokens.plain_code(4)
    registration, made = _registered(found.person, series, application, organisation_id, code, now)
    form = _kept(registration, application, organisation_id, code, now=now)
    form.brought_person, form.made_registration = found.new, made
    form.source, form.proof = counted_by, proof
    form.dates = [FormDate(meeting=meeting, given=status) for meeting in meetings]
    db.session.add(form)
    db.session.flush()
    if application.wishes:
        needs.say_by_form(form, application.wishes, now=now)
    letter = _seated(registration, meetings, status, form, by=by, now=now)
    gathering.limit(letter, now=now)
    if proof is Proof.HELD:
        form.letter_id = letter.id
    return form


def _status(
    series: Series, meetings: Sequence[Meeting], source: str | None, now: datetime
) -> tuple[SeatStatus, Proof | None]:
    """Return the status of seats that are taken now, and what they have until there is proof. Raises Refused (closed, full)."""
    rules.may_register(
        closes_at=series.closes_at,
        ends_at=max(meeting.ends_at for meeting in meetings),
        cancelled=any(meeting.cancelled_at for meeting in meetings),
        now=now,
    )
    status = rules.seat_status(queries.places(meetings).values(), waiting_list=series.waiting_list)
    if source is None:
        return status, None
    proof = rules.proof_wanted(
        sources.unproved(source, meetings), full=status is SeatStatus.WAITLISTED
    )
    return SeatStatus.WAITLISTED if proof is Proof.PASSED_OVER else status, proof


def _registered(
    person: Person,
    series: Series,
    application: Application,
    organisation_id: int | None,
    code: str,
    now: datetime,
) -> tuple[Registration, bool]:
    """Return a person's registration in a series, and whether a form made it just now.

    One statement either way.
    """
    key = tokens.key()
    made = {
        "key": key,
        "person_id": person.id,
        "series_id": series.id,
        "organisation_id": organisation_id,
        "organisation_name": application.organisation,
        "region_code": application.region_code,
        "sex": application.sex or person.sex,
        "age_band": application.age_band or person.age_band,
        "code": code,
        "language": application.language,
        "registered_at": now,
        "state": RegistrationState.STANDING,
        "conduct_version": conduct.current_version(),
        "conduct_language": application.language,
        "conduct_agreed_at": now,
    }
    taken_up = (
        db.insert(Registration)
        .values(made)
        .on_conflict_do_update(
            index_elements=["series_id", "person_id"], set_={"state": RegistrationState.STANDING}
        )
    )
    found = (
        taken_up.returning(Registration)
        .options(lazyload(Registration.seats))
        .execution_options(populate_existing=True)
    )
    registration = db.session.scalars(found).one()
    return registration, registration.key == key


def _kept(
    registration: Registration,
    application: Application,
    organisation_id: int | None,
    code: str,
    *,
    now: datetime,
) -> SentForm:
    said: dict[str, Any] = {"consents": dict(application.consents)}
    if application.guardian:
        said["guardian"] = asdict(application.guardian)
    return SentForm(
        registration=registration,
        name=application.name[:_TYPED],
        email=application.email,
        phone=application.phone,
        organisation_id=organisation_id,
        organisation_name=application.organisation,
        region_code=application.region_code,
        sex=application.sex,
        age_band=application.age_band,
        language=application.language,
        conduct_version=conduct.current_version(),
        said=said,
        code=code,
        sent_at=now,
    )


def _seated(
    registration: Registration,
    meetings: Sequence[Meeting],
    status: SeatStatus,
    form: SentForm,
    *,
    by: Actor,
    now: datetime,
) -> Letter:
    """Give a registration a seat in each of the meetings that it has none in, and write the letter that says so."""
    rows = [
        {
            "registration_id": registration.id,
            "meeting_id": meeting.id,
            "status": status,
            "queued_at": now,
            "sent_form_id": form.id,
        }
        for meeting in meetings
    ]
    taken = db.insert(Seat).values(rows)
    again = {name: taken.excluded[name] for name in ("status", "queued_at", "sent_form_id")}
    taken = taken.on_conflict_do_update(
        index_elements=["registration_id", "meeting_id"],
        set_=again,
        where=Seat.status == SeatStatus.CANCELLED,
    )
    given = set(db.session.scalars(taken.returning(Seat.meeting_id)))
    new = [meeting for meeting in meetings if meeting.id in given]
    if not new:
        return letters.link_again(registration, meetings, now=now)
    if by.id is not None:
        note(
            by,
            "registered",
            registration,
            now=now,
            after={"meetings": [meeting.key for meeting in new], "status": status},
        )
    write = letters.confirmed if status is SeatStatus.CONFIRMED else letters.waitlisted
    return write(registration, new, proof=form.proof, now=now)


def leave(
    registration: Registration, meeting_id: int | None, *, by: Actor, now: datetime
) -> Registration:
    """Give back the seat in one meeting of a rolling series, or every seat that is not over; the next in line get them."""
    series = db.lock(Series, registration.series_id)
    seats = [
        seat
        for seat in queries.seats_with_meetings(registration)
        if seat.status != SeatStatus.CANCELLED
    ]
    if series.rolling and meeting_id is not None:
        seats = [seat for seat in seats if seat.meeting_id == meeting_id]
    going = [seat for seat in seats if seat.meeting.ends_at > now]
    if not going:
        raise rules.TooLateToLeave
    for seat in going:
        seat.status = SeatStatus.CANCELLED
    _leave_when_empty(registration)
    _left(registration, [seat.meeting for seat in going], series, by=by, now=now)
    return registration


def let_lapse_next(*, now: datetime) -> bool:
    """Let seats of one series lapse that were held too long, and serve who waits there; return whether there were any."""
    series_id = next(iter(sources.held_too_long(now)), None)
    if series_id is None:
        return False
    waiting.serve(db.lock(Series, series_id), now=now)
    return True


def _left(
    registration: Registration,
    meetings: Sequence[Meeting],
    series: Series,
    *,
    by: Actor,
    now: datetime,
) -> Letter:
    """Write down and tell that seats were given back, and give them to the next in line; return the letter. The series is locked."""
    note(
        by,
        "left",
        registration,
        now=now,
        before={"meetings": [meeting.key for meeting in meetings]},
    )
    # What was not sent yet still has its use where the registration stands.
    if not registration.stands:
        drop(letters.subject_of(registration), now=now)
    letter = letters.left(registration, meetings, now=now)
    waiting.serve(series, now=now)
    return letter


def ask_to_leave(form: SentForm, *, now: datetime) -> SentForm:
    """Cancel a form on its own page; the worker gives back its seats, so that time tells nothing.

    Raises TooLateToLeave where every date is over.
    """
    locked = db.lock(SentForm, form.id)
    if all(date.meeting.ends_at <= now for date in locked.dates):
        raise rules.TooLateToLeave
    sent_forms.cancel_dates(locked, now=now)
    asked.put("leaving", form_key=locked.key)
    return locked


def leave_as_asked(form_key: str, *, now: datetime) -> None:
    """Give back the seats of a form that was cancelled on its page."""
    leave_by_form(sent_forms.by_key(form_key), by=VISITOR, now=now)


def leave_by_form(form: SentForm, *, by: Actor, now: datetime) -> SentForm:
    """Give back what a form made, from its own page; the owner of a seat that was there before is written to, and keeps it.

    Raises TooLateToLeave where every date is over.
    """
    series = sent_forms.lock_series(form)
    locked = db.lock(SentForm, form.id)
    if all(date.meeting.ends_at <= now for date in locked.dates):
        raise rules.TooLateToLeave
    meetings = {date.meeting_id: date.meeting for date in locked.dates}
    going = sent_forms.given_back(locked, now=now)
    registration = db.session.get_one(Registration, locked.registration_id, populate_existing=True)
    if not going:
        personal_links.send(registration, now=now)
        return locked
    _leave_when_empty(registration)
    letter = _left(
        registration, [meetings[seat.meeting_id] for seat in going], series, by=by, now=now
    )
    gathering.limit(letter, now=now)
    return locked


def disown(form: SentForm, *, by: Actor, now: datetime) -> SentForm:
    """Drop what a form says and give back what it made: the owner of the address says that it was not them. Its page opens no longer."""
    series = sent_forms.lock_series(form)
    locked = db.lock(SentForm, form.id)
    if not locked.open:
        return locked
    meetings = {date.meeting_id: date.meeting for date in locked.dates}
    going = sent_forms.given_back(locked, now=now)
    sent_forms.forget_said(locked, now=now)
    locked.dropped_at = now
    locked.link_version += 1
    if going:
        registration = db.session.get_one(
            Registration, locked.registration_id, populate_existing=True
        )
        _leave_when_empty(registration)
        _left(registration, [meetings[seat.meeting_id] for seat in going], series, by=by, now=now)
    journal.remember(Fact.FORM_LINK, {locked.key: locked.link_version})
    return locked


def _leave_when_empty(registration: Registration) -> None:
    if all(
        seat.status is SeatStatus.CANCELLED for seat in queries.seats_with_meetings(registration)
    ):
        registration.state = RegistrationState.LEFT


def erase(person: Person, *, now: datetime) -> list[Registration]:
    """Give back every place that is not over, and leave of the registrations nothing that says whose they were.

    Places, attendance and the province stay, for the counts; every personal link is revoked. Returns the registrations.
    """
    held = queries.all_of(person)
    needs.erase(held)
    sent_forms.erase(held, now=now)
    for registration in sorted(held, key=lambda each: each.series_id):
        series = db.lock(Series, registration.series_id)
        for seat in queries.seats_with_meetings(registration):
            if seat.status != SeatStatus.CANCELLED and seat.meeting.ends_at > now:
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
    series: Series, meeting: Meeting, *, typed_name: str, by: Actor, now: datetime
) -> Registration:
    """Register somebody who was there without a registration; their presence needs no free place. Consent is asked afterwards."""
    series = db.lock(Series, series.id)
    person = people.find_or_add(typed_name=typed_name, email=None, phone=None, now=now).person
    registration = _new(person, series, person.language, now)
    registration.seats.append(
        Seat(meeting_id=meeting.id, status=SeatStatus.CONFIRMED, queued_at=now)
    )
    db.session.add(registration)
    db.session.flush()
    note(by, "walked in", registration, now=now, after={"meeting": meeting.key})
    return registration


def take_back_walk_in(registration: Registration, meeting: Meeting) -> None:
    """Remove a registration that was made at the door of a meeting, and the person who came with it, with no other trace of them.

    The series is locked by the caller. The database raises IntegrityError where more is known of them by now.
    """
    db.session.execute(
        delete(Seat).where(Seat.registration_id == registration.id, Seat.meeting_id == meeting.id)
    )
    db.session.execute(delete(Registration).where(Registration.id == registration.id))
    people.remove(registration.person)


def meetings_changed(change: Change) -> None:
    """Do for the people concerned what an act on meetings of a series asks; the series is locked.

    Dates added to a cohort are joined by whoever is in it; who has a seat in a moved or cancelled
    meeting is told, of all of them in one letter; a larger room gives places.
    """
    series = change.meetings[0].series
    coming = [meeting for meeting in change.meetings if meeting.ends_at > change.now]
    if change.what == "resized":
        waiting.serve(series, now=change.now)
    elif change.what == "planned" and not series.rolling and coming:
        for registration in queries.live_of_series(series.id):
            _follow(registration, coming, now=change.now)
    elif change.what in ("moved", "cancelled") and coming:
        _tell(change, coming)


def _tell(change: Change, meetings: Sequence[Meeting]) -> None:
    """Write to each person with a seat in moved or cancelled meetings, of all of them at once."""
    by_id = {meeting.id: meeting for meeting in meetings}
    elsewhere = queries.seated_elsewhere(meetings)
    seats: dict[Registration, list[Seat]] = defaultdict(list)
    for seat in queries.seats_of(by_id):
        seats[seat.registration].append(seat)
    for registration, own in seats.items():
        told = [by_id[seat.meeting_id] for seat in own]
        waits = {seat.meeting_id for seat in own if seat.status is SeatStatus.WAITLISTED}
        if change.what == "moved":
            letters.moved(registration, told, change.before, waits=waits, now=change.now)
            continue
        # What was not sent yet still has its use, and may hold the personal link, where the
        # registration stands elsewhere.
        if registration.id not in elsewhere:
            drop(letters.subject_of(registration), now=change.now)
        letters.meetings_cancelled(registration, told, waits=waits, now=change.now)


def _follow(registration: Registration, meetings: Sequence[Meeting], *, now: datetime) -> None:
    """Give a cohort's registration its seats in dates added later.

    They are confirmed where its others are and there is a place.
    """
    confirmed = any(seat.status == SeatStatus.CONFIRMED for seat in registration.seats)
    form_id = next(
        (seat.sent_form_id for seat in registration.seats if seat.status != SeatStatus.CANCELLED),
        None,
    )
    places = queries.places(meetings)
    given = [meeting for meeting in meetings if confirmed and places[meeting.id].free]
    for meeting in meetings:
        status = SeatStatus.CONFIRMED if meeting in given else SeatStatus.WAITLISTED
        registration.seats.append(
            Seat(meeting_id=meeting.id, status=status, queued_at=now, sent_form_id=form_id)
        )
    db.session.flush()
    if given:
        letters.confirmed(registration, given, now=now)


def let_in(forms: Sequence[SentForm], *, by: Actor, now: datetime) -> int:
    """Let in at the desk whose seats wait for proof: they count and are served like any other; return how many forms that were."""
    number = 0
    for series_id, some in groupby(sorted(forms, key=_series_of), key=_series_of):
        series = db.lock(Series, series_id)
        still = sources.passed_over([form.id for form in some])
        if still:
            note(
                by,
                "let in without proof",
                series,
                now=now,
                after={"registrations": [form.registration.key for form in still]},
            )
            waiting.let_in(series, [form.id for form in still], now=now)
            number += len(still)
    return number


def _series_of(form: SentForm) -> int:
    return form.registration.series_id


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
