"""What we look up of letters of assignment: who has a part in a session, and what they hold."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from webinar_hub.certificates.drawing.facts import LetterFacts
from webinar_hub.certificates.issuing import giving
from webinar_hub.certificates.issuing import queries as issuing
from webinar_hub.certificates.issuing.giving import Said
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.language import reading
from webinar_hub.kit.links import Links
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.programmes import printed
from webinar_hub.programmes.models import Appearance, AppearanceRole, Meeting

_KIND = CertificateKind.ASSIGNMENT


@dataclass(frozen=True)
class Assigned:
    """Somebody who has a part in a session, or holds a letter for one that they lost.

    letter: the one that stands; barred_by: a revoked one that bars another; changed: the letter
    says of them or of the session what holds no longer.
    """

    person: Person
    organisation: str
    roles: tuple[AppearanceRole, ...]
    letter: Certificate | None
    barred_by: Certificate | None
    changed: bool

    @property
    def due(self) -> bool:
        """Say whether a letter can be given to them."""
        return bool(self.roles) and self.letter is None and self.barred_by is None


def assigned(meeting: Meeting, links: Links, who: Collection[int] | None = None) -> list[Assigned]:
    """Return who has a part in a session, in the order of these, then whose letter lost its part.

    who: of these people alone, by their ids.
    """
    parts = issuing.parts(meeting, who)
    standing, barring = issuing.standing_and_barring(meeting, _KIND, who)
    offices = _offices(parts)
    found = []
    for key, own in parts.items():
        person, roles, letter = own[0].person, tuple(each.role for each in own), standing.get(key)
        changed = letter is not None and _differs(
            letter, facts_of(meeting, person, offices[key], roles, links, letter.facts["language"])
        )
        found.append(Assigned(person, offices[key], roles, letter, barring.get(key), changed))
    lost = [each for key, each in standing.items() if key not in parts and not _erased(each)]
    return found + [
        Assigned(each.person, each.facts["organisation"], (), each, None, changed=True)
        for each in lost
    ]


def somebody(meeting: Meeting, key: str) -> Person:
    """Return the person of this key who has a part in a session; raise NotFound."""
    own = (parts[0].person for parts in issuing.parts(meeting).values())
    return existing(next((each for each in own if each.key == key), None))


def facts_of(
    meeting: Meeting,
    person: Person,
    organisation: str,
    roles: Sequence[AppearanceRole],
    links: Links,
    language: str,
) -> Said:
    """Return what a letter says of somebody."""
    with reading(language):
        return Said(
            person=person,
            language=language,
            organisation=organisation,
            role=", ".join(map(printed.role_within, roles)),
            place=giving.place(meeting, language),
            rows=printed.rows(meeting, printed.WORDS[language], links),
        )


def letters(meeting: Meeting, person: Person | None = None) -> list[Certificate]:
    """Return the letters that stand in a session, the oldest first; person: theirs alone."""
    standing, _barring = issuing.standing_and_barring(
        meeting, _KIND, None if person is None else [person.id]
    )
    return [each for each in standing.values() if not _erased(each)]


def unfounded(*, among: Collection[int] | None = None) -> Sequence[Certificate]:
    """Return the letters that stand though their part was taken back or the session cancelled.

    among: of these alone, by their ids.
    """
    lost = or_(Meeting.cancelled_at.is_not(None), ~issuing.has_a_part())
    return db.session.scalars(issuing.in_force(_KIND, among).where(lost)).all()


def _differs(letter: Certificate, now: Said) -> bool:
    """Say whether a letter says something else; the address online may have gone elsewhere."""
    facts = LetterFacts.from_stored(letter.facts)
    then: tuple[Any, ...] = (facts.holder, facts.organisation, facts.role, facts.mode)
    session = facts.rows[:-1] != now.rows[:-1]
    return session or then != (now.person.full_name, now.organisation, now.role, now.place)


def _offices(parts: dict[int, list[Appearance]]) -> dict[int, str]:
    """Return what each person's organisation is called: as they show it, else as it is known."""
    ids = {own[0].person.organisation_id for own in parts.values()}
    rows = db.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids - {None}))
    )
    names: dict[int | None, str] = {row[0]: row[1] for row in rows}
    return {
        key: (own[0].portrait.office if own[0].portrait else "")
        or names.get(own[0].person.organisation_id, "")
        for key, own in parts.items()
    }


def _erased(letter: Certificate) -> bool:
    return letter.person.erased_at is not None
