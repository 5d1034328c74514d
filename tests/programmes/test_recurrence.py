"""Dates by a rule on both databases: planned, planned on by themselves, changed together."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.conftest import LONG
from tests.programmes.test_actions import Heard
from tests.programmes.test_recurrence_rules import by_hand
from webinar_hub.kit import zones
from webinar_hub.kit.db import db
from webinar_hub.programmes import rules as programmes
from webinar_hub.programmes import signals
from webinar_hub.programmes.models import Meeting, Programme, Recurrence, Series, State
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.programmes.recurrence import actions, queries, rules
from webinar_hub.programmes.recurrence.rules import Plan, Scope

pytestmark = pytest.mark.usefixtures("app")

NOW = datetime(2027, 1, 1, 3, tzinfo=UTC)
THURSDAY = date(2027, 1, 7)
ROOM = "https://zoom.us/j/1"


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Listen to what the programme tells, beside whoever listens already."""
    changes: Heard = []

    def listen(change: signals.Change) -> None:
        changes.append((change.what, [change.before.get(each.id, {}) for each in change.meetings]))

    signals.meetings_changed.append(listen)
    yield changes
    signals.meetings_changed.remove(listen)


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
