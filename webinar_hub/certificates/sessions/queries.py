"""What we look up of sessions: dry runs, and which sessions have certificates waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, lazyload

from webinar_hub.attendance.minutes.queries import settled
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.certificates.earning import queries as earning
from webinar_hub.certificates.earning import rules
from webinar_hub.certificates.earning.queries import DryRun, Entitlement, Ready
from webinar_hub.certificates.earning.rules import Stay
from webinar_hub.certificates.models import Certificate, CertificateKind
from webinar_hub.certificates.queries import PAGE, OwnSeries
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.paging import Page, behind, cut
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

# Somebody who left the series afterwards was there all the same.
_PLACED = (
    Seat.status == SeatStatus.CONFIRMED,
    Registration.merged_into_id.is_(None),
    Person.erased_at.is_(None),
)
_THERE = Attendance.status == AttendanceStatus.PRESENT
_COUNTING = and_(
    Certificate.kind == CertificateKind.PARTICIPATION,
    or_(Certificate.revoked_at.is_(None), Certificate.lifted_at.is_(None)),
)


def dry_run(meeting: Meeting) -> DryRun:
    """Return who gets a certificate for a session of a rolling series, in two statements."""
    series = meeting.series
    asked = earning.asked(series, [meeting])
    standing, barring = _certificates(meeting)
    entitlements, counted = [], False
    for registration, attendance in db.session.execute(_placed(meeting)):
        counted = counted or attendance is not None
        outcome = rules.stayed(asked, _stay(attendance), series.threshold_percent)
        holder = registration.person_id
        entitlements.append(
            Entitlement(
                registration,
                earning.printable(outcome, registration.person.full_name),
                standing.get(holder),
                barring.get(holder),
                frozenset([meeting.id] if attendance and attendance.in_person else []),
            )
        )
    silent = () if counted else (meeting,)
    return DryRun(series, (meeting,), tuple(entitlements), silent, session=meeting)


def _stay(attendance: Attendance | None) -> Stay | None:
    if attendance is None:
        return None
    return Stay(attendance.seconds, attendance.status is AttendanceStatus.PRESENT)


def _placed(meeting: Meeting) -> Select[Registration, Attendance | None]:
    placed = (
        select(Registration, Attendance)
        .join(Registration.person)
        .join(Seat, Seat.registration_id == Registration.id)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .options(contains_eager(Registration.person), lazyload(Registration.seats))
    )
    return placed.where(Seat.meeting_id == meeting.id, *_PLACED).order_by(
        Person.name_key, Registration.id
    )


def _certificates(meeting: Meeting) -> tuple[dict[int, Certificate], dict[int, Certificate]]:
    """Return what stands, and what was revoked and bars another, by person."""
    standing: dict[int, Certificate] = {}
    barring: dict[int, Certificate] = {}
    of_session = select(Certificate).where(Certificate.meeting_id == meeting.id, _COUNTING)
    for certificate in db.session.scalars(of_session.order_by(Certificate.id)):
        held = barring if certificate.bars_another else standing
        held[certificate.person_id] = certificate
    return standing, barring


@dataclass(frozen=True)
class Tally:
    """A session that is over: how many had a place, get a certificate now, and hold one."""

    meeting: Meeting
    placed: int
    due: int
    issued: int


def ended(
    own: OwnSeries, now: datetime, *, after: str | None = None, size: int = PAGE
) -> Page[Tally]:
    """Return a page of the sessions that ended and have attendance; raise NotFound.

    The latest first. In three statements for any number of people.
    """
    over = own.all_sessions().where(
        Meeting.cancelled_at.is_(None), Meeting.ends_at <= now, _has_attendance()
    )
    if after:
        last = own.session(after)
        over = over.where(
            behind((Meeting.ends_at, last.ends_at), (Meeting.id, last.id), falling=True)
        )
    ordered = over.order_by(Meeting.ends_at.desc(), Meeting.id.desc())
    page = cut(db.session.scalars(ordered.limit(size + 1)).all(), size, lambda each: each.key)
    ids = Meeting.id.in_([each.id for each in page.rows])
    placed, due = _counts(ids)
    live = select(Certificate.meeting_id, func.count()).where(
        Certificate.revoked_at.is_(None), Certificate.kind == CertificateKind.PARTICIPATION
    )
    given = live.join(Certificate.meeting).where(ids).group_by(Certificate.meeting_id)
    issued = {row[0]: row[1] for row in db.session.execute(given)}
    return Page(
        [
            Tally(each, placed.get(each.id, 0), due.get(each.id, 0), issued.get(each.id, 0))
            for each in page.rows
        ],
        page.after,
    )


def _has_attendance() -> ColumnElement[bool]:
    counted = exists().where(Seat.meeting_id == Meeting.id, Attendance.seat_id == Seat.id)
    return counted.correlate(Meeting)


def _counts(which: ColumnElement[bool]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Return how many had a place in each meeting, and how many get a certificate now."""
    certified = exists().where(
        Certificate.meeting_id == Seat.meeting_id,
        Certificate.person_id == Registration.person_id,
        _COUNTING,
    )
    counted = (
        select(Seat.meeting_id, func.count(), func.count().filter(_THERE, ~certified))
        .join(Seat.meeting)
        .join(Seat.registration)
        .join(Registration.person)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .where(which, *_PLACED)
        .group_by(Seat.meeting_id)
    )
    rows = db.session.execute(counted).all()
    return {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows}


def ready(actor: Actor, *, now: datetime, since: datetime) -> list[Ready]:
    """Return the sessions that ended since, are settled, and have certificates waiting.

    The newest first. A name that cannot be printed counts as well: somebody has to look at it.
    """
    recent = OwnSeries(actor).all_sessions().where(settled(now), Meeting.ends_at > since)
    ordered = recent.order_by(Meeting.ends_at.desc(), Meeting.id.desc())
    meetings = db.session.scalars(ordered).all()
    _placed_in, due = _counts(Meeting.id.in_([each.id for each in meetings]))
    return [Ready(each.series, due[each.id], each) for each in meetings if due.get(each.id)]
