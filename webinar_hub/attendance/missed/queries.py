"""Look up who missed so many dates in a row that they are asked whether they still come."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, case, false, func, or_, select

from webinar_hub.attendance.minutes.queries import settled, told_of
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.every_date.rules import MISSED
from webinar_hub.registrations.models import EveryDate, Registration, Seat, SeatStatus


def to_ask(now: datetime) -> Sequence[EveryDate]:
    """Return who was absent from each of the last dates they had a place in, since they said so.

    Only dates with settled attendance count: one that was skipped, cancelled or that nobody
    reported is neither missed nor attended, nor is one in person without a word of them, or one
    from which they were excused. Whoever was asked already or pauses is not among them, and
    nobody of a series that ends by itself.
    """
    excused = func.coalesce(Attendance.status == AttendanceStatus.EXCUSED, false())
    came = Attendance.status.in_((AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL))
    latest_first = func.row_number().over(
        partition_by=EveryDate.id, order_by=(Meeting.starts_at.desc(), Meeting.id.desc())
    )
    own_seat = and_(
        Seat.registration_id == EveryDate.registration_id,
        or_(EveryDate.sent_form_id.is_(None), Seat.sent_form_id == EveryDate.sent_form_id),
    )
    dates = (
        select(
            EveryDate.id.label("every_id"),
            case((came, 0), else_=1).label("missed"),
            latest_first.label("place"),
        )
        .join(Registration, Registration.id == EveryDate.registration_id)
        .join(Seat, own_seat)
        .join(Meeting, Meeting.id == Seat.meeting_id)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .where(EveryDate.asked_at.is_(None), EveryDate.paused_at.is_(None), Registration.stands)
        .where(Seat.status == SeatStatus.CONFIRMED, Meeting.starts_at >= EveryDate.since)
        .where(Meeting.series.has(Series.ended.is_(False)))
        .where(settled(now), or_(Attendance.id.is_not(None), told_of()), ~excused)
        .subquery()
    )
    missing = (
        select(dates.c.every_id)
        .where(dates.c.place <= MISSED)
        .group_by(dates.c.every_id)
        .having(func.sum(dates.c.missed) == MISSED)
    )
    return db.session.scalars(
        select(EveryDate).where(EveryDate.id.in_(missing)).order_by(EveryDate.id)
    ).all()
