"""Offer places, let offers end. Each runs inside db.write; the callers locked the series."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import update

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import machine
from webinar_hub.kit.db import db
from webinar_hub.messages.actions import drop
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.rules import TROUBLED
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.registrations.emptied import leave_when_empty
from webinar_hub.registrations.letters import (
    WAITLISTED,
    subject_of,
    subject_of_place,
    venues_of,
)
from webinar_hub.registrations.models import Seat, SeatStatus
from webinar_hub.registrations.offering import letters, queries, rules


def _together(seats: Iterable[Seat]) -> list[list[Seat]]:
    """Return the seats that have one answer: each date of a rolling series, all of a cohort's."""
    found: dict[tuple[int, int | None], list[Seat]] = defaultdict(list)
    for seat in seats:
        only = seat.meeting_id if seat.registration.series.rolling else None
        found[seat.registration_id, only].append(seat)
    return [sorted(own, key=lambda each: each.meeting.starts_at) for own in found.values()]


def to_offer(
    series: Series, seats: Sequence[Seat], meetings: Iterable[Meeting], *, now: datetime
) -> list[Seat]:
    """Return which of the seats that became free are offered: none of what has begun.

    A cohort has begun when its last meeting has.
    """
    if series.offer_hours is None:
        return []
    ahead = {meeting.id for meeting in meetings if meeting.starts_at > now}
    coming = [seat for seat in seats if seat.meeting_id in ahead]
    if series.rolling:
        return coming
    going_on = {seat.registration_id for seat in coming}
    return [seat for seat in seats if seat.registration_id in going_on]


def offer(
    series: Series, seats: Sequence[Seat], still_waiting: Collection[int], *, now: datetime
) -> None:
    """Offer seats to those who wait for them; an offer ends when the first of them begins.

    What said that they wait goes, unless they do elsewhere.
    """
    hours = series.offer_hours or 0
    for own in _together(seats):
        registration, meetings = own[0].registration, [seat.meeting for seat in own]
        zone = queries.zone_of(registration, meetings[0])
        until = _begin(own, now)
        if registration.person.email is not None:
            until = min(until, rules.after_waking_hours(now, hours, zone))
        for seat in own:
            seat.status, seat.offered_until, seat.told_at = SeatStatus.OFFERED, until, now
        if registration.id not in still_waiting:
            drop(subject_of(registration), kinds=[WAITLISTED], now=now)
        letters.offered(
            registration,
            meetings,
            hours=hours,
            until=until,
            zone=zone,
            at_venue=venues_of(own),
            now=now,
        )
    db.session.flush()


def end_unanswered(series: Series, *, now: datetime) -> None:
    """Put out of the line whoever did not answer in time.

    They are told of what is to come, unless the offer never reached them: then it is not sent any
    more.
    """
    for own in _together(queries.lapsed(series.id, now)):
        registration, meetings = own[0].registration, [seat.meeting for seat in own]
        for seat in own:
            seat.status = SeatStatus.CANCELLED
        db.session.flush()
        leave_when_empty(registration)
        before = {"meetings": [meeting.key for meeting in meetings]}
        note(machine("let_lapse"), "left", registration, now=now, before=before)
        about = [subject_of_place(registration, each) for each in meetings]
        drop(*about, kinds=[letters.OFFERED], now=now)
        coming = [meeting for meeting in meetings if meeting.ends_at > now]
        if coming and queries.last_state(letters.OFFERED, about) is not LetterState.DROPPED:
            letters.ended(registration, coming, now=now)


def name_next(called_off: Iterable[tuple[Seat, Meeting]], *, now: datetime) -> None:
    """Keep what is written of offers by the next session of their cohort that stands, if any."""
    for seat, meeting in called_off:
        if seat.status is not SeatStatus.OFFERED or meeting.series.rolling:
            continue
        standing = queries.standing(seat.registration, now)
        if standing is not None:
            subject = subject_of_place(seat.registration, meeting)
            of_offer = update(Letter).where(Letter.kind == letters.OFFERED)
            then = {"subject": subject_of_place(seat.registration, standing)}
            db.session.execute(of_offer.where(Letter.subject == subject).values(then))


def keep_time(*, now: datetime) -> None:
    """Let the time of offers stand still while their message waits at the desk, and then run.

    Locks the series in which something is offered.
    """
    for series_id in queries.series_with_running(now):
        db.lock(Series, series_id)
    offers = _together(queries.running(now))
    about = {
        subject_of_place(seat.registration, seat.meeting): own for own in offers for seat in own
    }
    written = queries.letters_about(letters.OFFERED, about)
    latest = {about[letter.subject][0].id: letter for letter in written}
    for own in offers:
        if own[0].id in latest:
            _keep_time_of(own, latest[own[0].id], now)
    db.session.flush()


def _keep_time_of(own: Sequence[Seat], letter: Letter, now: datetime) -> None:
    until = _begin(own, now)
    if letter.state in TROUBLED:
        letter.facts = {**letter.facts, "by_hand": True, "until": until.isoformat()}
    elif letter.state is LetterState.SENT and letter.facts.get("by_hand"):
        zone = queries.zone_of(own[0].registration, own[0].meeting)
        until = min(
            until, rules.after_waking_hours(letter.sent_at or now, letter.facts["hours"], zone)
        )
    else:
        until = min(until, own[0].offered_until or until)
    for seat in own:
        seat.offered_until = until


def _begin(seats: Iterable[Seat], now: datetime) -> datetime:
    """Return when the first of the meetings to come begins in which these seats are.

    Where all of them have begun, as they were moved, it is now.
    """
    starts = [seat.meeting.starts_at for seat in seats if seat.meeting.starts_at > now]
    return min(starts, default=now)
