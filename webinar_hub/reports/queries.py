"""What we count of the people in a meeting."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select

from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.kit.db import db
from webinar_hub.people.models import AgeBand, Difficulty, Functioning, Person, Sex
from webinar_hub.people.words import QUESTIONS
from webinar_hub.registrations.models import TAKEN, Registration, Seat

_HARD = (Difficulty.LOT, Difficulty.CANNOT)


@dataclass(frozen=True)
class Line:
    """The people of a meeting who are alike in what is counted; None is unknown."""

    sex: Sex | None
    age_band: AgeBand | None
    disability: bool | None
    region_code: str | None
    registered: int
    attended: int


def people_of(meeting_id: int, whose: ColumnElement[bool]) -> list[Line]:
    """Return the confirmed people of a meeting in groups, those that a condition keeps.

    Disability is a lot of difficulty or more in one of the six questions, as the Washington Group recommends it for counting.
    """
    hard = or_(*(getattr(Functioning, question).in_(_HARD) for question in QUESTIONS))
    disability = case((Functioning.id.is_(None), None), (hard, 1), else_=0)
    province = func.substr(func.coalesce(Registration.region_code, Person.region_code), 1, 2)
    groups = (Registration.sex, Registration.age_band, disability, province)
    there = func.sum(case((Attendance.status == AttendanceStatus.PRESENT, 1), else_=0))
    statement = (
        select(*groups, func.count(), there)
        .select_from(Seat)
        .join(Registration, Registration.id == Seat.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .outerjoin(Functioning, Functioning.person_id == Person.id)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .where(Seat.meeting_id == meeting_id, Seat.status.in_(TAKEN), whose)
        .group_by(*groups)
    )
    return [
        Line(sex, age, None if hard is None else bool(hard), region, registered, attended)
        for sex, age, hard, region, registered, attended in db.session.execute(statement)
    ]
