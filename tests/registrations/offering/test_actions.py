"""A free place is offered for a while: taken, passed on, or it goes to the next in line."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.by_itself import run
from tests.cast import DIRECTOR, Cast
from tests.records.merged_lives import merge
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages import actions as messages
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queue import actions as queue
from webinar_hub.messages.rules import NO_ADDRESS, NO_SERVER
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.records.same.actions import Part
from webinar_hub.registrations import jobs, letters
from webinar_hub.registrations.every_date import actions as every_date
from webinar_hub.registrations.models import Proof, Registration, Seat, SeatStatus
from webinar_hub.registrations.offering.letters import OFFER_ENDED, OFFERED
from webinar_hub.registrations.offering.rules import OfferOver
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.waiting import answering

MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)
"""Monday, 09.00 WIB."""

BEGINS = MORNING + timedelta(days=3)
CONFIRMED, WAITS, OFFER, GONE = (
    SeatStatus.CONFIRMED,
    SeatStatus.WAITLISTED,
    SeatStatus.OFFERED,
    SeatStatus.CANCELLED,
)
To = Callable[..., None]


@pytest.fixture(autouse=True)
def to(app: Flask, monkeypatch: pytest.MonkeyPatch) -> To:
    """Return what sets the clock to so long after nine o'clock."""

    def put(**after: float) -> None:
        monkeypatch.setattr(clock, "now", lambda: MORNING + timedelta(**after))

    put()
    return put


def job() -> None:
    run(each for each in jobs.JOBS if each.name == "let_lapse")
    db.session.rollback()


class Line:
    """A full session of one place, with Ani in it, and Budi, Cici and Dedi waiting."""

    def __init__(self, cast: Cast, *, phones: bool = False, **series: Any) -> None:
        self.series: Series = cast.series(capacity=1, **series)
        self.series.offer_hours = 4
        self.meetings = [cast.meeting(self.series, starts_at=BEGINS)]
        if not self.series.rolling:
            self.meetings.append(cast.meeting(self.series, starts_at=BEGINS + timedelta(days=7)))
        self.people: dict[str, Registration] = {}
        for number, name in enumerate(("Ani", "Budi", "Cici", "Dedi")):
            email = None if phones and number else f"{name.lower()}@example.org"
            person = cast.person(name, email=email, phone=f"+62812000000{number}0")
            status = WAITS if number else CONFIRMED
            self.people[name] = cast.registration(person, *self.meetings, status=status)

    @property
    def meeting(self) -> Meeting:
        return self.meetings[0]

    def act(self, action: Callable[..., Any], name: str, which: int = 0) -> None:
        key = self.meetings[which].key
        db.write(action, self.people[name], key, by=VISITOR, now=clock.now())

    def leave(self, name: str) -> None:
        db.write(standing.leave, self.people[name], None, by=VISITOR, now=clock.now())

    def seats(self, which: int = 0) -> list[SeatStatus]:
        db.session.rollback()
        held = select(Seat.status).where(Seat.meeting_id == self.meetings[which].id)
        return list(db.session.scalars(held.order_by(Seat.id)))

    def until(self, name: str) -> timedelta | None:
        db.session.rollback()
        held = select(Seat.offered_until).where(
            Seat.registration_id == self.people[name].id, Seat.meeting_id == self.meeting.id
        )
        ends = db.session.scalar(held)
        return ends - MORNING if ends else None


def written(*kinds: str) -> Sequence[Letter]:
    db.session.rollback()
    found = select(Letter).where(Letter.kind.in_(kinds)).order_by(Letter.id)
    return db.session.scalars(found, execution_options={"populate_existing": True}).all()


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
    line.leave("Ani")
    [letter] = written(OFFERED)
    assert (letter.facts["by_hand"], letter.facts["hours"]) == (True, 4)
    letter.state, letter.reason = LetterState.KEPT, NO_ADDRESS
    db.session.commit()
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
    line.leave("Ani")
    [letter] = written(OFFERED)
    assert line.until("Budi") == timedelta(hours=4)
    letter.state, letter.reason = LetterState.KEPT, NO_SERVER
    db.session.commit()
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


def kept(line: Line) -> Letter:
    """Let the offer wait at the desk, to be handed over."""
    line.leave("Ani")
    [letter] = written(OFFERED)
    letter.state, letter.reason = LetterState.KEPT, NO_ADDRESS
    db.session.commit()
    return letter


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


def test_who_was_never_reached_is_not_told_that_it_is_over(cast: Cast, to: To) -> None:
    line = Line(cast, phones=True)
    line.leave("Ani")
    to(days=3)
    job()
    assert line.seats()[1] is GONE
    assert written(OFFER_ENDED) == []
    assert written(OFFERED)[0].state is LetterState.DROPPED


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
