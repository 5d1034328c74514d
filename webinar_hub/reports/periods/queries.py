"""What we count of the people in the sessions of a period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, distinct, func, select

from webinar_hub.attendance.minutes.queries import settled
from webinar_hub.attendance.models import Attendance, AttendanceStatus
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Programme, Series, State
from webinar_hub.programmes.queries import LEVELS, run_by, within
from webinar_hub.registrations.at_desk import EVERYBODY, own_people
from webinar_hub.registrations.models import TAKEN, Registration, Seat
from webinar_hub.reports.periods.rules import Alike, Sums

_PRESENT = Attendance.status == AttendanceStatus.PRESENT
_ORGANISATION = func.coalesce(Registration.organisation_id, Person.organisation_id)
_NO_DRAFTS = frozenset(State) - {State.DRAFT}
_SUMS = (
    func.sum(case((_PRESENT, 1), else_=0)).label("attendances"),
    func.sum(case((_PRESENT, Attendance.seconds), else_=0)).label("seconds"),
)


@dataclass(frozen=True)
class Period:
    """Which sessions are counted, and whom of the people in them.

    since and until are aware; programme None is every one. own: only people of the actor's own
    regions, in the sessions of all secretariats; else everybody in the sessions that they run.
    """

    actor: Actor
    since: datetime
    until: datetime
    programme: Programme | None = None
    own: bool = False

    def sessions(self) -> int:
        """Return how many sessions were held; of own people, in which they had a place."""
        held = self._with_people() if self.own else self._held()
        return db.session.scalar(select(func.count()).select_from(held.subquery())) or 0

    def unsettled(self, now: datetime) -> int:
        """Return in how many sessions with people attendance is not settled yet."""
        left = self._with_people().where(~settled(now))
        return db.session.scalar(select(func.count()).select_from(left.subquery())) or 0

    def organisations(self) -> int:
        """Return of how many organisations somebody came."""
        counted = self._places(func.count(distinct(_ORGANISATION))).where(_PRESENT)
        return db.session.scalar(counted) or 0

    def people(self) -> list[Alike]:
        """Return everybody with a place, each once, as their latest registration has them."""
        each = (
            self._places(func.max(Registration.id).label("latest"), *_SUMS)
            .group_by(Registration.person_id)
            .subquery()
        )
        groups = (
            func.coalesce(Registration.sex, Person.sex),
            func.coalesce(Registration.age_band, Person.age_band),
            func.coalesce(Registration.region_code, Person.region_code),
            Organisation.kind,
        )
        came = func.sum(case((each.c.attendances > 0, 1), else_=0))
        statement = (
            select(
                *groups, func.count(), came, *map(func.sum, (each.c.attendances, each.c.seconds))
            )
            .select_from(each)
            .join(Registration, Registration.id == each.c.latest)
            .join(Person, Person.id == Registration.person_id)
            .outerjoin(Organisation, Organisation.id == _ORGANISATION)
            .group_by(*groups)
        )
        return [Alike(*row[:6], *map(int, row[6:])) for row in db.session.execute(statement)]

    def programmes(self) -> list[tuple[Programme, Sums, int]]:
        """Return the programmes whose sessions had people, by name.

        With what each reached, and in how many sessions.
        """
        person = Registration.person_id
        once = func.count(distinct(person)), func.count(distinct(case((_PRESENT, person))))
        statement = (
            self._places(Series.programme_id, *once, *_SUMS, func.count(distinct(Meeting.id)))
            .join(Meeting, Meeting.id == Seat.meeting_id)
            .join(Series, Series.id == Meeting.series_id)
            .group_by(Series.programme_id)
        )
        found = {row[0]: list(map(int, row[1:])) for row in db.session.execute(statement)}
        named = select(Programme).where(Programme.id.in_(found)).order_by(Programme.name)
        return [
            (each, Sums(*found[each.id][:-1]), found[each.id][-1])
            for each in db.session.scalars(named)
        ]

    def dates(self) -> list[tuple[datetime, Sums]]:
        """Return when each session with people began, and what it reached; the earliest first."""
        statement = (
            self._places(Meeting.starts_at, func.count(), _SUMS[0], *_SUMS)
            .join(Meeting, Meeting.id == Seat.meeting_id)
            .group_by(Meeting.id, Meeting.starts_at)
            .order_by(Meeting.starts_at)
        )
        return [(row[0], Sums(*map(int, row[1:]))) for row in db.session.execute(statement)]

    def _held(self) -> Select[int]:
        """Return the select of the ids of the sessions that were held."""
        chosen = [] if self.own else [run_by(self.actor)]
        if self.programme is not None:
            chosen.append(Series.programme_id == self.programme.id)
        return (
            select(Meeting.id)
            .join(Meeting.series)
            .join(Series.programme)
            .where(
                Meeting.starts_at >= self.since,
                Meeting.starts_at < self.until,
                Meeting.cancelled_at.is_(None),
                within(_NO_DRAFTS, *LEVELS),
                *chosen,
            )
        )

    def _with_people(self) -> Select[int]:
        return self._held().where(Meeting.id.in_(self._places(Seat.meeting_id)))

    def _places(self, *columns: Any) -> Select[Any]:
        return (
            select(*columns)
            .select_from(Seat)
            .join(Registration, Registration.id == Seat.registration_id)
            .join(Person, Person.id == Registration.person_id)
            .outerjoin(Attendance, Attendance.seat_id == Seat.id)
            .where(
                Seat.meeting_id.in_(self._held()),
                Seat.status.in_(TAKEN),
                own_people(self.actor) if self.own else EVERYBODY,
            )
        )


def joined_by_own_people(actor: Actor) -> Sequence[Programme]:
    """Return the programmes of everybody that an actor's own people had a place in, by name."""
    series = (
        select(Series.programme_id)
        .join(Series.programme)
        .join(Meeting, Meeting.series_id == Series.id)
        .join(Seat, Seat.meeting_id == Meeting.id)
        .join(Registration, Registration.id == Seat.registration_id)
        .join(Person, Person.id == Registration.person_id)
        .where(within(_NO_DRAFTS, *LEVELS), Seat.status.in_(TAKEN), own_people(actor))
    )
    named = select(Programme).where(Programme.id.in_(series)).order_by(Programme.name)
    return db.session.scalars(named).all()
