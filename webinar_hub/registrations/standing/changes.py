"""What changes of meetings do for the people in them. Each runs inside db.write."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from webinar_hub.kit.db import db
from webinar_hub.messages.actions import drop
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.recurrence.queries import last_session
from webinar_hub.programmes.signals import Change
from webinar_hub.registrations import letters, queries
from webinar_hub.registrations.coming import queries as coming_in_person
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.every_date.letters import STILL_COMING
from webinar_hub.registrations.models import (
    Registration,
    Seat,
    SeatStatus,
)
from webinar_hub.registrations.offering import actions as offering
from webinar_hub.registrations.offering.letters import OFFERED
from webinar_hub.registrations.reminding.letters import REMINDER
from webinar_hub.registrations.rules import Places
from webinar_hub.registrations.standing import held
from webinar_hub.registrations.waiting import actions as waiting

_Places = Mapping[Registration, Sequence[tuple[Seat, Meeting]]]
"""Seats with their meetings, by whose they are."""


def meetings_changed(change: Change) -> None:
    """Do for the people concerned what an act on meetings of a series asks; the series is locked.

    Dates added to a cohort are joined by whoever is in it, those of a rolling series by whoever
    takes in every date; who has a seat in a moved or cancelled meeting is told, of all of them in
    one letter; a larger room gives places.
    """
    series = change.meetings[0].series
    coming = [meeting for meeting in change.meetings if meeting.ends_at > change.now]
    if change.what == "resized":
        waiting.serve(series, now=change.now)
    if not coming:
        return
    if change.what in ("moved", "cancelled"):
        _tell(change, coming)
    if series.rolling:
        if change.what in ("planned", "resized", "moved"):
            every_date.take(series, now=change.now)
    elif change.what == "planned":
        for registration in sorted(queries.live_of_series(series.id), key=_turn):
            _follow(registration, coming, now=change.now)


def _tell(change: Change, meetings: Sequence[Meeting]) -> None:
    """Write to each person with a seat in moved or cancelled meetings, of all of them at once.

    Of what was moved a little later, in case it is moved again.
    """
    places = _places(meetings)
    listed = [
        (registration, meeting) for registration, own in places.items() for _seat, meeting in own
    ]
    if change.what == "moved":
        letters.drop_of(listed, [REMINDER], now=change.now)
        held.tell_moved(places, change.before, now=change.now)
    else:
        elsewhere = queries.seated_elsewhere(meetings)
        offering.name_next((each for own in places.values() for each in own), now=change.now)
        letters.drop_of(listed, [REMINDER, OFFERED], now=change.now)
        held.drop_needless(places, now=change.now)
        last = last_session(meetings[0].series)
        ended = last if last and all(each.starts_at > last.starts_at for each in meetings) else None
        _tell_cancelled(places, elsewhere, ended, now=change.now)


def _places(meetings: Sequence[Meeting]) -> _Places:
    """Return the live seats in meetings."""
    by_id = {meeting.id: meeting for meeting in meetings}
    places: dict[Registration, list[tuple[Seat, Meeting]]] = defaultdict(list)
    for seat in queries.seats_of(by_id):
        places[seat.registration].append((seat, by_id[seat.meeting_id]))
    return places


def _tell_cancelled(
    places: _Places, elsewhere: Collection[int], last: Meeting | None, *, now: datetime
) -> None:
    """Write that these meetings were cancelled; elsewhere: who has a seat in others.

    last: with which one the series ends, where these came after it.
    """
    for registration, own in places.items():
        listed = [meeting for _seat, meeting in own]
        waits = {
            each.meeting_id for each, _meeting in own if each.status is not SeatStatus.CONFIRMED
        }
        # What was not sent yet still has its use, and may hold the personal link, where the
        # registration stands elsewhere.
        if registration.id not in elsewhere:
            # Whoever was not asked whether they still come would neither pause nor be asked again.
            spared = [] if registration.series.ended else [STILL_COMING]
            drop(letters.subject_of(registration), spared=spared, now=now)
        letters.meetings_cancelled(registration, listed, waits=waits, last=last, now=now)


def _live(registration: Registration) -> list[Seat]:
    return [seat for seat in registration.seats if seat.status is not SeatStatus.CANCELLED]


def _turn(registration: Registration) -> tuple[bool, datetime]:
    """Return what puts whoever has a place before whoever waits, each as they came."""
    live = _live(registration)
    waits = all(seat.status is not SeatStatus.CONFIRMED for seat in live)
    return waits, min((seat.queued_at for seat in live), default=registration.registered_at)


def _follow(registration: Registration, meetings: Sequence[Meeting], *, now: datetime) -> None:
    """Give a cohort's registration its seats in dates added later, and write to who had a place.

    They are confirmed where its others are and there is a place. Who comes to the others in person
    comes to these as well, while there is a place at the venue.
    """
    live = _live(registration)
    confirmed = any(seat.status is SeatStatus.CONFIRMED for seat in live)
    form_id = live[0].sent_form_id if live else None
    places = queries.places(meetings) if confirmed else {}
    venues = coming_in_person.places(meetings) if any(seat.at_venue for seat in live) else {}
    added = [
        Seat(
            meeting_id=each.id,
            status=SeatStatus.CONFIRMED if _free(places, each) else SeatStatus.WAITLISTED,
            queued_at=now,
            sent_form_id=form_id,
            at_venue=_free(venues, each),
        )
        for each in meetings
    ]
    registration.seats.extend(added)
    db.session.flush()
    if confirmed:
        _tell_added(registration, added, meetings, now=now)


def _free(places: Mapping[int, Places], meeting: Meeting) -> bool:
    return meeting.id in places and places[meeting.id].free


def _tell_added(
    registration: Registration, added: Sequence[Seat], meetings: Sequence[Meeting], *, now: datetime
) -> None:
    """Write in which of the dates added somebody has a place, and in which they wait."""
    writers = {SeatStatus.CONFIRMED: letters.confirmed, SeatStatus.WAITLISTED: letters.waitlisted}
    for status, write in writers.items():
        got = {seat.meeting_id for seat in added if seat.status is status}
        if told := [each for each in meetings if each.id in got]:
            write(registration, told, at_venue=letters.venues_of(added), now=now)
