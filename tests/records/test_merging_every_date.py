"""Two become one who take in every date of a series, and one of them pauses."""

from flask import Flask

from tests.cast import Cast
from tests.records.merged_lives import anew, merge, undo
from tests.registrations.every_week import CONFIRMED, asked, hand_over_questions, held, plan
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.registrations.every_date import actions
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.every_date.rules import HEARD_OF
from webinar_hub.registrations.models import EveryDate, Registration


def own(registration: Registration) -> EveryDate:
    """Return how a registration takes in every date, read afresh."""
    found = every_date.of_registration(anew(registration))
    assert found
    return found


def test_a_pause_ends_where_the_other_comes(app: Flask, cast: Cast) -> None:
    """So no paused registration holds the places of the other."""
    series = cast.series()
    meeting = cast.meeting(series)
    plan(series, 1)
    ani, budi = (asked(meeting, name, proved=True).registration for name in ("Ani", "Budi"))
    db.write(actions.pause, ani, by=VISITOR, now=clock.now())
    paused_at = own(ani).paused_at
    done = merge(ani.person, budi.person)
    assert held(ani) == {1: CONFIRMED, 2: CONFIRMED}
    assert own(ani).paused_at is None
    plan(series, 2)
    assert held(ani)[3] is CONFIRMED
    undo(done)
    assert own(ani).paused_at == paused_at
    assert own(budi).paused_at is None


def test_who_comes_goes_on_where_the_other_pauses(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting()
    ani, budi = (asked(meeting, name, proved=True).registration for name in ("Ani", "Budi"))
    db.write(actions.pause, budi, by=VISITOR, now=clock.now())
    merge(ani.person, budi.person)
    assert (held(ani), own(ani).paused_at) == ({1: CONFIRMED}, None)


def test_a_place_of_the_other_is_not_taken_for_one_given_back_by_a_pause(
    app: Flask, cast: Cast
) -> None:
    """Going on would put it at the end of the line."""
    series = cast.series()
    meeting = cast.meeting(series, capacity=2)
    ani, budi = (asked(meeting, name, proved=True).registration for name in ("Ani", "Budi"))
    db.write(actions.pause, ani, by=VISITOR, now=clock.now())
    for name in ("Cici", "Dedi"):
        asked(meeting, name, proved=True)
    merge(ani.person, budi.person)
    actions.catch_up(now=clock.now())
    assert held(ani) == {1: CONFIRMED}


def test_whoever_was_asked_pauses_also_as_somebody_else(app: Flask, cast: Cast) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    ani = cast.registration(cast.person("Ani"), meeting)
    budi = asked(meeting, "Budi", proved=True).registration
    db.write(actions.ask_whether_still_coming, own(budi).id, now=clock.now())
    merge(ani.person, budi.person)
    hand_over_questions()
    assert db.write(actions.pause_next_unanswered, now=meeting.ends_at + HEARD_OF)
    assert own(ani).paused_at
