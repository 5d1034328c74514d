"""The forms that people sent: each keeps what was typed apart, until the owner of the address says that it was them.

What a form made (a registration, seats) stands at once; what it says of a person who may have been there before waits here.
Each act runs inside db.write.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, or_, select, update

from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.network import scope
from webinar_hub.people import actions as people
from webinar_hub.people import answers
from webinar_hub.people import queries as known
from webinar_hub.people.answers import GuardianGiven
from webinar_hub.people.models import ConsentKind, Person
from webinar_hub.people.names import ERASED, name_key, split_titles
from webinar_hub.programmes.models import Series
from webinar_hub.registrations import letters, needs, rules
from webinar_hub.registrations import waiting as waiting_list
from webinar_hub.registrations.models import (
    AccessNeed,
    FormDate,
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.web import asked

LINK = "sent-form"
"""What the link of a form's own page is signed for; a letter's link is signed for another purpose."""

KEPT = timedelta(days=30)
"""How long what a form says waits for its owner."""

# Looks ahead, so that a word of four letters before it does not hide it: "Saya ABCD EFGH".
_PROOF_WORD = re.compile(r"\b(?=([A-Z2-7]{4})[ -]?([A-Z2-7]{4})\b)")

NAME_MENDED_WITHIN = timedelta(hours=1)
"""How long a slip in one's own name can be mended from the form's page."""


def by_link(link_key: bytes, capability: str) -> SentForm:
    """Return the form whose page a link opens; raise UnknownLink for a forged, revoked or mistyped one."""
    key, edition = tokens.opened_edition(link_key, LINK, capability) or ("", 0)
    found = db.session.scalar(select(SentForm).where(SentForm.key == key))
    if found is None or found.link_version != edition:
        raise rules.UnknownLink
    return found


def by_key(key: str) -> SentForm:
    """Return the form of a key; raise NotFound."""
    return existing(db.session.scalar(select(SentForm).where(SentForm.key == key)))


def of(registration: Registration, key: str) -> SentForm:
    """Return the form of this key that came in for a registration; raise NotFound."""
    return existing(
        db.session.scalar(
            select(SentForm).where(SentForm.registration_id == registration.id, SentForm.key == key)
        )
    )


def proof_word(form: SentForm) -> str:
    """Return the word that somebody without e-mail sends from their own number: two groups of four."""
    return f"{form.key[:4]} {form.key[4:8]}".upper()


def named_by(actor: Actor, typed: str) -> Sequence[SentForm]:
    """Return the forms whose proof word stands in a text, of people in the actor's scope, that wait for their owner's word."""
    words = {"".join(found).lower() for found in _PROOF_WORD.findall(typed.upper())}
    if not words:
        return []
    theirs = scope.condition(actor, Person.region_code), SentForm.phone.is_not(None)
    waits = SentForm.proved_at.is_(None), SentForm.dropped_at.is_(None)
    found = _with_person().where(*theirs, *waits)
    return db.session.scalars(
        found.where(or_(*(db.begins(SentForm.key, word) for word in words))).limit(10)
    ).all()


def of_own_person(actor: Actor, key: str) -> SentForm:
    """Return the form of this key of somebody without e-mail in the actor's scope; raise NotFound."""
    theirs = (
        scope.condition(actor, Person.region_code),
        SentForm.phone.is_not(None),
        Person.erased_at.is_(None),
    )
    return existing(db.session.scalar(_with_person().where(*theirs, SentForm.key == key)))


def _with_person() -> Select[SentForm]:
    return select(SentForm).join(SentForm.registration).join(Registration.person)


def waiting(registration: Registration) -> Sequence[SentForm]:
    """Return the forms of a registration that its owner has not said anything to, the oldest first."""
    unsaid = SentForm.proved_at.is_(None), SentForm.dropped_at.is_(None)
    return db.session.scalars(
        select(SentForm)
        .where(SentForm.registration_id == registration.id, *unsaid)
        .order_by(SentForm.id)
    ).all()


def wait_for_proof(registration: Registration) -> set[int]:
    """Return the forms whose seats in a registration are only held, or passed over, until its owner says so."""
    unsure = select(SentForm.id).join(Seat, Seat.sent_form_id == SentForm.id)
    return set(
        db.session.scalars(
            unsure.where(Seat.registration_id == registration.id, SentForm.proof.is_not(None))
        )
    )


def proved(registration: Registration) -> bool:
    """Say whether a registration is its owner's beyond doubt: they said so of a form, or no form made it."""
    came_in = select(SentForm.proved_at, SentForm.made_registration).where(
        SentForm.registration_id == registration.id
    )
    forms = db.session.execute(came_in).all()
    return not any(form.made_registration for form in forms) or any(
        form.proved_at for form in forms
    )


def proved_address(person: Person) -> str | None:
    """Return the address or number that is known to be a person's own, None where only forms that nobody confirmed name it."""
    came_in = select(SentForm.brought_person, SentForm.proved_at).join(SentForm.registration)
    forms = db.session.execute(came_in.where(Registration.person_id == person.id)).all()
    own = not any(form.brought_person for form in forms) or any(form.proved_at for form in forms)
    return (person.email or person.phone) if own else None


def proved_codes(meeting_id: int) -> dict[int, list[str]]:
    """Return the codes of the forms that were confirmed, by the registration, for whoever has a seat in a meeting."""
    seated = select(Seat.registration_id).where(Seat.meeting_id == meeting_id)
    codes = select(SentForm.registration_id, SentForm.code).where(
        SentForm.proved_at.is_not(None), SentForm.registration_id.in_(seated)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for registration_id, code in db.session.execute(codes.order_by(SentForm.id)):
        found[registration_id].append(code)
    return found


def demand_proof(registration: Registration) -> None:
    """Raise Unconfirmed where the owner of a registration has not said of any form that it was theirs."""
    if not proved(registration):
        raise rules.Unconfirmed


def seats_of(form: SentForm) -> Sequence[Seat]:
    """Return the seats that a form made."""
    return db.session.scalars(select(Seat).where(Seat.sent_form_id == form.id)).all()


def made_seat(form: SentForm, meeting_id: int) -> bool:
    """Say whether the seat of a form's registration in a meeting is the form's to use: it made it, or its owner confirmed it."""
    seat = select(Seat.id).where(
        Seat.registration_id == form.registration_id, Seat.meeting_id == meeting_id
    )
    if not form.proved_at:
        seat = seat.where(Seat.sent_form_id == form.id)
    return db.session.scalar(seat.where(Seat.status != SeatStatus.CANCELLED)) is not None


def standings(form: SentForm) -> dict[int, SeatStatus]:
    """Return how it stands with each date of a form, by the meeting: live where the form made the seat or its owner confirmed it.

    Elsewhere what somebody new got at that moment, so that nobody learns what was there before.
    """
    seats = select(Seat).where(Seat.registration_id == form.registration_id)
    live = {
        seat.meeting_id: seat.status
        for seat in db.session.scalars(seats)
        if form.proved_at or seat.sent_form_id == form.id
    }
    return {date.meeting_id: live.get(date.meeting_id, date.given) for date in form.dates}


def prove(form: SentForm, *, now: datetime) -> SentForm:
    """Let what a form says pass over to the person, who says that it was them; a second press changes nothing.

    Its seats count from now on like any other, also those that another form had asked for and that waited for proof.
    """
    series = lock_series(form)
    locked = db.lock(SentForm, form.id)
    if not locked.open:
        return locked
    registration = db.session.get_one(Registration, locked.registration_id)
    person = db.lock(Person, registration.person_id)
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
    _stand_for(locked)
    waiting_list.let_in(series, [locked.id], now=now)
    return locked


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
        answers.withdrawn(person, ConsentKind.REMEMBER)


def _stand_for(form: SentForm) -> None:
    """Let a form that its owner confirmed have the seats for its dates that unconfirmed ones had asked for and that wait for proof."""
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
    """Delete from where forms came that were sent before a moment; the key of that day counts nothing any more."""
    old = update(SentForm).where(SentForm.sent_at < before, SentForm.source.is_not(None))
    db.session.execute(old.values(source=None))


def drop_old(*, before: datetime, now: datetime) -> int:
    """Drop what the forms say that were sent before a moment and confirmed by nobody; return how many that were.

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
    rules.may_mend_name(
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
    locked = db.lock(SentForm, by_key(form_key).id)
    typed = locked.name
    if not locked.open:
        return
    person = db.lock(Person, db.session.get_one(Registration, locked.registration_id).person_id)
    there = known.known(name_key(split_titles(typed).name), email=person.email, phone=person.phone)
    alone = locked.brought_person and not _came_besides(locked, person)
    if alone and (there is None or there.id == person.id):
        people.rename(person, typed)
    elif alone:
        person.compared_at = None


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
    """Leave nothing in the forms of these registrations that says whose they were; their pages open no longer."""
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
    theirs = SentForm.registration_id.in_([each.id for each in registrations])
    db.session.execute(
        update(SentForm).where(theirs).values(blank).execution_options(synchronize_session=False)
    )
    db.session.expire_all()


def lock_series(form: SentForm) -> Series:
    """Lock the series of a form, for whatever gives or takes a seat."""
    return db.lock(Series, db.session.get_one(Registration, form.registration_id).series_id)


def given_back(form: SentForm, *, now: datetime) -> list[Seat]:
    """Give back the seats that a form made and that are not over, and return them; its dates stand as given back. The series is locked.

    A seat that another form asked for as well is that one's from now on, unless the owner confirmed this one: of two that nobody
    confirmed each can be the owner's.
    """
    going = []
    ahead = {date.meeting_id for date in form.dates if date.meeting.ends_at > now}
    others = {} if form.proved_at else _others_for(form, ahead)
    for seat in seats_of(form):
        if seat.status is SeatStatus.CANCELLED or seat.meeting_id not in ahead:
            continue
        if seat.meeting_id in others:
            seat.sent_form_id = others[seat.meeting_id]
            continue
        seat.status = SeatStatus.CANCELLED
        going.append(seat)
    cancel_dates(form, now=now)
    return going


def cancel_dates(form: SentForm, *, now: datetime) -> None:
    """Let a form's dates that are not over stand as given back."""
    to_come = [date.id for date in form.dates if date.meeting.ends_at > now]
    db.session.execute(
        update(FormDate).where(FormDate.id.in_(to_come)).values(given=SeatStatus.CANCELLED)
    )
    db.session.flush()


def _others_for(form: SentForm, meeting_ids: Collection[int]) -> dict[int, int]:
    """Return by the meeting which other form of a registration asked for it and did not give it back: a confirmed one, else the first."""
    asked = select(FormDate.meeting_id, SentForm.id).join(
        SentForm, SentForm.id == FormDate.sent_form_id
    )
    asked = asked.where(SentForm.registration_id == form.registration_id, SentForm.id != form.id)
    asked = asked.where(
        FormDate.meeting_id.in_(meeting_ids), FormDate.given != SeatStatus.CANCELLED
    )
    best_last = asked.order_by(SentForm.proved_at.is_not(None), SentForm.id.desc())
    return {row.meeting_id: row.id for row in db.session.execute(best_last)}
