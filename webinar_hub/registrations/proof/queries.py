"""What we look up of the forms that people sent, and whether their owners confirmed them."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import defaultload, lazyload, load_only, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.network import scope
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Programme, Series
from webinar_hub.registrations import queries, rules
from webinar_hub.registrations.models import (
    FormDate,
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.proof.rules import Unconfirmed

LINK = "sent-form"
"""What the link of a form's own page is signed for; a letter's is for another purpose."""


# Looks ahead, so that a word of four letters before it does not hide it: "Saya ABCD EFGH".
_PROOF_WORD = re.compile(r"\b(?=([A-Z2-7]{4})[ -]?([A-Z2-7]{4})\b)")


_PROGRAMME = defaultload(Series.programme).load_only(
    Programme.key, Programme.name, Programme.name_en, Programme.state
)
_SERIES = defaultload(Registration.series).options(
    load_only(Series.key, Series.name, Series.rolling, Series.closes_at, Series.state),
    load_only(Series.programme_id, Series.stream_link, Series.stream_beside),
    _PROGRAMME,
)
_BY_KEY = (
    select(SentForm)
    .where(SentForm.key == bindparam("key"))
    # Its page shows neither the person nor what stands around each date: that is the form's series.
    .options(
        defaultload(SentForm.registration).options(
            load_only(Registration.series_id, Registration.person_id),
            lazyload(Registration.person),
            _SERIES,
        ),
        defaultload(SentForm.dates).defaultload(FormDate.meeting).lazyload(Meeting.series),
    )
)


def first_link(link_key: bytes, key: str) -> str:
    """Return the link of the page of a form that was sent just now.

    Of edition 1, as nobody could have raised it yet.
    """
    return tokens.signed(link_key, LINK, tokens.edition(key, 1))


def by_link(link_key: bytes, capability: str) -> SentForm:
    """Return the form whose page a link opens; raise UnknownLink."""
    key, edition = tokens.opened_edition(link_key, LINK, capability) or ("", 0)
    found = db.session.scalar(_BY_KEY, {"key": key})
    if found is None or found.link_version != edition:
        raise rules.UnknownLink
    return found


def by_key(key: str) -> SentForm:
    """Return the form of a key with what its page shows; raise NotFound."""
    return existing(db.session.scalar(_BY_KEY, {"key": key}))


def of_registration(registration: Registration, key: str) -> SentForm:
    """Return the form of this key that came in for a registration; raise NotFound."""
    return existing(
        db.session.scalar(
            select(SentForm).where(SentForm.registration_id == registration.id, SentForm.key == key)
        )
    )


def proof_word(form: SentForm) -> str:
    """Return the word that somebody sends from their own number: two groups of four."""
    return f"{form.key[:4]} {form.key[4:8]}".upper()


def named_by(actor: Actor, typed: str) -> Sequence[SentForm]:
    """Return the open forms whose proof word stands in a text, of the actor's own people."""
    words = {"".join(found).lower() for found in _PROOF_WORD.findall(typed.upper())}
    if not words:
        return []
    own = scope.condition(actor, Person.region_code), SentForm.phone.is_not(None)
    waits = SentForm.proved_at.is_(None), SentForm.dropped_at.is_(None)
    found = _with_person().where(*own, *waits)
    return db.session.scalars(
        found.where(or_(*(db.begins(SentForm.key, word) for word in words))).limit(10)
    ).all()


def of_own_person(actor: Actor, key: str) -> SentForm:
    """Return the form of this key of one of the actor's own people; raise NotFound.

    Only of somebody without e-mail.
    """
    own = (
        scope.condition(actor, Person.region_code),
        SentForm.phone.is_not(None),
        Person.erased_at.is_(None),
    )
    return existing(db.session.scalar(_with_person().where(*own, SentForm.key == key)))


def _with_person() -> Select[SentForm]:
    return select(SentForm).join(SentForm.registration).join(Registration.person)


def unanswered(registration: Registration) -> Sequence[SentForm]:
    """Return the open forms of a registration with their dates, the oldest first."""
    open_ = SentForm.proved_at.is_(None), SentForm.dropped_at.is_(None)
    return db.session.scalars(
        select(SentForm)
        .options(selectinload(SentForm.dates))
        .where(SentForm.registration_id == registration.id, *open_)
        .order_by(SentForm.id)
    ).all()


def held_or_passed_over(registration: Registration) -> set[int]:
    """Return the forms whose seats in a registration are held, or passed over."""
    unsure = select(SentForm.id).join(Seat, Seat.sent_form_id == SentForm.id)
    return set(
        db.session.scalars(
            unsure.where(Seat.registration_id == registration.id, SentForm.proof.is_not(None))
        )
    )


def proved(registration: Registration) -> bool:
    """Say whether a registration is its owner's beyond doubt.

    They said so of a form, or no form made it.
    """
    came_in = select(SentForm.proved_at, SentForm.made_registration).where(
        SentForm.registration_id == registration.id
    )
    return _beyond_doubt(db.session.execute(came_in).all())


def owned() -> ColumnElement[bool]:
    """Return the condition that `proved` asks, in a select of registrations."""
    # With an offset, lest PostgreSQL gather everybody's forms first.
    form = select(SentForm.id).where(SentForm.registration_id == Registration.id).offset(0)
    proved = form.where(SentForm.proved_at.is_not(None))
    return ~form.where(SentForm.made_registration).exists() | proved.exists()


def latest_language(person: Person) -> str | None:
    """Return the language in which a person registered last, None for never.

    What a form made that may be somebody else's does not count.
    """
    theirs = select(Registration.language).where(Registration.person_id == person.id, owned())
    latest_first = theirs.order_by(Registration.registered_at.desc(), Registration.id.desc())
    return db.session.scalar(latest_first.limit(1))


def _beyond_doubt(forms: Sequence[Any]) -> bool:
    return not any(form.made_registration for form in forms) or any(
        form.proved_at for form in forms
    )


def proved_address(person: Person) -> str | None:
    """Return the address or number that is known to be a person's own.

    None where only forms that nobody confirmed name it.
    """
    came_in = select(SentForm.brought_person, SentForm.proved_at).join(SentForm.registration)
    forms = db.session.execute(came_in.where(Registration.person_id == person.id)).all()
    own = not any(form.brought_person for form in forms) or any(form.proved_at for form in forms)
    return (person.email or person.phone) if own else None


@dataclass(frozen=True)
class Codes:
    """The codes of the forms of a registration: its owner's, and those that may be another's."""

    own: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


def codes_in(meeting_id: int) -> dict[int, Codes]:
    """Return the codes of the forms of whoever is in a meeting, by the registration.

    Until one of them is confirmed they all count alike; from then on the others may be somebody
    else's.
    """
    seated = select(Seat.registration_id).where(Seat.meeting_id == meeting_id)
    columns = (SentForm.registration_id, SentForm.code, SentForm.proved_at, SentForm.dropped_at)
    forms = select(*columns, SentForm.made_registration).where(SentForm.registration_id.in_(seated))
    found: dict[int, list[Any]] = defaultdict(list)
    for form in db.session.execute(forms.order_by(SentForm.id)):
        found[form.registration_id].append(form)
    return {registration_id: _codes(came_in) for registration_id, came_in in found.items()}


def _codes(forms: Sequence[Any]) -> Codes:
    sure = _beyond_doubt(forms)
    own = [form for form in forms if form.proved_at or not (sure or form.dropped_at)]
    return Codes(
        tuple(form.code for form in own), tuple(form.code for form in forms if form not in own)
    )


def code_of_owner(registration: Registration, form: SentForm) -> str:
    """Return the code that a registration has once a form is its owner's: the form's.

    Its own where the form's is already somebody else's in the series.
    """
    of_another = select(Registration.id).where(
        Registration.series_id == registration.series_id,
        Registration.code == form.code,
        Registration.id != registration.id,
    )
    return registration.code if db.session.scalar(of_another) else form.code


def confirmed_by_link(link_key: bytes, capability: str) -> Registration:
    """Return the registration that a personal link opens.

    Raises UnknownLink, and Unconfirmed where it is not yet its owner's beyond doubt.
    """
    registration = queries.by_link(link_key, capability)
    if not proved(registration):
        raise Unconfirmed
    return registration


def seats_of(form: SentForm) -> Sequence[Seat]:
    """Return the seats that a form made."""
    return db.session.scalars(select(Seat).where(Seat.sent_form_id == form.id)).all()


_STANDINGS = (
    select(FormDate, Seat.status, Seat.at_venue, Seat.sent_form_id)
    .outerjoin(
        Seat,
        (Seat.registration_id == bindparam("held")) & (Seat.meeting_id == FormDate.meeting_id),
    )
    .where(FormDate.sent_form_id == bindparam("form"))
    .options(defaultload(FormDate.meeting).lazyload(Meeting.series))
    .order_by(FormDate.id)
)


@dataclass(frozen=True)
class Standing:
    """How it stands with a date of a form; at_venue: they come in person."""

    status: SeatStatus
    at_venue: bool


def standings(form: SentForm) -> dict[int, Standing]:
    """Return the state of each date of a form, by the meeting, and load its dates.

    Live where the form made the seat or its owner confirmed it; elsewhere what somebody new got at
    that moment, so that nobody learns what was there before.
    """
    wanted = {"form": form.id, "held": form.registration_id}
    found = db.session.execute(_STANDINGS, wanted).all()
    set_committed_value(form, "dates", [date for date, *_seat in found])
    return {
        date.meeting_id: Standing(status, at_venue)
        if status
        and date.given is not SeatStatus.CANCELLED
        and (form.proved_at or seated_by == form.id)
        else Standing(date.given, date.at_venue)
        for date, status, at_venue, seated_by in found
    }
