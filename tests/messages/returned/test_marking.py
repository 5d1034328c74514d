"""When an address counts as failing, and when it does not."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import DIRECTOR, Cast
from tests.messages.outbox import put, rows
from tests.messages.returned.steps import (
    GONE,
    MARIA,
    come_back,
    deliver,
    failing,
    marked,
    refuse,
    went,
)
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import actions as desk
from webinar_hub.messages.models import Cause, LetterState
from webinar_hub.messages.returned import actions, rules
from webinar_hub.messages.rules import RETURNED, Stage, Trouble

FULL = "452 4.2.2 Over quota"


def test_a_server_that_knows_no_such_user_marks_at_once(app: Flask, cast: Cast) -> None:
    letter = put(cast.maria())
    refuse(app, GONE)
    found = failing()
    assert found is not None
    assert found.marked_at is not None
    assert (found.email, found.cause, found.letter_id) == (MARIA, Cause.NO_SUCH, letter.id)
    assert "5.1.1" in found.answer
    assert [each.state for each in rows()] == [LetterState.PARKED]


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.7.1 Message rejected as spam",
        "550 5.1.1 rejected, your IP is listed at Spamhaus",
        "554 5.7.1 Relay access denied",
        "550 Rejected",
        "550 mailbox unavailable",
        "552 5.3.4 Message too big",
        "550 5.1.8 Sender address rejected: no such user",
    ],
)
def test_what_says_nothing_of_the_address_marks_nothing(
    sqlite_app: Flask, cast: Cast, answer: str
) -> None:
    put(cast.maria())
    refuse(sqlite_app, answer)
    assert failing() is None
    assert [each.state for each in rows()] == [LetterState.PARKED]


def test_what_passes_marks_after_days_alone(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(cast.maria())
    now = clock.now()
    for hours in (0, 1, 30):
        monkeypatch.setattr(clock, "now", lambda h=hours: now + timedelta(hours=h))
        refuse(app, FULL)
        assert not marked()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=49))
    refuse(app, FULL)
    found = failing()
    assert found is not None
    assert found.marked_at is not None
    assert (found.cause, found.first_at) == (Cause.FULL, now)


def test_a_success_between_begins_anew(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    put(cast.maria())
    refuse(app, FULL)
    assert failing() is not None
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1))
    assert deliver(app) == [MARIA]
    assert failing() is None
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=5))
    later = Trouble(Stage.RECEIVER, 452, FULL[4:])
    db.write(actions.take_refusal, rows()[0].id, MARIA, later, now=clock.now())
    assert not marked()


def test_a_server_that_is_away_says_nothing(sqlite_app: Flask, cast: Cast) -> None:
    letter = put(cast.maria())
    for trouble in (
        Trouble(Stage.SERVER, 550, "5.1.1 User unknown"),
        Trouble(Stage.RECEIVER, 0, "timed out"),
        Trouble(Stage.CONTENT, 550, "No such user"),
        Trouble(Stage.CONTENT, 451, "try again"),
    ):
        db.write(actions.take_refusal, letter.id, MARIA, trouble, now=clock.now())
    permanent = Trouble(Stage.RECEIVER, 550, GONE[4:])
    db.write(actions.take_refusal, letter.id, "lama@example.org", permanent, now=clock.now())
    assert failing() is None


def test_a_server_that_says_later_is_believed_whatever_status_it_adds(
    sqlite_app: Flask, cast: Cast
) -> None:
    letter = put(cast.maria())
    trouble = Trouble(Stage.RECEIVER, 450, "5.1.1 User unknown")
    db.write(actions.take_refusal, letter.id, MARIA, trouble, now=clock.now())
    assert not marked()


def test_a_report_marks_and_the_letter_waits_at_the_desk(app: Flask, cast: Cast) -> None:
    letter = went(app, cast.maria())
    come_back(letter)
    found = failing()
    assert found is not None
    assert found.marked_at is not None
    assert (found.email, found.cause, found.by_server) == (MARIA, Cause.NO_SUCH, False)
    [row] = rows()
    assert (row.state, row.reason) == (LetterState.PARKED, f"{RETURNED} {GONE}")


def test_a_report_that_a_relay_gave_up_after_days_marks(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    letter = went(app, cast.maria())
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=5))
    come_back(letter, "delivery temporarily suspended: connect timed out", status="4.4.1")
    found = failing()
    assert found is not None
    assert found.marked_at is not None
    assert found.cause is Cause.LATER


def test_letters_that_arrived_between_say_that_it_passed(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, maria = clock.now(), cast.maria()
    come_back(went(app, maria), "450 4.2.2 over quota", status="4.2.2")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=3))
    went(app, maria, subject="registration:between")
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=4))
    come_back(
        went(app, maria, subject="registration:later"), "450 4.2.2 over quota", status="4.2.2"
    )
    assert not marked()


def test_a_delayed_letter_and_an_auto_reply_change_nothing(app: Flask, cast: Cast) -> None:
    letter = went(app, cast.maria())
    come_back(letter, "450 4.2.2 full", action="delayed", status="4.2.2")
    come_back(letter, GONE, shape="reply-id")
    come_back(letter, GONE, shape="words-alone")
    assert failing() is None
    assert [each.state for each in rows()] == [LetterState.SENT]


def test_nobody_marks_anothers_address_with_a_forged_report(sqlite_app: Flask, cast: Cast) -> None:
    """An address alone is never enough, nor a Message-ID of a letter to somebody else."""
    maria, yosep = cast.maria(), cast.person("Yosep", email="yosep@example.org")
    own, another = went(sqlite_app, yosep), went(sqlite_app, maria, subject="registration:two")
    come_back(own, to=MARIA)
    come_back(own, to="nobody@example.org")
    come_back(another, host="elsewhere.example.org")
    another.message_id = "aaaabbbbccccdddd"
    come_back(another)
    db.session.rollback()
    assert failing() is None
    assert {each.state for each in rows()} == {LetterState.SENT}


def test_a_report_is_believed_for_a_month_and_of_what_went_by_mail(
    sqlite_app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, maria = clock.now(), cast.maria()
    old = went(sqlite_app, maria)
    waiting = put(maria, subject="registration:waits")
    come_back(waiting)
    db.write(desk.hand_over, waiting.id, by=DIRECTOR, now=now)
    come_back(waiting)
    monkeypatch.setattr(clock, "now", lambda: now + rules.BELIEVED + timedelta(hours=1))
    come_back(old)
    assert failing() is None


def test_an_address_that_is_the_persons_no_more_is_not_marked(
    sqlite_app: Flask, cast: Cast
) -> None:
    maria = cast.maria()
    letter = put(maria)
    db.session.refresh(letter)
    letter.address = "lama@example.org"
    db.session.commit()
    deliver(sqlite_app)
    come_back(letter, to="lama@example.org")
    assert failing() is None
    assert [(each.state, each.reason) for each in rows()] == [
        (LetterState.SENT, f"{RETURNED} {GONE}")
    ]


def test_the_same_report_twice_changes_nothing_more(app: Flask, cast: Cast) -> None:
    letter = went(app, cast.maria())
    come_back(letter)
    before = failing()
    assert before is not None
    told = (before.first_at, before.marked_at, before.tried_at)
    come_back(letter)
    after = failing()
    assert after is not None
    assert (after.first_at, after.marked_at, after.tried_at) == told
