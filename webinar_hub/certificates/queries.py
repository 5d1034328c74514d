"""What we look up about certificates: what an actor sees of them, and whose each is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, func, select
from sqlalchemy.orm import contains_eager

from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.kit.paging import Page, behind, cut
from webinar_hub.people.models import Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.models import Registration

PAGE = 20


def ended_series(now: datetime) -> Subquery:
    """Return when each cohort that is over ended, and how many of its meetings were held."""
    held = select(
        Series.id.label("series_id"),
        func.count().label("number"),
        func.max(Meeting.ends_at).label("last"),
    )
    return (
        held.select_from(Series)
        .join(Meeting, Meeting.series_id == Series.id)
        .where(Meeting.cancelled_at.is_(None), Series.rolling.is_(False))
        .group_by(Series.id)
        .having(func.max(Meeting.ends_at) <= now)
        .subquery()
    )


@dataclass(frozen=True)
class OwnSeries:
    """What an actor sees of certificates: of series whose owner's region is the actor's own."""

    actor: Actor

    def ended(self, now: datetime, *, after: str | None = None, size: int = PAGE) -> Page[Series]:
        """Return a page of the series that ended, the latest first; raise NotFound."""
        over = ended_series(now)
        statement = (
            self.all_series()
            .join(over, over.c.series_id == Series.id)
            .where(Series.rolling.is_(False))
        )
        if after:
            last = self.series(after)
            when = select(over.c.last).where(over.c.series_id == last.id).scalar_subquery()
            statement = statement.where(
                behind((over.c.last, when), (Series.id, last.id), falling=True)
            )
        found = db.session.scalars(
            statement.order_by(over.c.last.desc(), Series.id.desc()).limit(size + 1)
        ).all()
        return cut(found, size, lambda series: series.key)

    def series(self, key: str) -> Series:
        """Return a series; raise NotFound."""
        return existing(db.session.scalar(self.all_series().where(Series.key == key)))

    def session(self, key: str) -> Meeting:
        """Return a session of a rolling series; raise NotFound."""
        return existing(db.session.scalar(self.all_sessions().where(Meeting.key == key)))

    def certificate(self, key: str) -> Certificate:
        """Return a certificate; raise NotFound."""
        own = self.all_series().with_only_columns(Series.id)
        return existing(
            db.session.scalar(
                select(Certificate).where(Certificate.key == key, Certificate.within_id.in_(own))
            )
        )

    def all_series(self) -> Select[Series]:
        """Return the select of the series."""
        run = select(Series).join(Series.programme).where(programmes.run_by(self.actor))
        return run.options(contains_eager(Series.programme))

    def all_sessions(self) -> Select[Meeting]:
        """Return the select of the sessions of the rolling series."""
        return programmes.MEETINGS.where(programmes.run_by(self.actor), Series.rolling)


def run_by(actor: Actor) -> OwnSeries:
    """Return what the actor sees."""
    return OwnSeries(actor)


def of_series(series_id: int) -> Sequence[Certificate]:
    """Return every certificate of a series, the newest number first."""
    listed = select(Certificate).where(Certificate.series_id == series_id)
    return db.session.scalars(listed.order_by(Certificate.id.desc())).all()


def of_session(
    meeting_id: int, kind: CertificateKind = CertificateKind.PARTICIPATION
) -> Sequence[Certificate]:
    """Return every certificate of a kind of a session, the newest number first."""
    listed = select(Certificate).where(
        Certificate.meeting_id == meeting_id, Certificate.kind == kind
    )
    return db.session.scalars(listed.order_by(Certificate.id.desc())).all()


def of_registration(registration: Registration) -> Sequence[Certificate]:
    """Return the certificates of a registration's person in its series, the newest first.

    Those of the series itself and of its sessions.
    """
    given = select(Certificate).where(
        Certificate.person_id == registration.person_id,
        Certificate.within_id == registration.series_id,
    )
    return db.session.scalars(
        given.order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    ).all()


def own_certificate(registration: Registration, key: str) -> Certificate:
    """Return the person's certificate in the registration's series; raise NotFound for others'."""
    own = {certificate.key: certificate for certificate in of_registration(registration)}
    return existing(own.get(key))


def of_person(person: Person) -> Sequence[Certificate]:
    """Return every certificate of a person, the oldest first."""
    return db.session.scalars(
        select(Certificate).where(Certificate.person_id == person.id).order_by(Certificate.id)
    ).all()


def counting(person: Person) -> list[Certificate]:
    """Return the certificates of a person that were not revoked or replaced, the oldest first."""
    return [each for each in of_person(person) if each.revoked_at is None]


def bears_another_name(person: Person) -> bool:
    """Say whether a certificate that counts bears another name than the person has now."""
    return any(each.facts["holder"] != person.full_name for each in counting(person))


def copy_of(person: Person) -> list[dict[str, Any]]:
    """Return what was certified to a person, the oldest first."""
    printed = ("holder", "role", "title", "dates", "jp")
    return [
        {
            "number": each.number,
            **{name: each.facts.get(name) for name in printed},
            "code": each.code,
            "issued_at": each.issued_at,
            "issued_by": each.issued_by,
            "digest": each.digest,
            "certificate": each.state,
            "revoked_at": each.revoked_at,
            "reason": each.revoked_why,
            "lifted_at": each.lifted_at,
            "lifted_why": each.lifted_why,
        }
        for each in of_person(person)
    ]
