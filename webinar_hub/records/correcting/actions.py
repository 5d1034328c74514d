"""Correct one of one's people at the desk. Each runs inside db.write."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from webinar_hub.accounts import queries as accounts
from webinar_hub.accounts.rules import AddressTaken
from webinar_hub.history.actions import note_differing
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import unwanted
from webinar_hub.messages.returned import actions as returning
from webinar_hub.messages.returned import queries as returned
from webinar_hub.people import actions as people
from webinar_hub.people import queries as known
from webinar_hub.people.models import Person
from webinar_hub.people.names import name_key, split_titles
from webinar_hub.programmes.appearing import telling as parts
from webinar_hub.records import letters
from webinar_hub.records.correcting.rules import KnownThere, SignsIn
from webinar_hub.records.own import queries
from webinar_hub.registrations import personal_links
from webinar_hub.registrations import queries as registered
from webinar_hub.registrations.models import Registration


@dataclass(frozen=True)
class Correction:
    """How somebody is called, where they are, and a new address where there is one."""

    name: str
    region_code: str | None
    email: str | None = None
    phone: str | None = None


def correct(person: Person, wanted: Correction, *, by: Actor, now: datetime) -> Person:
    """Write a person's name, region and addresses anew.

    With a new address the links of the one before end, it is told so, and the new ones are written
    to, with those of parts in sessions. What somebody refused where the letters went ends as well.
    Raises LongName, KnownThere, SignsIn and AddressTaken.
    """
    locked = db.lock(Person, person.id)
    before = _facts(locked)
    email, phone = wanted.email or locked.email, wanted.phone or locked.phone
    was = locked.email, locked.phone
    moved = (email, phone) != was
    if moved:
        _refuse_account(locked, email)
    if known.taken(locked, name_key(split_titles(wanted.name).name), email, phone):
        raise KnownThere
    people.rename(locked, wanted.name)
    _move(locked, wanted.region_code)
    locked.email, locked.phone = email, phone
    note_differing(by, "corrected at the desk", locked, before, _facts(locked), now=now)
    if moved:
        _write_elsewhere(locked, was, by=by, now=now)
    return locked


def _write_elsewhere(
    person: Person, was: tuple[str | None, str | None], *, by: Actor, now: datetime
) -> None:
    """Let what goes to somebody go to their new addresses; was: e-mail and phone before.

    To one that fails nothing is written: it would only come back, and wait for the desk.
    """
    email, phone = was
    replaced = [old for old in was if old and old not in (person.email, person.phone)]
    if replaced:
        personal_links.revoke(person, by=by, now=now)
        if returned.failing_at(replaced[0]) is None:
            language = known.language_of(person)
            letters.address_changed(person, replaced[0], language, by_desk=True, now=now)
    if (email or phone) in replaced:
        unwanted.want_all_again(person)
    returning.send_to_new_address(person, now=now)
    _write_to(person, now)
    if replaced:
        parts.tell_all_again(person, now=now)


def _facts(person: Person) -> dict[str, str | None]:
    return {
        "name": person.full_name,
        "region": person.region_code,
        "email": person.email,
        "phone": person.phone,
    }


def _refuse_account(person: Person, email: str | None) -> None:
    if queries.works_at_the_desk(person):
        raise SignsIn
    if email is not None and email != person.email and accounts.by_email(email):
        raise AddressTaken


def _move(person: Person, region_code: str | None) -> None:
    """Give a person another region; registrations that had none, as at the door, follow."""
    if person.region_code is None and region_code is not None:
        bare = update(Registration).where(
            Registration.person_id == person.id, Registration.region_code.is_(None)
        )
        db.session.execute(bare.values(region_code=region_code))
    person.region_code = region_code


def _write_to(person: Person, now: datetime) -> None:
    """Write the personal links that stand to a person's new address."""
    for registration in registered.standing_of(person):
        personal_links.send(registration, at_desk=True, now=now)
