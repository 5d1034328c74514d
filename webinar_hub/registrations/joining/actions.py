"""Take somebody into a series from the public form. Runs inside db.write.

The series row is the only lock for seats: every action that gives one locks it first. Whoever holds
it keeps everybody else waiting, so each step is one statement that is built once, without objects.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, ScalarSelect, bindparam, select, update
from sqlalchemy.sql.dml import ReturningInsert

from webinar_hub.history.actions import note
from webinar_hub.kit import plain, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.compiled import Asked
from webinar_hub.kit.db import db
from webinar_hub.kit.plain import columns
from webinar_hub.network import conduct
from webinar_hub.network import queries as network
from webinar_hub.people import actions as people
from webinar_hub.people.actions import Known
from webinar_hub.people.answers import GuardianGiven
from webinar_hub.people.models import AgeBand, ConsentKind, Sex
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import letters, needs
from webinar_hub.registrations.channels import actions as channels
from webinar_hub.registrations.coming.rules import may_come
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
from webinar_hub.registrations.waiting.rules import after_all, proof_wanted

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
    at_venue: bool = False


def join(
    series_key: str | None,
    meeting_key: str | None,
    application: Application,
    *,
    source: str | None = None,
    channel: str = "",
    by: Actor,
    now: datetime,
) -> str:
    """Take somebody in from the public form; return the key of the form as it is kept.

    They come into a whole cohort, or into one date of a rolling series, or into every date from
    that one on: the person and their registration are found or added, and seats given. What the
    form says besides waits with the form until its owner confirms it. Somebody known and somebody
    new take the same statements and get the same answer: what somebody new gets.

    source is where an anonymous form came from, as a digest: it takes so many of a limited number
    of places before its forms need proof. channel is the word of the link by which it came: it is
    counted, and kept nowhere. Who comes in person does so on these dates, not on every later one.
    Raises Refused with nothing written.
    """
    may_take_part(application.age_band, guarded=application.guardian is not None)
    organisation = network.called(application.organisation)
    organisation_id = organisation.id if organisation else None
    meetings = asked_for(series_key, meeting_key, now)
    if not meetings:
        raise RegistrationClosed
    series = meetings[0].series
    there = _with_a_choice(meetings) if application.at_venue else []
    counted_by = source if by.id is None and _limited(meetings, there) else None
    status, proof, came_at = _place(series, meetings, counted_by, now, coming=bool(there))
    at_venue = set[int]() if proof is Proof.PASSED_OVER else {each.id for each in there}
    every = application.every_date and series.rolling
    later = every_date.unlimited_after(meetings[0]) if every else []
    given = dict.fromkeys(meetings, status) | dict.fromkeys(later, SeatStatus.CONFIRMED)
    person = people.recognise(
        typed_name=application.name,
        email=application.email,
        phone=application.phone,
        region_code=application.region_code,
        organisation_id=organisation_id,
        language=application.language,
        now=came_at,
    )
    code = tokens.plain_code(4)
    entered = _registered(person, series, application, organisation_id, code, came_at)
    form = {
        "registration_id": entered.id,
        "organisation_id": organisation_id,
        "brought_person": person.new,
        "made_registration": entered.new,
        "code": code,
        "source": counted_by,
        "proof": proof,
        "sent_at": now,
    }
    form_id, form_key, got = _keep_form(application, form, given, at_venue, came_at)
    if every:
        every_dates.ask_for(entered.id, form_id, since=meetings[0])
    if channel:
        channels.count(series.id, channel)
    if application.wishes:
        needs.say_by_form(entered.id, form_id, application.wishes, now=now)
    _note_at_desk(by, entered, got, given, now=now)
    letter = _written_to(entered, got, given, at_venue, proof=proof, every=every, now=now)
    if proof is Proof.HELD:
        held = update(SentForm).where(SentForm.id == form_id).values(letter_id=letter)
        db.session.execute(held, execution_options={"synchronize_session": False})
    return form_key


def _with_a_choice(meetings: Sequence[Meeting]) -> list[Meeting]:
    return [each for each in meetings if each.either]


def _limited(meetings: Iterable[Meeting], there: Iterable[Meeting]) -> bool:
    """Say whether places are limited on some of these dates, or at the venue of some."""
    return any(each.capacity is not None for each in meetings) or any(
        each.venue_places is not None for each in there
    )


def _place(
    series: Series,
    meetings: Sequence[Meeting],
    source: str | None,
    now: datetime,
    *,
    coming: bool,
) -> tuple[SeatStatus, Proof | None, datetime]:
    """Return the status of seats taken now, what they have until there is proof, and their moment.

    The moment is that of the press, or later, behind everybody who waits. What was held too long
    is free first. coming: a place at the venue is taken as well. Raises Refused (closed, full).
    """
    may_register(
        closes_at=series.closes_at,
        ends_at=max(meeting.ends_at for meeting in meetings),
        cancelled=any(meeting.cancelled_at for meeting in meetings),
        now=now,
    )
    lines = waiting_list.lines(meetings, source, coming=coming)
    if any(line.all_held for line in lines) and waiting.let_lapse(series, now=now):
        waiting.serve(series, now=now)
        lines = waiting_list.lines(meetings, source, coming=coming)
    may_come(line.venue for line in lines)
    status = seat_status((line.places for line in lines), waiting_list=series.waiting_list)
    full = status is SeatStatus.WAITLISTED
    proof = proof_wanted((line.unproved for line in lines), full=full) if source else None
    if not full and proof is not Proof.PASSED_OVER:
        return status, proof, now
    return SeatStatus.WAITLISTED, proof, after_all(now, [line.last for line in lines])


@dataclass(frozen=True)
class _Entered:
    """A registration that a form led to, with what its letter says. new: it was made just now."""

    id: int
    key: str
    code: str
    language: str
    person: Known
    series: Series
    new: bool


def _registered(
    person: Known,
    series: Series,
    application: Application,
    organisation_id: int | None,
    code: str,
    now: datetime,
) -> _Entered:
    """Return a person's registration in a series, found or made, in one statement either way."""
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
    [found] = plain.run(db.prepared(_taken_up), made)
    told = found.id, found.key, found.code, found.language
    return _Entered(*told, person, series, new=found.key == key)


def _taken_up() -> ReturningInsert[int, str, str, str]:
    told = (columns(Registration)[name] for name in ("id", "key", "code", "language"))
    made = db.insert(Registration).values(conduct_version=conduct.current_version())
    standing = {"state": RegistrationState.STANDING}
    return made.on_conflict_do_update(
        index_elements=["series_id", "person_id"], set_=standing
    ).returning(*told)


def _keep_form(
    application: Application,
    more: Mapping[str, Any],
    given: Mapping[Meeting, SeatStatus],
    at_venue: Collection[int],
    came_at: datetime,
) -> tuple[int, str, list[Meeting]]:
    """Keep a form with its dates, in their order, and give its registration the seats it lacks.

    Return the form's id, its key, and in which meetings a seat was lacking.
    """
    said: dict[str, Any] = {"consents": dict(application.consents)}
    if application.guardian:
        said["guardian"] = asdict(application.guardian)
    key = tokens.key()
    typed = {
        "key": key,
        "name": application.name[:_TYPED],
        "email": application.email,
        "phone": application.phone,
        "organisation_name": application.organisation,
        "region_code": application.region_code,
        "sex": application.sex,
        "age_band": application.age_band,
        "language": application.language,
        "said": said,
    }
    seat = {
        "registration_id": more["registration_id"],
        "queued_at": came_at,
        "told_at": more["sent_at"],
        "paused": False,
    }
    asked: list[Asked] = [(db.prepared(_sent), {**typed, **more})]
    for meeting, status in given.items():
        at = {"of_form": key, "meeting_id": meeting.id, "at_venue": meeting.id in at_venue}
        asked.append((db.prepared(_dated), {**at, "given": status}))
        asked.append((db.prepared(_taking), {**at, **seat, "status": status}))
    [form], *rows = plain.together(*asked)
    taken = zip(given, rows[1::2], strict=True)
    return form.id, key, [meeting for meeting, seats in taken if seats]


def _sent() -> ReturningInsert[int]:
    form = db.insert(SentForm).values(conduct_version=conduct.current_version())
    return form.returning(columns(SentForm).id)


def _of_form() -> ScalarSelect[int]:
    """Return the id of a form that is kept in the same breath."""
    form = columns(SentForm)
    return select(form.id).where(form.key == bindparam("of_form")).scalar_subquery()


def _dated() -> Insert:
    return db.insert(FormDate).values(sent_form_id=_of_form())


def _taking() -> ReturningInsert[int]:
    taken = db.insert(Seat).values(sent_form_id=_of_form())
    names = ("status", "queued_at", "sent_form_id", "told_at", "paused", "at_venue")
    return taken.on_conflict_do_update(
        index_elements=["registration_id", "meeting_id"],
        set_={name: taken.excluded[name] for name in names},
        where=columns(Seat).status == SeatStatus.CANCELLED,
    ).returning(columns(Seat).meeting_id)


def _note_at_desk(
    by: Actor,
    entered: _Entered,
    got: Sequence[Meeting],
    given: Mapping[Meeting, SeatStatus],
    *,
    now: datetime,
) -> None:
    """Note what somebody at the desk did; what people do by themselves stands in their form."""
    if got and by.id is not None:
        after = {"meetings": [meeting.key for meeting in got], "status": given[got[0]]}
        registration = db.session.get_one(Registration, entered.id)
        note(by, "registered", registration, now=now, after=after)


def _written_to(
    entered: _Entered,
    got: Sequence[Meeting],
    wanted: Mapping[Meeting, SeatStatus],
    at_venue: Collection[int],
    *,
    proof: Proof | None,
    every: bool,
    now: datetime,
) -> int:
    """Write about the seats that a form gave, or the link once more; of every date names the first.

    Return the letter's id.

    Somebody who types another's address into form after form must not be able to flood it.
    """
    named = (got or [*wanted])[: 1 if every else None]
    if not got:
        return letters.link_again(entered, named, at_venue=at_venue, limited=True, now=now)
    write = letters.confirmed if wanted[got[0]] is SeatStatus.CONFIRMED else letters.waitlisted
    return write(
        entered, named, proof=proof, every_date=every, at_venue=at_venue, limited=True, now=now
    )
