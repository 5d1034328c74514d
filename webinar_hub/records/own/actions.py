"""What people do with their own data. Each runs inside db.write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from webinar_hub.certificates import queries as certified
from webinar_hub.history.actions import note, note_differing
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.db import db
from webinar_hub.messages.returned import actions as returning
from webinar_hub.network import queries as network
from webinar_hub.people import actions as people
from webinar_hub.people import answers, contacts
from webinar_hub.people import queries as known
from webinar_hub.people.models import (
    ConsentKind,
    DataRequest,
    Difficulty,
    Person,
    RequestKind,
)
from webinar_hub.people.names import name_key, split_titles
from webinar_hub.records import letters
from webinar_hub.records.own import codes, rules
from webinar_hub.registrations import letters as registration_letters
from webinar_hub.registrations.models import Registration


def withdraw(registration: Registration, kind: ConsentKind, *, now: datetime) -> int:
    """Take back what a person agreed to, once and for all; return how many times they had."""
    taken = people.withdraw(registration.person, kind, now=now)
    if taken:
        answers.withdrawn(registration.person, kind, now=now)
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
    """Keep a person's answers to the six questions.

    In the place of earlier ones only where their data are open. Whoever holds a forwarded link
    could else write over what somebody said of themselves, or learn that they said something.
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
    """Write name, organisation and province anew.

    Return whether a certificate bears the earlier name. The registration that the page belongs to
    follows; others keep what was true on their day. Raises LongName and AddressInUse.
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
    note_differing(ONESELF, "corrected", person, before, after, now=now)
    return certified.bears_another_name(person)


def _refuse_taken(person: Person, key: str, email: str | None, phone: str | None) -> None:
    if known.taken(person, key, email, phone):
        raise rules.AddressInUse


def change_address(
    registration: Registration, typed: str, *, link_key: bytes, now: datetime
) -> Person:
    """Make an address the person's own for the right code that went there.

    The one before is told. Raises WrongCode, AddressInUse.
    """
    person = db.lock(Person, registration.person_id)
    code = codes.use(person, typed, link_key, for_address=True, now=now)
    contact = contacts.parse_contact(code.address or "")
    _refuse_taken(person, person.name_key, contact.email, contact.phone)
    field = "email" if contact.email else "phone"
    before = getattr(person, field)
    setattr(person, field, contact.email or contact.phone)
    returning.mend(contact.email, now=now)
    returning.send_to_new_address(person, now=now)
    letters.drop_codes(person, now=now)
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
