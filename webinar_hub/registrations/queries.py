"""What we look up about registrations and seats."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import FromClause, Integer, Select, bindparam, func, or_, select, union
from sqlalchemy.orm import aliased, contains_eager, selectinload

from webinar_hub.kit import making, plain, tokens, zones
from webinar_hub.kit.db import db
from webinar_hub.kit.moments import Moment
from webinar_hub.kit.plain import columns
from webinar_hub.messages.own_page import LINK
from webinar_hub.network.models import Secretariat
from webinar_hub.people.models import BY_NAME, Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import Appearance, Meeting, Programme, Series
from webinar_hub.registrations.models import TAKEN, Registration, Seat, SeatStatus
from webinar_hub.registrations.rules import Places, Room, UnknownLink, room


def link_versions(keys: Sequence[str]) -> dict[str, int]:
    """Return the present edition of the personal link of each registration, by key."""
    rows = db.session.execute(
        select(Registration.key, Registration.link_version).where(Registration.key.in_(keys))
    )
    return dict(rows.all())


def answering_for(key: str) -> Secretariat | None:
    """Return the secretariat that runs what a registration is for, None where none does."""
    return db.session.scalar(
        select(Secretariat)
        .join(Programme, Programme.owner_id == Secretariat.organisation_id)
        .join(Series, Series.programme_id == Programme.id)
        .join(Registration, Registration.series_id == Series.id)
        .where(Registration.key == key)
    )


def ever_concerned(meeting: Meeting) -> Select[int]:
    """Return the ids of the people who registered or had a part in the series of a meeting."""
    registered = select(Registration.person_id).where(Registration.series_id == meeting.series_id)
    parts = select(Appearance.person_id).join(Appearance.meeting)
    both = union(registered, parts.where(Meeting.series_id == meeting.series_id)).subquery()
    return select(both.c.person_id)


def standing_of(person: Person) -> Sequence[Registration]:
    """Return a person's registrations that stand, with their seats, the latest first."""
    return db.session.scalars(
        select(Registration)
        .options(selectinload(Registration.seats))
        .where(Registration.person_id == person.id, Registration.stands)
        .order_by(Registration.id.desc())
    ).all()


def by_link(link_key: bytes, capability: str) -> Registration:
    """Return the registration that a personal link opens; raise UnknownLink."""
    key, edition = tokens.opened_edition(link_key, LINK, capability) or ("", 0)
    found = db.session.scalar(select(Registration).where(Registration.key == key))
    if found is None or found.link_version != edition:
        raise UnknownLink
    return (
        found
        if found.merged_into_id is None
        else db.session.get_one(Registration, found.merged_into_id)
    )


def by_key(key: str) -> Registration | None:
    """Return a registration, or that into which it was merged."""
    found = db.session.scalar(select(Registration).where(Registration.key == key))
    if found is None or found.merged_into_id is None:
        return found
    return db.session.get_one(Registration, found.merged_into_id)


def meetings(keys: Collection[str]) -> Sequence[Meeting]:
    """Return the meetings with these keys."""
    return db.session.scalars(select(Meeting).where(Meeting.key.in_(keys))).all()


def places_in(registration_id: int, keys: Collection[str]) -> list[tuple[Seat, Meeting]]:
    """Return the live seats of a registration in those meetings that are not cancelled."""
    live = (
        select(Seat, Meeting)
        .join(Seat.meeting)
        .where(
            Seat.registration_id == registration_id,
            Seat.status != SeatStatus.CANCELLED,
            Meeting.key.in_(keys),
            Meeting.cancelled_at.is_(None),
        )
    )
    return [(seat, meeting) for seat, meeting in db.session.execute(live)]


def statuses_in(registration_id: int, keys: Collection[str]) -> dict[str, SeatStatus]:
    """Return the status of each place of a registration in these meetings, by their keys."""
    places = select(Meeting.key, Seat.status).select_from(Seat).join(Seat.meeting)
    places = places.where(Seat.registration_id == registration_id, Meeting.key.in_(keys))
    return dict(db.session.execute(places).all())


def of_person(series_id: int, person_id: int) -> Registration | None:
    """Return the registration of a person in a series, cancelled or not."""
    wanted = select(Registration).where(
        Registration.series_id == series_id, Registration.person_id == person_id
    )
    return db.session.scalar(wanted)


def seats_to_come(registration: Registration, now: datetime) -> list[Seat]:
    """Return the seats of a registration, and what it waits for, in meetings to come.

    Not in those that were cancelled.
    """
    return [
        seat
        for seat in seats_with_meetings(registration)
        if seat.status != SeatStatus.CANCELLED
        and seat.meeting.ends_at > now
        and seat.meeting.cancelled_at is None
    ]


def live_of_series(series_id: int) -> Sequence[Registration]:
    """Return the registrations of a series that stand, with their seats, by name."""
    seated = contains_eager(Registration.person), selectinload(Registration.seats)
    live = select(Registration).join(Registration.person).options(*seated)
    return db.session.scalars(
        live.where(Registration.series_id == series_id, Registration.stands).order_by(
            *BY_NAME, Registration.id
        )
    ).all()


def seats_of(meeting_ids: Iterable[int]) -> Sequence[Seat]:
    """Return the live seats in meetings, with person and organisation, by name."""
    statement = (
        select(Seat)
        .join(Seat.registration)
        .join(Registration.person)
        .options(contains_eager(Seat.registration).contains_eager(Registration.person))
        .options(contains_eager(Seat.registration).joinedload(Registration.organisation))
        .where(Seat.meeting_id.in_(list(meeting_ids)), Seat.status != SeatStatus.CANCELLED)
        .order_by(*BY_NAME, Seat.id)
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class Told:
    """How many people a change of meetings is told, each counted once.

    by_hand: of these, those without an e-mail address.
    """

    people: int
    by_hand: int


def told_of(meetings: Iterable[Meeting], *others: Person) -> Told:
    """Return how many people are told of some meetings: who is registered, and others besides."""
    seats = seats_of(meeting.id for meeting in meetings)
    people = [*(seat.registration.person for seat in seats), *others]
    emails = {person.id: person.email for person in people}
    return Told(len(emails), sum(email is None for email in emails.values()))


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
    """Return the counts of each meeting, zeros included.

    among: the meeting_id and status of the seats that are counted, of all without it.
    """
    wanted = list(meeting_ids)
    if not wanted:
        return {}
    found: dict[int, dict[SeatStatus, int]] = defaultdict(dict)
    grouped = db.prepared(_counted) if among is None else _counted(among)
    for meeting_id, status, number in db.session.execute(grouped, {"wanted": wanted}):
        found[meeting_id][SeatStatus(status)] = number
    return {
        meeting_id: Counts(
            sum(found[meeting_id].get(s, 0) for s in TAKEN),
            found[meeting_id].get(SeatStatus.WAITLISTED, 0),
        )
        for meeting_id in wanted
    }


def _counted(among: FromClause | None = None) -> Select[Any]:
    seats = (Seat.__table__ if among is None else among).c
    return (
        select(seats.meeting_id, seats.status, func.count())
        .where(seats.meeting_id.in_(bindparam("wanted", expanding=True)))
        .group_by(seats.meeting_id, seats.status)
    )


def places(meetings: Iterable[Meeting]) -> dict[int, Places]:
    """Return the places of each meeting; exact inside a transaction that has locked the series."""
    return _places({meeting.id: meeting.capacity for meeting in meetings})


def _places(capacities: Mapping[int, int | None]) -> dict[int, Places]:
    taken = counts(row_id for row_id, capacity in capacities.items() if capacity is not None)
    return {
        row_id: Places(capacity, taken.get(row_id, Counts()).confirmed)
        for row_id, capacity in capacities.items()
    }


def coming_meetings(series_id: int, now: datetime) -> Sequence[Meeting]:
    """Return the meetings of a series that are not over and not cancelled, by date."""
    return _coming([series_id], now)


def offered_dates(series: Series, now: datetime) -> list[Meeting]:
    """Return the meetings to come that everybody may join who opens a series, by date."""
    return [each for each in coming_meetings(series.id, now) if rules.offered(each)]


class OpenDate(NamedTuple):
    """A date that is open: the key of its meeting and its day."""

    key: str
    day: date


def open_date_after(series: Series, after: datetime, now: datetime) -> OpenDate | None:
    """Return the first open date of a rolling series that begins after a moment."""
    if not series.rolling or series.closed(now) or rules.state_of(series) not in rules.AT_ADDRESS:
        return None
    wanted = {"series": series.id, "after": after, "now": now}
    for found in plain.run(db.prepared(_open_after), wanted):
        home = zones.zone(found.zone).info
        return OpenDate(found.key, found.starts_at.astimezone(home).date())
    return None


def _open_after() -> Select[Any]:
    meeting = columns(Meeting)
    ahead = meeting.cancelled_at.is_(None), meeting.ends_at > bindparam("now", type_=Moment)
    return (
        select(meeting.key, meeting.starts_at, meeting.zone)
        .where(meeting.series_id == bindparam("series", type_=Integer), *ahead)
        .where(meeting.starts_at > bindparam("after", type_=Moment))
        .where(programmes.within(rules.LISTED, Meeting))
        .order_by(meeting.starts_at)
        .limit(1)
    )


def _coming(series_ids: Collection[int], now: datetime) -> Sequence[Meeting]:
    coming = select(Meeting).where(
        Meeting.series_id.in_(series_ids), Meeting.cancelled_at.is_(None), Meeting.ends_at > now
    )
    return db.session.scalars(coming.order_by(Meeting.starts_at)).all()


def rooms(meetings: Iterable[Meeting], now: datetime) -> dict[int, Room]:
    """Return how much room each of these meetings has for somebody new.

    A meeting of a cohort has as much as all that is to come of it.
    """
    wanted = list(meetings)
    cohorts: dict[int, list[Meeting]] = {
        each.series_id: [] for each in wanted if not each.series.rolling
    }
    for each in _coming(cohorts, now) if cohorts else ():
        if rules.offered(each):
            cohorts[each.series_id].append(each)
    return rooms_together({each.id: cohorts.get(each.series_id, [each]) for each in wanted})


def full(meeting: Meeting, now: datetime) -> bool:
    """Say whether somebody new gets no place in a meeting, or in what is to come of its cohort."""
    return rooms([meeting], now)[meeting.id] is Room.FULL


def rooms_together(groups: Mapping[int, Sequence[Meeting]]) -> dict[int, Room]:
    """Return how much room each group of meetings has that are taken together."""
    together = {name: [each.id for each in group] for name, group in groups.items()}
    capacities = {each.id: each.capacity for group in groups.values() for each in group}

    def ask() -> dict[int, Room]:
        held = _places(capacities)
        return {name: room(held[row_id] for row_id in group) for name, group in together.items()}

    limited = [row_id for row_id, capacity in capacities.items() if capacity is not None]
    return making.shown_of(Seat, limited, ask)


def by_contact(email: str | None, phone: str | None) -> Sequence[Registration]:
    """Return the registrations that stand of the people at an address.

    Of whoever they became where they were merged.
    """
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
