"""Make one of what two people have: their registrations, and their rows of every other table."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select

from webinar_hub.attendance.minutes.actions import recompute
from webinar_hub.attendance.models import Attendance
from webinar_hub.history.ledger import Ledger
from webinar_hub.kit.db import Base, db
from webinar_hub.messages.models import Letter
from webinar_hub.people import holdings
from webinar_hub.people.holdings import Moved
from webinar_hub.people.models import (
    Person,
)
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.every_date.letters import STILL_COMING
from webinar_hub.registrations.letters import subject_of
from webinar_hub.registrations.models import (
    TAKEN,
    EveryDate,
    Registration,
    RegistrationState,
    Seat,
    SeatStatus,
)
from webinar_hub.registrations.offering.letters import OFFERED
from webinar_hub.registrations.proof import queries as sent_forms

# The better of two places in one meeting stands.
_RANK = (SeatStatus.CONFIRMED, SeatStatus.OFFERED, SeatStatus.WAITLISTED, SeatStatus.CANCELLED)


def unite(series: Series, kept: Person, gone: Person, ledger: Ledger, now: datetime) -> bool:
    """Make one registration of the two in a series; return whether a place became free."""
    stays_on, goes = (_registration(series, each) for each in (kept, gone))
    held = {seat.meeting_id: seat for seat in _seats(stays_on)}
    freed = False
    meetings = []
    both = Seat.registration_id.in_([stays_on.id, goes.id])
    unsure = sent_forms.held_or_passed_over(stays_on) | sent_forms.held_or_passed_over(goes)
    watched = ledger.watch(Attendance, Attendance.seat_id.in_(select(Seat.id).where(both)))
    for seat in _seats(goes):
        meetings.append(seat.meeting_id)
        own = held.get(seat.meeting_id)
        if own is None:
            ledger.set(Seat, seat.id, registration_id=stays_on.id)
            continue
        better = min(
            (own, seat),
            key=lambda each: (
                _RANK.index(each.status),
                each.sent_form_id in unsure,
                each.queued_at,
                each.id,
            ),
        )
        freed |= own.status in TAKEN and seat.status in TAKEN
        ledger.set(
            Seat,
            own.id,
            status=better.status,
            queued_at=better.queued_at,
            sent_form_id=better.sent_form_id,
            paused=better.paused,
            offered_until=better.offered_until,
            at_venue=better.at_venue,
        )
        ledger.set(Seat, seat.id, status=SeatStatus.CANCELLED)
    _registered(stays_on, goes, ledger)
    db.session.expire_all()
    for meeting_id in sorted(meetings):
        recompute(db.lock(Meeting, meeting_id), now=now)
    watched.noted()
    return freed


def _registered(stays_on: Registration, goes: Registration, ledger: Ledger) -> None:
    state = goes.state if goes.stands else stays_on.state
    said = (
        {}
        if stays_on.organisation_name
        else {"organisation_id": goes.organisation_id, "organisation_name": goes.organisation_name}
    )
    lacking = {
        name: getattr(goes, name)
        for name in ("region_code", "sex", "age_band")
        if getattr(stays_on, name) is None
    }
    ledger.set(
        Registration,
        stays_on.id,
        state=state,
        **lacking,
        **said,
    )
    ledger.set(Registration, goes.id, state=RegistrationState.LEFT, merged_into_id=stays_on.id)
    _hand_over_questions(stays_on, goes, ledger)
    _end_pause(stays_on, goes, ledger)
    for model, moved in holdings.moved(by="registration_id"):
        move(model, moved, stays_on.id, goes.id, ledger)
    ledger.set_where(
        Registration, Registration.merged_into_id == goes.id, merged_into_id=stays_on.id
    )


def _hand_over_questions(stays_on: Registration, goes: Registration, ledger: Ledger) -> None:
    """Keep what was asked by letter with who stays: their time to answer runs by it."""
    old, new = subject_of(goes), subject_of(stays_on)
    asking = Letter.kind.in_([OFFERED, STILL_COMING])
    theirs = select(Letter).where(Letter.person_id == goes.person_id, asking)
    for letter in db.session.scalars(theirs.where(Letter.subject.startswith(old))).all():
        ledger.set(Letter, letter.id, subject=letter.subject.replace(old, new))


def _end_pause(stays_on: Registration, goes: Registration, ledger: Ledger) -> None:
    """Let who stays go on where the other takes in every date: they get the other's places."""
    paused, active = every_date.of_registration(stays_on), every_date.of_registration(goes)
    if paused and paused.paused_at and active and not active.paused_at:
        ledger.set(EveryDate, paused.id, since=active.since, paused_at=None)


def _registration(series: Series, person: Person) -> Registration:
    held = select(Registration).where(
        Registration.series_id == series.id, Registration.person_id == person.id
    )
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def _seats(registration: Registration) -> Sequence[Seat]:
    held = select(Seat).where(Seat.registration_id == registration.id).order_by(Seat.id)
    return db.session.scalars(held.execution_options(populate_existing=True)).all()


def move(model: type[Base], moved: Moved, kept: int, gone: int, ledger: Ledger) -> None:
    """Hand a table's rows over, save those of which the one who stays has the like."""
    columns: Any = model.__table__.c
    owner = columns[moved.by]
    which = owner == gone
    if moved.same is not None:
        counted = select(columns.id, owner, *(columns[name] for name in moved.same))
        rows = db.session.execute(counted.where(owner.in_([kept, gone]), moved.counts())).all()
        have = {tuple(rest) for _row_id, owner_id, *rest in rows if owner_id == kept}
        doubled = [
            row_id for row_id, owner_id, *rest in rows if owner_id == gone and tuple(rest) in have
        ]
        which = and_(which, columns.id.not_in(doubled))
    ledger.set_where(model, which, **{moved.by: kept, **moved.sets})
