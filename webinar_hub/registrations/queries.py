"""What we look up about registrations and seats."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, and_, false, func, or_, select, true, union_all
from sqlalchemy.orm import aliased, contains_eager, joinedload

from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.messages.own_page import LINK
from webinar_hub.network import scope
from webinar_hub.people.models import Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting, Programme, Series, State
from webinar_hub.registrations.models import TAKEN, Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.rules import Places, Room, UnknownLink, Waiting, room

_AT_ONCE = 1000


EVERYBODY: ColumnElement[bool] = true()
"""The condition that keeps everybody's registration."""


def own_people(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the registrations of an actor's own people, for a select that joins Registration and Person.

    Whose they are is told by the region of the registration, which is that of the day; where it has none, by the person's.
    """
    return or_(*_own(actor))


def _own(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the two ways in which a registration is of an actor's own people; each by itself finds its index."""
    by_person = Registration.region_code.is_(None), scope.condition(actor, Person.region_code)
    return scope.condition(actor, Registration.region_code), and_(*by_person)


@dataclass(frozen=True)
class Seen:
    """A meeting as somebody at the desk sees it, with the condition that keeps the registrations they see in it."""

    meeting: Meeting
    people: ColumnElement[bool]
    everybody: bool


class SeenMeetings:
    """The meetings that somebody sees at the desk: their own with everybody in them, others' with their own people alone.

    Others' are those with people of theirs, and those to come of the secretariats above theirs, such as the national one.
    """

    def __init__(self, actor: Actor) -> None:
        self._own = programmes.seen_by(actor)
        self._people = own_people(actor)
        seats = (
            select(Seat.meeting_id, Seat.status).join(Seat.registration).join(Registration.person)
        )
        # Kept as it is, or a planner would begin with the thousands of seats of each meeting.
        self._seats = (
            union_all(*map(seats.where, _own(actor))).cte("seat_of_own").prefix_with("MATERIALIZED")
        )
        theirs = Meeting.id.in_(
            select(self._seats.c.meeting_id).where(self._seats.c.status != SeatStatus.CANCELLED)
        )
        above = Programme.owner_id.in_(programmes.owners_above(actor)) & (
            Programme.state == State.PUBLISHED
        )
        open_to_theirs = above & (Meeting.ends_at > clock.now())
        guests = (
            false()
            if actor.everywhere or not actor.scopes
            else (theirs | open_to_theirs) & ~programmes.run_by(actor)
        )
        self._guests = programmes.Programmes(false(), guests)

    def meeting(self, key: str) -> Seen:
        """Return a meeting of the actor's, or of others that they see; raise NotFound."""
        try:
            return Seen(self._own.meeting(key), EVERYBODY, everybody=True)
        except NotFound:
            return Seen(self._guests.meeting(key), self._people, everybody=False)

    def of_others(
        self, now: datetime, *, within: timedelta | None = None, most: int
    ) -> Sequence[Meeting]:
        """Return the meetings of others that the actor sees: those to come by date, then those over, the latest first.

        within keeps those so near to now; most bounds either part.
        """
        since, until = (now - within, now + within) if within else (None, None)
        ahead = self._guests.meetings(ends_after=now, until=until, limit=most)
        return [
            *ahead,
            *self._guests.meetings(
                ends_after=since, ends_before=now, newest_first=True, limit=most
            ),
        ]

    def own_counts(self, meeting_ids: Iterable[int]) -> dict[int, "Counts"]:
        """Return how many of the actor's own people have a place in each meeting or wait for one, zeros included."""
        return counts(meeting_ids, among=self._seats)


def seen_by(actor: Actor) -> SeenMeetings:
    """Return the meetings that an actor may look at, each with the people in it they may see."""
    return SeenMeetings(actor)


def link_versions(keys: Sequence[str]) -> dict[str, int]:
    """Return the present edition of the personal link of each registration that has one of these keys."""
    rows = db.session.execute(
        select(Registration.key, Registration.link_version).where(Registration.key.in_(keys))
    )
    return dict(rows.all())


def standing(person: Person) -> Sequence[Registration]:
    """Return a person's registrations that stand, the latest first."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.person_id == person.id, Registration.stands)
        .order_by(Registration.id.desc())
    ).all()


def by_link(link_key: bytes, capability: str) -> Registration:
    """Return the registration a personal link opens; raise UnknownLink for a forged, revoked or mistyped one."""
    key, edition = tokens.opened_edition(link_key, LINK, capability) or ("", 0)
    found = db.session.scalar(select(Registration).where(Registration.key == key))
    if found is None or found.link_version != edition:
        raise UnknownLink
    return (
        found
        if found.merged_into_id is None
        else db.session.get_one(Registration, found.merged_into_id)
    )


def of_person(series_id: int, person_id: int) -> Registration | None:
    """Return the registration of a person in a series, cancelled or not."""
    wanted = select(Registration).where(
        Registration.series_id == series_id, Registration.person_id == person_id
    )
    return db.session.scalar(wanted)


def ids_of_people(series_id: int, person_ids: Sequence[int]) -> dict[int, int]:
    """Return the ids of the registrations of many people in a series, by person, cancelled or not."""
    found: dict[int, int] = {}
    for start in range(0, len(person_ids), _AT_ONCE):
        some = person_ids[start : start + _AT_ONCE]
        wanted = select(Registration.person_id, Registration.id).where(
            Registration.series_id == series_id, Registration.person_id.in_(some)
        )
        found |= {held.person_id: held.id for held in db.session.execute(wanted)}
    return found


def codes_of(series_id: int) -> set[str]:
    """Return the codes that are given in a series."""
    return set(
        db.session.scalars(select(Registration.code).where(Registration.series_id == series_id))
    )


def meetings_of(series_id: int) -> Sequence[Meeting]:
    """Return every meeting of a series by its number."""
    return db.session.scalars(
        select(Meeting).where(Meeting.series_id == series_id).order_by(Meeting.number)
    ).all()


def seats_given(registration_ids: Sequence[int]) -> set[tuple[int, int]]:
    """Return registration and meeting of every seat of many registrations, cancelled or not."""
    found: set[tuple[int, int]] = set()
    for start in range(0, len(registration_ids), _AT_ONCE):
        some = registration_ids[start : start + _AT_ONCE]
        pairs = select(Seat.registration_id, Seat.meeting_id).where(Seat.registration_id.in_(some))
        found.update(
            (registration_id, meeting_id)
            for registration_id, meeting_id in db.session.execute(pairs)
        )
    return found


def of_own_person(actor: Actor, key: str) -> Registration:
    """Return the registration of this key whose person is in the actor's scope; raise NotFound."""
    return existing(
        db.session.scalar(
            select(Registration)
            .join(Registration.person)
            .where(*_of_own(actor), Registration.key == key)
        )
    )


def of_own_people(actor: Actor, keys: Sequence[str]) -> set[str]:
    """Return which of these registrations' keys are of people in the actor's scope."""
    return set(
        db.session.scalars(
            select(Registration.key)
            .join(Registration.person)
            .where(*_of_own(actor), Registration.key.in_(keys))
        )
    )


def _of_own(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions by the person's own region; the link of a merged registration opens another's, who may be of elsewhere."""
    return (
        scope.condition(actor, Person.region_code),
        Person.erased_at.is_(None),
        Registration.merged_into_id.is_(None),
    )


def meetings_to_come(registration: Registration, now: datetime) -> list[Meeting]:
    """Return the meetings in which a registration has a place or waits for one and that are not over."""
    return [
        seat.meeting
        for seat in seats_with_meetings(registration)
        if seat.status != SeatStatus.CANCELLED and seat.meeting.ends_at > now
    ]


def live_of_series(series_id: int) -> Sequence[Registration]:
    """Return the registrations of a series that stand, by name."""
    live = (
        select(Registration).join(Registration.person).options(contains_eager(Registration.person))
    )
    return db.session.scalars(
        live.where(Registration.series_id == series_id, Registration.stands).order_by(
            Person.name_key, Registration.id
        )
    ).all()


def seats_of(meeting_ids: Iterable[int]) -> Sequence[Seat]:
    """Return the seats in meetings that were not cancelled, with person and organisation, by name."""
    statement = (
        select(Seat)
        .join(Seat.registration)
        .join(Registration.person)
        .options(contains_eager(Seat.registration).contains_eager(Registration.person))
        .options(contains_eager(Seat.registration).joinedload(Registration.organisation))
        .options(contains_eager(Seat.registration).lazyload(Registration.seats))
        .where(Seat.meeting_id.in_(list(meeting_ids)), Seat.status != SeatStatus.CANCELLED)
        .order_by(Person.name_key, Seat.id)
    )
    return db.session.scalars(statement).all()


def seated_elsewhere(meetings: Sequence[Meeting]) -> set[int]:
    """Return the registrations with a seat in other meetings of the series.

    Neither the seat nor the meeting is cancelled.
    """
    others = (
        select(Seat.registration_id)
        .join(Seat.meeting)
        .where(
            Meeting.series_id == meetings[0].series_id,
            Meeting.id.not_in([meeting.id for meeting in meetings]),
        )
    )
    return set(
        db.session.scalars(
            others.where(Meeting.cancelled_at.is_(None), Seat.status != SeatStatus.CANCELLED)
        )
    )


def seats_with_meetings(registration: Registration) -> Sequence[Seat]:
    """Return the seats of a registration with their meetings, by date."""
    statement = select(Seat).join(Seat.meeting).options(contains_eager(Seat.meeting))
    return db.session.scalars(
        statement.where(Seat.registration_id == registration.id).order_by(Meeting.starts_at)
    ).all()


@dataclass(frozen=True)
class Counts:
    """How many seats of a meeting are taken and how many people wait."""

    confirmed: int = 0
    waitlisted: int = 0


def counts(meeting_ids: Iterable[int], *, among: FromClause | None = None) -> dict[int, Counts]:
    """Return the counts of each meeting, zeros included; among: the meeting_id and status of the seats that are counted, of all without it."""
    wanted = list(meeting_ids)
    if not wanted:
        return {}
    found: dict[int, dict[SeatStatus, int]] = defaultdict(dict)
    seats = (Seat.__table__ if among is None else among).c
    grouped = (
        select(seats.meeting_id, seats.status, func.count())
        .where(seats.meeting_id.in_(wanted))
        .group_by(seats.meeting_id, seats.status)
    )
    for meeting_id, status, number in db.session.execute(grouped):
        found[meeting_id][SeatStatus(status)] = number
    return {
        meeting_id: Counts(
            sum(found[meeting_id].get(s, 0) for s in TAKEN),
            found[meeting_id].get(SeatStatus.WAITLISTED, 0),
        )
        for meeting_id in wanted
    }


def places(meetings: Iterable[Meeting]) -> dict[int, Places]:
    """Return the places of each meeting; exact inside a transaction that has locked the series."""
    wanted = list(meetings)
    limited = [meeting.id for meeting in wanted if meeting.capacity is not None]
    taken = counts(limited)
    return {
        meeting.id: Places(meeting.capacity, taken.get(meeting.id, Counts()).confirmed)
        for meeting in wanted
    }


def coming_meetings(series_id: int, now: datetime) -> Sequence[Meeting]:
    """Return the meetings of a series that are not over and not cancelled, by date."""
    return _coming([series_id], now)


def _coming(series_ids: Collection[int], now: datetime) -> Sequence[Meeting]:
    coming = select(Meeting).where(
        Meeting.series_id.in_(series_ids), Meeting.cancelled_at.is_(None), Meeting.ends_at > now
    )
    return db.session.scalars(coming.order_by(Meeting.starts_at)).all()


def rooms(meetings: Iterable[Meeting], now: datetime) -> dict[int, Room]:
    """Return how much room each of these meetings has for somebody new: itself, or all that is to come of its cohort."""
    wanted = list(meetings)
    cohorts: dict[int, list[Meeting]] = {
        each.series_id: [] for each in wanted if not each.series.rolling
    }
    for each in _coming(cohorts, now) if cohorts else ():
        cohorts[each.series_id].append(each)
    together = {each.id: cohorts.get(each.series_id, [each]) for each in wanted}
    held = places({each.id: each for group in together.values() for each in group}.values())
    return {
        meeting_id: room(held[each.id] for each in group) for meeting_id, group in together.items()
    }


def chosen(series_key: str | None, meeting_key: str | None, now: datetime) -> Sequence[Meeting]:
    """Return the meetings that a form asks for, their published series locked and all of it read afresh.

    That is one date of a rolling series, or every date of a cohort that is to come; none where it is not there or over.
    """
    rolling = meeting_key is not None
    asked = (
        Meeting.key == meeting_key
        if rolling
        else (Series.key == series_key) & (Meeting.ends_at > now) & Meeting.cancelled_at.is_(None)
    )
    statement = (
        select(Meeting)
        .join(Meeting.series)
        .join(Series.programme)
        .join(Programme.owner)
        .options(
            contains_eager(Meeting.series)
            .contains_eager(Series.programme)
            .contains_eager(Programme.owner)
        )
        .options(programmes.WITH_SECRETARIAT)
        .where(asked, Series.rolling == rolling, Programme.state == State.PUBLISHED)
        .order_by(Meeting.starts_at)
        .with_for_update(of=(Series, Meeting))
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).all()


def waiting_list(meeting_ids: Iterable[int]) -> Sequence[Seat]:
    """Return the seats that wait for a place in these meetings, in the order in which they are served; without who is passed over."""
    waiting = select(Seat).options(joinedload(Seat.registration), joinedload(Seat.meeting))
    waiting = waiting.outerjoin(SentForm, SentForm.id == Seat.sent_form_id).where(
        SentForm.proof.is_(None)
    )
    waiting = waiting.where(
        Seat.meeting_id.in_(list(meeting_ids)), Seat.status == SeatStatus.WAITLISTED
    )
    return db.session.scalars(waiting.order_by(Seat.queued_at, Seat.id)).all()


def queue(seats: Sequence[Seat], *, together: bool) -> list[Waiting]:
    """Return the waiting list as groups that are served together: by registration, or seat by seat."""
    groups: dict[int, list[Seat]] = defaultdict(list)
    for seat in seats:
        groups[seat.registration_id if together else seat.id].append(seat)
    return [
        Waiting(tuple(s.id for s in group), tuple(s.meeting_id for s in group))
        for group in groups.values()
    ]


def by_contact(email: str | None, phone: str | None) -> Sequence[Registration]:
    """Return the registrations that stand of the people at an address, of whoever they became where they were merged."""
    held = (
        select(Registration).join(Registration.person).options(contains_eager(Registration.person))
    )
    at = Person.email == email if email else Person.phone == phone
    merged = aliased(Person)
    became = select(merged.merged_into_id).where(
        merged.email == email if email else merged.phone == phone,
        merged.merged_into_id.is_not(None),
    )
    return db.session.scalars(
        held.where(or_(at, Person.id.in_(became)), Registration.stands).order_by(Registration.id)
    ).all()


def all_of(person: Person) -> Sequence[Registration]:
    """Return every registration of a person, cancelled or not, the oldest first."""
    return db.session.scalars(
        select(Registration).where(Registration.person_id == person.id).order_by(Registration.id)
    ).all()
