"""How long an offer waits: its hours, the night, the desk, and the beginning of the session."""

from datetime import timedelta

import pytest

from tests.cast import DIRECTOR, Cast
from tests.records.merged_lives import merge, undo
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
from webinar_hub.kit.db import db
from webinar_hub.messages import actions as messages
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queue import actions as queue
from webinar_hub.messages.rules import NO_ADDRESS, NO_SERVER, STOPPED
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations.offering.letters import OFFER_ENDED, OFFERED
from webinar_hub.registrations.standing import held

pytestmark = pytest.mark.usefixtures("to")


def kept(line: Line, reason: str = NO_ADDRESS) -> Letter:
    """Let the offer wait at the desk, to be handed over."""
    line.leave("Ani")
    [letter] = written(OFFERED)
    letter.state, letter.reason = LetterState.KEPT, reason
    db.session.commit()
    return letter


def test_the_night_does_not_count(cast: Cast, to: To) -> None:
    line = Line(cast)
    to(hours=11)
    line.leave("Ani")
    assert line.until("Budi") == timedelta(hours=24)


def test_an_offer_ends_when_the_session_begins_and_what_has_begun_is_not_offered(
    cast: Cast, to: To
) -> None:
    line = Line(cast)
    to(days=3, hours=-1)
    line.leave("Ani")
    assert line.until("Budi") == timedelta(days=3)
    to(days=3)
    job()
    assert line.seats() == [GONE, GONE, CONFIRMED, WAITS]


def test_without_e_mail_the_time_runs_once_the_letter_was_handed_over(cast: Cast, to: To) -> None:
    line = Line(cast, phones=True)
    letter = kept(line)
    assert (letter.facts["by_hand"], letter.facts["hours"]) == (True, 4)
    to(days=1)
    job()
    assert line.seats() == [GONE, OFFER, WAITS, WAITS]
    db.write(messages.hand_over, letter.id, by=DIRECTOR, now=clock.now())
    for _twice in range(2):
        job()
        assert line.until("Budi") == timedelta(days=1, hours=4)
    to(days=1, hours=4)
    job()
    assert line.seats() == [GONE, GONE, OFFER, WAITS]
    assert len(written(OFFER_ENDED)) == 1


def test_the_time_stands_still_while_a_hub_without_mail_server_keeps_the_letter(
    cast: Cast, to: To
) -> None:
    line = Line(cast)
    kept(line, NO_SERVER)
    assert line.until("Budi") == timedelta(hours=4)
    job()
    assert line.until("Budi") == timedelta(days=3)
    [letter] = written(OFFERED)
    assert (letter.facts["by_hand"], letter.facts["until"]) == (True, BEGINS.isoformat())
    to(days=1)
    job()
    assert line.seats() == [GONE, OFFER, WAITS, WAITS]
    db.write(messages.hand_over, letter.id, by=DIRECTOR, now=clock.now())
    job()
    assert line.until("Budi") == timedelta(days=1, hours=4)


def test_the_time_stands_still_again_where_a_mark_was_taken_back(cast: Cast) -> None:
    line = Line(cast, phones=True)
    letter, key = kept(line), line.meeting.key
    told = letter.message_id
    db.write(queue.sent, letter.id, key, told=told, by=DIRECTOR, now=clock.now())
    job()
    assert line.until("Budi") == timedelta(hours=4)
    db.write(queue.take_back, letter.id, key, by=DIRECTOR, now=clock.now())
    job()
    assert line.until("Budi") == timedelta(days=3)


def test_the_time_runs_where_another_session_of_a_cohort_comes_first_by_now(cast: Cast) -> None:
    line = Line(cast, phones=True, rolling=False)
    letter = kept(line)
    line.meeting.starts_at += timedelta(days=10)
    line.meeting.ends_at += timedelta(days=10)
    db.session.commit()
    job()
    assert line.until("Budi") == timedelta(days=10)
    db.write(messages.hand_over, letter.id, by=DIRECTOR, now=clock.now())
    job()
    assert line.until("Budi") == timedelta(hours=4)


def test_the_time_runs_for_whoever_turned_out_to_be_somebody_else(cast: Cast) -> None:
    line = Line(cast, phones=True)
    letter, gone = kept(line), line.people["Budi"]
    known = cast.with_account(cast.person("Budi Santoso", email="budi@example.org"))
    line.people["Budi"] = cast.registration(known, line.meeting, status=GONE)
    done = merge(known, gone.person)
    db.write(messages.hand_over, letter.id, by=DIRECTOR, now=clock.now())
    job()
    assert line.until("Budi") == timedelta(hours=4)
    undo(done)
    assert written(OFFERED)[0].subject == f"registration:{gone.key}:{line.meeting.key}"


def test_an_offer_at_the_desk_tells_of_the_next_session_that_stands_and_its_time_runs_after_it(
    cast: Cast, to: To
) -> None:
    line = Line(cast, phones=True, rolling=False)
    letter = kept(line)
    db.write(planning.cancel_meeting, line.meeting, reason="Banjir", by=DIRECTOR, now=clock.now())
    for day in (0, 4):
        to(days=day)
        job()
    [letter] = written(OFFERED)
    present = held.present_times(letter)
    assert present is not None
    assert letter.state is LetterState.KEPT
    assert [each["key"] for each in present["meetings"]] == [line.meetings[1].key]
    assert present["until"] == line.meetings[1].starts_at.isoformat()
    db.write(messages.hand_over, letter.id, by=DIRECTOR, now=clock.now())
    to(days=4, hours=4)
    job()
    assert line.seats(1) == [GONE, GONE, OFFER, WAITS]


@pytest.mark.parametrize("state", [LetterState.KEPT, LetterState.SENT])
def test_an_offer_is_over_once_its_session_that_was_moved_runs(
    cast: Cast, to: To, state: LetterState
) -> None:
    line = Line(cast, phones=state is LetterState.KEPT)
    kept(line).state = state
    line.meeting.starts_at = MORNING + timedelta(hours=1)
    line.meeting.ends_at = MORNING + timedelta(hours=3)
    db.session.commit()
    to(hours=2)
    job()
    assert line.seats() == [GONE, GONE, CONFIRMED, WAITS]


def test_no_place_stays_offered_in_a_session_of_a_cohort_that_ended_meanwhile(
    cast: Cast, to: To
) -> None:
    line = Line(cast, rolling=False)
    to(days=3, hours=1)
    kept(line).state = LetterState.SENT
    db.session.commit()
    assert line.seats() == line.seats(1) == [GONE, OFFER, WAITS, WAITS]
    to(days=3, hours=6)
    job()
    assert (line.seats(), line.seats(1)) == (
        [GONE, GONE, WAITS, WAITS],
        [GONE, GONE, OFFER, WAITS],
    )
    [told] = written(OFFER_ENDED)
    assert [each["key"] for each in told.facts["meetings"]] == [line.meetings[1].key]


def test_who_was_never_reached_is_not_told_that_it_is_over(cast: Cast, to: To) -> None:
    line = Line(cast, phones=True)
    line.leave("Ani")
    to(days=3)
    job()
    assert line.seats()[1] is GONE
    assert written(OFFER_ENDED) == []
    assert written(OFFERED)[0].state is LetterState.DROPPED


def test_whose_message_the_desk_stopped_is_not_told_that_it_is_over(cast: Cast, to: To) -> None:
    line = Line(cast)
    line.leave("Ani")
    [letter] = written(OFFERED)
    letter.state, letter.reason = LetterState.DROPPED, STOPPED
    db.session.commit()
    to(hours=5)
    job()
    assert line.seats()[1] is GONE
    assert written(OFFER_ENDED) == []
