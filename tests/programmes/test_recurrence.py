"""Dates by a rule on both databases: planned, planned on by themselves, changed together."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.programmes.conftest import Heard
from tests.programmes.dated import (
    NOW,
    ROOM,
    THURSDAY,
    change,
    held,
    keep,
    move,
    on,
    plan,
    rows,
    start,
)
from tests.programmes.test_recurrence_rules import by_hand
from webinar_hub.kit import zones
from webinar_hub.kit.db import db
from webinar_hub.programmes import rules as programmes
from webinar_hub.programmes.models import Meeting, State
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.recurrence import actions, rules
from webinar_hub.programmes.recurrence.rules import Scope

pytestmark = pytest.mark.usefixtures("app")


def test_a_plan_is_kept_as_a_rule_and_told_at_once(cast: Cast, heard: Heard) -> None:
    series = start(cast, plan(5, skipped=[date(2027, 1, 21)]))
    assert held(series) == [
        f"{day} > {day} 14:00 WIB"
        for day in ("2027-01-07", "2027-01-14", "2027-01-28", "2027-02-04")
    ]
    assert rows(series) == [
        (
            THURSDAY,
            "FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;UNTIL=20270204",
            "20270121",
            date(2027, 2, 4),
            time(14),
        )
    ]
    meetings = db.session.scalars(select(Meeting).order_by(Meeting.number)).all()
    assert {(m.capacity, m.join_link, m.revision) for m in meetings} == {(40, ROOM, 0)}
    assert [m.number for m in meetings] == [1, 2, 3, 4]
    assert heard == [("planned", [{}] * 4)]


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ({"days": []}, rules.NoDates),
        ({"days": [THURSDAY + timedelta(days=n) for n in range(121)]}, rules.TooManyDates),
        ({"join_link": "javascript:x"}, programmes.BadLink),
    ],
)
def test_nothing_is_planned_when_a_plan_is_refused(
    cast: Cast, facts: dict[str, Any], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        start(cast, plan(**facts))
    assert db.session.scalars(select(Meeting)).all() == []


def test_more_dates_go_on_by_the_same_rule_or_begin_another(cast: Cast) -> None:
    series = start(cast)
    more = plan(2, first=date(2027, 2, 4))
    db.write(actions.plan_on, series, plan=more, by=DIRECTOR, now=NOW)
    other = plan(1, first=date(2027, 2, 23), starts=time(9, 30))
    db.write(actions.plan_on, series, plan=other, by=DIRECTOR, now=NOW)
    assert [row[:2] for row in rows(series)] == [
        (THURSDAY, "FREQ=WEEKLY;INTERVAL=1;BYDAY=TH;UNTIL=20270211"),
        (date(2027, 2, 23), "FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL=20270223"),
    ]
    assert held(series)[-2:] == [
        "2027-02-11 > 2027-02-11 14:00 WIB",
        "2027-02-23 > 2027-02-23 09:30 WIB",
    ]
    with pytest.raises(rules.AlreadyPlanned):
        db.write(actions.plan_on, series, plan=plan(1), by=DIRECTOR, now=NOW)


def test_a_date_planned_by_itself_is_taken_into_the_rule(cast: Cast) -> None:
    series = start(cast)
    extra = zones.at_local(date(2027, 2, 4), 16, 0, zones.WIB)
    db.write(
        planning.plan_meeting,
        series,
        title="Tamu",
        starts_at=extra,
        ends_at=extra + timedelta(hours=1),
        capacity=None,
        by=DIRECTOR,
        now=NOW,
    )
    db.write(actions.plan_on, series, plan=plan(2, first=date(2027, 2, 4)), by=DIRECTOR, now=NOW)
    assert held(series)[-2:] == [
        "2027-02-04 > 2027-02-04 16:00 WIB",
        "2027-02-11 > 2027-02-11 14:00 WIB",
    ]


def test_dates_of_a_list_have_hours_of_their_own(cast: Cast) -> None:
    days = [date(2027, 3, 5), date(2027, 3, 17)]
    series = start(
        cast, plan(rule="", days=days, until=days[-1], own_starts={days[1]: time(9)}), rolling=False
    )
    more = plan(rule="", days=[date(2027, 3, 10)], until=date(2027, 3, 10))
    db.write(actions.plan_on, series, plan=more, by=DIRECTOR, now=NOW)
    assert sorted(held(series)) == [
        "2027-03-05 > 2027-03-05 14:00 WIB",
        "2027-03-10 > 2027-03-10 14:00 WIB",
        "2027-03-17 > 2027-03-17 09:00 WIB",
    ]
    assert [row[:4] for row in rows(series)] == [(days[0], "", "", days[1])]
    with pytest.raises(rules.NoRule):
        change(on(series, days[0]), Scope.FOLLOWING, weekday=1)
    change(on(series, days[0]), Scope.ALL, starts=time(10))
    assert sorted(held(series)) == [
        "2027-03-05 > 2027-03-05 10:00 WIB",
        "2027-03-10 > 2027-03-10 10:00 WIB",
        "2027-03-17 > 2027-03-17 09:00 WIB",
    ]


def test_the_next_weeks_are_kept_planned(cast: Cast, heard: Heard) -> None:
    series = start(cast, plan(4, weeks_ahead=12))
    cancelled = db.write(
        planning.cancel_meeting, on(series, THURSDAY), reason="Libur", by=DIRECTOR, now=NOW
    )
    heard.clear()
    assert (keep(NOW), keep(NOW)) == (1, 0)
    # 11 March and 25 March are holidays, which are left out unless somebody ticks them.
    until = NOW.date() + timedelta(weeks=12)
    days = by_hand("W1", 3, THURSDAY, until)
    assert [each[:10] for each in held(series)] == [
        str(day) for day in days if day not in (date(2027, 3, 11), date(2027, 3, 25))
    ]
    assert rows(series)[0][1:4] == ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TH", "20270311,20270325", until)
    assert [what for what, _ in heard] == ["planned"]
    assert cancelled.cancelled_at is not None


def test_what_was_deleted_moved_or_skipped_does_not_come_back(cast: Cast) -> None:
    series = start(cast, plan(4, weeks_ahead=4, skipped=[date(2027, 1, 14)]))
    move(on(series, date(2027, 1, 21)), zones.at_local(date(2027, 1, 20), 9, 0, zones.WIB))
    db.session.delete(on(series, date(2027, 1, 28)))
    db.session.commit()
    keep(NOW)
    keep(NOW + timedelta(weeks=1))
    assert held(series) == [
        "2027-01-07 > 2027-01-07 14:00 WIB",
        "2027-01-21 > 2027-01-20 09:00 WIB",
        "2027-02-04 > 2027-02-04 14:00 WIB",
    ]


def test_nothing_is_planned_into_the_past_or_for_what_is_archived(cast: Cast) -> None:
    series = start(cast, plan(1, weeks_ahead=2))
    later = datetime(2027, 4, 1, 3, tzinfo=UTC)
    series.programme.state = State.ARCHIVED
    db.session.commit()
    assert keep(later) == 0
    series.programme.state = State.PUBLISHED
    db.session.commit()
    assert keep(later) == 1
    assert [each[:10] for each in held(series)] == ["2027-01-07", "2027-04-08", "2027-04-15"]
    db.write(actions.stop_planning, series, by=DIRECTOR, now=later)
    assert keep(later + timedelta(weeks=9)) == 0
