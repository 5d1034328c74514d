"""Look up whose attendance is settled, and where they stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased, contains_eager

from webinar_hub.attendance.minutes.queries import settled, told_of
from webinar_hub.attendance.models import (
    Attendance,
    AttendanceStatus,
    Evidence,
    Match,
    Report,
    RollCall,
)
from webinar_hub.kit import zones
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.network.models import Region
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Programme, Series
from webinar_hub.programmes.queries import within
from webinar_hub.programmes.rules import AT_ADDRESS, LISTED
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.models import Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.reminding.queries import WITH_PERSON
from webinar_hub.registrations.reminding.rules import quiet

LEFT_ALONE = timedelta(hours=1)
"""How long nobody imported or decided anything before people are written to."""

USEFUL = timedelta(days=7)
"""How long after a session there is something to say about it."""


@dataclass(frozen=True)
class Followed:
    """A place in a session that is settled; attendance None for whoever was not there at all."""

    seat: Seat
    attendance: Attendance | None
    unproved: bool


def just_settled(now: datetime) -> Sequence[Meeting]:
    """Return the meetings of the last days whose attendance is settled, the oldest first.

    For an hour nothing was imported, noted or decided, as a report may come in parts.
    """
    in_work = exists().where(
        Evidence.meeting_id == Meeting.id,
        Match.evidence_id == Evidence.id,
        (Match.at > now - LEFT_ALONE) | (Match.set_aside_at > now - LEFT_ALONE),
    )
    just_came = exists().where(
        Report.meeting_id == Meeting.id, Report.imported_at > now - LEFT_ALONE
    )
    just_finished = exists().where(
        RollCall.meeting_id == Meeting.id, RollCall.finished_at > now - LEFT_ALONE
    )
    found = select(Meeting).where(
        settled(now), Meeting.ends_at > now - USEFUL, ~just_came, ~just_finished, ~in_work
    )
    return db.session.scalars(found.order_by(Meeting.ends_at, Meeting.id)).all()


def to_follow(meetings: Collection[int], now: datetime, *, kind: str, limit: int) -> list[Followed]:
    """Return the first places in settled meetings whose people got no letter of a kind yet, locked.

    Not whose night it is, nor who cannot be written to at all, nor who is excused, nor of whom
    nobody knows yet whether they were there: who were to come, until the roll call is complete.
    """
    excused = func.coalesce(Attendance.status == AttendanceStatus.EXCUSED, false())
    awake = [zone.short for zone in zones.ZONES if not quiet(now, zone)]
    reached = Person.email.is_not(None) | Person.phone.is_not(None)
    unproved = SentForm.id.is_not(None) & SentForm.proved_at.is_(None)
    places = (
        select(Seat, Attendance, unproved)
        .join(Seat.meeting)
        .join(Seat.registration)
        .join(Registration.person)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .outerjoin(Region, Region.code == Registration.region_code)
        .outerjoin(SentForm, SentForm.id == Seat.sent_form_id)
        .options(contains_eager(Seat.meeting), WITH_PERSON)
        .where(Seat.meeting_id.in_(meetings), Seat.status == SeatStatus.CONFIRMED)
        .where(Registration.stands, reached, SentForm.proof.is_(None), ~_was_written_to(kind))
        .where(or_(Attendance.id.is_not(None), told_of()), ~excused)
        .where(func.coalesce(Region.zone, Meeting.zone).in_(awake))
        .order_by(Seat.id)
        .limit(limit)
        .with_for_update(of=Seat, skip_locked=True)
    )
    return [Followed(*row) for row in db.session.execute(places)]


def place_of(registration_key: str, meeting_key: str) -> Followed | None:
    """Return a place with its attendance, also where its registration was merged into another.

    None where there is none any more, or where nothing tells whether they were there: the report
    was set aside, the session cancelled.
    """
    registration = registrations.by_key(registration_key)
    if registration is None:
        return None
    place = (
        select(Seat, Attendance)
        .join(Seat.meeting)
        .join(Seat.registration)
        .join(Registration.person)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .options(contains_eager(Seat.meeting), WITH_PERSON)
        .where(Seat.registration_id == registration.id, Meeting.key == meeting_key)
        .where(Seat.status == SeatStatus.CONFIRMED, Meeting.cancelled_at.is_(None))
        .where(or_(Attendance.id.is_not(None), told_of()))
    )
    found = db.session.execute(place).one_or_none()
    return Followed(*found, unproved=False) if found else None


def _was_written_to(kind: str) -> ColumnElement[bool]:
    about = "registration:" + Registration.key + ":" + Meeting.key
    return exists().where(Letter.kind == kind, Letter.subject == about)


@dataclass(frozen=True)
class Coming:
    """The next date to which somebody can come; place is None where they have none there."""

    meeting: Meeting
    place: SeatStatus | None


def next_dates(registrations: Collection[int], now: datetime) -> dict[int, Coming]:
    """Return the next date of each registration's series that opens for them.

    Not one where they gave their place back, as by skipping it: the one after.
    """
    each, seat, skipped = aliased(Meeting), aliased(Seat), aliased(Seat)
    given_back = select(skipped.meeting_id).where(
        skipped.registration_id == Registration.id, skipped.status == SeatStatus.CANCELLED
    )
    nearest = (
        select(each.id)
        .join(Series, Series.id == each.series_id)
        .join(Programme, Programme.id == Series.programme_id)
        .where(
            each.series_id == Registration.series_id,
            each.starts_at > now,
            each.cancelled_at.is_(None),
            within(AT_ADDRESS, Programme, Series),
            within(LISTED, each),
            each.id.not_in(given_back.correlate(Registration)),
        )
        .order_by(each.starts_at, each.id)
        .limit(1)
        .correlate(Registration)
    )
    found = (
        select(Registration.id, Meeting, seat.status)
        .select_from(Registration)
        .join(Meeting, Meeting.id == nearest.scalar_subquery())
        .outerjoin(
            seat, and_(seat.registration_id == Registration.id, seat.meeting_id == Meeting.id)
        )
        .where(Registration.id.in_(registrations))
    )
    return {own: Coming(meeting, place) for own, meeting, place in db.session.execute(found)}


@dataclass(frozen=True)
class Progress:
    """How many sessions a cohort has, and in how many of them somebody was there."""

    sessions: int
    present: int


def progress(registrations: Collection[int]) -> dict[int, Progress]:
    """Return how far each registration has come, of the meetings that were not cancelled.

    Also of those in which somebody has no place, as after coming to the door: the certificate asks
    for them all the same.
    """
    each = aliased(Meeting)
    held_of_series = each.series_id == Meeting.series_id, each.cancelled_at.is_(None)
    sessions = select(func.count(each.id)).where(*held_of_series).correlate(Meeting)
    present = func.count(Attendance.id).filter(Attendance.status == AttendanceStatus.PRESENT)
    counted = (
        select(Seat.registration_id, sessions.scalar_subquery(), present)
        .join(Seat.meeting)
        .outerjoin(Attendance, Attendance.seat_id == Seat.id)
        .where(
            Seat.registration_id.in_(registrations),
            Seat.status == SeatStatus.CONFIRMED,
            Meeting.cancelled_at.is_(None),
        )
        .group_by(Seat.registration_id, Meeting.series_id)
    )
    return {key: Progress(number, there) for key, number, there in db.session.execute(counted)}
