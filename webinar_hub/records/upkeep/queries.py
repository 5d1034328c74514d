"""Look up the people whose data were kept long enough."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select

from webinar_hub.accounts.models import Account, Invitation
from webinar_hub.certificates.models import Certificate
from webinar_hub.directory.models import FocalRequest
from webinar_hub.kit.db import db
from webinar_hub.people.models import DataRequest, Person, RequestState
from webinar_hub.programmes.models import Appearance, Meeting, Programme, Series
from webinar_hub.programmes.rules import KEPT_MONTHS_CHOICES, kept_since
from webinar_hub.registrations.models import Registration, Seat
from webinar_hub.topics.models import Topic


def outlived(now: datetime, *, limit: int) -> Sequence[Person]:
    """Return people whose data were kept long enough.

    By every programme they registered in, counted from the last session they had a place in.
    Whoever holds a certificate, appears in a session, works at the desk, waits for an answer,
    proposed a topic that is kept, or had their data restricted stays.
    """
    registered = select(Registration.id).where(Registration.person_id == Person.id)
    # Where there is no place at all, the day of the registration counts.
    last = func.coalesce(Meeting.ends_at, Registration.registered_at)
    kept = or_(
        *(
            and_(Programme.kept_months == months, last > kept_since(months, now))
            for months in KEPT_MONTHS_CHOICES
        )
    )
    seated = registered.outerjoin(Seat, Seat.registration_id == Registration.id).outerjoin(
        Meeting, Meeting.id == Seat.meeting_id
    )
    young = (
        seated.join(Series, Series.id == Registration.series_id)
        .join(Programme, Programme.id == Series.programme_id)
        .where(kept)
    )
    over = _kept_by_nothing().where(registered.exists(), ~young.exists())
    return db.session.scalars(over.order_by(Person.id).limit(limit)).all()


def never_registered(*, before: datetime, worked_before: datetime, limit: int) -> Sequence[Person]:
    """Return people typed in before a moment of whom nothing else is left.

    Whoever worked at the desk stays until the history of what they did there is gone: their account
    was closed before worked_before.
    """
    keeps = (
        Registration.person_id == Person.id,
        FocalRequest.person_id == Person.id,
        Invitation.person_id == Person.id,
        (Account.person_id == Person.id) & (Account.closed_at >= worked_before),
    )
    over = _kept_by_nothing().where(
        Person.added_at < before, *(~exists().where(each) for each in keeps)
    )
    return db.session.scalars(over.order_by(Person.id).limit(limit)).all()


def _kept_by_nothing() -> Select[Person]:
    """Select the living whom no certificate, part, account, request or topic keeps."""
    stays = (
        exists().where(Certificate.person_id == Person.id, Certificate.revoked_at.is_(None)),
        exists().where(Appearance.person_id == Person.id),
        exists().where(Account.person_id == Person.id, Account.closed_at.is_(None)),
        exists().where(DataRequest.person_id == Person.id, DataRequest.state == RequestState.OPEN),
        exists().where(Topic.person_id == Person.id),
    )
    living = (
        Person.merged_into_id.is_(None),
        Person.erased_at.is_(None),
        Person.restricted_at.is_(None),
    )
    return select(Person).where(*living, ~or_(*stays))
