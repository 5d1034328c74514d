"""What we look up about the dates of a series, and what a change of them would do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from webinar_hub.kit import zones
from webinar_hub.kit.db import db
from webinar_hub.kit.language import Sentence
from webinar_hub.programmes.models import Meeting, Programme, Recurrence, Series, State
from webinar_hub.programmes.planning.queries import meetings_in
from webinar_hub.programmes.planning.rules import hours_of_length
from webinar_hub.programmes.queries import within
from webinar_hub.programmes.recurrence import rules
from webinar_hub.programmes.recurrence.rules import InThePast, NoRule, NothingChanged, Scope
from webinar_hub.programmes.rules import LISTED

_GOING_ON = frozenset(State) - {State.ARCHIVED}

TIMES = ("weekday", "starts", "minutes", "zone")
"""What of a change gives a meeting other hours."""


def recurrences(series_id: int) -> Sequence[Recurrence]:
    """Return what the dates of a series have in common, the earliest first."""
    of_series = select(Recurrence).where(Recurrence.series_id == series_id)
    return db.session.scalars(of_series.order_by(Recurrence.first_on)).all()


def latest(series_id: int) -> Recurrence | None:
    """Return what the latest dates of a series have in common."""
    return next(reversed(recurrences(series_id)), None)


def meetings(series_id: int) -> Sequence[Meeting]:
    """Return every meeting of a series."""
    of_series = select(Meeting).where(Meeting.series_id == series_id)
    return db.session.scalars(of_series.order_by(Meeting.id)).all()


def may_end_with(series: Series, now: datetime) -> list[Meeting]:
    """Return the sessions that a series can end with: the last that began, and those to come."""
    held = [each for each in meetings_in(series) if each.cancelled_at is None]
    begun = [each for each in held if each.starts_at <= now]
    return [*begun[-1:], *(each for each in held if each.starts_at > now)]


def after(series: Series, last: Meeting | None, now: datetime) -> list[Meeting]:
    """Return the sessions that are cancelled where a series ends with one of them, or with none."""
    return [
        each
        for each in may_end_with(series, now)
        if each.starts_at > (last.starts_at if last else now)
    ]


def last_session(series: Series) -> Meeting | None:
    """Return the session that a series ends with, as everybody sees it; None where it goes on."""
    if not series.ended:
        return None
    held = select(Meeting).where(
        Meeting.series_id == series.id, Meeting.cancelled_at.is_(None), within(LISTED, Meeting)
    )
    return db.session.scalar(held.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(1))


def next_due(now: datetime) -> Recurrence | None:
    """Return the recurrence that is planned by itself, and whose next weeks are not."""
    kept = (
        select(Recurrence)
        .join(Recurrence.series)
        .join(Series.programme)
        .where(Recurrence.weeks_ahead.is_not(None), within(_GOING_ON, Programme, Series))
        .order_by(Recurrence.planned_until, Recurrence.id)
    )
    return next(
        (row for row in db.session.scalars(kept) if row.planned_until < plan_until(row, now)), None
    )


def plan_until(row: Recurrence, now: datetime) -> date:
    """Return the day until which a recurrence is to be planned at a moment."""
    return today(row, now) + timedelta(weeks=row.weeks_ahead or 0)


def today(row: Recurrence, now: datetime) -> date:
    """Return the day where a recurrence is at home."""
    return now.astimezone(row.home.info).date()


@dataclass(frozen=True)
class Overview:
    """What the desk says of a series' rule: how often, until when it is planned, what is left out.

    ahead: how many weeks ahead it is planned by itself, None for not.
    """

    words: Sentence | None
    until: date
    ahead: int | None
    skipped: Sequence[date]


def overview(series: Series, now: datetime) -> Overview | None:
    """Return what the desk says of the rule that a series goes by, with what it leaves out."""
    row = latest(series.id)
    if row is None:
        return None
    return Overview(
        rules.in_words(row.rule) if row.rule else None,
        row.planned_until,
        row.weeks_ahead,
        sorted(day for day in row.skipped if day >= today(row, now)),
    )


@dataclass(frozen=True)
class Outcome:
    """What a change would do: the fields that meetings get, and who keeps their own."""

    wanted: Mapping[Meeting, Mapping[str, Any]]
    kept: Sequence[Meeting]

    @property
    def moving(self) -> list[Meeting]:
        """Return the meetings that get other hours."""
        return [
            meeting
            for meeting, fields in self.wanted.items()
            if (fields.get("starts_at", meeting.starts_at), fields.get("ends_at", meeting.ends_at))
            != (meeting.starts_at, meeting.ends_at)
        ]


def begins(meeting: Meeting, scope: Scope, now: datetime) -> date:
    """Return the first date that a change is for, as the rule gave it."""
    assert meeting.original_on is not None
    coming = select(Meeting.original_on).where(
        Meeting.series_id == meeting.series_id,
        Meeting.original_on.is_not(None),
        Meeting.starts_at > now,
    )
    if scope is Scope.FOLLOWING:
        return meeting.original_on
    return min([meeting.original_on, *(day for day in db.session.scalars(coming) if day)])


def differing(meeting: Meeting, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a change is different from a meeting as it is; raise NothingChanged."""
    stored = {
        "weekday": meeting.day.weekday(),
        "starts": meeting.starts_at.astimezone(meeting.home.info).time(),
        "minutes": _minutes(meeting),
        **{name: getattr(meeting, name) for name in ("zone", "title", "capacity", "join_link")},
    }
    different = {name: value for name, value in wanted.items() if value != stored[name]}
    if not different:
        raise NothingChanged
    return different


def _minutes(meeting: Meeting) -> int:
    return int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60


def outcome(meeting: Meeting, scope: Scope, wanted: Mapping[str, Any], *, now: datetime) -> Outcome:
    """Return what a change would do to a meeting, to it and those after it, or to all to come.

    wanted says how the meeting is to be: weekday, starts, minutes, zone, title, capacity,
    join_link, or some of them. What somebody changed of one date by itself stays. Raises
    NothingChanged, InThePast and NoRule.
    """
    different = differing(meeting, wanted)
    if meeting.starts_at <= now:
        raise InThePast
    rows = recurrences(meeting.series_id) if meeting.original_on else []
    changed: dict[Meeting, dict[str, Any]] = {}
    kept = []
    for each in _within_scope(meeting, scope, now):
        row = of_date(rows, each.original_on)
        if scope is not Scope.ONE and "weekday" in different and row is not None and not row.rule:
            raise NoRule
        fields = _fields(each, row, different, itself=each.id == meeting.id)
        if fields.get("starts_at", each.starts_at) <= now:
            raise InThePast
        changed[each] = fields
        if not different.keys() <= _named(fields):
            kept.append(each)
    return Outcome({each: fields for each, fields in changed.items() if fields}, kept)


def of_date(rows: Sequence[Recurrence], day: date | None) -> Recurrence | None:
    """Return the recurrence that gave a meeting its date."""
    if day is None:
        return None
    return next((row for row in reversed(rows) if row.first_on <= day), None)


def _within_scope(meeting: Meeting, scope: Scope, now: datetime) -> Sequence[Meeting]:
    if scope is Scope.ONE or meeting.original_on is None:
        return [meeting]
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.series_id == meeting.series_id,
            Meeting.original_on >= begins(meeting, scope, now),
            Meeting.starts_at > now,
            Meeting.cancelled_at.is_(None),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()


def _fields(
    meeting: Meeting, row: Recurrence | None, asked: Mapping[str, Any], *, itself: bool
) -> dict[str, Any]:
    """Return the fields that a meeting gets: what it has from its rule, or all if it is the one."""
    fields = _beside_hours(meeting, row, asked, itself=itself)
    if not any(name in asked for name in TIMES):
        return fields
    if itself:
        begin = meeting.starts_at.astimezone(meeting.home.info)
        return fields | _hours(
            meeting.day, begin.time(), _minutes(meeting), meeting.zone, row, asked
        )
    assert row is not None
    assert meeting.original_on is not None
    usual = hours_of_length(meeting.original_on, row.starts, row.minutes, row.home)
    if (meeting.starts_at, meeting.ends_at) != (usual.starts_at, usual.ends_at):
        return fields
    return fields | _hours(meeting.original_on, row.starts, row.minutes, row.zone, row, asked)


def _beside_hours(
    meeting: Meeting, row: Recurrence | None, asked: Mapping[str, Any], *, itself: bool
) -> dict[str, Any]:
    return {
        name: asked[name]
        for name in ("title", "capacity", "join_link")
        if name in asked and (itself or (row and getattr(meeting, name) == getattr(row, name)))
    }


def _hours(
    day: date,
    starts: time,
    minutes: int,
    zone: str,
    row: Recurrence | None,
    asked: Mapping[str, Any],
) -> dict[str, Any]:
    if "weekday" in asked:
        day = rules.on_weekday(row.rule if row else "", day, asked["weekday"])
    zone = asked.get("zone", zone)
    hours = hours_of_length(
        day, asked.get("starts", starts), asked.get("minutes", minutes), zones.zone(zone)
    )
    return {"starts_at": hours.starts_at, "ends_at": hours.ends_at, "zone": zone}


def _named(fields: Mapping[str, Any]) -> set[str]:
    """Return which of the things asked for a meeting gets."""
    return {*fields, *(TIMES if "starts_at" in fields else ())}
