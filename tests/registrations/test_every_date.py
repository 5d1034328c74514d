"""One registration takes in the dates planned later; pause, skip, stop, go on."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast, soon
from tests.registrations.every_week import (
    CANCELLED,
    CONFIRMED,
    WAITLISTED,
    asked,
    held,
    kinds,
    names_of,
    plan,
)
from tests.registrations.full_form import EVERYTHING, sent
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.messages.models import Letter
from webinar_hub.people import holdings
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations import letters
from webinar_hub.registrations.every_date import actions
from webinar_hub.registrations.every_date import queries as every_date
from webinar_hub.registrations.models import (
    EveryDate,
    Seat,
    SentForm,
)
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.rules import MeetingFull
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.web.jobs import answer_asked

pytestmark = pytest.mark.usefixtures("app")


def test_one_form_takes_in_dates_planned_before_and_after_it_and_writes_one_letter(
    cast: Cast,
) -> None:
    series = cast.series()
    first, later = cast.meeting(series), cast.meeting(series, starts_at=soon(weeks=1))
    form = asked(later)
    plan(series, 2)
    plan(series, 3)
    assert held(form.registration) == {2: CONFIRMED, 3: CONFIRMED, 4: CONFIRMED}
    assert {date.meeting.number for date in db.session.get_one(SentForm, form.id).dates} == {
        2,
        3,
        4,
    }
    [letter] = db.session.scalars(select(Letter)).all()
    assert (letter.kind, letter.facts["every_date"]) == (letters.CONFIRMED, True)
    assert [each["key"] for each in letter.facts["meetings"]] == [later.key]
    assert first.number == 1


def test_another_date_of_the_same_moment_is_not_taken_in(cast: Cast) -> None:
    series, moment = cast.series(), soon(weeks=1)
    cast.meeting(series, starts_at=moment)
    form = asked(cast.meeting(series, starts_at=moment))
    for _again in range(2):
        assert held(form.registration) == {2: CONFIRMED}
        actions.catch_up(now=clock.now())
        db.write(proof.prove, form, now=clock.now())


def test_only_this_date_takes_in_no_other(cast: Cast) -> None:
    series = cast.series()
    form = sent(
        cast.meeting(series),
        replace(EVERYTHING, region_code=None, guardian=None, age_band=None),
    )
    plan(series, 2)
    assert held(form.registration) == {1: CONFIRMED}


def test_an_unproved_form_takes_in_dates_without_a_limit_alone_and_the_others_once_proved(
    cast: Cast,
) -> None:
    series = cast.series()
    form = asked(cast.meeting(series))
    plan(series, 1, capacity=5)
    plan(series, 2)
    assert held(form.registration) == {1: CONFIRMED, 3: CONFIRMED}
    db.write(proof.prove, form, now=clock.now())
    assert held(form.registration) == {1: CONFIRMED, 2: CONFIRMED, 3: CONFIRMED}
    plan(series, 3, capacity=5)
    assert held(form.registration)[4] is CONFIRMED
    assert kinds() == [letters.CONFIRMED]


def test_places_in_a_new_date_go_in_the_order_of_registering(cast: Cast) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    for name in ("Ani", "Budi", "Cici"):
        asked(meeting, name)
    for name in ("Cici", "Ani", "Budi"):
        form = db.session.scalars(select(SentForm).where(SentForm.name == name)).one()
        db.write(proof.prove, form, now=clock.now())
    new = plan(series, 1, capacity=2)
    assert names_of(new, CONFIRMED) == ["Ani", "Budi"]
    assert names_of(new, WAITLISTED) == ["Cici"]
    assert letters.PROMOTED not in kinds()
    ani = db.session.scalars(select(SentForm).where(SentForm.name == "Ani")).one().registration
    db.write(standing.leave, ani, new.id, by=VISITOR, now=clock.now())
    assert names_of(new, CONFIRMED) == ["Budi", "Cici"]
    assert letters.PROMOTED in kinds()


def test_without_a_waiting_list_they_take_what_is_free_and_later_what_becomes_free(
    cast: Cast,
) -> None:
    series = cast.series(waiting_list=False)
    meeting = cast.meeting(series)
    ani, budi = (asked(meeting, name, proved=True).registration for name in ("Ani", "Budi"))
    new = plan(series, 1, capacity=1)
    assert (held(ani)[2], held(budi).get(2)) == (CONFIRMED, None)
    actions.catch_up(now=clock.now())
    assert held(budi).get(2) is None
    db.write(standing.leave, ani, new.id, by=VISITOR, now=clock.now())
    actions.catch_up(now=clock.now())
    assert (held(ani)[2], held(budi)[2]) == (CANCELLED, CONFIRMED)


def test_the_job_gives_what_planning_missed_and_then_changes_nothing(cast: Cast) -> None:
    series = cast.series()
    registration = asked(cast.meeting(series), proved=True).registration
    cast.meeting(series, starts_at=soon(weeks=1), capacity=3)
    for _again in range(2):
        actions.catch_up(now=clock.now())
        assert held(registration) == {1: CONFIRMED, 2: CONFIRMED}
        seats = db.session.scalars(select(Seat.queued_at).order_by(Seat.id)).all()
    actions.catch_up(now=clock.now())
    assert db.session.scalars(select(Seat.queued_at).order_by(Seat.id)).all() == seats


def test_a_limit_that_goes_lets_unproved_forms_in(cast: Cast) -> None:
    series = cast.series()
    form = asked(cast.meeting(series))
    new = plan(series, 1, capacity=5)
    db.write(
        planning.change_meeting,
        new,
        version=new.version,
        title="",
        description="",
        starts_at=new.starts_at,
        ends_at=new.ends_at,
        capacity=None,
        join_link="",
        by=DIRECTOR,
        now=clock.now(),
    )
    assert held(form.registration) == {1: CONFIRMED, 2: CONFIRMED}


def test_a_skipped_date_stays_skipped_until_it_is_taken_again(cast: Cast) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    registration = asked(meeting, proved=True).registration
    db.write(standing.leave, registration, meeting.id, by=VISITOR, now=clock.now())
    plan(series, 1)
    actions.catch_up(now=clock.now())
    assert registration.stands
    assert held(registration) == {1: CANCELLED, 2: CONFIRMED}
    db.write(actions.take_again, registration, meeting.key, by=VISITOR, now=clock.now())
    assert held(registration) == {1: CONFIRMED, 2: CONFIRMED}
    with pytest.raises(NotFound):
        db.write(actions.take_again, registration, meeting.key, by=VISITOR, now=clock.now())


def test_who_leaves_the_only_date_is_gone_though_another_takes_in_every_one(cast: Cast) -> None:
    meeting = cast.meeting()
    asked(meeting, "Ani", proved=True)
    maria = cast.registration(cast.maria(), meeting)
    db.write(standing.leave, maria, None, by=VISITOR, now=clock.now())
    assert not maria.stands


def test_a_full_date_is_taken_again_at_the_end_of_its_line_or_not_at_all(cast: Cast) -> None:
    series = cast.series()
    meeting = cast.meeting(series, capacity=1)
    ani, budi = (asked(meeting, name, proved=True).registration for name in ("Ani", "Budi"))
    db.write(standing.leave, ani, meeting.id, by=VISITOR, now=clock.now())
    assert every_date.skipped(budi, meeting.key, clock.now()) is None
    db.write(actions.take_again, ani, meeting.key, by=VISITOR, now=clock.now())
    assert (held(ani), held(budi)) == ({1: WAITLISTED}, {1: CONFIRMED})
    db.write(standing.leave, ani, meeting.id, by=VISITOR, now=clock.now())
    series.waiting_list = False
    db.session.commit()
    with pytest.raises(MeetingFull):
        db.write(actions.take_again, ani, meeting.key, by=VISITOR, now=clock.now())


def test_a_form_skips_a_date_and_stops_from_its_own_page(cast: Cast) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    form = asked(meeting)
    plan(series, 1)
    db.write(standing.ask_to_leave, form, meeting.id, now=clock.now())
    answer_asked()
    plan(series, 2)
    assert held(form.registration) == {1: CANCELLED, 2: CONFIRMED, 3: CONFIRMED}
    db.write(standing.ask_to_leave, form, now=clock.now())
    answer_asked()
    plan(series, 3)
    assert held(form.registration) == dict.fromkeys((1, 2, 3), CANCELLED)
    assert not form.registration.stands


def test_a_form_that_was_not_hers_takes_its_dates_along(cast: Cast) -> None:
    series = cast.series()
    meeting = cast.meeting(series)
    maria = cast.registration(cast.person("Maria Bere", email="maria@example.org"), meeting)
    form = asked(meeting)
    plan(series, 1)
    assert held(maria) == {1: CONFIRMED, 2: CONFIRMED}
    db.write(standing.disown, form, by=VISITOR, now=clock.now())
    plan(series, 2)
    assert held(maria) == {1: CONFIRMED, 2: CANCELLED}
    assert db.session.scalars(select(EveryDate)).all() == []


def test_erased_people_take_in_nothing(cast: Cast) -> None:
    series = cast.series()
    registration = asked(cast.meeting(series), proved=True).registration
    copied = dict(holdings.copy_of(registration.person))
    assert copied["every_date"]
    db.write(standing.erase, registration.person, now=clock.now())
    plan(series, 1)
    assert held(registration) == {1: CANCELLED}
    assert db.session.scalars(select(EveryDate)).all() == []


def test_a_cohort_has_no_dates_to_take_in(cast: Cast) -> None:
    registration = cast.registration(cast.maria(), cast.meeting(cast.series(rolling=False)))
    with pytest.raises(NotFound):
        db.write(actions.go_on, registration, by=VISITOR, now=clock.now())


def test_the_page_of_a_confirmed_form_gives_back_its_first_date_alone(cast: Cast) -> None:
    """A stranger may have typed it, and keeps its page."""
    series = cast.series()
    meeting = cast.meeting(series)
    plan(series, 1)
    form = asked(meeting, proved=True)
    assert [date.meeting.number for date in form.dates] == [1]
    plan(series, 2)
    db.write(standing.ask_to_leave, form, now=clock.now())
    answer_asked()
    assert held(form.registration) == {1: CANCELLED, 2: CONFIRMED, 3: CONFIRMED}
    assert every_date.of_registration(form.registration)


def test_who_got_a_place_in_silence_was_told_last_when_they_registered(cast: Cast) -> None:
    """So a date that is planned at the last moment is reminded of like any other."""
    form = asked(cast.meeting())
    meeting = plan(form.registration.series, 1)
    [told] = db.session.scalars(select(Seat.told_at).where(Seat.meeting_id == meeting.id)).all()
    assert told == form.registration.registered_at
