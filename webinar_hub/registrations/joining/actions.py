"""Take somebody into a series from the public form. Runs inside db.write.

The series row is the only lock for seats: every action that gives one locks it first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import lazyload
from sqlalchemy.sql.dml import ReturningInsert

from webinar_hub.history.actions import note
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import gathering
from webinar_hub.messages.models import Letter
from webinar_hub.network import conduct
from webinar_hub.network import queries as network
from webinar_hub.people import actions as people
from webinar_hub.people.answers import GuardianGiven
from webinar_hub.people.models import AgeBand, ConsentKind, Person, Sex
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import letters, needs, queries
from webinar_hub.registrations.channels import actions as channels
from webinar_hub.registrations.every_date import actions as every_dates
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.joining.queries import asked_for
from webinar_hub.registrations.joining.rules import (
    RegistrationClosed,
    may_register,
    may_take_part,
    seat_status,
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
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.registrations.waiting import queries as waiting_list
from webinar_hub.registrations.waiting.rules import proof_wanted

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
    every_date: bool = False


def join(
    series_key: str | None,
    meeting_key: str | None,
    application: Application,
    *,
    source: str | None = None,
    channel: str = "",
    by: Actor,
    now: datetime,
) -> SentForm:
    """Take somebody in from the public form; return the form as it is kept.

    They come into a whole cohort, or into one date of a rolling series, or into every date from
    that one on: the person and their registration are found or added, and seats given. What the
    form says besides waits with the form until its owner confirms it. Somebody known and somebody
    new take the same statements and get the same answer: what somebody new gets.

    source is where an anonymous form came from, as a digest: it takes so many of a limited number
    of places before its forms need proof. channel is the word of the link by which it came: it is
    counted, and kept nowhere. Raises Refused with nothing written.
    """
    meetings = asked_for(series_key, meeting_key, now)
    if not meetings:
        raise RegistrationClosed
    may_take_part(application.age_band, guarded=application.guardian is not None)
    series = meetings[0].series
    limited = _limited(meetings)
    counted_by = source if limited and by.id is None else None
    if limited and waiting.let_lapse(series, now=now):
        waiting.serve(series, now=now)
    status, proof = _status(series, meetings, counted_by, now)
    waits = status is SeatStatus.WAITLISTED
    came_at = waiting_list.end_of_line(meetings, now) if waits else now
    every = application.every_date and series.rolling
    later = every_date.unlimited_after(meetings[0]) if every else []
    organisation = network.called(application.organisation)
    organisation_id = organisation.id if organisation else None
    found = people.find_or_add(
        typed_name=application.name,
        email=application.email,
        phone=application.phone,
        region_code=application.region_code,
        organisation_id=organisation_id,
        language=application.language,
        now=came_at,
    )
    code = tokens.plain_code(4)
    registration, made = _registered(
        found.person, series, application, organisation_id, code, came_at
    )
    form = _kept(registration, application, organisation_id, code, now=now)
    form.brought_person, form.made_registration = found.new, made
    form.source, form.proof = counted_by, proof
    given = dict.fromkeys(meetings, status) | dict.fromkeys(later, SeatStatus.CONFIRMED)
    form.dates = [FormDate(meeting=meeting, given=status) for meeting, status in given.items()]
    db.session.add(form)
    db.session.flush()
    if every:
        every_dates.ask_for(form, since=meetings[0])
    if channel:
        channels.count(series.id, channel)
    if application.wishes:
        needs.say_by_form(form, application.wishes, now=now)
    letter = _seated(registration, given, form, came_at, every=every, by=by, now=now)
    gathering.limit(letter, now=now)
    if proof is Proof.HELD:
        form.letter_id = letter.id
    return form


def _limited(meetings: Sequence[Meeting]) -> bool:
    return any(meeting.capacity is not None for meeting in meetings)


def _status(
    series: Series, meetings: Sequence[Meeting], source: str | None, now: datetime
) -> tuple[SeatStatus, Proof | None]:
    """Return the status of seats taken now, and what they have until there is proof.

    Raises Refused (closed, full).
    """
    may_register(
        closes_at=series.closes_at,
        ends_at=max(meeting.ends_at for meeting in meetings),
        cancelled=any(meeting.cancelled_at for meeting in meetings),
        now=now,
    )
    status = seat_status(queries.places(meetings).values(), waiting_list=series.waiting_list)
    if source is None:
        return status, None
    proof = proof_wanted(
        waiting_list.unproved(source, meetings), full=status is SeatStatus.WAITLISTED
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
        "conduct_language": application.language,
        "conduct_agreed_at": now,
    }
    registration = db.session.scalars(db.prepared(_taken_up), made).one()
    return registration, registration.key == key


def _taken_up() -> ReturningInsert[Registration]:
    return (
        db.insert(Registration)
        .values(conduct_version=conduct.current_version())
        .on_conflict_do_update(
            index_elements=["series_id", "person_id"], set_={"state": RegistrationState.STANDING}
        )
        .returning(Registration)
        .options(lazyload(Registration.seats))
        .execution_options(populate_existing=True)
    )


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
    wanted: Mapping[Meeting, SeatStatus],
    form: SentForm,
    came_at: datetime,
    *,
    every: bool,
    by: Actor,
    now: datetime,
) -> Letter:
    """Give a registration the seats it lacks in the meetings, and write the letter about it.

    Of every date the letter names the first alone.
    """
    rows = [
        {
            "registration_id": registration.id,
            "meeting_id": meeting.id,
            "status": status,
            "queued_at": came_at,
            "sent_form_id": form.id,
            "told_at": now,
            "paused": False,
        }
        for meeting, status in wanted.items()
    ]
    given = set(db.session.scalars(db.prepared(_taking), rows))
    new = [meeting for meeting in wanted if meeting.id in given]
    if not new:
        return letters.link_again(registration, list(wanted)[: 1 if every else None], now=now)
    if by.id is not None:
        note(
            by,
            "registered",
            registration,
            now=now,
            after={"meetings": [meeting.key for meeting in new], "status": wanted[new[0]]},
        )
    named = new[:1] if every else new
    write = letters.confirmed if wanted[new[0]] is SeatStatus.CONFIRMED else letters.waitlisted
    return write(registration, named, proof=form.proof, every_date=every, now=now)


def _taking() -> ReturningInsert[int]:
    taken = db.insert(Seat)
    names = ("status", "queued_at", "sent_form_id", "told_at", "paused")
    return taken.on_conflict_do_update(
        index_elements=["registration_id", "meeting_id"],
        set_={name: taken.excluded[name] for name in names},
        where=Seat.status == SeatStatus.CANCELLED,
    ).returning(Seat.meeting_id)
