"""Which places are offered, to whom, and which of these offers are over."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select
from sqlalchemy.orm import contains_eager

from webinar_hub.kit import zones
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import Zone
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.network import regions
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

_OFFERED = (
    select(Seat)
    .join(Seat.meeting)
    .join(Seat.registration)
    .join(Registration.person)
    .where(Seat.status == SeatStatus.OFFERED)
    .options(contains_eager(Seat.meeting))
    .options(contains_eager(Seat.registration).contains_eager(Registration.person))
    # It is the meeting's own, which comes along.
    .options(contains_eager(Seat.registration).lazyload(Registration.series))
    .order_by(Meeting.starts_at, Seat.id)
    .execution_options(populate_existing=True)
)


def of_registration(registration: Registration, meeting_key: str | None) -> Sequence[Seat]:
    """Return the seats that are offered to a registration, or that in one meeting."""
    wanted = _OFFERED.where(Seat.registration_id == registration.id)
    if meeting_key is not None:
        wanted = wanted.where(Meeting.key == meeting_key)
    return db.session.scalars(wanted).all()


def standing(registration: Registration, now: datetime) -> Meeting | None:
    """Return the next meeting offered to a registration that is neither cancelled nor over."""
    offered = [seat.meeting for seat in of_registration(registration, None)]
    return next(
        (each for each in offered if each.cancelled_at is None and each.ends_at > now), None
    )


def confirmed(registration: Registration, meeting_key: str) -> bool:
    """Say whether a registration has its place in a meeting already."""
    held = select(Seat.id).join(Seat.meeting).where(Seat.registration_id == registration.id)
    return (
        db.session.scalar(
            held.where(Meeting.key == meeting_key, Seat.status == SeatStatus.CONFIRMED)
        )
        is not None
    )


def _is_over(now: datetime | BindParameter[datetime]) -> tuple[ColumnElement[bool], ...]:
    return (
        Seat.status == SeatStatus.OFFERED,
        Seat.offered_until <= now,
        Meeting.cancelled_at.is_(None),
    )


def lapsed(series_id: int, now: datetime) -> Sequence[Seat]:
    """Return the seats of a series whose offers found no answer in time, by the date."""
    asked = {"series": series_id, "now": now}
    return db.session.scalars(db.prepared(_lapsed_in_series), asked).all()


def _lapsed_in_series() -> Select[Seat]:
    return _OFFERED.where(*_is_over(bindparam("now")), Meeting.series_id == bindparam("series"))


def series_with_over(now: datetime) -> int | None:
    """Return a series with offers that found no answer in time, by its id; None for none."""
    found = select(Meeting.series_id).join(Seat, Seat.meeting_id == Meeting.id)
    return db.session.scalar(found.where(*_is_over(now)).order_by(Seat.offered_until).limit(1))


def running(now: datetime) -> Sequence[Seat]:
    """Return the offered seats whose time is not over, by the date; none in what was cancelled."""
    going_on = Seat.offered_until > now, Meeting.cancelled_at.is_(None)
    return db.session.scalars(_OFFERED.where(*going_on)).all()


def series_with_running(now: datetime) -> Sequence[int]:
    """Return the series with offered seats whose time is not over, by their ids, in order."""
    offered = Seat.status == SeatStatus.OFFERED, Seat.offered_until > now
    found = select(Meeting.series_id).join(Seat, Seat.meeting_id == Meeting.id).where(*offered)
    return db.session.scalars(found.distinct().order_by(Meeting.series_id)).all()


def letters_about(kind: str, subjects: Collection[str]) -> Sequence[Letter]:
    """Return the letters of a kind about any of these subjects, the latest last."""
    found = select(Letter).where(Letter.kind == kind, Letter.subject.in_(subjects))
    return db.session.scalars(found.order_by(Letter.id)).all()


def last_state(kind: str, subjects: Collection[str]) -> LetterState | None:
    """Return where the latest letter of a kind about any of these subjects stands."""
    found = select(Letter.state).where(Letter.kind == kind, Letter.subject.in_(subjects))
    return db.session.scalar(found.order_by(Letter.id.desc()).limit(1))


def zone_of(registration: Registration, meeting: Meeting) -> Zone:
    """Return the zone in which somebody reads; without a region that of the meeting."""
    return zones.zone(regions.zone_of(registration.region_code) or meeting.zone)
