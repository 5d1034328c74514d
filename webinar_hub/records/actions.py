"""What we do with one person's data across all rooms. Each runs inside db.write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webinar_hub.accounts import delegation
from webinar_hub.accounts import queries as accounts
from webinar_hub.certificates import queries as certified
from webinar_hub.history import journal
from webinar_hub.history.actions import note
from webinar_hub.history.journal import Fact
from webinar_hub.kit import tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.messages import actions as messages
from webinar_hub.messages import queries as written
from webinar_hub.messages.models import Letter
from webinar_hub.messages.rendering import DATA_CODE
from webinar_hub.network import queries as network
from webinar_hub.people import actions as people
from webinar_hub.people import answers, contacts, holdings
from webinar_hub.people import queries as known
from webinar_hub.people.contacts import Contact
from webinar_hub.people.holdings import Erasure
from webinar_hub.people.models import (
    ConsentKind,
    DataRequest,
    Difficulty,
    Person,
    RequestKind,
    RequestState,
)
from webinar_hub.people.names import name_key, split_titles
from webinar_hub.records import letters, queries, rules
from webinar_hub.records.models import DataCode
from webinar_hub.registrations import letters as registration_letters
from webinar_hub.registrations import queries as registered
from webinar_hub.registrations.models import Registration, SentForm
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.web import limits

ONESELF = Actor(id=None, label="participant")
"""Who acts when a participant does, who has no account: the subject of the entry says who it was."""


def send_code(registration: Registration, *, by_hand: bool, now: datetime) -> DataCode:
    """Send a person a code to their own address; by_hand: the desk hands it over, so that it lasts longer.

    A code that still waits at the desk is not replaced, or asking again would make worthless what is being handed over; unless
    somebody, who need not be the person, has used up its tries.
    """
    person = registration.person
    latest = queries.live_code(person, now)
    if (
        latest is not None
        and by_hand
        and not _spent(latest)
        and written.waiting(letters.about(person), letters.CODE)
    ):
        return latest
    made = _new_code(person, None, lasts_by_hand=by_hand, now=now)
    letters.code(made, registration, now=now)
    return made


def _spent(code: DataCode) -> bool:
    return limits.reached(rules.tries_of(code.key), most=rules.TRIES, per=rules.BY_HAND_LASTS)


def link_again(registration: Registration, *, by: Actor, now: datetime) -> Letter:
    """Write the personal link again for somebody at the desk; without an e-mail address it waits there to be read and handed over."""
    letter = messages.keep(
        registration_letters.link_again(
            registration, registered.meetings_to_come(registration, now), at_once=True, now=now
        )
    )
    note(
        by,
        "personal link again",
        registration,
        now=now,
        after={"to": "desk" if letter.email is None else "e-mail"},
    )
    return letter


def prove_number(form: SentForm, *, by: Actor, now: datetime) -> Letter:
    """Confirm a form for somebody who wrote its word from the number in it, and return what to answer with.

    That is the confirmation, with the personal link in it, while it waits at the desk. Where it asks
    for the word that came, or its sessions are over, the link is written and it goes.
    """
    registration = proof.prove(form, now=now).registration
    note(by, "proved a number", registration, now=now)
    about, kind = registration_letters.subject_of(registration), registration_letters.CONFIRMED
    waiting = written.waiting(about, kind)
    ahead = registered.meetings_to_come(registration, now)
    if waiting is not None and ahead and "proof" not in waiting.facts:
        return messages.keep(waiting)
    messages.drop(about, kinds=[kind], now=now)
    return link_again(registration, by=by, now=now)


def code_to_hand_over(registration: Registration, *, by: Actor, now: datetime) -> Letter:
    """Make a new code that somebody at the desk reads once and hands over; raise HasAddress where it could be sent to its owner alone."""
    if registration.person.email is not None:
        raise rules.HasAddress
    made = _new_code(registration.person, None, lasts_by_hand=True, now=now)
    note(by, "code to hand over", registration, now=now)
    return messages.keep(letters.code(made, registration, now=now))


def _new_code(
    person: Person, address: str | None, *, lasts_by_hand: bool, now: datetime
) -> DataCode:
    older = queries.live_code(person, now, for_address=address is not None)
    if older is not None:
        older.expires_at = now
    lasts = rules.BY_HAND_LASTS if lasts_by_hand else rules.CODE_LASTS
    made = DataCode(
        key=tokens.key(), person=person, address=address, made_at=now, expires_at=now + lasts
    )
    db.session.add(made)
    db.session.flush()
    return made


def open_data(
    registration: Registration, typed: str, *, token: str, link_key: bytes, now: datetime
) -> DataCode:
    """Let the browser that holds a token see a person's data, for the right code; the same token again changes nothing.

    Raises WrongCode.
    """
    person = registration.person
    if queries.opened(person, token, now):
        return _code_of(token)
    code = _typed(person, typed, link_key, for_address=False, now=now)
    code.token_digest, code.open_until = tokens.digest(token), now + rules.OPEN_LASTS
    letters.drop_codes(person, now=now)
    note(ONESELF, "opened own data", person, now=now)
    return code


def _code_of(token: str) -> DataCode:
    return db.session.scalars(
        select(DataCode).where(DataCode.token_digest == tokens.digest(token))
    ).one()


def _typed(
    person: Person, typed: str, link_key: bytes, *, for_address: bool, now: datetime
) -> DataCode:
    found = queries.live_code(person, now, for_address=for_address)
    if found is None:
        raise rules.WrongCode
    code = db.lock(DataCode, found.id)
    digits = tokens.digits(link_key, DATA_CODE, code.key)
    rules.may_use_code(
        digits=digits, typed=typed, expires_at=code.expires_at, used_at=code.used_at, now=now
    )
    code.used_at = now
    return code


def close_data(person: Person, token: str | None, *, now: datetime) -> None:
    """Close a person's data again in the browser that holds this token."""
    if queries.opened(person, token, now):
        _code_of(token or "").open_until = now


def withdraw(registration: Registration, kind: ConsentKind, *, now: datetime) -> int:
    """Take back what a person agreed to, once and for all; return how many times they had."""
    taken = people.withdraw(registration.person, kind, now=now)
    if taken:
        answers.withdrawn(registration.person, kind)
        note(ONESELF, "withdrew consent", registration.person, now=now, after={"kind": kind})
    return taken


def answer_functioning(
    registration: Registration,
    given: Mapping[str, Difficulty | None],
    *,
    opened: bool,
    language: str,
    now: datetime,
) -> Registration:
    """Keep a person's answers to the six questions; in the place of earlier ones only where their data are open.

    Whoever holds a forwarded link could else write over what somebody said of themselves, or learn that they said something.
    """
    source = registration_letters.subject_of(registration)
    answers.answer_functioning(
        registration.person, given, again=opened, language=language, source=source, now=now
    )
    return registration


def note_copy(person: Person, form: str, *, now: datetime) -> None:
    """Write down that a person took a copy of their data along."""
    note(ONESELF, "downloaded own data", person, now=now, after={"form": form})


@dataclass(frozen=True)
class Correction:
    """How a person wants to be known from now on."""

    name: str
    organisation: str
    region_code: str | None


def correct(registration: Registration, wanted: Correction, *, now: datetime) -> bool:
    """Write name, organisation and province anew; return whether a certificate bears the earlier name.

    The registration that the page belongs to follows; others keep what was true on their day. Raises LongName and AddressInUse.
    """
    person = db.lock(Person, registration.person_id)
    before = {
        "name": person.full_name,
        "region": person.region_code,
        "organisation": registration.organisation_name,
    }
    _refuse_taken(person, name_key(split_titles(wanted.name).name), person.email, person.phone)
    people.rename(person, wanted.name)
    organisation = network.called(wanted.organisation)
    person.region_code = registration.region_code = wanted.region_code
    registration.organisation_id = organisation.id if organisation else None
    registration.organisation_name = wanted.organisation
    people.affiliate(person, registration.organisation_id, moved=True, now=now)
    after = {
        "name": person.full_name,
        "region": person.region_code,
        "organisation": registration.organisation_name,
    }
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        note(
            ONESELF,
            "corrected",
            person,
            now=now,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )
    printed = {
        certificate.facts["holder"]
        for certificate in certified.all_of(person)
        if certificate.revoked_at is None
    }
    return bool(printed - {person.full_name})


def _refuse_taken(person: Person, key: str, email: str | None, phone: str | None) -> None:
    if any(other.name_key == key and other.id != person.id for other in known.at(email, phone)):
        raise rules.AddressInUse


def send_address_code(
    registration: Registration, contact: Contact, *, by_hand: bool, now: datetime
) -> DataCode:
    """Send a code to the address that a person wants to be reached at from now on; it counts once the code is typed."""
    made = _new_code(
        registration.person, contact.email or contact.phone, lasts_by_hand=by_hand, now=now
    )
    letters.code(made, registration, now=now)
    return made


def change_address(
    registration: Registration, typed: str, *, link_key: bytes, now: datetime
) -> Person:
    """Make an address the person's own for the right code that went there; the one before is told. Raises WrongCode, AddressInUse."""
    person = db.lock(Person, registration.person_id)
    code = _typed(person, typed, link_key, for_address=True, now=now)
    contact = contacts.parse_contact(code.address or "")
    _refuse_taken(person, person.name_key, contact.email, contact.phone)
    field = "email" if contact.email else "phone"
    before = getattr(person, field)
    setattr(person, field, contact.email or contact.phone)
    note(
        ONESELF,
        "changed address",
        person,
        now=now,
        before={field: before},
        after={field: contact.email or contact.phone},
    )
    if before and before != (contact.email or contact.phone):
        letters.address_changed(person, before, registration.language, now=now)
    return person


def ask(registration: Registration, kind: RequestKind, words: str, *, now: datetime) -> DataRequest:
    """Write down what a person asks of the secretariat."""
    request = people.ask(registration.person, kind, words, language=registration.language, now=now)
    note(ONESELF, "asked", request, now=now, after={"kind": kind, "due": request.due_at})
    return request


def lift_restriction(registration: Registration, *, now: datetime) -> None:
    """Let everything be written to a person again."""
    person = db.lock(Person, registration.person_id)
    if person.restricted_at is not None:
        note(
            ONESELF,
            "lifted restriction",
            person,
            now=now,
            before={"restricted": person.restricted_at},
        )
        person.restricted_at = None


def answer(request_id: int, *, granted: bool, words: str, by: Actor, now: datetime) -> DataRequest:
    """Answer a request: do what it asks where it is granted, write to the person, note it.

    A granted restriction holds from now on; a granted erasure is carried out, and there is nobody left to write to.
    Raises AnsweredAlready, and what erase raises.
    """
    request = db.lock(DataRequest, request_id)
    if request.state is not RequestState.OPEN:
        raise rules.AnsweredAlready
    person = db.lock(Person, request.person_id)
    request.state = RequestState.GRANTED if granted else RequestState.REFUSED
    request.answer, request.answered_at = words, now
    note(by, "answered", request, now=now, after={"state": request.state}, reason=words)
    if granted and request.kind is RequestKind.ERASE:
        erase(person, by=by, now=now)
        return request
    if granted and request.kind is RequestKind.RESTRICT:
        person.restricted_at = person.restricted_at or now
    letters.answered(request, registered.all_of(person)[-1], now=now)
    return request


def erase(person: Person, *, by: Actor, now: datetime) -> None:
    """Leave nothing in any room that says who a person was; counts and numbers stay.

    An account at the desk is closed first, by whoever may close it. What lies in files is removed
    afterwards by retention.clear_away. Raises WorksAtTheDesk where somebody would close their own;
    BeyondCeiling, LastAdministrator.
    """
    account = accounts.of_person(person.id)
    if account is not None and account.closed_at is None:
        if by == ONESELF:
            raise rules.WorksAtTheDesk
        delegation.close(account, reason=str(_("Data erased")), by=by, now=now)
    erasure = Erasure(known.selves(person), now)
    holdings.erase(erasure)
    for each in erasure.selves:
        note(by, "erased", each, now=now, after=erasure.counts)
    holdings.blank(erasure)
    journal.remember(Fact.ERASED, {each.key: 0 for each in erasure.selves})
