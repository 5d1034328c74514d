"""A free place is offered for a while: taken, passed on, or it goes to the next in line."""

from datetime import timedelta

import pytest

from tests.cast import DIRECTOR, Cast
from tests.records.merged_lives import merge
from tests.registrations.offering.line import (
    BEGINS,
    CONFIRMED,
    GONE,
    MORNING,
    OFFER,
    WAITS,
    Line,
    To,
    job,
    written,
)
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages.models import LetterState
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.records.same.actions import Part
from webinar_hub.registrations import letters
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.models import Proof, Registration
from webinar_hub.registrations.offering.letters import OFFER_ENDED, OFFERED
from webinar_hub.registrations.offering.rules import OfferOver
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.waiting import answering

pytestmark = pytest.mark.usefixtures("to")


def test_it_is_theirs_at_once_where_the_series_says_nothing_else(cast: Cast) -> None:
    line = Line(cast)
    line.series.offer_hours = None
    db.session.commit()
    line.leave("Ani")
    assert line.seats() == [GONE, CONFIRMED, WAITS, WAITS]
    assert [each.kind for each in written(letters.PROMOTED, OFFERED)] == [letters.PROMOTED]


def test_it_is_offered_and_taken(cast: Cast, to: To) -> None:
    line = Line(cast)
    line.leave("Ani")
    assert line.seats() == [GONE, OFFER, WAITS, WAITS]
    [letter] = written(OFFERED)
    ends = MORNING + timedelta(hours=4)
    assert letter.facts["until"] == ends.isoformat()
    assert (letter.due, line.until("Budi")) == (MORNING, timedelta(hours=4))
    to(hours=3)
    line.act(answering.accept, "Budi")
    line.act(answering.accept, "Budi")
    assert line.seats() == [GONE, CONFIRMED, WAITS, WAITS]
    [told] = written(letters.PROMOTED)
    assert told.facts["calendar"] == "REQUEST"
    to(hours=5)
    job()
    assert line.seats() == [GONE, CONFIRMED, WAITS, WAITS]


def test_who_declines_leaves_the_line_and_the_next_is_asked(cast: Cast) -> None:
    line = Line(cast)
    line.leave("Ani")
    line.act(answering.decline, "Budi")
    line.act(answering.decline, "Budi")
    assert line.seats() == [GONE, GONE, OFFER, WAITS]
    assert not db.session.get_one(Registration, line.people["Budi"].id).stands
    with pytest.raises(OfferOver):
        line.act(answering.accept, "Budi")
    states = [each.state for each in written(OFFERED)]
    assert states == [LetterState.DROPPED, LetterState.NEW]


def test_without_an_answer_it_goes_to_the_next_in_line_within_a_minute(cast: Cast, to: To) -> None:
    line = Line(cast)
    line.leave("Ani")
    [letter] = written(OFFERED)
    letter.state, letter.sent_at = LetterState.SENT, MORNING
    db.session.commit()
    to(hours=3, minutes=59)
    job()
    assert line.seats() == [GONE, OFFER, WAITS, WAITS]
    to(hours=4)
    with pytest.raises(OfferOver):
        line.act(answering.accept, "Budi")
    job()
    assert line.seats() == [GONE, GONE, OFFER, WAITS]
    assert [each.facts["registration"]["key"] for each in written(OFFER_ENDED)] == [
        line.people["Budi"].key
    ]
    assert line.until("Cici") == timedelta(hours=8)
    assert not db.session.get_one(Registration, line.people["Budi"].id).stands
    line.act(answering.accept, "Cici")
    with pytest.raises(OfferOver):
        line.act(answering.accept, "Budi")


def test_a_cohort_has_one_offer_and_one_answer_for_all_its_dates(cast: Cast, to: To) -> None:
    line = Line(cast, rolling=False)
    line.leave("Ani")
    assert len(written(OFFERED)) == 1
    line.act(answering.decline, "Budi", which=1)
    for which in (0, 1):
        assert line.seats(which) == [GONE, GONE, OFFER, WAITS]
    line.act(answering.accept, "Cici", which=1)
    for which in (0, 1):
        assert line.seats(which) == [GONE, GONE, CONFIRMED, WAITS]
    assert len(written(OFFERED)) == 2


def test_whoever_comes_into_a_cohort_that_runs_has_no_place_in_what_is_over(
    cast: Cast, to: To
) -> None:
    line = Line(cast, rolling=False)
    to(days=3, hours=1)
    line.leave("Ani")
    to(days=3, hours=2)
    line.act(answering.accept, "Budi")
    assert [line.seats(which)[1] for which in (0, 1)] == [WAITS, CONFIRMED]
    [told] = written(letters.PROMOTED)
    assert [each["key"] for each in told.facts["meetings"]] == [line.meetings[1].key]


def test_a_larger_room_offers_each_new_place(cast: Cast) -> None:
    line = Line(cast)
    db.write(
        planning.change_meeting,
        line.meeting,
        version=line.meeting.version,
        title="",
        description="",
        starts_at=BEGINS,
        ends_at=BEGINS + timedelta(hours=2),
        capacity=3,
        join_link="",
        by=DIRECTOR,
        now=clock.now(),
    )
    assert line.seats() == [CONFIRMED, OFFER, OFFER, WAITS]


def test_an_offer_of_a_session_that_is_called_off_is_not_sent_nor_taken(cast: Cast, to: To) -> None:
    line = Line(cast)
    line.leave("Ani")
    db.write(planning.cancel_meeting, line.meeting, reason="Banjir", by=DIRECTOR, now=clock.now())
    assert written(OFFERED)[0].state is LetterState.DROPPED
    [told, *_rest] = written(letters.CANCELLED)
    assert told.facts.get("waits")
    with pytest.raises(OfferOver):
        line.act(answering.accept, "Budi")
    to(days=2)
    job()
    assert line.seats() == [GONE, OFFER, WAITS, WAITS]


def test_who_was_offered_a_place_gets_no_calendar_entry_of_a_moved_session(cast: Cast) -> None:
    line = Line(cast)
    line.leave("Ani")
    db.write(
        planning.change_meeting,
        line.meeting,
        version=line.meeting.version,
        title="",
        description="",
        starts_at=BEGINS + timedelta(hours=1),
        ends_at=BEGINS + timedelta(hours=3),
        capacity=1,
        join_link="",
        by=DIRECTOR,
        now=clock.now(),
    )
    told = written(letters.MOVED)
    assert [each.facts.get("waits") for each in told] == [True, True, True]
    assert [each.facts.get("offered", False) for each in told] == [True, False, False]


def test_two_who_are_one_free_a_place_of_which_one_was_offered(cast: Cast) -> None:
    meeting = cast.meeting(cast.series(capacity=2))
    one = cast.person("Siti Aminah", phone="+6281200000001")
    other = cast.person("Sitti Aminah", email="siti@example.org")
    first = cast.registration(one, meeting)
    offered = cast.registration(other, meeting, status=OFFER)
    next_one = cast.registration(cast.maria(), meeting, status=WAITS)
    offered.seats[0].offered_until = MORNING + timedelta(hours=4)
    db.session.commit()
    merge(one, other, Part.EMAIL)
    db.session.expire_all()
    seats = [each.seats[0].status for each in (first, offered, next_one)]
    assert seats == [CONFIRMED, GONE, CONFIRMED]


def test_who_pauses_gives_an_offered_place_on(cast: Cast) -> None:
    line = Line(cast)
    db.write(every_date.go_on, line.people["Budi"], by=VISITOR, now=clock.now())
    line.leave("Ani")
    assert line.seats() == [GONE, OFFER, WAITS, WAITS]
    db.write(every_date.pause, line.people["Budi"], by=VISITOR, now=clock.now())
    assert line.seats() == [GONE, GONE, OFFER, WAITS]
    assert [each.state for each in written(OFFERED)] == [LetterState.DROPPED, LetterState.NEW]


def test_a_proved_form_s_place_is_not_asked_for_again(cast: Cast) -> None:
    line = Line(cast)
    budi = line.people["Budi"]
    form = cast.sent_form(budi, line.meeting)
    form.proof, budi.seats[0].sent_form_id = Proof.PASSED_OVER, form.id
    db.session.commit()
    for name in ("Cici", "Dedi", "Ani"):
        line.leave(name)
    assert line.seats() == [GONE, WAITS, GONE, GONE]
    db.write(proof.prove, form, now=clock.now())
    assert line.seats() == [GONE, CONFIRMED, GONE, GONE]
    assert written(OFFERED) == []
