"""Dates of a rule on both databases, changed one, from one on, or all."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.conftest import LONG
from tests.programmes.conftest import Heard
from tests.programmes.dated import NOW, THURSDAY, change, held, keep, move, on, plan, rows, start
from tests.programmes.test_recurrence_rules import by_hand
from webinar_hub.kit import zones
from webinar_hub.kit.db import db
from webinar_hub.programmes import rules as programmes
from webinar_hub.programmes.models import Meeting, Programme, Recurrence
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.recurrence import actions, queries, rules
from webinar_hub.programmes.recurrence.rules import Scope

pytestmark = pytest.mark.usefixtures("app")


def test_this_and_following_are_moved_in_one_act(cast: Cast, heard: Heard) -> None:
    series = start(cast, plan(4, weeks_ahead=2, skipped=[date(2027, 1, 28)]))
    heard.clear()
    change(on(series, date(2027, 1, 14)), Scope.FOLLOWING, weekday=2, starts=time(9))
    assert held(series) == [
        "2027-01-07 > 2027-01-07 14:00 WIB",
        "2027-01-13 > 2027-01-13 09:00 WIB",
        "2027-01-20 > 2027-01-20 09:00 WIB",
    ]
    assert rows(series) == [
        (
            THURSDAY,
            "FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;UNTIL=20270113",
            "",
            date(2027, 1, 13),
            time(14),
        ),
        (
            date(2027, 1, 13),
            "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE",
            "20270127",
            date(2027, 2, 2),
            time(9),
        ),
    ]
    assert [(what, len(before)) for what, before in heard] == [("moved", 2)]
    keep(NOW + timedelta(weeks=4))
    assert held(series)[-2:] == [
        "2027-02-03 > 2027-02-03 09:00 WIB",
        "2027-02-10 > 2027-02-10 09:00 WIB",
    ]


def test_what_was_changed_by_itself_survives(cast: Cast) -> None:
    series = start(cast)
    moved = on(series, date(2027, 1, 21))
    move(moved, zones.at_local(date(2027, 1, 22), 10, 0, zones.WIB))
    meeting = on(series, date(2027, 1, 14))
    found = queries.outcome(meeting, Scope.FOLLOWING, {"weekday": 1}, now=NOW)
    assert [each.original_on for each in found.kept] == [date(2027, 1, 21)]
    assert [each.original_on for each in found.moving] == [date(2027, 1, 14), date(2027, 1, 28)]
    change(meeting, Scope.FOLLOWING, weekday=1, title="Selasa")
    assert held(series) == [
        "2027-01-07 > 2027-01-07 14:00 WIB",
        "2027-01-12 > 2027-01-12 14:00 WIB",
        "2027-01-19 > 2027-01-22 10:00 WIB",
        "2027-01-26 > 2027-01-26 14:00 WIB",
    ]
    assert db.session.scalars(select(Meeting.title).order_by(Meeting.number)).all() == [
        "",
        "Selasa",
        "Selasa",
        "Selasa",
    ]


def test_all_leaves_what_is_over_and_its_rule(cast: Cast) -> None:
    series = start(cast)
    later = datetime(2027, 1, 10, tzinfo=UTC)
    change(on(series, date(2027, 1, 28)), Scope.ALL, now=later, zone="WITA", capacity=7)
    assert held(series) == [
        "2027-01-07 > 2027-01-07 14:00 WIB",
        "2027-01-14 > 2027-01-14 14:00 WITA",
        "2027-01-21 > 2027-01-21 14:00 WITA",
        "2027-01-28 > 2027-01-28 14:00 WITA",
    ]
    assert [row[0] for row in rows(series)] == [THURSDAY, date(2027, 1, 14)]
    assert db.session.scalars(select(Meeting.capacity).order_by(Meeting.number)).all() == [
        40,
        7,
        7,
        7,
    ]
    assert (series.zone, series.capacity) == ("WITA", 7)


def test_one_leaves_the_rule(cast: Cast) -> None:
    series = start(cast)
    before = rows(series)
    change(on(series, date(2027, 1, 14)), Scope.ONE, weekday=4, minutes=60)
    assert rows(series) == before
    assert held(series)[1] == "2027-01-14 > 2027-01-15 14:00 WIB"


def test_a_change_of_a_monthly_rule_keeps_the_place_in_the_month(cast: Cast) -> None:
    facts = plan(16, first=date(2027, 1, 28), every="M-1", weekday=3)
    series = start(cast, facts)
    change(on(series, date(2027, 2, 25)), Scope.FOLLOWING, weekday=0)
    assert [each[13:23] for each in held(series)] == [
        "2027-01-28",
        "2027-02-22",
        "2027-03-29",
        "2027-04-26",
    ]


def test_a_change_is_refused_whole(cast: Cast) -> None:
    series = start(cast)
    first, second = on(series, THURSDAY), on(series, date(2027, 1, 14))
    before = held(series)
    with pytest.raises(rules.InThePast):
        change(second, Scope.ALL, now=datetime(2027, 1, 6, tzinfo=UTC), weekday=0)
    with pytest.raises(rules.InThePast):
        change(first, Scope.FOLLOWING, now=datetime(2027, 1, 8, tzinfo=UTC), starts=time(9))
    with pytest.raises(programmes.BadLink):
        change(second, Scope.ALL, join_link="zoom")
    with pytest.raises(rules.ChangedMeanwhile):
        db.write(
            actions.change, second, version=9, scope=Scope.ALL, wanted={}, by=DIRECTOR, now=NOW
        )
    db.write(planning.cancel_meeting, second, reason="Libur", by=DIRECTOR, now=NOW)
    with pytest.raises(programmes.MeetingCancelled):
        change(second, Scope.ALL, starts=time(9))
    assert held(series) == before


def test_a_move_onto_the_date_of_an_earlier_rule_is_refused(cast: Cast) -> None:
    series = start(cast, plan(1, first=date(2027, 1, 5)))
    db.write(actions.plan_on, series, plan=plan(1), by=DIRECTOR, now=NOW)
    with pytest.raises(rules.SameDate):
        change(on(series, THURSDAY), Scope.FOLLOWING, weekday=1)


_asked = st.fixed_dictionaries(
    {},
    optional={
        "weekday": st.integers(0, 6),
        "starts": st.sampled_from([time(9), time(13, 30), time(19)]),
        "zone": st.sampled_from(["WIB", "WITA", "WIT"]),
    },
)


@given(
    every=st.sampled_from(sorted(rules.EVERY)),
    weekday=st.integers(0, 6),
    changes=st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from([Scope.FOLLOWING, Scope.ALL]), _asked),
        max_size=3,
    ),
    skipped=st.sets(st.integers(0, 5), max_size=2),
)
@settings(max_examples=1000 if LONG else 15, suppress_health_check=list(HealthCheck))
def test_dates_are_those_of_their_rules_after_any_changes(
    cast: Cast, every: str, weekday: int, changes: list[Any], skipped: set[int]
) -> None:
    rule = rules.rrule(every, weekday)
    first = rules.first_date(rule, date(2027, 2, 1))
    until = first + timedelta(weeks=26)
    days = rules.rule_dates(rule, first, until)
    left_out = [day for number, day in enumerate(days) if number in skipped]
    facts = plan(
        rule=rule, days=[d for d in days if d not in left_out], skipped=left_out, until=until
    )
    series = db.write(
        actions.start,
        db.session.scalar(select(Programme)) or cast.programme(),
        plan=facts,
        name="",
        rolling=True,
        by=DIRECTOR,
        now=NOW,
    )
    for number, scope, asked in changes:
        meetings = queries.meetings(series.id)
        with suppress(rules.NothingChanged):
            change(meetings[number % len(meetings)], scope, **asked)
    db.session.expire_all()
    found = queries.meetings(series.id)
    assert len(found) == len(facts.days)
    assert sorted((each.original_on, each.starts_at, each.zone) for each in found) == [
        (day, zones.at_local(day, row.starts.hour, row.starts.minute, row.home), row.zone)
        for row in queries.recurrences(series.id)
        for day in _of_row(row)
    ]


def _of_row(row: Recurrence) -> list[date]:
    every, weekday = rules.every_of(row.rule), rules.weekday_of(row.rule)
    dates = by_hand(every, weekday, row.first_on, row.planned_until)
    return [day for day in dates if day not in row.skipped]
