"""Dates planned by a rule, for the tests that change and keep them."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from webinar_hub.kit.db import db
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.recurrence import actions, queries, rules
from webinar_hub.programmes.recurrence.rules import Plan, Scope

NOW = datetime(2027, 1, 1, 3, tzinfo=UTC)


THURSDAY = date(2027, 1, 7)


ROOM = "https://zoom.us/j/1"


def plan(weeks: int = 4, first: date = THURSDAY, **changed: Any) -> Plan:
    every, weekday = changed.pop("every", "W1"), changed.pop("weekday", first.weekday())
    rule = rules.rrule(every, weekday)
    until = first + timedelta(weeks=weeks - 1)
    days = rules.rule_dates(rule, first, until)
    skipped = changed.pop("skipped", [])
    facts = {
        "rule": rule,
        "days": [day for day in days if day not in skipped],
        "skipped": skipped,
        "until": until,
        "starts": time(14, 0),
        "minutes": 120,
        "zone": "WIB",
        "capacity": 40,
        "join_link": ROOM,
    }
    return Plan(**{**facts, **changed})


def start(cast: Cast, facts: Plan | None = None, *, rolling: bool = True) -> Series:
    return db.write(
        actions.start,
        cast.programme(),
        plan=facts or plan(),
        name="",
        rolling=rolling,
        by=DIRECTOR,
        now=NOW,
    )


def held(series: Series) -> list[str]:
    """Return each session as `date it was given > date and hour where it is at home`."""
    found = db.session.scalars(
        select(Meeting).where(Meeting.series_id == series.id).order_by(Meeting.number)
    )
    return [
        f"{each.original_on} > {each.starts_at.astimezone(each.home.info):%Y-%m-%d %H:%M} {each.zone}"
        for each in found
    ]


def on(series: Series, day: date) -> Meeting:
    return db.session.scalars(
        select(Meeting).where(Meeting.series_id == series.id, Meeting.original_on == day)
    ).one()


def change(meeting: Meeting, scope: Scope, now: datetime = NOW, **asked: Any) -> Meeting:
    return db.write(
        actions.change,
        meeting,
        version=meeting.version,
        scope=scope,
        wanted=asked,
        by=DIRECTOR,
        now=now,
    )


def move(meeting: Meeting, starts_at: datetime) -> Meeting:
    """Change the hours of one session by itself, as its own page does."""
    names = ("version", "title", "description", "capacity", "join_link")
    facts = {name: getattr(meeting, name) for name in names}
    length = meeting.ends_at - meeting.starts_at
    return db.write(
        planning.change_meeting,
        meeting,
        **facts,
        starts_at=starts_at,
        ends_at=starts_at + length,
        by=DIRECTOR,
        now=NOW,
    )


def rows(series: Series) -> list[tuple[date, str, str, date, time]]:
    db.session.expire_all()
    return [
        (row.first_on, row.rule, row.exdates, row.planned_until, row.starts)
        for row in queries.recurrences(series.id)
    ]


def keep(now: datetime) -> int:
    """Plan ahead until there is nothing to plan; return how many series it was."""
    done = 0
    while db.write(actions.keep_next, now=now):
        done += 1
    return done
