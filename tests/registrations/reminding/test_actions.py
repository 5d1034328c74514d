"""Who is reminded when, once each, and what takes a reminder back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from tests.cast import DIRECTOR, Cast
from tests.registrations.full_form import EVERYTHING, sent
from tests.registrations.reminding.thursday import (
    BEGINS,
    DAY,
    HOUR,
    Frozen,
    remind,
    reminders,
    states,
    thursday,
    written,
)
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages import outbox
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.messages.rules import LATE, NO_ADDRESS, RESTRICTED
from webinar_hub.people.models import Person
from webinar_hub.programmes.planning import actions as planning
from webinar_hub.registrations.models import Proof, Registration, Seat, SeatStatus, SentForm
from webinar_hub.registrations.reminding import actions
from webinar_hub.registrations.standing import actions as standing


def test_a_day_and_an_hour_before_once_each(app: Flask, cast: Cast, to: Frozen) -> None:
    meeting = thursday(cast)
    cast.registration(cast.maria(), meeting)
    for before in ({"hours": 24, "minutes": 1}, {"hours": 24}, {"hours": 23}, {"hours": 2}):
        to(**before)
        remind()
    assert written() == [("Maria Goreti Bere", DAY)]
    to(hours=1)
    remind()
    remind()
    to(minutes=5)
    remind()
    assert written() == [("Maria Goreti Bere", DAY), ("Maria Goreti Bere", HOUR)]
    [first, second] = reminders()
    assert (first.facts["zone"], first.facts["soon"], second.facts["soon"]) == (
        "WITA",
        False,
        True,
    )
    assert first.lane is Lane.CHANGES


def test_of_what_was_missed_the_latest_goes_and_nothing_once_it_began(
    app: Flask, cast: Cast, to: Frozen
) -> None:
    meeting = thursday(cast)
    cast.registration(cast.maria(), meeting)
    [told] = cast.registration(cast.suparmin(), meeting).seats
    db.write(lambda: setattr(db.session.get_one(Seat, told.id), "told_at", BEGINS - HOUR))
    to(minutes=20)
    remind()
    assert written() == [("Maria Goreti Bere", HOUR)]
    db.write(lambda: setattr(db.session.get_one(Seat, told.id), "told_at", None))
    to(minutes=0)
    remind()
    assert len(written()) == 1


def test_what_was_not_sent_before_it_began_is_dropped(app: Flask, cast: Cast, to: Frozen) -> None:
    cast.registration(cast.suparmin(), thursday(cast))
    to(hours=1)
    remind()
    db.write(outbox.keep, NO_ADDRESS, Lane.CHANGES, everybody=False, now=clock.now())
    to(minutes=1)
    remind()
    assert states() == [LetterState.KEPT]
    to(minutes=0)
    remind()
    assert [(each.state, each.reason) for each in reminders()] == [(LetterState.DROPPED, LATE)]


def test_the_hour_before_takes_the_place_of_the_day_before(
    app: Flask, cast: Cast, to: Frozen
) -> None:
    cast.registration(cast.suparmin(), thursday(cast))
    for hours in (24, 1):
        to(hours=hours)
        remind()
    assert states() == [LetterState.DROPPED, LetterState.NEW]


def test_nobody_is_woken(app: Flask, cast: Cast, to: Frozen) -> None:
    """The session of 07.00 WIT is at 05.00 in Jakarta: he hears of it the evening before."""
    early = cast.meeting(cast.series(zone="WIT"), starts_at=BEGINS - timedelta(hours=9))
    cast.registration(cast.suparmin(), early)
    cast.registration(cast.person("Yosep", email="y@example.org", region="91"), early)
    to(hours=30)
    remind()
    db.write(lambda: db.session.execute(delete(Letter)))
    heard = []
    for hours in (17.51, 17.5, 12, 10.5, 10.01, 10, 9.5):
        to(hours=hours)
        remind()
        heard.append([name for name, _due in written()])
    both = ["Suparmin", "Yosep"]
    assert heard == [[], both[:1], both[:1], both[:1], both[:1], both, both]


def test_late_ones_wait_for_the_morning(app: Flask, cast: Cast, to: Frozen) -> None:
    cast.registration(cast.suparmin(), thursday(cast))
    for hours, number in ((17, 0), (8.1, 0), (8, 1)):
        to(hours=hours)
        remind()
        assert len(reminders()) == number


@pytest.mark.parametrize(
    ("before", "due", "soon"),
    [
        ({"hours": 25}, [DAY, HOUR], False),
        ({"hours": 24.3}, [HOUR], False),
        ({"hours": 23}, [HOUR], True),
        ({"hours": 1.1}, [], True),
        ({"hours": 0.5}, [], True),
    ],
)
def test_who_registers_late_reads_it_in_the_confirmation(
    app: Flask,
    cast: Cast,
    to: Frozen,
    before: dict[str, float],
    due: list[timedelta],
    soon: bool,
) -> None:
    """No second letter a minute later."""
    meeting = thursday(cast)
    to(**before)
    sent(meeting)
    [confirmation] = db.session.scalars(select(Letter))
    for hours in (24, 1, 0.1):
        if timedelta(hours=hours) <= BEGINS - clock.now():
            to(hours=hours)
            remind()
    assert [each for _name, each in written()] == due
    assert confirmation.facts.get("soon", False) is soon


def test_who_gets_a_place_later_is_told_once(app: Flask, cast: Cast, to: Frozen) -> None:
    meeting = thursday(cast, capacity=1)
    maria = cast.registration(cast.maria(), meeting)
    cast.registration(cast.suparmin(), meeting, status=SeatStatus.WAITLISTED)
    to(hours=24)
    remind()
    to(hours=20)
    db.write(standing.leave, maria, meeting.id, by=VISITOR, now=clock.now())
    remind()
    assert written() == [("Maria Goreti Bere", DAY)]
    to(hours=1)
    remind()
    assert written()[1:] == [("Suparmin", HOUR)]


def test_who_gives_the_place_back_and_comes_again_is_told_by_that(
    app: Flask, cast: Cast, to: Frozen
) -> None:
    meeting = thursday(cast)
    form = sent(meeting)
    to(hours=2)
    db.write(standing.leave, form.registration, meeting.id, by=VISITOR, now=clock.now())
    to(hours=1.1)
    sent(meeting)
    to(hours=1)
    remind()
    assert reminders() == []


def test_given_back_it_is_dropped(app: Flask, cast: Cast, to: Frozen) -> None:
    series = cast.series()
    meeting, later = (cast.meeting(series, starts_at=BEGINS + timedelta(days=n)) for n in (0, 7))
    maria = cast.registration(cast.maria(), meeting, later)
    to(hours=24)
    remind()
    db.write(standing.leave, maria, meeting.id, by=VISITOR, now=clock.now())
    to(hours=1)
    remind()
    assert (states(), maria.stands) == ([LetterState.DROPPED], True)


def test_called_off_it_is_dropped(app: Flask, cast: Cast, to: Frozen) -> None:
    series = cast.series()
    meeting, later = (cast.meeting(series, starts_at=BEGINS + timedelta(days=n)) for n in (0, 7))
    cast.registration(cast.maria(), meeting, later)
    to(hours=24)
    remind()
    db.write(planning.cancel_meeting, meeting, reason="Banjir", by=DIRECTOR, now=clock.now())
    to(hours=1)
    remind()
    assert states() == [LetterState.DROPPED]


def test_who_has_no_place_is_not_reminded(app: Flask, cast: Cast, to: Frozen) -> None:
    meeting = thursday(cast)
    gone = cast.registration(cast.person("Ani", email="ani@example.org"), meeting)
    db.write(standing.erase, gone.person, now=clock.now())
    cast.registration(cast.maria(), meeting, status=SeatStatus.WAITLISTED)
    cast.registration(cast.suparmin(), meeting, status=SeatStatus.CANCELLED)
    to(hours=24)
    remind()
    assert reminders() == []


def test_a_place_held_for_want_of_proof_is_reminded_of_once_it_counts(
    app: Flask, cast: Cast, to: Frozen
) -> None:
    form = sent(thursday(cast))
    db.write(lambda: setattr(db.session.get_one(SentForm, form.id), "proof", Proof.HELD))
    to(hours=24)
    remind()
    assert reminders() == []
    db.write(lambda: setattr(db.session.get_one(SentForm, form.id), "proof", None))
    remind()
    assert written() == [("Maria Goreti Bere", DAY)]


def test_nobody_fills_anothers_mailbox_with_reminders(app: Flask, cast: Cast, to: Frozen) -> None:
    """Abuse case 7: what nobody proved goes alone three times an hour, the rest together."""
    meeting = thursday(cast)
    for number in range(8):
        sent(meeting, replace(EVERYTHING, name=f"Orang {number}", wishes=None))
    own = cast.person("Budi", email="maria@example.org")
    cast.registration(own, meeting)
    to(hours=24)
    remind()
    found = states()
    assert (found.count(LetterState.NEW), found.count(LetterState.GATHERED)) == (4, 5)


def test_who_wants_nothing_but_what_they_need_is_not_reminded(
    app: Flask, cast: Cast, to: Frozen
) -> None:
    maria = cast.maria()
    cast.registration(maria, thursday(cast))
    db.write(lambda: setattr(db.session.get_one(Person, maria.id), "restricted_at", clock.now()))
    to(hours=24)
    remind()
    assert [(each.state, each.reason) for each in reminders()] == [
        (LetterState.DROPPED, RESTRICTED)
    ]


def test_many_in_small_batches(app: Flask, cast: Cast, to: Frozen) -> None:
    meeting = thursday(cast)
    people = [
        Person(name=f"Orang {n}", name_key=f"orang {n}", email=f"o{n}@example.org", added_at=BEGINS)
        for n in range(24)
    ]
    db.session.add_all(people)
    db.session.flush()
    for person in people:
        registration = Registration(
            person_id=person.id,
            series_id=meeting.series_id,
            code=f"C{person.id}",
            registered_at=clock.now(),
        )
        registration.seats.append(
            Seat(meeting_id=meeting.id, status=SeatStatus.CONFIRMED, queued_at=clock.now())
        )
        db.session.add(registration)
    db.session.commit()
    to(hours=24)
    numbers = [db.write(actions.remind_some, now=clock.now()) for _round in range(4)]
    assert (numbers, len(reminders())) == ([10, 10, 4, 0], 24)


def test_a_series_says_when_and_keeps_it_in_the_history(app: Flask, cast: Cast, to: Frozen) -> None:
    meeting = thursday(cast)
    cast.registration(cast.maria(), meeting)
    db.write(
        actions.change_reminders,
        meeting.series,
        reminders=[3, 48, 3],
        by=DIRECTOR,
        now=clock.now(),
    )
    assert meeting.series.reminders == [48, 3]
    for hours in (48, 24, 3, 1):
        to(hours=hours)
        remind()
    assert [due for _name, due in written()] == [2 * DAY, 3 * HOUR]
