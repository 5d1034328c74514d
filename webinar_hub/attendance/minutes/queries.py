"""Look up what minutes are made of, and what they came to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, exists, func, or_, select

from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
    Evidence,
    EvidenceKind,
    Match,
    Report,
    RollCall,
)
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.coming.queries import came_to_venue
from webinar_hub.registrations.models import Seat, SeatStatus

MeetingId = int | SQLColumnExpression[int]
"""A meeting's id, or the column in which it stands."""


@dataclass(frozen=True)
class CameIn:
    """Of which meetings a report came in, and of which the roll call is complete, by their ids.

    undecided: in whose report there are names that wait for a decision.
    """

    reported: frozenset[int] = frozenset()
    called: frozenset[int] = frozenset()
    undecided: frozenset[int] = frozenset()

    def whole(self, meeting: Meeting) -> bool:
        """Say whether whoever was to be there is told of, online and in person."""
        if not meeting.venue:
            return meeting.id in self.reported | self.called
        online = meeting.venue_only or meeting.id in self.reported
        return online and meeting.id in self.called

    def tells_of(self, meeting: Meeting, *, at_venue: bool) -> bool:
        """Say whether something tells if somebody with a seat was there, as `told_of` does.

        at_venue: they were to come in person, where they might stay online. Where names of a report
        wait for a decision, one of them may be theirs.
        """
        read = self.reported - self.undecided
        if not meeting.venue:
            return meeting.id in read | self.called
        there = meeting.comes(at_venue=at_venue)
        return meeting.id in (self.called if there else read)


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
    """Return the condition that keeps meetings whose attendance is settled.

    It is over and was not cancelled, a report of it counts or its roll call is complete, and no
    name in a report waits for a decision. Whose absence that shows, `told_of` says.
    """
    over = Meeting.ends_at <= now, Meeting.cancelled_at.is_(None)
    return and_(*over, or_(_reported(), _called()), ~_undecided())


def told_of(meeting_id: MeetingId = Meeting.id) -> ColumnElement[bool]:
    """Return the condition that keeps seats of which something tells whether one was there.

    meeting_id: where all are of one meeting, which is then asked about once and not for each.

    Whoever is in nothing that came in was absent then. A platform's report tells of those alone who
    were online, and where one could come in person the roll call of those alone who were to.
    """
    everybody_called = or_(came_to_venue(), Meeting.venue == "")
    reported, called = _reported(meeting_id), _called(meeting_id)
    return or_(and_(reported, ~came_to_venue()), and_(called, everybody_called))


def _reported(meeting_id: MeetingId = Meeting.id) -> ColumnElement[bool]:
    # The meeting is that of the whole statement, however deep in it this stands.
    found = exists().where(Report.meeting_id == meeting_id, Report.withdrawn_at.is_(None))
    return found.correlate_except(Report)


def _called(meeting_id: MeetingId = Meeting.id) -> ColumnElement[bool]:
    return exists().where(RollCall.meeting_id == meeting_id).correlate_except(RollCall)


def _undecided() -> ColumnElement[bool]:
    found = exists().where(Evidence.meeting_id == Meeting.id, Evidence.undecided)
    return found.correlate_except(Evidence)


def what_came_in(meetings: Iterable[Meeting]) -> CameIn:
    """Return of which meetings a report and a complete roll call came in, and what is left open."""
    wanted = [each.id for each in meetings]
    if not wanted:
        return CameIn()
    asked = select(Meeting.id, _reported(), _called(), _undecided()).where(Meeting.id.in_(wanted))
    rows = db.session.execute(asked.correlate(None)).all()
    return CameIn(*(frozenset(row[0] for row in rows if row[place]) for place in (1, 2, 3)))


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
