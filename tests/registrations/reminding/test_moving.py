"""What becomes of a reminder when its session moves."""

from datetime import timedelta

from flask import Flask

from tests.cast import DIRECTOR, Cast
from tests.registrations.reminding.thursday import (
    BEGINS,
    DAY,
    HOUR,
    Frozen,
    remind,
    reminders,
    states,
    thursday,
)
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.programmes.models import Meeting
from webinar_hub.programmes.planning import actions as planning


def move(meeting: Meeting, by: timedelta) -> None:
    db.write(
        planning.change_meeting,
        meeting,
        version=meeting.version,
        starts_at=meeting.starts_at + by,
        ends_at=meeting.ends_at + by,
        title=meeting.title,
        description=meeting.description,
        capacity=meeting.capacity,
        join_link=meeting.join_link,
        by=DIRECTOR,
        now=clock.now(),
    )


def test_moved_before_it_was_sent_it_is_written_anew(app: Flask, cast: Cast, to: Frozen) -> None:
    meeting = thursday(cast)
    cast.registration(cast.maria(), meeting)
    to(hours=24)
    remind()
    to(hours=23.9)
    move(meeting, timedelta(hours=1))
    remind()
    assert states() == [LetterState.DROPPED]
    for hours in (23, 1, 0):
        to(hours=hours)
        remind()
    assert [each.due for each in reminders()] == [
        BEGINS - DAY,
        BEGINS - DAY + HOUR,
        BEGINS,
    ]


def test_moved_after_it_was_sent_it_stays_and_the_new_date_has_its_own(
    app: Flask, cast: Cast, to: Frozen
) -> None:
    meeting = thursday(cast)
    cast.registration(cast.maria(), meeting)
    to(hours=24)
    remind()
    [letter] = reminders()
    db.write(lambda: setattr(db.session.get_one(Letter, letter.id), "state", LetterState.SENT))
    to(hours=20)
    move(meeting, timedelta(days=7))
    remind()
    assert states() == [LetterState.SENT]
    to(days=-6)
    remind()
    assert [(each.state, each.due) for each in reminders()] == [
        (LetterState.SENT, BEGINS - DAY),
        (LetterState.NEW, BEGINS + timedelta(days=6)),
    ]


def test_moved_away_and_back_just_before_it_is_written_all_the_same(
    app: Flask, cast: Cast, to: Frozen
) -> None:
    meeting = thursday(cast)
    cast.registration(cast.maria(), meeting)
    to(hours=24.1)
    move(meeting, timedelta(days=7))
    move(meeting, timedelta(days=-7))
    to(hours=24)
    remind()
    assert [(each.state, each.due) for each in reminders()] == [(LetterState.NEW, BEGINS - DAY)]


def test_moved_away_and_back_while_it_waited_it_goes_all_the_same(
    app: Flask, cast: Cast, to: Frozen
) -> None:
    meeting = thursday(cast)
    cast.registration(cast.maria(), meeting)
    to(hours=24)
    remind()
    move(meeting, timedelta(days=7))
    assert states() == [LetterState.DROPPED]
    to(hours=23.9)
    move(meeting, timedelta(days=-7))
    remind()
    assert [(each.state, each.due) for each in reminders()] == [(LetterState.NEW, BEGINS - DAY)]


def test_moved_away_and_back_after_it_was_sent_nobody_is_reminded_twice(
    app: Flask, cast: Cast, to: Frozen
) -> None:
    meeting = thursday(cast)
    cast.registration(cast.maria(), meeting)
    to(hours=24)
    remind()
    [letter] = reminders()
    db.write(lambda: setattr(db.session.get_one(Letter, letter.id), "state", LetterState.SENT))
    move(meeting, timedelta(days=7))
    move(meeting, timedelta(days=-7))
    remind()
    assert states() == [LetterState.SENT]


def test_moved_nearer_the_letter_that_says_so_is_the_reminder(
    app: Flask, cast: Cast, to: Frozen
) -> None:
    meeting = thursday(cast)
    cast.registration(cast.maria(), meeting)
    to(hours=30)
    move(meeting, timedelta(hours=-8))
    remind()
    assert reminders() == []
