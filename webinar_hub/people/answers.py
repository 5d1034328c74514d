"""What people say of themselves so that they are counted, and who answers for a child.

Runs inside db.write.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from webinar_hub.kit.db import db
from webinar_hub.people import queries
from webinar_hub.people.actions import CONSENT_TEXTS, consent
from webinar_hub.people.models import (
    AgeBand,
    ConsentKind,
    Difficulty,
    Functioning,
    Guardian,
    Person,
    Sex,
)
from webinar_hub.people.portraits import actions as portraits


@dataclass(frozen=True)
class GuardianGiven:
    """The parent or guardian of a child, as they were written down with their consent."""

    name: str
    email: str | None
    phone: str | None


def remember(person: Person, sex: Sex | None, age_band: AgeBand | None) -> None:
    """Remember what reports count by for the person's next registrations.

    A form never changes what is there already.
    """
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


def answer_functioning(
    person: Person,
    answers: Mapping[str, Difficulty | None],
    *,
    again: bool = False,
    language: str,
    source: str,
    now: datetime,
) -> None:
    """Keep a person's answers to the Washington Group short set, with their consent.

    Earlier answers stay unless again.
    """
    earlier = db.session.scalar(select(Functioning).where(Functioning.person_id == person.id))
    if earlier is not None and not again:
        return
    functioning = earlier or Functioning(person_id=person.id)
    for question, answer in answers.items():
        setattr(functioning, question, answer)
    functioning.answered_at = now
    db.session.add(functioning)
    consent(person, {ConsentKind.DISABILITY: True}, language=language, source=source, now=now)


def withdrawn(person: Person, kind: ConsentKind, *, now: datetime) -> None:
    """Delete what was kept by a consent that was taken back."""
    if kind is ConsentKind.REMEMBER:
        person.sex = person.age_band = None
    elif kind is ConsentKind.DISABILITY:
        db.session.execute(delete(Functioning).where(Functioning.person_id == person.id))
    elif kind is ConsentKind.PHOTOS:
        portraits.without_photo_of([each.id for each in queries.selves(person)], now=now)
