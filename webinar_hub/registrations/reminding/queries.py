"""Look up who is to be reminded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager

from webinar_hub.kit import zones
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.kit.zones import Zone
from webinar_hub.network.models import Region
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.models import Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.reminding import rules

Row = TypeVarTuple("Row")

_DUES_AT_ONCE = 100

WITH_PERSON = contains_eager(Seat.registration).contains_eager(Registration.person)


@dataclass(frozen=True)
class Due:
    """The reminder of a meeting that was to go at a moment, for readers in a zone."""

    meeting: Meeting
    zone: Zone
    at: datetime


@dataclass(frozen=True)
class Reminded:
    """A place whose person is to be reminded now; unproved while nobody confirmed its form."""

    seat: Seat
    due: Due
    unproved: bool


def dues(now: datetime, *, series_id: int | None = None) -> list[Due]:
    """Return the latest reminder of each meeting to come that was to go by now, by zone.

    The meeting that begins first comes first. In the zones where it is night there is none.
    """
    coming = select(Meeting).where(
        Meeting.cancelled_at.is_(None),
        Meeting.starts_at > now,
        Meeting.starts_at <= now + rules.LOOK_AHEAD,
    )
    if series_id is not None:
        coming = coming.where(Meeting.series_id == series_id)
    awake = [zone for zone in zones.ZONES if not rules.quiet(now, zone)]
    return [
        Due(meeting, zone, at)
        for meeting in db.session.scalars(coming.order_by(Meeting.starts_at, Meeting.id))
        for zone in awake
        if (at := rules.last_due(meeting.starts_at, meeting.series.reminders, zone, now))
    ]


def to_remind(listed: Sequence[Due], *, limit: int) -> list[Reminded]:
    """Return the first places to remind of now, locked, so that another worker takes the next.

    Not who was told since then or just before, waits for a place, or holds one for a while only.
    """
    for some in parts(listed, _DUES_AT_ONCE):
        by_place = {(each.meeting.id, each.zone.short): each for each in some}
        zone = func.coalesce(Region.zone, Meeting.zone)
        unproved = SentForm.id.is_not(None) & SentForm.proved_at.is_(None)
        found = db.session.execute(
            _untold(select(Seat, zone, unproved), zone, some)
            .options(contains_eager(Seat.meeting), WITH_PERSON)
            .order_by(Meeting.starts_at, Seat.id)
            .limit(limit)
            .with_for_update(of=Seat, skip_locked=True)
        ).all()
        if found:
            return [Reminded(seat, by_place[seat.meeting_id, at], by) for seat, at, by in found]
    return []


def number_to_remind(listed: Sequence[Due]) -> int:
    """Return how many places are to be reminded of now."""
    zone = func.coalesce(Region.zone, Meeting.zone)
    counted = (
        _untold(select(func.count(Seat.id)), zone, some) for some in parts(listed, _DUES_AT_ONCE)
    )
    return sum(db.session.scalar(each) or 0 for each in counted)


def _untold(places: Select[*Row], zone: ColumnElement[str], listed: Sequence[Due]) -> Select[*Row]:
    told_at = func.coalesce(Seat.told_at, Seat.queued_at)
    missed = (
        and_(
            Seat.meeting_id == each.meeting.id,
            zone == each.zone.short,
            told_at <= each.at - rules.JUST_TOLD,
        )
        for each in listed
    )
    return (
        places.select_from(Seat)
        .join(Seat.meeting)
        .join(Seat.registration)
        .join(Registration.person)
        .outerjoin(Region, Region.code == Registration.region_code)
        .outerjoin(SentForm, SentForm.id == Seat.sent_form_id)
        .where(Seat.status == SeatStatus.CONFIRMED, Registration.stands, SentForm.proof.is_(None))
        .where(or_(*missed))
    )


def number_reached(series_id: int, now: datetime) -> int:
    """Return how many people have a place in a session of a series to come."""
    counted = (
        select(func.count(Seat.registration_id.distinct()))
        .join(Seat.meeting)
        .join(Seat.registration)
        .where(
            Meeting.series_id == series_id,
            Meeting.starts_at > now,
            Meeting.cancelled_at.is_(None),
            Seat.status == SeatStatus.CONFIRMED,
            Registration.stands,
        )
    )
    return db.session.scalar(counted) or 0
