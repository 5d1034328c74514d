"""What we do with people."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import String

from webinar_hub.kit.db import db
from webinar_hub.people import queries
from webinar_hub.people.models import Affiliation, Consent, ConsentKind, Person
from webinar_hub.people.names import LongName, name_key, split_titles

CONSENT_TEXTS = "2026-11"
"""The version of the wording that people agree to; a changed wording gets a new one."""


class Found(NamedTuple):
    """A person, whether they are new, and whether nobody was known at their address before."""

    person: Person
    new: bool
    address_new: bool


def find_or_add(
    *,
    typed_name: str,
    email: str | None,
    phone: str | None,
    region_code: str | None = None,
    organisation_id: int | None = None,
    language: str = "id",
    now: datetime,
) -> Found:
    """Return the person of this name at this address, found or added.

    What is stored of a known person stays as it is. Addresses come normalised (people.contacts); without any the person is new.
    Raises LongName.
    """
    name = split_titles(typed_name)
    key = name_key(name.name)
    there = queries.at(email, phone, locked=True)
    found = queries.called(key, there)
    if found is not None:
        return Found(found, new=False, address_new=False)
    person = Person(
        name=name.name,
        title_before=name.before,
        title_after=name.after,
        name_key=key,
        email=email,
        phone=phone,
        region_code=region_code,
        organisation_id=organisation_id,
        language=language,
        added_at=now,
    )
    _refuse_long(person)
    db.session.add(person)
    db.session.flush()
    if organisation_id is not None:
        db.session.add(Affiliation(person_id=person.id, organisation_id=organisation_id, since=now))
    return Found(person, new=True, address_new=not there)


def affiliate(person: Person, organisation_id: int | None, *, moved: bool = False, now: datetime) -> None:
    """Write down that a person is in an organisation from now on; None: nothing is known. moved: they are in no other any longer.

    Their own organisation becomes this one where they move or had none: what somebody types who merely knows their address
    takes nothing away.
    """
    standing = [each for each in queries.affiliations(person) if each.until is None]
    for each in standing if moved else ():
        if each.organisation_id != organisation_id:
            each.until = now
    if organisation_id is not None and organisation_id not in {each.organisation_id for each in standing}:
        db.session.add(Affiliation(person_id=person.id, organisation_id=organisation_id, since=now))
    if moved or person.organisation_id is None:
        person.organisation_id = organisation_id
    db.session.flush()


def _refuse_long(person: Person) -> None:
    """Raise LongName where a part of the name is longer than its column, which SQLite alone would not mind."""
    for part in ("name", "title_before", "title_after", "name_key"):
        most = cast("String", Person.__table__.c[part].type).length
        if most is not None and len(getattr(person, part)) > most:
            raise LongName


def consent(person: Person, kinds: Iterable[ConsentKind], *, language: str, source: str, now: datetime) -> None:
    """Write down what a person agreed to just now, each kind apart."""
    db.session.add_all(
        Consent(person_id=person.id, kind=kind, text_version=CONSENT_TEXTS, language=language, source=source, given_at=now) for kind in kinds
    )
