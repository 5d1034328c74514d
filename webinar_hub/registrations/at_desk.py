"""What somebody at the desk may see of registrations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    false,
    or_,
    select,
    true,
    union_all,
)

from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.batch import parts
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.network import scope
from webinar_hub.people.models import Person
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes import rules
from webinar_hub.programmes.models import Meeting, Programme, Series
from webinar_hub.registrations import known_people, queries
from webinar_hub.registrations.models import Registration, Seat, SeatStatus

EVERYBODY: ColumnElement[bool] = true()
"""The condition that keeps everybody's registration."""


def own_people(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that keeps the registrations of an actor's own people.

    It is for a select that joins Registration and Person. Whose they are is told by the region of
    the registration, which is that of the day; where it has none, by the person's.
    """
    return or_(*_own_conditions(actor))


def _own_conditions(actor: Actor) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the two ways of being an actor's own; each by itself finds its index."""
    by_person = Registration.region_code.is_(None), scope.condition(actor, Person.region_code)
    return scope.condition(actor, Registration.region_code), and_(*by_person)


def _own_registrations(actor: Actor) -> tuple[Select[int], Select[int]]:
    """Return the selects of the registrations of an actor's own people, one for each way.

    Only where the registration has no region the person is read.
    """
    by_region, by_person = _own_conditions(actor)
    own = select(Registration.id)
    return own.where(by_region), own.join(Registration.person).where(by_person)


@dataclass(frozen=True)
class Seen:
    """A meeting as somebody at the desk sees it, with the condition on whom they see in it."""

    meeting: Meeting
    people: ColumnElement[bool]
    everybody: bool


class SeenMeetings:
    """The meetings that somebody sees at the desk.

    Their own with everybody in them, others' with their own people alone. Others' are those with
    people of theirs, and those to come of the secretariats above theirs, such as the national one.
    """

    def __init__(self, actor: Actor) -> None:
        self._own = programmes.seen_by(actor)
        self._people, self._registered = own_people(actor), _own_registrations(actor)
        above = Programme.owner_id.in_(programmes.owners_above(actor)) & (
            programmes.within(rules.FOR_MEMBERS, *programmes.LEVELS)
        )
        open_to_theirs = above & (Meeting.ends_at > clock.now())
        guests = (
            false()
            if actor.everywhere or not actor.scopes
            else or_(*map(_with_people, self._registered), open_to_theirs)
            & ~programmes.run_by(actor)
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
        """Return the meetings of others that the actor sees, with who runs them.

        Those to come by date, then those over, the latest first. within keeps those so near to now;
        most bounds either part.
        """
        since, until = (now - within, now + within) if within else (None, None)
        meetings = partial(self._guests.meetings, with_owner=True, limit=most)
        return [
            *meetings(ends_after=now, until=until),
            *meetings(ends_after=since, ends_before=now, newest_first=True),
        ]

    def own_counts(self, meeting_ids: Iterable[int]) -> dict[int, queries.Counts]:
        """Return the counts of the actor's own people in each meeting, zeros included."""
        wanted = list(meeting_ids)
        in_series = select(Meeting.series_id).where(Meeting.id.in_(wanted))
        # A sum finds no index: each of these meetings would be looked up for each registration.
        here = Registration.series_id.in_(in_series), (Seat.meeting_id + 0).in_(wanted)
        seats = (
            each.join(Seat, Seat.registration_id == Registration.id)
            .with_only_columns(Seat.meeting_id, Seat.status)
            .where(*here)
            for each in self._registered
        )
        # Kept as it is, or a planner would begin with the thousands of seats of each meeting.
        own = union_all(*seats).cte("seat_of_own")
        return queries.counts(wanted, among=own.prefix_with("MATERIALIZED"))


def _with_people(registered: Select[int]) -> ColumnElement[bool]:
    """Return the condition that some of these people have a place in a meeting or wait for one.

    It begins with their registrations in the meeting's series: a few, where the meeting may have
    thousands of seats. So each one's seat is asked for by itself, and the offset is there lest
    PostgreSQL gather everybody's seats of all series first.
    """
    seated = exists().where(
        Seat.registration_id == Registration.id,
        Seat.meeting_id == Meeting.id,
        Seat.status != SeatStatus.CANCELLED,
    )
    in_series = registered.where(
        Registration.series_id == Meeting.series_id, seated.correlate(Registration, Meeting)
    )
    return in_series.correlate(Meeting).offset(0).exists()


def seen_by(actor: Actor) -> SeenMeetings:
    """Return the meetings that an actor may look at, each with the people in it they may see."""
    return SeenMeetings(actor)


def of_own_person(actor: Actor, key: str) -> Registration:
    """Return the registration of this key whose person is in the actor's scope; raise NotFound."""
    return existing(
        db.session.scalar(
            select(Registration)
            .join(Registration.person)
            .where(*_of_own(actor), Registration.key == key)
        )
    )


def to_cancel(actor: Actor, key: str) -> Registration:
    """Return the registration of this key that an actor may cancel; raise NotFound.

    The person is in the actor's scope, or the programme is run by them.
    """
    _own_region, *living = _of_own(actor)
    held = select(Registration).join(Registration.person)
    held = held.join(Registration.series).join(Series.programme)
    may = or_(_own_region, programmes.run_by(actor))
    return existing(db.session.scalar(held.where(may, *living, Registration.key == key)))


def of_own_people(actor: Actor, keys: Sequence[str]) -> set[str]:
    """Return which of these registrations' keys are of people in the actor's scope."""
    own = select(Registration.key).join(Registration.person).where(*_of_own(actor))
    found: set[str] = set()
    for some in parts(keys):
        found.update(db.session.scalars(own.where(Registration.key.in_(some))))
    return found


def _of_own(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions by the person's own region.

    Not by the registration's: the link of a merged one opens another's, who may be of elsewhere.
    """
    return (
        known_people.own_people(actor),
        Person.erased_at.is_(None),
        Registration.merged_into_id.is_(None),
    )
