"""What we do with people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import String, select

from webinar_hub.kit.db import db
from webinar_hub.people import queries
from webinar_hub.people.models import AgeBand, Consent, ConsentKind, Difficulty, Functioning, Guardian, Person, Sex
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
    there = queries.at(email, phone)
    for person in there:
        if person.name_key == key:
            return Found(person, new=False, address_new=False)
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
    return Found(person, new=True, address_new=not there)


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


@dataclass(frozen=True)
class GuardianGiven:
    """The parent or guardian of a child, as they were written down with their consent."""

    name: str
    email: str | None
    phone: str | None


def remember(person: Person, sex: Sex | None, age_band: AgeBand | None) -> None:
    """Remember what reports count by for the person's next registrations; a form never changes what is there already."""
    person.sex = person.sex or sex
    person.age_band = person.age_band or age_band


def guard(person: Person, guardian: GuardianGiven, *, language: str, now: datetime) -> None:
    """Write down who agreed that a child takes part; the first one stays."""
    if db.session.scalar(select(Guardian.id).where(Guardian.person_id == person.id)) is None:
        db.session.add(
            Guardian(
                person_id=person.id,
                name=guardian.name,
                email=guardian.email,
                phone=guardian.phone,
                text_version=CONSENT_TEXTS,
                language=language,
                given_at=now,
            )
        )


def answer_functioning(person: Person, answers: Mapping[str, Difficulty | None], *, language: str, source: str, now: datetime) -> Functioning:
    """Keep a person's answers to the Washington Group short set in place of earlier ones, with the consent that came with them."""
    functioning = db.session.scalar(select(Functioning).where(Functioning.person_id == person.id)) or Functioning(person_id=person.id)
    for question, answer in answers.items():
        setattr(functioning, question, answer)
    functioning.answered_at = now
    db.session.add(functioning)
    consent(person, [ConsentKind.DISABILITY], language=language, source=source, now=now)
    return functioning
