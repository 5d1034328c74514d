"""Writing, dropping, sending again and handing over, on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.messages.examples import FACTS
from tests.messages.outbox import claim, put, rows
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import actions, outbox, queries
from webinar_hub.messages.models import Lane, Letter, LetterState
from webinar_hub.messages.rules import HANDED_OVER, NotWaiting
from webinar_hub.people.models import Person

KIND = "registrations/confirmed"


def test_the_same_letter_is_written_once(app: Flask, cast: Cast) -> None:
    maria, suparmin = cast.maria(), cast.suparmin()
    now = clock.now()

    def write(person: Person = maria, subject: str = "registration:a", seconds: int = 0) -> Letter:
        due = now + timedelta(seconds=seconds)
        return db.write(
            actions.post,
            KIND,
            subject=subject,
            person=person,
            facts=FACTS[KIND],
            due=due,
            language="id",
            now=now,
        )

    first = write()
    first_key, first_message = first.key, first.message_id
    again = write()
    assert (again.key, again.message_id, again.person.email) == (
        first_key,
        first_message,
        "maria@example.org",
    )
    others = {write(person=suparmin).key, write(subject="registration:b").key, write(seconds=1).key}
    assert len(others | {first_key}) == 4
    assert len({letter.message_id for letter in rows()}) == 4


def test_a_letter_is_written_with_its_act_or_not_at_all(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    now = clock.now()

    def act() -> None:
        actions.post(
            KIND,
            subject="registration:a",
            person=maria,
            facts=FACTS[KIND],
            due=now,
            language="id",
            now=now,
        )
        raise NotWaiting

    with pytest.raises(NotWaiting):
        db.write(act)
    assert rows() == []


def test_dropping_leaves_what_was_sent(app: Flask, cast: Cast) -> None:
    maria, suparmin = cast.maria(), cast.suparmin()
    for subject, person in (
        ("registration:a", maria),
        ("registration:a", suparmin),
        ("registration:b", maria),
    ):
        put(person, subject=subject)
    put(maria, kind="registrations/link_again", subject="registration:a")
    db.write(
        lambda: outbox.sent(
            outbox.Claim(rows()[0].id, "", 1, "", repeat=False, turn=clock.now()), now=clock.now()
        )
    )
    assert (
        db.write(
            actions.drop, "registration:a", kinds=["registrations/link_again"], now=clock.now()
        )
        == 1
    )
    assert db.write(actions.drop, "registration:a", person=suparmin, now=clock.now()) == 1
    assert db.write(actions.drop, "registration:a", now=clock.now()) == 0
    assert [letter.state for letter in rows()] == [
        LetterState.SENT,
        LetterState.DROPPED,
        LetterState.NEW,
        LetterState.DROPPED,
    ]


def test_a_thousand_waiting_letters_are_dropped_by_one_statement(app: Flask, cast: Cast) -> None:
    maria, now = cast.maria(), clock.now()

    def fill() -> None:
        for number in range(1000):
            due = now + timedelta(seconds=number)
            db.session.add(
                Letter(
                    kind=KIND,
                    lane=Lane.CHANGES,
                    subject="meeting:a",
                    person_id=maria.id,
                    facts={},
                    due=due,
                    language="id",
                    message_id=f"{number}",
                    state=LetterState.NEW,
                    next_at=due,
                    written_at=now,
                )
            )

    db.write(fill)
    assert db.write(actions.drop, "meeting:a", now=now) == 1000
    assert not queries.anything_due(now + timedelta(days=1), Lane.CHANGES)


def test_sending_again_and_handing_over_are_noted(app: Flask, cast: Cast) -> None:
    letter = put(cast.maria())
    claimed = claim("sender")
    assert claimed is not None
    with pytest.raises(NotWaiting):
        db.write(actions.send_again, letter.id, by=DIRECTOR, now=clock.now())
    db.write(outbox.park, claimed, "receiver: 550 no such user", now=clock.now())
    db.write(actions.send_again, letter.id, by=DIRECTOR, now=clock.now())
    [waiting] = rows()
    assert (waiting.state, waiting.reason, waiting.attempts, waiting.message_id) == (
        LetterState.NEW,
        "",
        0,
        claimed.message_id,
    )
    db.write(actions.hand_over, letter.id, by=DIRECTOR, now=clock.now())
    [done] = rows()
    assert (done.state, done.reason, done.sent_at is not None) == (
        LetterState.SENT,
        HANDED_OVER,
        True,
    )
    with pytest.raises(NotWaiting):
        db.write(actions.hand_over, letter.id, by=DIRECTOR, now=clock.now())
    noted = db.session.execute(select(Entry.verb, Entry.before).order_by(Entry.id)).all()
    assert noted == [
        ("sent again", {"state": "parked", "reason": "receiver: 550 no such user"}),
        ("handed over", {"state": "new", "reason": ""}),
    ]


def test_a_letter_that_nobody_can_write_is_put_away(app: Flask, cast: Cast) -> None:
    letter = put(cast.maria())
    letter.facts = {}
    db.session.commit()
    assert db.write(actions.hand_over, letter.id, by=DIRECTOR, now=clock.now()).sent_at


def test_a_lease_keeps_others_away_and_ends(app: Flask, cast: Cast) -> None:
    put(cast.maria())
    now = clock.now()
    first = claim("one", now=now)
    assert first is not None
    assert claim("two", now=now + outbox.LEASE - timedelta(seconds=1)) is None
    second = claim("two", now=now + outbox.LEASE)
    assert second == outbox.Claim(
        first.id, first.message_id, 2, "two", repeat=False, turn=now + outbox.LEASE
    )
    db.write(outbox.park, first, "receiver: 550", now=now)
    assert [(letter.state, letter.claimed_by) for letter in rows()] == [
        (LetterState.CLAIMED, "two")
    ]
    db.write(outbox.sent, first, now=now)
    db.write(outbox.try_later, second, "receiver: 451", at=now)
    assert [letter.state for letter in rows()] == [LetterState.SENT]


def test_a_letter_that_the_server_may_have_is_left_alone_for_ten_minutes_more(
    app: Flask, cast: Cast
) -> None:
    put(cast.maria())
    now = clock.now()
    first = claim("one", now=now)
    assert first is not None
    assert db.write(outbox.hand, first, says=None)
    outbox.watch()
    db.session.rollback()
    ends = now + outbox.IN_ONE_HAND
    assert claim("two", now=ends) is None, "nobody has watched it for so long"
    for hand in outbox.watched_since:
        outbox.watched_since[hand] -= outbox.IN_ONE_HAND.total_seconds() + 1
    assert claim("two", now=ends - timedelta(seconds=1)) is None
    second = claim("two", now=ends)
    assert second is not None
    assert second.repeat
    assert not db.write(outbox.hand, first, says=None), "somebody else took it up"


def test_what_was_dropped_before_the_server_had_it_does_not_go(app: Flask, cast: Cast) -> None:
    put(cast.maria())
    claimed = claim("one")
    assert claimed is not None
    db.write(actions.drop, "registration:one", now=clock.now())
    assert not db.write(outbox.hand, claimed, says=None)


def test_all_senders_together_keep_the_pace(app: Flask, cast: Cast) -> None:
    maria, now = cast.maria(), clock.now()
    for number, kind in enumerate(("accounts/sign_in", KIND, KIND, "certificates/issued")):
        put(maria, kind=kind, subject=f"letter:{number}")
    later = now + timedelta(seconds=1)
    lanes = (Lane.CHANGES, Lane.KEYS, Lane.REST, Lane.CHANGES)
    claims = [
        claim(f"sender {number}", lane, per_second=5, now=later)
        for number, lane in enumerate(lanes)
    ]
    assert [each and (each.turn - later) / timedelta(seconds=1) for each in claims] == [
        0.0,
        0.2,
        0.4,
        0.6,
    ]
    put(maria, subject="letter:after")
    back = claim("sender", per_second=5, now=later)
    assert back is not None
    assert (back.turn - later) / timedelta(seconds=1) == 0.8


def test_a_clock_set_back_does_not_stop_the_pace(app: Flask, cast: Cast) -> None:
    maria, now = cast.maria(), clock.now()
    for number in range(2):
        put(maria, subject=f"letter:{number}")
    ahead = claim("one", per_second=5, now=now + timedelta(hours=1))
    back = claim("two", per_second=5, now=now + timedelta(seconds=1))
    assert ahead is not None
    assert back is not None
    assert back.turn == now + timedelta(seconds=21)


def test_a_letter_handed_back_is_as_if_it_had_not_been_taken(app: Flask, cast: Cast) -> None:
    put(cast.maria())
    claimed = claim("one")
    assert claimed is not None
    db.write(outbox.hand_back, claimed, now=clock.now())
    [letter] = rows()
    assert (letter.state, letter.attempts, letter.lease_until) == (LetterState.NEW, 0, None)
    assert queries.anything_due(clock.now(), Lane.CHANGES)
