"""What a participant's own page and the desk's day gather from the rooms below."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from webinar_hub.accounts.roles import queries as holders
from webinar_hub.attendance.matching import queries as matching
from webinar_hub.attendance.minutes import queries as minutes_of
from webinar_hub.attendance.models import Attendance
from webinar_hub.attendance.roll_call import queries as roll_call
from webinar_hub.certificates import queries as certificates
from webinar_hub.certificates.earning.queries import Ready, ready
from webinar_hub.certificates.models import EARNED, Certificate, CertificateKind
from webinar_hub.certificates.sessions import queries as certified_sessions
from webinar_hub.directory.focal_requests.queries import requests_waiting
from webinar_hub.directory.unknown_names import queries as unknown_names
from webinar_hub.home import rules
from webinar_hub.home.rules import Place
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import queries as messages
from webinar_hub.messages.models import ReportsRead
from webinar_hub.messages.queries import Troubled
from webinar_hub.messages.returned import queries as returned
from webinar_hub.people import queries as people
from webinar_hub.people.models import DataRequest, Person, RequestState
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.programmes.handover import queries as offered
from webinar_hub.programmes.models import (
    Appearance,
    Meeting,
    Series,
)
from webinar_hub.programmes.provisions import queries as provisions
from webinar_hub.programmes.provisions.models import Provision
from webinar_hub.registrations import at_desk, needs
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.models import EveryDate, Registration, Seat
from webinar_hub.registrations.providing import needed
from webinar_hub.registrations.queries import Counts
from webinar_hub.registrations.waiting import queries as waiting_list
from webinar_hub.topics import queries as topics
from webinar_hub.web import runs
from webinar_hub.web.runs import WorkerHealth

_AHEAD, _BEHIND = 25, 10
NAMED = 5
"""How many things of one kind the desk's day names; all are counted."""
WEEK = timedelta(days=7)
FORTNIGHT = timedelta(days=14)


@dataclass(frozen=True)
class OwnPage:
    """A participant's own page: places by date, and the certificates of this series.

    statements: of each session, by its id, the latest statement that they were present.
    awaited: somebody waits for one of the places; following: the first date of a rolling series in
    which they hold no place; every_date: how they take in every date, None where they do not.
    """

    registration: Registration
    places: Sequence[Place]
    awaited: bool
    certificates: Sequence[Certificate]
    statements: dict[int | None, Certificate]
    following: Meeting | None
    every_date: EveryDate | None
    held: int

    def ahead(self, now: datetime) -> list[Place]:
        """Return the places in meetings to come, those given back as well."""
        return rules.ahead(self.places, now)

    def listed(self, now: datetime, *, proved: bool) -> rules.Folded:
        """Return the places as the page lists them, what is far away folded.

        Whoever takes in every date finds those to come where they skip them.
        """
        every = proved and self.registration.stands and self.every_date is not None
        elsewhere = self.ahead(now) if every else []
        return rules.folded([each for each in self.places if each not in elsewhere], now)

    def next(self, now: datetime) -> Place | None:
        """Return the place in the meeting that takes place next, or now; None for none."""
        return next(
            (
                place
                for place in self.places
                if place.standing in rules.AHEAD and place.meeting.ends_at > now
            ),
            None,
        )

    def newly_certified(self, now: datetime) -> Certificate | None:
        """Return the newest certificate that stands, None for none.

        That of a session is new for a week: then the next date matters more.
        """
        newest = next((each for each in self.certificates if each.revoked_at is None), None)
        if newest is None or newest.meeting is None or now < newest.issued_at + WEEK:
            return newest
        return None

    @property
    def offers(self) -> list[Place]:
        """Return the places that are offered, of a cohort the first for all."""
        found = [each for each in self.places if each.standing is rules.PlaceState.OFFERED]
        return found if self.registration.series.rolling else found[:1]

    @property
    def attended(self) -> int:
        """Return in how many meetings they were present."""
        return sum(place.standing is rules.PlaceState.PRESENT for place in self.places)


def own_page(registration: Registration, now: datetime) -> OwnPage:
    """Return what a participant's own page shows."""
    series = registration.series
    places = _places(registrations.seats_with_meetings(registration), now)
    given = registrations.counts(
        place.meeting.id for place in places if place.standing is rules.PlaceState.EXPECTED
    )
    kept = [place for place in places if place.standing is not rules.PlaceState.LEFT]
    given_to = certificates.of_registration(registration)
    stated = [each for each in given_to if each.kind is CertificateKind.STATEMENT]
    return OwnPage(
        registration,
        places,
        any(each.waitlisted for each in given.values()),
        [each for each in given_to if each.kind in EARNED],
        {each.meeting_id: each for each in reversed(stated)},
        _following(series, kept, now),
        every_date.of_registration(registration) if series.rolling else None,
        _held(series),
    )


def _held(series: Series) -> int:
    span = None if series.rolling else programmes.spans([series]).get(series.id)
    return span.number if span else 0


def _places(seats: Sequence[Seat], now: datetime) -> list[Place]:
    ids = [seat.id for seat in seats]
    attendances = db.session.scalars(select(Attendance).where(Attendance.seat_id.in_(ids)))
    counted = {attendance.seat_id: attendance for attendance in attendances}
    told = minutes_of.what_came_in(seat.meeting for seat in seats if seat.meeting.ends_at <= now)
    places = []
    for seat in seats:
        attendance = counted.get(seat.id)
        over = seat.meeting.ends_at <= now
        standing = rules.state_of_place(
            seat.status,
            attendance.status if attendance else None,
            cancelled=seat.meeting.cancelled_at is not None,
            over=over,
            told_of=told.tells_of(seat.meeting, at_venue=seat.at_venue),
        )
        minutes = attendance.seconds // 60 if attendance and over else None
        until = seat.offered_until if standing is rules.PlaceState.OFFERED else None
        came = bool(attendance and attendance.in_person)
        places.append(Place(seat.meeting, standing, minutes, until, seat.at_venue, came))
    return places


def _following(series: Series, places: Sequence[Place], now: datetime) -> Meeting | None:
    """Return the first open date of a rolling series that is none of some places' dates."""
    if not series.rolling or series.closed(now):
        return None
    held = {place.meeting.id for place in places}
    dates = registrations.offered_dates(series, now)
    return next((each for each in dates if each.id not in held), None)


@dataclass(frozen=True)
class Today:
    """What waits for somebody at the desk, and the sessions of last week and next.

    half_told: of sessions with certificates that are ready, by their ids, where the report or the
    roll call is still to come: whether that is the report.
    """

    calling: Sequence[Meeting]
    reviews: Sequence[tuple[Meeting, int]]
    letters: Troubled
    failing: int
    reports: ReportsRead | None
    requests: Sequence[DataRequest]
    ready: Sequence[Ready]
    cannot: Sequence[tuple[Meeting, Person]]
    unled: Sequence[Meeting]
    roomless: Sequence[Meeting]
    to_arrange: Sequence[tuple[Meeting, Sequence[Provision]]]
    needed: Mapping[int, Mapping[str, int | None]]
    half_told: Mapping[int, bool]
    lapsed: int
    offered: int
    unknown: int
    asking: int
    topics: int
    needs: int
    unproved: int
    meetings: Sequence[Meeting]
    leaders: dict[int, list[Appearance]]
    counts: dict[int, Counts]
    of_others: Sequence[Meeting]
    own_counts: dict[int, Counts]
    by_itself: WorkerHealth

    @property
    def waiting(self) -> int:
        """Return how many names, letters, certificates, requests and sessions wait."""
        names, certificates = (
            sum(number for _meeting, number in self.reviews),
            sum(run.number for run in self.ready),
        )
        letters = self.letters.parked + self.letters.kept + self.letters.late
        asked = (
            len(self.requests)
            + self.unknown
            + self.asking
            + self.topics
            + self.needs
            + self.unproved
            + self.lapsed
            + self.offered
            + self.failing
        )
        sessions = len(self.cannot) + len(self.unled) + len(self.roomless) + len(self.calling)
        provided = sum(len(kinds) for _meeting, kinds in self.to_arrange)
        return names + certificates + letters + asked + sessions + provided


def today(actor: Actor, now: datetime, *, mail_per_day: int) -> Today:
    """Return the desk's day for an actor: what they see, and what waits for them."""
    visible = programmes.seen_by(actor.reading)
    behind = visible.meetings(
        ends_after=now - WEEK, ends_before=now, newest_first=True, limit=_BEHIND
    )
    week = [*reversed(behind), *visible.meetings(ends_after=now, until=now + WEEK, limit=_AHEAD)]
    own = programmes.seen_by(actor)
    seen = at_desk.seen_by(actor.reading)
    to_arrange = provisions.to_arrange(actor, now, until=now + WEEK)
    earned = certified_sessions.ready(actor, now=now, since=now - FORTNIGHT)
    of_others = [] if actor.reading.everywhere else seen.of_others(now, within=WEEK, most=_AHEAD)
    return Today(
        calling=roll_call.incomplete(actor, now),
        reviews=matching.meetings_to_review(actor, now=now),
        letters=messages.troubled(actor, most=mail_per_day),
        failing=returned.seen_by(actor).number(),
        reports=returned.unreached(now),
        requests=people.requests(actor, state=RequestState.OPEN),
        ready=[*earned, *ready(actor, now=now)],
        half_told=_half_told([each.session for each in earned if each.session]),
        cannot=appearing.cannot_come(actor, now),
        unled=appearing.unled(actor, now, until=now + FORTNIGHT),
        roomless=own.roomless(now, until=now + WEEK),
        to_arrange=to_arrange,
        needed=needed(meeting for meeting, _kinds in to_arrange[:NAMED]),
        lapsed=len(holders.run_by(actor, now).lapsed()),
        offered=len(offered.offers(actor, incoming=True)),
        unknown=len(unknown_names.unknown(actor)),
        asking=requests_waiting(actor),
        topics=topics.run_by(actor).waiting(),
        needs=needs.waiting(actor),
        unproved=waiting_list.number_waiting_for_proof(actor, now),
        meetings=week,
        leaders=_leaders(week),
        counts=registrations.counts(meeting.id for meeting in week),
        of_others=of_others,
        own_counts=seen.own_counts(meeting.id for meeting in of_others),
        by_itself=runs.worker_health(now),
    )


def _half_told(meetings: Sequence[Meeting]) -> dict[int, bool]:
    """Return of which meetings something is still to come, and whether that is the report."""
    told = minutes_of.what_came_in(each for each in meetings if each.venue)
    half = [each for each in meetings if each.venue and not told.whole(each)]
    return {each.id: each.id in told.called for each in half}


def _leaders(meetings: Iterable[Meeting]) -> dict[int, list[Appearance]]:
    seen = appearing.appearances(meeting.id for meeting in meetings)
    return {
        meeting_id: [each for each in appearances if each.leads]
        for meeting_id, appearances in seen.items()
    }
