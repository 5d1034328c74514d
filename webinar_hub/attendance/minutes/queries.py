"""Look up what minutes are made of, and what they came to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select

from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
    Evidence,
    EvidenceKind,
    Match,
    Report,
)
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Seat, SeatStatus


def evidence_by_seat(meeting_id: int) -> dict[int, list[Evidence]]:
    """Return the evidence that counts for each confirmed seat of a meeting, by seat id."""
    statement = (
        select(Seat.id, Evidence)
        .join(Match, Match.registration_id == Seat.registration_id)
        .join(Evidence, Evidence.id == Match.evidence_id)
        .where(Seat.meeting_id == meeting_id, Seat.status == SeatStatus.CONFIRMED)
        .where(
            Evidence.meeting_id == meeting_id,
            Match.set_aside_at.is_(None),
            Evidence.kind != EvidenceKind.JOIN_CLICK,
        )
        .order_by(Evidence.id)
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    for seat_id, row in db.session.execute(statement):
        found[seat_id].append(row)
    return dict(found)


def attendance_by_seat(meeting_ids: Iterable[int]) -> dict[int, Attendance]:
    """Return the attendance of each seat of these meetings that has one."""
    wanted = list(meeting_ids)
    found = db.session.scalars(
        select(Attendance).join(Attendance.seat).where(Seat.meeting_id.in_(wanted))
    )
    return {attendance.seat_id: attendance for attendance in found}


def settled(now: datetime) -> ColumnElement[bool]:
    """Return the condition that keeps meetings whose attendance is settled: absent is absent there.

    It is over and was not cancelled, a report of it counts, and no name in one waits for a
    decision.
    """
    reported = exists().where(Report.meeting_id == Meeting.id, Report.withdrawn_at.is_(None))
    decided = exists().where(Match.evidence_id == Evidence.id, Match.set_aside_at.is_(None))
    undecided = exists().where(Evidence.meeting_id == Meeting.id, ~decided)
    over = Meeting.ends_at <= now, Meeting.cancelled_at.is_(None)
    return and_(*over, reported, ~undecided)


@dataclass(frozen=True)
class Turnout:
    """In how many meetings a registration has a place, and in how many the person was present."""

    places: int = 0
    present: int = 0


def turnouts(registration_ids: Iterable[int]) -> dict[int, Turnout]:
    """Return places and presence of each registration that has a place, in one statement."""
    present = func.count(Attendance.id).filter(Attendance.status == AttendanceStatus.PRESENT)
    counted = select(Seat.registration_id, func.count(), present).outerjoin(
        Attendance, Attendance.seat_id == Seat.id
    )
    counted = counted.where(
        Seat.registration_id.in_(list(registration_ids)), Seat.status != SeatStatus.CANCELLED
    ).group_by(Seat.registration_id)
    return {
        registration_id: Turnout(places, there)
        for registration_id, places, there in db.session.execute(counted)
    }
