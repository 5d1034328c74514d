"""What we do with the dates of a series: plan them, plan on, change many. Runs inside db.write.

Whatever plans or changes dates locks the series first.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor, machine
from webinar_hub.kit.db import db
from webinar_hub.programmes import rules as programmes
from webinar_hub.programmes import signals
from webinar_hub.programmes.models import Meeting, Programme, Recurrence, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.planning.rules import hours_of_length
from webinar_hub.programmes.recurrence import holidays, queries, rules
from webinar_hub.programmes.recurrence.rules import Plan, Scope


def start(programme: Programme, *, plan: Plan, by: Actor, now: datetime, **facts: Any) -> Series:
    """Start a series of a programme with the dates of a plan.

    Raises NoDates, TooManyDates and BadLink.
    """
    series = planning.start_series(
        programme, zone=plan.zone, capacity=plan.capacity, **facts, by=by, now=now
    )
    _lay_out(series, plan, by=by, now=now)
    return series


def plan_on(series: Series, *, plan: Plan, by: Actor, now: datetime) -> Series:
    """Add the dates of a plan to a series.

    A date that somebody planned by itself is taken as it is. A series that ended goes on. Raises
    NoDates, TooManyDates, AlreadyPlanned and BadLink.
    """
    series = db.lock(Series, series.id)
    series.ended = False
    _lay_out(series, plan, by=by, now=now)
    return series


def _lay_out(series: Series, plan: Plan, *, by: Actor, now: datetime) -> None:
    if not plan.days:
        raise rules.NoDates
    if len(plan.days) > rules.DATES_AT_MOST:
        raise rules.TooManyDates
    row = _continued(queries.recurrences(series.id), plan) or _begun(series, plan)
    row.skipped = row.skipped | set(plan.skipped)
    row.first_on = min(row.first_on, plan.first_on)
    row.weeks_ahead, row.planned_until = plan.weeks_ahead, max(row.planned_until, plan.until)
    row.rule = rules.ending(row.rule, None if plan.weeks_ahead else row.planned_until)
    db.session.flush()
    _add(row, plan.days, plan.own_starts, by=by, now=now)


def _continued(rows: Sequence[Recurrence], plan: Plan) -> Recurrence | None:
    """Return the recurrence that the plan goes on with, None for none; that before it ends."""
    if not rows:
        return None
    last = rows[-1]
    endless = rules.ending(last.rule, None)
    same = endless == plan.rule and all(
        getattr(last, name) == getattr(plan, name)
        for name in ("starts", "minutes", "zone", "capacity", "join_link")
    )
    if same and not plan.rule and len(rows) == 1:
        return last
    if plan.first_on <= last.planned_until:
        raise rules.AlreadyPlanned(last.planned_until)
    dates = rules.rule_dates(endless, last.first_on, plan.until)
    if same and {*plan.days, *plan.skipped} <= {*dates}:
        return last
    last.rule, last.weeks_ahead = rules.ending(last.rule, last.planned_until), None
    return None


def _begun(series: Series, plan: Plan) -> Recurrence:
    row = Recurrence(
        series=series,
        first_on=plan.first_on,
        rule=plan.rule,
        exdates="",
        starts=plan.starts,
        minutes=plan.minutes,
        zone=plan.zone,
        title="",
        capacity=plan.capacity,
        join_link=programmes.join_link(plan.join_link),
        planned_until=plan.until,
    )
    db.session.add(row)
    return row


def _add(
    row: Recurrence,
    days: Sequence[date],
    own_starts: Mapping[date, time],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Plan a meeting on each of some dates that has none, and tell who listens of all of them."""
    there = queries.meetings(row.series_id)
    given = {each.original_on for each in there}
    extra = {each.day: each for each in there if each.original_on is None}
    planned = []
    for day in days:
        if day in given:
            continue
        if day in extra:
            extra[day].original_on = day
            continue
        hours = hours_of_length(day, own_starts.get(day, row.starts), row.minutes, row.home)
        meeting = planning.add_meeting(
            row.series,
            title=row.title,
            starts_at=hours.starts_at,
            ends_at=hours.ends_at,
            zone=row.zone,
            capacity=row.capacity,
            join_link=row.join_link,
            original_on=day,
            by=by,
            now=now,
        )
        planned.append(meeting)
    if planned:
        signals.tell(signals.Change("planned", planned, by, now))


def keep_next(*, now: datetime) -> bool:
    """Plan the next weeks of a series that is planned by itself; say whether there was one.

    What is left out of a plan unless it is ticked is left out here, too.
    """
    found = queries.next_due(now)
    if found is None:
        return False
    db.lock(Series, found.series_id)
    row = db.lock(Recurrence, found.id)
    if row.weeks_ahead is None or row.planned_until >= queries.plan_until(row, now):
        return True
    since = max(row.planned_until, queries.today(row, now))
    until = queries.plan_until(row, now)
    days = [day for day in rules.rule_dates(row.rule, row.first_on, until) if day > since]
    left_out = {day for day in days if holidays.left_out(day)}
    row.skipped = row.skipped | left_out
    row.planned_until = until
    by = machine("plan_ahead")
    _add(row, [day for day in days if day not in left_out], {}, by=by, now=now)
    return True


def stop_planning(series: Series, *, by: Actor, now: datetime) -> Series:
    """Plan a series no further than it is."""
    series = db.lock(Series, series.id)
    row = queries.latest(series.id)
    if row is not None and row.weeks_ahead is not None:
        before = {"weeks_ahead": row.weeks_ahead}
        row.weeks_ahead, row.rule = None, rules.ending(row.rule, row.planned_until)
        note(by, "changed", series, now=now, before=before, after={"weeks_ahead": None})
    return series


def end(series: Series, *, last: Meeting | None, reason: str, by: Actor, now: datetime) -> Series:
    """End a series with one of its sessions, None for none: cancel those after it, plan no more.

    What was cancelled stays so where the series goes on after all. Raises MeetingCancelled and
    ReasonMissing.
    """
    series = stop_planning(series, by=by, now=now)
    last = last and db.lock(Meeting, last.id)
    if last is not None and last.cancelled_at is not None:
        raise programmes.MeetingCancelled
    series.ended = True
    after = {"meeting": last.key} if last else {}
    note(by, "ended", series, now=now, after=after, reason=reason)
    planning.cancel(queries.after(series, last, now), reason=reason, by=by, now=now)
    return series


def change(
    meeting: Meeting,
    *,
    version: int,
    scope: Scope,
    wanted: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> Meeting:
    """Change a meeting, it and those after it, or all to come, as queries.outcome says.

    version is the one that the form was filled in on. Raises what outcome raises, ChangedMeanwhile,
    MeetingCancelled, SameDate and BadLink.
    """
    series = db.lock(Series, meeting.series_id)
    meeting = db.lock(Meeting, meeting.id)
    if meeting.version != version:
        raise rules.ChangedMeanwhile
    if meeting.cancelled_at is not None:
        raise programmes.MeetingCancelled
    programmes.join_link(wanted.get("join_link", ""))
    found = queries.outcome(meeting, scope, wanted, now=now)
    if scope is not Scope.ONE and meeting.original_on is not None:
        since, asked = queries.begins(meeting, scope, now), queries.differing(meeting, wanted)
        _change_rule(series, since, asked, by=by, now=now)
    planning.rewrite(found.wanted, by=by, now=now)
    return meeting


def _change_rule(
    series: Series, since: date, asked: Mapping[str, Any], *, by: Actor, now: datetime
) -> None:
    """Change what the dates from one on have in common; those before it keep theirs."""
    rows = queries.recurrences(series.id)
    _split(queries.of_date(rows, since), since)
    for row in queries.recurrences(series.id):
        if row.first_on < since:
            continue
        plain = {name: value for name, value in asked.items() if name != "weekday"}
        before = {name: getattr(row, name) for name in plain}
        for name, value in plain.items():
            setattr(row, name, value)
        if "weekday" in asked:
            before["rule"] = row.rule
            _move(row, asked["weekday"])
            plain["rule"] = row.rule
        note(by, "changed", series, now=now, before=before, after=plain)
    if "zone" in asked:
        series.zone = asked["zone"]
    if "capacity" in asked:
        series.capacity = asked["capacity"]
    db.session.flush()


def _split(row: Recurrence | None, since: date) -> None:
    """Let a recurrence end before one of its dates, and another go on from there."""
    if row is None or row.first_on == since:
        return
    eve = since - timedelta(days=1)
    after = Recurrence(
        series=row.series,
        first_on=since,
        **{
            name: getattr(row, name)
            for name in (
                "rule",
                "starts",
                "minutes",
                "zone",
                "title",
                "capacity",
                "join_link",
                "weeks_ahead",
                "planned_until",
            )
        },
    )
    after.skipped = {day for day in row.skipped if day >= since}
    row.skipped = {day for day in row.skipped if day < since}
    row.rule, row.planned_until, row.weeks_ahead = rules.ending(row.rule, eve), eve, None
    db.session.add(after)
    db.session.flush()


def _move(row: Recurrence, weekday: int) -> None:
    """Give a rule another day of the week, and its dates their places there."""
    old = rules.ending(row.rule, None)
    last = rules.rule_dates(old, row.first_on, row.planned_until)[-1]
    following = rules.next_date(old, row.first_on, row.planned_until)
    there = queries.meetings(row.series_id)
    going = {
        meeting: rules.on_weekday(old, meeting.original_on, weekday)
        for meeting in there
        if meeting.original_on is not None and row.first_on <= meeting.original_on <= last
    }
    if {each.original_on for each in there if each not in going} & {*going.values()}:
        raise rules.SameDate
    row.skipped = {rules.on_weekday(old, day, weekday) for day in row.skipped}
    row.first_on = rules.on_weekday(old, row.first_on, weekday)
    row.rule = rules.rrule(rules.every_of(old), weekday)
    row.planned_until = rules.on_weekday(old, following, weekday) - timedelta(days=1)
    if row.weeks_ahead is None:
        row.planned_until = rules.on_weekday(old, last, weekday)
        row.rule = rules.ending(row.rule, row.planned_until)
    for meeting, day in going.items():
        meeting.original_on = day
    db.session.flush()
