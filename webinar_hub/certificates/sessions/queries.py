"""What we look up of sessions: dry runs, and which sessions have certificates waiting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import contains_eager

from webinar_hub.attendance.minutes.queries import settled
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.certificates.earning import queries as earning
from webinar_hub.certificates.earning import rules
from webinar_hub.certificates.earning.queries import DryRun, Entitlement, Ready
from webinar_hub.certificates.earning.rules import Stay
from webinar_hub.certificates.models import Certificate, CertificateKind, CertificatesDue
from webinar_hub.certificates.queries import PAGE, OwnSeries
from webinar_hub.certificates.sessions.due import COUNTING, PLACED
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.paging import Page, behind, cut
from webinar_hub.people.models import BY_NAME
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat


def dry_run(meeting: Meeting) -> DryRun:
    """Return who gets a certificate for a session of a rolling series, in two statements."""
    series = meeting.series
    asked = earning.requirement(series, [meeting])
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
        .options(contains_eager(Registration.person))
    )
    return placed.where(Seat.meeting_id == meeting.id, *PLACED).order_by(*BY_NAME, Registration.id)


def _certificates(meeting: Meeting) -> tuple[dict[int, Certificate], dict[int, Certificate]]:
    """Return what stands, and what was revoked and bars another, by person."""
    standing: dict[int, Certificate] = {}
    barring: dict[int, Certificate] = {}
    of_session = select(Certificate).where(Certificate.meeting_id == meeting.id, COUNTING)
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
    over = _with_due(own).where(
        Meeting.cancelled_at.is_(None), Meeting.ends_at <= now, _has_attendance()
    )
    if after:
        last = own.session(after)
        over = over.where(
            behind((Meeting.ends_at, last.ends_at), (Meeting.id, last.id), falling=True)
        )
    ordered = over.order_by(Meeting.ends_at.desc(), Meeting.id.desc())
    read = db.session.execute(ordered.limit(size + 1)).all()
    page = cut(read, size, lambda row: row[0].key)
    ids = Meeting.id.in_([meeting.id for meeting, _due in page.rows])
    placed = _places(ids)
    live = select(Certificate.meeting_id, func.count()).where(
        Certificate.revoked_at.is_(None), Certificate.kind == CertificateKind.PARTICIPATION
    )
    given = live.join(Certificate.meeting).where(ids).group_by(Certificate.meeting_id)
    issued = {row[0]: row[1] for row in db.session.execute(given)}
    return Page(
        [
            Tally(meeting, placed.get(meeting.id, 0), due, issued.get(meeting.id, 0))
            for meeting, due in page.rows
        ],
        page.after,
    )


def _with_due(own: OwnSeries) -> Select[Meeting, int]:
    """Return the select of the sessions whose attendance was counted, each with its number."""
    kept = own.all_sessions().join(CertificatesDue, CertificatesDue.meeting_id == Meeting.id)
    return kept.add_columns(CertificatesDue.number)


def _has_attendance() -> ColumnElement[bool]:
    counted = exists().where(Seat.meeting_id == Meeting.id, Attendance.seat_id == Seat.id)
    return counted.correlate(Meeting)


def _places(which: ColumnElement[bool]) -> Mapping[int, int]:
    """Return how many had a place in each meeting."""
    counted = (
        select(Seat.meeting_id, func.count())
        .join(Seat.meeting)
        .join(Seat.registration)
        .join(Registration.person)
        .where(which, *PLACED)
        .group_by(Seat.meeting_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def ready(actor: Actor, *, now: datetime, since: datetime) -> list[Ready]:
    """Return the sessions that ended since, are settled, and have certificates waiting.

    The newest first. A name that cannot be printed counts as well: somebody has to look at it.
    """
    recent = _with_due(OwnSeries(actor)).where(
        settled(now), Meeting.ends_at > since, CertificatesDue.number > 0
    )
    ordered = recent.order_by(Meeting.ends_at.desc(), Meeting.id.desc())
    return [Ready(each.series, number, each) for each, number in db.session.execute(ordered)]
