"""How many certificates wait in each session: kept with it, as counting them takes too long.

It is written in the transaction that changes what it counts, wherever that is done.
"""

from collections.abc import Sequence

from sqlalchemy import (
    CompoundSelect,
    ScalarSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.certificates.models import Certificate, CertificateKind, CertificatesDue
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import Shown, db
from webinar_hub.kit.watching import Noted, keep
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

PLACED = (
    Seat.status == SeatStatus.CONFIRMED,
    Registration.merged_into_id.is_(None),
    Person.erased_at.is_(None),
)
"""Who had a place in a session. Somebody who left the series afterwards was there all the same."""

COUNTING = and_(
    Certificate.kind == CertificateKind.PARTICIPATION,
    or_(Certificate.revoked_at.is_(None), Certificate.lifted_at.is_(None)),
)
"""The certificates of a session beside which nobody gets another."""

_SELECTS = 100
"""How many selects SQLite is given together."""

_SOURCES = {
    "attendance": Shown(("seat_id", "status"), by="seat_id"),
    "certificate": Shown(("person_id", "meeting_id", "kind", "revoked_at", "lifted_at"), by="id"),
    "seat": Shown(
        ("meeting_id", "registration_id", "status"), by="meeting_id", alone=False, ends=True
    ),
    "registration": Shown(("person_id", "merged_into_id"), by="id", alone=False),
    "person": Shown(("erased_at",), by="id", alone=False),
}
"""What the numbers come from. A place by itself is nothing that waits, before attendance is."""


def counted() -> ScalarSelect[int]:
    """Return the count of certificates that wait in the session of a CertificatesDue."""
    certified = exists().where(
        Certificate.meeting_id == Seat.meeting_id,
        Certificate.person_id == Registration.person_id,
        COUNTING,
    )
    waiting = (
        select(func.count())
        .select_from(Seat)
        .join(Attendance, Attendance.seat_id == Seat.id)
        .join(Seat.registration)
        .join(Registration.person)
        .where(Seat.meeting_id == CertificatesDue.meeting_id, *PLACED)
        .where(Attendance.status == AttendanceStatus.PRESENT, ~certified)
    )
    return waiting.correlate(CertificatesDue).scalar_subquery()


def _keep(session: Session, noted: Noted) -> None:
    for some in parts([each for table in noted for each in _leading(table, noted)], _SELECTS):
        _count(session, union_all(*some))


keep(_SOURCES, _keep)


def _leading(table: str, noted: Noted) -> list[Select[int | None]]:
    """Return the selects of the meetings to which what was noted of a table leads."""
    rows = noted.get(table, set())
    if None in rows:
        return [select(Meeting.id)]
    return [_meetings(table, some) for some in parts(sorted(each for each in rows if each))]


def _meetings(table: str, ids: Sequence[int]) -> Select[int | None]:
    if table == "certificate":
        return select(Certificate.meeting_id).where(Certificate.id.in_(ids))
    if table == "attendance":
        return select(Seat.meeting_id).where(Seat.id.in_(ids))
    if table == "seat":
        return select(Meeting.id).where(Meeting.id.in_(ids))
    placed = select(Seat.meeting_id).join(Seat.registration)
    column = Registration.id if table == "registration" else Registration.person_id
    return placed.where(column.in_(ids))


def _count(session: Session, meetings: CompoundSelect[int | None]) -> None:
    """Write the numbers of some meetings.

    They are locked first: what another transaction wrote meanwhile is counted, too. So each has a
    number from then on: without a row nobody would wait for who counts it for the first time.
    """
    [meeting_id] = meetings.subquery().c
    led_to = select(meeting_id, literal(0)).where(meeting_id.is_not(None)).distinct()
    held = db.insert(CertificatesDue).from_select(
        ["meeting_id", "number"], led_to.order_by(meeting_id)
    )
    number = {"number": CertificatesDue.number}
    locked = held.on_conflict_do_update(index_elements=["meeting_id"], set_=number)
    ids = session.scalars(locked.returning(CertificatesDue.meeting_id)).all()
    for some in parts(ids):
        these = update(CertificatesDue).where(CertificatesDue.meeting_id.in_(some))
        session.execute(
            these.values(number=counted()), execution_options={"synchronize_session": False}
        )
