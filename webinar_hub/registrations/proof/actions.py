"""Let what a form says pass over to its owner, or forget it. Each act runs inside db.write.

What a form made (a registration, seats) stands at once; what it says of a person who may have
been there before waits until the owner of the address says that it was them.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update

from webinar_hub.kit.db import db
from webinar_hub.messages.returned import actions as returning
from webinar_hub.network import queries as network
from webinar_hub.people import actions as people
from webinar_hub.people import answers
from webinar_hub.people import queries as known
from webinar_hub.people.answers import GuardianGiven
from webinar_hub.people.models import ConsentKind, Person
from webinar_hub.people.names import ERASED, name_key, split_titles
from webinar_hub.programmes.models import Series
from webinar_hub.registrations import letters, needs
from webinar_hub.registrations.coming import actions as coming
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.every_date import queries as taking_in
from webinar_hub.registrations.models import (
    AccessNeed,
    FormDate,
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.proof.rules import NAME_MENDED_WITHIN, may_mend_name
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.web import asked

form_proved: list[Callable[[SentForm], None]] = []
"""Who is told that a form is its owner's, in the transaction in which they say so."""


def prove(form: SentForm, *, now: datetime) -> SentForm:
    """Let what a form says pass over to the person, who says that it was them.

    A second press changes nothing. Its seats count from now on like any other, also those that
    another form had asked for and that waited for proof.
    """
    series = lock_series(form)
    locked = db.lock(SentForm, form.id)
    if not locked.open:
        return locked
    registration = db.session.get_one(Registration, locked.registration_id)
    person = db.lock(Person, registration.person_id)
    if not sent_forms.proved(registration):
        registration.code = sent_forms.code_of_owner(registration, locked)
    locked.proved_at = now
    said = locked.said
    _take_consents(person, locked)
    if "guardian" in said:
        answers.guard(
            person, GuardianGiven(**said["guardian"]), language=locked.language, now=locked.sent_at
        )
    people.affiliate(person, locked.organisation_id, now=now)
    needs.take_over(registration, locked, now=now)
    _complete(registration, locked)
    coming.stay_online(registration, locked)
    _stand_for(locked)
    waiting.count_in(series, [locked.id], now=now)
    every_date.take_over(registration, locked, now=now)
    coming.take_over(registration, locked)
    for listen in form_proved:
        listen(locked)
    return locked


def prove_all(forms: Iterable[SentForm], *, now: datetime) -> None:
    """Let what forms say pass over to the person, the oldest first, who opened their own link."""
    for form in sorted(forms, key=lambda each: each.id):
        proved = prove(form, now=now)
        person = db.session.get_one(Registration, proved.registration_id).person
        returning.take_proof(person, person.email, now=now)


def _take_consents(person: Person, form: SentForm) -> None:
    """Write down what a confirmed form agrees to and refuses, as said when it was sent."""
    said = {ConsentKind(kind): yes for kind, yes in form.said.get("consents", {}).items()}
    said = known.without_revived(person, said)
    source = letters.subject_of(form.registration)
    people.consent(person, said, language=form.language, source=source, now=form.sent_at)
    remembered = ConsentKind.REMEMBER in known.agreed(person)
    if remembered and said.get(ConsentKind.REMEMBER):
        answers.remember(person, form.sex, form.age_band)
    elif not remembered and ConsentKind.REMEMBER in said:
        answers.withdrawn(person, ConsentKind.REMEMBER, now=form.sent_at)


def _stand_for(form: SentForm) -> None:
    """Let a confirmed form have the seats for its dates that wait with unconfirmed ones."""
    unsure = select(SentForm.id).where(
        SentForm.registration_id == form.registration_id, SentForm.proof.is_not(None)
    )
    seats = update(Seat).where(
        Seat.registration_id == form.registration_id, Seat.sent_form_id.in_(unsure)
    )
    seats = seats.where(
        Seat.meeting_id.in_([date.meeting_id for date in form.dates]),
        Seat.status != SeatStatus.CANCELLED,
    )
    db.session.execute(seats.values(sent_form_id=form.id))


def _complete(registration: Registration, form: SentForm) -> None:
    """Fill in what a registration lacks with what its owner's form says."""
    for name in ("region_code", "sex", "age_band"):
        if getattr(registration, name) is None:
            setattr(registration, name, getattr(form, name))
    if not registration.organisation_name:
        registration.organisation_id, registration.organisation_name = (
            form.organisation_id,
            form.organisation_name,
        )
    if (
        form.conduct_version is not None
        and (registration.conduct_version or 0) < form.conduct_version
    ):
        registration.conduct_version, registration.conduct_language = (
            form.conduct_version,
            form.language,
        )
        registration.conduct_agreed_at = form.sent_at


def forget_said(form: SentForm, *, now: datetime) -> None:
    """Drop what a form says and nobody confirmed."""
    form.forgotten_at, form.said, form.source = now, {}, None
    db.session.execute(delete(AccessNeed).where(AccessNeed.sent_form_id == form.id))


def forget_sources(before: datetime) -> None:
    """Delete from where old forms came; the key of that day counts nothing any more."""
    old = update(SentForm).where(SentForm.sent_at < before, SentForm.source.is_not(None))
    db.session.execute(old.values(source=None))


def drop_old(*, before: datetime, now: datetime) -> int:
    """Drop what forms say that nobody confirmed in time; return how many.

    Their owners can still say that they were theirs: a certificate may be issued months later.
    """
    old = SentForm.sent_at < before, SentForm.proved_at.is_(None), SentForm.forgotten_at.is_(None)
    found = db.session.scalars(select(SentForm).where(*old).limit(500)).all()
    for form in found:
        forget_said(form, now=now)
    db.session.flush()
    return len(found)


def mend_name(form: SentForm, typed: str, *, evidence: bool, now: datetime) -> SentForm:
    """Mend a slip in the name on the form's own page; the worker renames the person.

    evidence: somebody saw the person otherwise than by a press on "Gabung".
    Raises TooLateToMend and LongName.
    """
    people.refuse_long_name(typed)
    locked = db.lock(SentForm, form.id)
    may_mend_name(
        open_=locked.open, evidence=evidence, until=locked.sent_at + NAME_MENDED_WITHIN, now=now
    )
    locked.name = typed
    asked.put("name", form_key=locked.key)
    return locked


def rename_person(form_key: str, *, now: datetime) -> None:
    """Rename the person of a form as its name was mended.

    Only the form that brought the person does, while nothing else came in for them: the next form
    may be their owner's. Any other bears the name by itself; so does one whose new name is known at
    the address, and the review of duplicates finds the two.
    """
    locked = db.lock(SentForm, sent_forms.by_key(form_key).id)
    typed = locked.name
    if not locked.open:
        return
    person = db.lock(Person, db.session.get_one(Registration, locked.registration_id).person_id)
    there = known.find(name_key(split_titles(typed).name), email=person.email, phone=person.phone)
    alone = locked.brought_person and not _came_besides(locked, person)
    if alone and (there is None or there.id == person.id):
        people.rename(person, typed)
    elif alone:
        person.compared_at = None


def add_home(form: SentForm, *, organisation: str, region_code: str | None) -> SentForm:
    """Write down of a form what its sender added later; the worker takes it further."""
    found = network.called(organisation)
    locked = db.lock(SentForm, form.id)
    locked.organisation_id, locked.organisation_name = found.id if found else None, organisation
    locked.region_code = region_code
    asked.put("home", form_key=locked.key)
    return locked


def take_home(form_key: str, *, now: datetime) -> None:
    """Fill in what a registration and its person lack with what was added to a form.

    Those that the form made, while nothing else came in for them, or whose owner confirmed it.
    """
    form = db.lock(SentForm, sent_forms.by_key(form_key).id)
    registration = db.session.get_one(Registration, form.registration_id)
    person = db.lock(Person, registration.person_id)
    alone = form.open and form.brought_person and not _came_besides(form, person)
    if form.proved_at or (form.open and form.made_registration):
        _complete(registration, form)
    if form.proved_at or alone:
        people.affiliate(person, form.organisation_id, now=now)
    if alone:
        person.region_code = person.region_code or form.region_code


def _came_besides(form: SentForm, person: Person) -> bool:
    """Say whether another form, or a registration without one, stands for the person of a form."""
    came_in = select(Registration.id).outerjoin(
        SentForm, SentForm.registration_id == Registration.id
    )
    besides = or_(SentForm.id.is_(None), SentForm.id != form.id)
    return (
        db.session.scalar(came_in.where(Registration.person_id == person.id, besides).limit(1))
        is not None
    )


def erase(registrations: Collection[Registration], *, now: datetime) -> None:
    """Leave nothing in the forms that says whose they were; their pages open no longer."""
    blank: dict[str, Any] = {
        "name": ERASED,
        "email": None,
        "phone": None,
        "organisation_id": None,
        "organisation_name": "",
        "region_code": None,
        "said": {},
        "source": None,
        "dropped_at": now,
        "forgotten_at": now,
        "link_version": SentForm.link_version + 1,
    }
    held = SentForm.registration_id.in_([each.id for each in registrations])
    db.session.execute(
        update(SentForm).where(held).values(blank).execution_options(synchronize_session=False)
    )
    db.session.expire_all()


def lock_series(form: SentForm) -> Series:
    """Lock the series of a form, for whatever gives or takes a seat."""
    return db.lock(Series, db.session.get_one(Registration, form.registration_id).series_id)


def given_back(
    form: SentForm, *, only: int | None = None, asked_at: datetime, now: datetime
) -> list[Seat]:
    """Give back the seats that a form made and that are not over, or the only one, and return them.

    Its dates stand as given back. The series is locked by the caller. A seat that another form
    asked for as well is that one's from now on: of two that nobody confirmed each can be the
    owner's. Where the owner confirmed this one, only a form that came after the asking counts.
    What nobody confirmed leaves a pause of the owner's as it was: they take it in when they go on.
    """
    going = []
    ahead = {date.meeting_id for date in to_come(form, only, now)}
    others = _others_for(form, ahead, after=asked_at if form.proved_at else None)
    paused = form.proved_at is None and taking_in.pauses(form.registration)
    for seat in sent_forms.seats_of(form):
        if seat.status is SeatStatus.CANCELLED or seat.meeting_id not in ahead:
            continue
        if seat.meeting_id in others:
            seat.sent_form_id = others[seat.meeting_id]
            continue
        seat.status, seat.paused = SeatStatus.CANCELLED, paused
        going.append(seat)
    cancel_dates(form, only, now=now)
    return going


def to_come(form: SentForm, only: int | None, now: datetime) -> list[FormDate]:
    """Return the dates of a form that are not over, or the only one, by its meeting."""
    return [
        date
        for date in form.dates
        if date.meeting.ends_at > now and only in (None, date.meeting_id)
    ]


def cancel_dates(form: SentForm, only: int | None = None, *, now: datetime) -> None:
    """Let a form's dates that are not over stand as given back, or the only one.

    Without one it takes in no later date either.
    """
    if only is None:
        every_date.end_of_form(form)
    going = [date.id for date in to_come(form, only, now)]
    db.session.execute(
        update(FormDate).where(FormDate.id.in_(going)).values(given=SeatStatus.CANCELLED)
    )
    db.session.flush()


def _others_for(
    form: SentForm, meeting_ids: Collection[int], *, after: datetime | None
) -> dict[int, int]:
    """Return by the meeting which other form of a registration still asks for it.

    A confirmed one, else the first; after: only one that was sent since then.
    """
    asked = select(FormDate.meeting_id, SentForm.id).join(
        SentForm, SentForm.id == FormDate.sent_form_id
    )
    asked = asked.where(SentForm.registration_id == form.registration_id, SentForm.id != form.id)
    asked = asked.where(
        FormDate.meeting_id.in_(meeting_ids), FormDate.given != SeatStatus.CANCELLED
    )
    if after is not None:
        asked = asked.where(SentForm.sent_at >= after)
    best_last = asked.order_by(SentForm.proved_at.is_not(None), SentForm.id.desc())
    return {row.meeting_id: row.id for row in db.session.execute(best_last)}
