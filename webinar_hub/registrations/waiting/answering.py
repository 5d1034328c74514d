"""Answer an offered place. Each runs inside db.write and locks the series."""

from collections.abc import Sequence
from datetime import datetime

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations import letters
from webinar_hub.registrations.emptied import leave_when_empty
from webinar_hub.registrations.models import Registration, Seat, SeatStatus
from webinar_hub.registrations.offering import queries
from webinar_hub.registrations.offering.letters import OFFERED
from webinar_hub.registrations.offering.rules import OfferOver
from webinar_hub.registrations.waiting import actions as waiting


def accept(
    registration: Registration, meeting_key: str, *, by: Actor, now: datetime
) -> Registration:
    """Take the place that is offered in a meeting, of a cohort in all to come; raise OfferOver.

    A second press changes nothing.
    """
    seats = _offered(registration, meeting_key)
    coming = [seat for seat in seats if seat.meeting.ends_at > now]
    if not coming and queries.confirmed(registration, meeting_key):
        return registration
    if not coming or any(seat.offered_until is None or seat.offered_until <= now for seat in seats):
        raise OfferOver
    for seat in seats:
        seat.status = SeatStatus.CONFIRMED if seat in coming else SeatStatus.WAITLISTED
        seat.told_at = now
    db.session.flush()
    meetings = [seat.meeting for seat in coming]
    after = {"meetings": [meeting.key for meeting in meetings], "status": SeatStatus.CONFIRMED}
    note(by, "took an offered place", registration, now=now, after=after)
    _drop_offers(registration, [seat.meeting for seat in seats], now)
    letters.promoted(registration, meetings, at_venue=letters.venues_of(coming), now=now)
    return registration


def decline(
    registration: Registration, meeting_key: str, *, by: Actor, now: datetime
) -> Registration:
    """Give the place that is offered in a meeting to the next in line, of a cohort all.

    A second press changes nothing.
    """
    seats = _offered(registration, meeting_key)
    if not seats:
        return registration
    for seat in seats:
        seat.status = SeatStatus.CANCELLED
    db.session.flush()
    leave_when_empty(registration)
    meetings = [seat.meeting for seat in seats]
    before = {"meetings": [meeting.key for meeting in meetings]}
    note(by, "left", registration, now=now, before=before)
    _drop_offers(registration, meetings, now)
    waiting.serve(registration.series, now=now)
    return registration


def _offered(registration: Registration, meeting_key: str) -> Sequence[Seat]:
    """Return the seats that have one answer with that in a meeting, with the series locked."""
    series = db.lock(Series, registration.series_id)
    seats = queries.of_registration(registration, meeting_key if series.rolling else None)
    return [seat for seat in seats if seat.meeting.cancelled_at is None]


def _drop_offers(registration: Registration, meetings: Sequence[Meeting], now: datetime) -> None:
    letters.drop_of([(registration, each) for each in meetings], [OFFERED], now=now)
