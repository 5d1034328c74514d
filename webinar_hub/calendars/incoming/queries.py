"""What we look up of members' calendars: those of an actor's scope, and what stands in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from webinar_hub.calendars.models import IncomingCalendar, IncomingEntry
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import existing
from webinar_hub.network import scope
from webinar_hub.network.models import Organisation
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.signals import Elsewhere


class Calendars:
    """The calendars of the organisations in an actor's scope."""

    def __init__(self, actor: Actor) -> None:
        self._mine = scope.condition(actor, Organisation.region_code)

    def calendar(self, key: str) -> IncomingCalendar:
        """Return the calendar of this key; raise NotFound."""
        return existing(db.session.scalar(self._all().where(IncomingCalendar.key == key)))

    def calendars(self) -> Sequence[IncomingCalendar]:
        """Return the calendars, by organisation."""
        found = db.session.scalars(self._all())
        return sorted(found, key=lambda each: (each.organisation.name_key, each.id))

    def _all(self) -> Select[IncomingCalendar]:
        return (
            select(IncomingCalendar)
            .join(IncomingCalendar.organisation)
            .options(contains_eager(IncomingCalendar.organisation))
            .where(self._mine)
        )


def seen_by(actor: Actor) -> Calendars:
    """Return the calendars that an actor may look at."""
    return Calendars(actor)


def next_due(now: datetime) -> IncomingCalendar | None:
    """Return the calendar that has waited longest for being fetched, locked; None for none."""
    due = (
        select(IncomingCalendar)
        .where(IncomingCalendar.next_at <= now, IncomingCalendar.paused_at.is_(None))
        .order_by(IncomingCalendar.next_at, IncomingCalendar.id)
        .limit(1)
    )
    return db.session.scalar(due.with_for_update(of=IncomingCalendar, skip_locked=True))


def how_many(calendar: IncomingCalendar) -> int:
    """Return how many dates stand in a calendar."""
    counted = select(func.count()).where(IncomingEntry.calendar_id == calendar.id)
    return db.session.scalar(counted) or 0


def entries(calendar_id: int) -> Sequence[IncomingEntry]:
    """Return what stands in a calendar."""
    return db.session.scalars(
        select(IncomingEntry).where(IncomingEntry.calendar_id == calendar_id)
    ).all()


def address_taken(address: str, *, but: IncomingCalendar | None = None) -> bool:
    """Say whether another calendar has this address."""
    bearer = db.session.scalar(
        select(IncomingCalendar.id).where(IncomingCalendar.address == address)
    )
    return bearer is not None and (but is None or bearer != but.id)


def own_uids(uids: Sequence[str]) -> set[str]:
    """Return which of some UIDs name sessions of the hub itself."""
    return set(db.session.scalars(select(Meeting.uid).where(Meeting.uid.in_(uids))))


def between(since: datetime, until: datetime) -> list[Elsewhere]:
    """Return what members hold between two moments, by date.

    What two calendars have under one UID and title stands here once: under its UID alone anybody
    who knows it could put another's date out of sight.
    """
    wanted = (
        select(IncomingEntry, Organisation.name)
        .join(IncomingCalendar, IncomingCalendar.id == IncomingEntry.calendar_id)
        .join(Organisation, Organisation.id == IncomingCalendar.organisation_id)
        .where(
            IncomingEntry.ends_at > since,
            IncomingEntry.starts_at < until,
            IncomingCalendar.paused_at.is_(None),
        )
        .order_by(IncomingEntry.starts_at, IncomingEntry.calendar_id, IncomingEntry.id)
    )
    once: dict[tuple[str, datetime, str], Elsewhere] = {}
    for row, whose in db.session.execute(wanted):
        once.setdefault((row.uid, row.starts_at, row.title), _plain(row, whose))
    return [*once.values()]


def _plain(row: IncomingEntry, whose: str) -> Elsewhere:
    return Elsewhere(
        row.starts_at, row.ends_at, row.whole_day, row.title, row.place, row.link, whose
    )


@dataclass(frozen=True)
class Own:
    """A session of the hub in the schedule; opens: the actor may open it at the desk."""

    meeting: Meeting
    opens: bool


def schedule(actor: Actor, since: datetime, until: datetime) -> list[Own | Elsewhere]:
    """Return what the network holds between two moments, by date.

    Sessions that an actor sees at the desk, those that everybody sees, and what members hold.
    """
    seen = programmes.seen_by(actor).meetings(starts_from=since, until=until, with_owner=True)
    opened = {meeting.id for meeting in seen}
    public = programmes.public().meetings(starts_from=since, until=until, with_owner=True)
    own = [
        *(Own(meeting, opens=True) for meeting in seen),
        *(Own(meeting, opens=False) for meeting in public if meeting.id not in opened),
    ]
    return sorted([*own, *between(since, until)], key=_begins)


def _begins(each: Own | Elsewhere) -> datetime:
    return each.meeting.starts_at if isinstance(each, Own) else each.starts_at
