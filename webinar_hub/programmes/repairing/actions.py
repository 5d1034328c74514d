"""Change what began already, say who sees it, delete what nobody saw. Each runs inside db.write.

An action that changes how many seats a meeting has locks the series first, as everything does
that gives seats.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy import delete as delete_rows

from webinar_hub.history.actions import change, differing, note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import Base, db
from webinar_hub.messages.models import Letter
from webinar_hub.programmes import queries, rules, signals
from webinar_hub.programmes.appearing import telling
from webinar_hub.programmes.gathering import actions as gathering
from webinar_hub.programmes.models import Meeting, Programme, Series, State
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.planning import queries as planned
from webinar_hub.programmes.repairing.rules import SeriesChanged, SomebodySawIt, may_be_draft
from webinar_hub.programmes.venues.rules import Where, where_of

Thing = Programme | Series | Meeting


def change_series(
    series: Series,
    *,
    version: int,
    name: str,
    capacity: int | None,
    waiting_list: bool,
    offer_hours: int | None,
    closes_at: datetime | None,
    threshold_percent: int,
    required_meetings: int | None,
    jp_minutes: int,
    where: Where | None = None,
    by: Actor,
    now: datetime,
) -> Series:
    """Change a series, and do for its people what that asks.

    Its places become those of the sessions to come that had as many as the series, and its venue
    theirs, as it stays where nothing is said of it. version is the one that the form was filled in
    on. Raises SeriesChanged when somebody else was faster, and TooManyRequired.
    """
    series = db.lock(Series, series.id)
    if series.version != version:
        raise SeriesChanged
    wanted = {
        "name": name,
        "capacity": capacity,
        "waiting_list": waiting_list,
        "offer_hours": offer_hours,
        "closes_at": closes_at,
        "threshold_percent": threshold_percent,
        "required_meetings": required_meetings,
        "jp_minutes": jp_minutes,
    }
    before = differing(series, wanted)
    meetings = [each for each in planned.meetings_in(series) if each.cancelled_at is None]
    if "required_meetings" in before:
        rules.may_require(required_meetings, meetings)
    if where is not None and where != where_of(series):
        gathering.settle(series, where=where, by=by, now=now)
    if not before:
        return series
    change(by, "changed", series, wanted, now=now)
    if "name" in before:
        planning.tell_calendars(Series.id == series.id, now)
    if "capacity" in before:
        _resize(meetings, before["capacity"], capacity, by=by, now=now)
    if "threshold_percent" in before and meetings:
        signals.tell(signals.Change("recounted", meetings, by, now))
    return series


def _resize(
    meetings: Collection[Meeting], old: int | None, new: int | None, *, by: Actor, now: datetime
) -> None:
    """Give the sessions to come as many places as the series, where they had as many before."""
    resized = [each for each in meetings if each.ends_at > now and each.capacity == old]
    planning.rewrite({each: {"capacity": new} for each in resized}, by=by, now=now)


def show(thing: Thing, state: State, *, by: Actor, now: datetime) -> Thing:
    """Say who sees a programme, a series or a session; of the three the strictest counts.

    Raises PeopleRegistered for a draft that people registered for.
    """
    thing = _locked(thing)
    if thing.state is state:
        return thing
    meetings = planned.meetings_in(thing)
    if state is State.DRAFT:
        may_be_draft(registered(thing))
    hidden = [each for each in meetings if rules.state_of(each) is State.DRAFT]
    before, thing.state = thing.state, state
    if isinstance(thing, Meeting):
        thing.changed_at = now
    db.session.flush()
    verb = "published" if state is State.PUBLISHED else "showed otherwise"
    note(
        by,
        verb,
        thing,
        now=now,
        before={"state": before},
        after={"state": state},
    )
    _join_what_comes_to_light(hidden, by=by, now=now)
    telling.tell_published(hidden, now=now)
    return thing


def _join_what_comes_to_light(hidden: Collection[Meeting], *, by: Actor, now: datetime) -> None:
    """Tell of dates that were drafts as of new ones, where their series has people already."""
    seen: dict[int, list[Meeting]] = {}
    for meeting in hidden:
        if rules.state_of(meeting) is not State.DRAFT:
            seen.setdefault(meeting.series_id, []).append(meeting)
    for series_id, meetings in seen.items():
        db.lock(Series, series_id)
        new = [each for each in meetings if not registered_in([each])]
        if new:
            signals.tell(signals.Change("planned", new, by, now))


def registered(thing: Thing) -> int:
    """Return how many people have a place in it or wait for one."""
    return registered_in(planned.meetings_in(thing))


def registered_in(meetings: Collection[Meeting]) -> int:
    """Return how many people have a place in one of some meetings or wait for one."""
    ids = [each.id for each in meetings]
    return sum(ask(ids) for ask in signals.registered) if ids else 0


def delete(thing: Thing, *, by: Actor, now: datetime) -> None:
    """Delete a draft that nobody saw, with what stands in it. Raises SomebodySawIt."""
    thing = _locked(thing)
    meetings = planned.meetings_in(thing)
    inside = queries.series_of(thing) if isinstance(thing, Programme) else []
    own: list[Thing] = [*meetings, *inside]
    if thing not in own:
        own.append(thing)
    if rules.state_of(thing) is not State.DRAFT or _was_seen(own):
        raise SomebodySawIt
    note(by, "deleted", thing, now=now, before={"name": _name(thing)})
    for each in own:
        table = type(each)
        db.session.execute(delete_rows(table).where(table.id == each.id))
        db.session.expunge(each)


def _was_seen(things: Collection[Thing]) -> bool:
    """Say whether a row of any other table leads to one of these, or a letter tells of it."""
    subjects = [f"{each.__tablename__}:{each.key}" for each in things]
    seen = (Letter.subject.in_(subjects), *_leading_to(things))
    return any(db.session.scalar(select(exists().where(each))) for each in seen)


def _leading_to(things: Collection[Thing]) -> list[ColumnElement[bool]]:
    """Return what holds for the rows of other tables that lead to one of these."""
    own = {Programme.__table__, Series.__table__, Meeting.__table__}
    ids = {table: [each.id for each in things if each.__table__ is table] for table in own}
    return [
        link.parent.in_(ids[link.column.table])
        for table in Base.metadata.sorted_tables
        if table not in own
        for link in table.foreign_keys
        if ids.get(link.column.table) and link.ondelete != "CASCADE"
    ]


def _name(thing: Thing) -> str:
    return thing.name if isinstance(thing, Programme) else thing.title or thing.key


def _locked(thing: Thing) -> Thing:
    """Return it read afresh and locked, with the series first that a meeting stands in."""
    if isinstance(thing, Meeting):
        db.lock(Series, thing.series_id)
    return db.lock(type(thing), thing.id)
