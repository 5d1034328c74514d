"""What we look up of statements: who was present in a session, and which hold no longer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager

from webinar_hub.attendance.minutes.queries import settled, told_of
from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
    Evidence,
    EvidenceKind,
    Match,
)
from webinar_hub.certificates.issuing import queries as issuing
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.people.queries import language_of
from webinar_hub.programmes.models import AppearanceRole, Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

_PRESENT = (
    Attendance.status == AttendanceStatus.PRESENT,
    Seat.status == SeatStatus.CONFIRMED,
    Registration.merged_into_id.is_(None),
)
_OF_HOLDER = (
    Seat.meeting_id == Certificate.meeting_id,
    Seat.registration_id == Registration.id,
    Registration.person_id == Certificate.person_id,
)
"""The place of the holder of a statement in its session."""


@dataclass(frozen=True)
class Presence:
    """Somebody who was present in a session by its attendance, or had a part in it.

    registration: None for whoever has a part alone. in_person: they were at the venue, None where
    nothing tells. letter: the one that stands; barred_by: a revoked one that bars another.
    """

    person: Person
    registration: Registration | None
    organisation: str
    roles: tuple[AppearanceRole, ...]
    in_person: bool | None
    letter: Certificate | None
    barred_by: Certificate | None

    @property
    def due(self) -> bool:
        """Say whether a statement can be given to them."""
        return self.letter is None and self.barred_by is None

    @property
    def language(self) -> str:
        """Return the language in which they read."""
        return self.registration.language if self.registration else language_of(self.person)


def presences(meeting: Meeting, who: Collection[int] | None = None) -> list[Presence]:
    """Return who had a part in a session, and who was present by its attendance, by name.

    who: of these people alone, by their ids.
    """
    wanted = _present(meeting)
    if who is not None:
        wanted = wanted.where(Registration.person_id.in_(who))
    present = {row[0].person_id: row for row in db.session.execute(wanted)}
    parts = issuing.parts(meeting, who)
    standing, barring = issuing.standing_and_barring(meeting, CertificateKind.STATEMENT, who)
    found = []
    for key in dict.fromkeys([*parts, *present]):
        own = parts.get(key, [])
        registration, organisation, in_person = present.get(key, (None, "", None))
        office = own[0].portrait.office if own and own[0].portrait else ""
        found.append(
            Presence(
                own[0].person if own else present[key][0].person,
                registration,
                organisation or office,
                tuple(each.role for each in own),
                in_person,
                standing.get(key),
                barring.get(key),
            )
        )
    return found


def presence(meeting: Meeting, key: str) -> Presence:
    """Return the presence of the person of this key in a session; raise NotFound."""
    return existing(next((each for each in presences(meeting) if each.person.key == key), None))


def _present(meeting: Meeting) -> Select[Registration, str, bool]:
    organisation = func.coalesce(Organisation.name, Registration.organisation_name)
    return (
        select(Registration, organisation, Attendance.in_person)
        .join(Registration.person)
        .join(Seat, Seat.registration_id == Registration.id)
        .join(Attendance, Attendance.seat_id == Seat.id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .options(contains_eager(Registration.person))
        .where(Seat.meeting_id == meeting.id, *_PRESENT, Person.erased_at.is_(None))
        .order_by(Person.name_key, Registration.id)
    )


def unfounded(now: datetime, *, among: Collection[int] | None = None) -> Sequence[Certificate]:
    """Return the statements that stand though their holders were not present after all.

    Of sessions whose attendance is settled: as long as a report is exchanged for another, a name in
    it waits for a decision, or the roll call on which they were to be is open, nobody knows; but of
    whoever was on it and is not any more. among: of these alone, by their ids.
    """
    wanted = issuing.in_force(CertificateKind.STATEMENT, among).where(
        settled(now), ~_is_present(), ~issuing.has_a_part(), or_(~_unknown(), _taken_back())
    )
    return db.session.scalars(wanted).all()


def _is_present() -> ColumnElement[bool]:
    """Return the condition that attendance shows the holder of a statement as present."""
    shown = exists().where(*_OF_HOLDER, Attendance.seat_id == Seat.id, *_PRESENT)
    return shown.correlate(Certificate)


def _unknown() -> ColumnElement[bool]:
    """Return the condition that nothing tells yet whether the holder was there."""
    place = exists().where(*_OF_HOLDER, Seat.status == SeatStatus.CONFIRMED, ~told_of())
    return place.correlate(Certificate, Meeting)


def _taken_back() -> ColumnElement[bool]:
    """Return the condition that the holder was on the roll call, and is not any more."""
    noted = exists().where(
        Registration.person_id == Certificate.person_id,
        Match.registration_id == Registration.id,
        Match.set_aside_at.is_not(None),
        Evidence.id == Match.evidence_id,
        Evidence.meeting_id == Certificate.meeting_id,
        Evidence.kind == EvidenceKind.ROLL_CALL,
    )
    return noted.correlate(Certificate)
