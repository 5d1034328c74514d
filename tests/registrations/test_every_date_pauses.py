"""Whoever takes in every date pauses, goes on, or stops."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.registrations.every_week import (
    CANCELLED,
    CONFIRMED,
    WAITLISTED,
    asked,
    hand_over_questions,
    held,
    kinds,
    names_of,
    plan,
)
from tests.registrations.full_form import EVERYTHING, sent
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queue import actions as queue
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations import queries
from webinar_hub.registrations.every_date import actions
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.every_date.letters import PAUSED, STILL_COMING
from webinar_hub.registrations.every_date.queries import HowMany
from webinar_hub.registrations.every_date.rules import HEARD_OF
from webinar_hub.registrations.models import (
    EveryDate,
    FormDate,
)
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.standing import actions as standing

pytestmark = pytest.mark.usefixtures("app")


def test_a_pause_gives_back_every_place_to_the_next_and_going_on_means_the_end_of_the_line(
    cast: Cast,
) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    ani, budi = (asked(meeting, name, proved=True).registration for name in ("Ani", "Budi"))
    new = plan(series, 1, capacity=1)
    skipped = plan(series, 2)
    db.write(standing.leave, ani, skipped.id, by=VISITOR, now=clock.now())
    db.write(actions.pause, ani, by=VISITOR, now=clock.now())
    db.write(actions.pause, ani, by=VISITOR, now=clock.now())
    assert held(ani) == {1: CANCELLED, 2: CANCELLED, 3: CANCELLED}
    assert names_of(new, CONFIRMED) == ["Budi"]
    assert every_date.how_many(series.id) == HowMany(stand=1, pause=1)
    plan(series, 3)
    actions.catch_up(now=clock.now())
    assert held(ani) == {1: CANCELLED, 2: CANCELLED, 3: CANCELLED}
    assert (ani.stands, queries.by_contact("ani@example.org", None)) == (True, [ani])
    db.write(actions.go_on, ani, by=VISITOR, now=clock.now())
    assert held(ani) == {1: CONFIRMED, 2: WAITLISTED, 3: CANCELLED, 4: CONFIRMED}
    assert held(budi) == dict.fromkeys((1, 2, 3, 4), CONFIRMED)
    assert every_date.how_many(series.id) == HowMany(stand=2, pause=0)


def test_a_date_asked_for_during_a_pause_is_that_date_alone(cast: Cast) -> None:
    """The group's address is open to whoever pauses, and nobody else ends a pause by it."""
    series = cast.series()
    meeting = cast.meeting(series)
    ani = asked(meeting, "Ani", proved=True).registration
    plan(series, 1)
    db.write(actions.pause, ani, by=VISITOR, now=clock.now())
    form = sent(
        meeting,
        replace(
            EVERYTHING,
            name="Ani",
            email="ani@example.org",
            region_code=None,
            guardian=None,
            age_band=None,
        ),
    )
    plan(series, 2)
    assert form.registration is ani
    assert held(ani) == {1: CONFIRMED, 2: CANCELLED}
    db.write(actions.go_on, ani, by=VISITOR, now=clock.now())
    assert held(ani) == {1: CONFIRMED, 2: CONFIRMED, 3: CONFIRMED}


def test_who_stops_has_no_place_and_takes_in_no_later_date(cast: Cast) -> None:
    series = cast.series()
    registration = asked(cast.meeting(series), proved=True).registration
    skipped = plan(series, 1)
    plan(series, 2)
    db.write(standing.leave, registration, skipped.id, by=VISITOR, now=clock.now())
    db.write(standing.leave, registration, None, by=VISITOR, now=clock.now())
    plan(series, 3)
    assert held(registration) == {1: CANCELLED, 2: CANCELLED, 3: CANCELLED}
    assert (registration.stands, every_date.of_registration(registration)) == (False, None)
    db.write(actions.go_on, registration, by=VISITOR, now=clock.now())
    assert registration.stands
    assert held(registration) == {1: CONFIRMED, 2: CANCELLED, 3: CONFIRMED, 4: CONFIRMED}


def test_whoever_goes_on_is_not_told_later_that_their_places_are_given_back(cast: Cast) -> None:
    registration = asked(cast.meeting(), proved=True).registration
    db.write(actions.pause, registration, by=VISITOR, now=clock.now())
    [told] = db.session.scalars(select(Letter).where(Letter.kind == PAUSED))
    db.write(actions.go_on, registration, by=VISITOR, now=clock.now())
    assert told.state is LetterState.DROPPED


def test_who_skipped_everything_still_stands_and_can_stop(cast: Cast) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    registration = asked(meeting, proved=True).registration
    db.write(standing.leave, registration, meeting.id, by=VISITOR, now=clock.now())
    assert registration.stands
    db.write(standing.leave, registration, None, by=VISITOR, now=clock.now())
    assert not registration.stands


def test_a_pause_stays_where_an_older_form_is_confirmed_and_ends_with_a_newer_one(
    cast: Cast,
) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    older = asked(meeting)
    registration = asked(meeting, proved=True).registration
    db.write(actions.pause, registration, by=VISITOR, now=clock.now())
    db.write(proof.prove, older, now=clock.now())
    own = every_date.of_registration(registration)
    assert own
    assert own.paused_at
    asked(meeting, proved=True)
    own = every_date.of_registration(registration)
    assert own
    assert own.paused_at is None
    assert len(db.session.scalars(select(EveryDate)).all()) == 1


def test_whoever_neither_answers_nor_comes_pauses_the_day_after_the_next_date(cast: Cast) -> None:
    series = cast.series()
    next_one = cast.meeting(series)
    proved, unproved = asked(next_one, "Ani", proved=True), asked(next_one, "Budi")
    quick = asked(next_one, "Cici", proved=True)
    later = plan(series, 1)
    for every in db.session.scalars(select(EveryDate)).all():
        db.write(actions.ask_whether_still_coming, every.id, now=clock.now())
        db.write(actions.ask_whether_still_coming, every.id, now=clock.now())
    assert kinds().count(STILL_COMING) == 3
    hand_over_questions()
    db.write(actions.go_on, quick.registration, by=VISITOR, now=clock.now())
    after = next_one.ends_at + HEARD_OF
    early = after - timedelta(minutes=1)
    assert not db.write(actions.pause_next_unanswered, now=early), "its report may still come"
    while db.write(actions.pause_next_unanswered, now=after):
        pass
    for form in (proved, unproved):
        assert held(form.registration) == {1: CONFIRMED, 2: CANCELLED}
    assert held(quick.registration) == {1: CONFIRMED, 2: CONFIRMED}
    given = select(FormDate.given).where(FormDate.sent_form_id == unproved.id)
    assert db.session.scalars(given.order_by(FormDate.id)).all() == [CONFIRMED, CANCELLED]
    db.write(actions.go_on, proved.registration, by=VISITOR, now=after)
    assert held(proved.registration)[later.number] is CONFIRMED


def test_nobody_pauses_before_the_question_reached_them(cast: Cast) -> None:
    """Whoever has only a phone gets it by hand, and has the next date from then on to answer."""
    series = cast.series()
    missed, next_one = cast.meeting(series), plan(series, 2)
    registration = asked(missed, proved=True).registration
    last = plan(series, 3)
    [every] = db.session.scalars(select(EveryDate)).all()
    db.write(actions.ask_whether_still_coming, every.id, now=clock.now())
    [question] = db.session.scalars(select(Letter).where(Letter.kind == STILL_COMING))
    question.state = LetterState.KEPT
    db.session.commit()
    handed = missed.ends_at + HEARD_OF
    assert not db.write(queue.drop_begun, written_before=last.ends_at, now=last.ends_at)
    assert not db.write(actions.pause_next_unanswered, now=next_one.ends_at + HEARD_OF)
    hand_over_questions(at=handed)
    assert not db.write(actions.pause_next_unanswered, now=handed)
    assert db.write(actions.pause_next_unanswered, now=next_one.ends_at + HEARD_OF)
    assert held(registration) == {1: CONFIRMED, 2: CONFIRMED, 3: CANCELLED}


def test_who_joins_is_not_asked_later_whether_they_still_come(cast: Cast) -> None:
    registration = asked(cast.meeting(), proved=True).registration
    [every] = db.session.scalars(select(EveryDate)).all()
    db.write(actions.ask_whether_still_coming, every.id, now=clock.now())
    db.write(actions.still_come, [registration.id], now=clock.now())
    [question] = db.session.scalars(select(Letter).where(Letter.kind == STILL_COMING))
    assert (question.state, every.asked_at) == (LetterState.DROPPED, None)


def test_a_cancelled_date_makes_nobody_pause(cast: Cast) -> None:
    series = cast.series()
    next_one = cast.meeting(series)
    asked(next_one, proved=True)
    [every] = db.session.scalars(select(EveryDate)).all()
    db.write(actions.ask_whether_still_coming, every.id, now=clock.now())
    hand_over_questions()
    db.write(planning.cancel_meeting, next_one, reason="Banjir", by=DIRECTOR, now=clock.now())
    assert not db.write(actions.pause_next_unanswered, now=next_one.ends_at + HEARD_OF)


def test_a_question_that_waits_outlives_a_cancelled_date(cast: Cast) -> None:
    series = cast.series()
    next_one = cast.meeting(series)
    registration = asked(next_one, proved=True).registration
    [every] = db.session.scalars(select(EveryDate)).all()
    db.write(actions.ask_whether_still_coming, every.id, now=clock.now())
    db.write(planning.cancel_meeting, next_one, reason="Banjir", by=DIRECTOR, now=clock.now())
    hand_over_questions()
    later = plan(series, 2)
    assert db.write(actions.pause_next_unanswered, now=later.ends_at + HEARD_OF)
    assert every_date.pauses(registration)


def test_a_pause_ends_what_unconfirmed_forms_asked_for_before(cast: Cast) -> None:
    series = cast.series()
    registration = asked(cast.meeting(series), "Ani").registration
    db.write(actions.go_on, registration, by=VISITOR, now=clock.now())
    db.write(actions.pause, registration, by=VISITOR, now=clock.now())
    actions.catch_up(now=clock.now())
    plan(series, 1)
    assert held(registration) == {1: CANCELLED}
    later = asked(cast.meeting(series), "Ani")
    assert held(later.registration) == {1: CANCELLED, 2: CONFIRMED, 3: CONFIRMED}
