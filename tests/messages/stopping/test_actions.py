"""What waits about a session is stopped and can be let go; what a sender has in hand goes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import Cast
from tests.messages.outbox import claim, put, rows
from tests.messages.queue.kept import RATNA, keep, of_session, phone, take
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.messages import actions as letters
from webinar_hub.messages import outbox, rules, unwanted
from webinar_hub.messages.models import LetterState
from webinar_hub.messages.stopping import actions
from webinar_hub.messages.stopping.queries import Counted, counted
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.queries import ever_concerned

CONFIRMED, REMINDER = "registrations/confirmed", "registrations/reminder"
LINK, STOPPED = "registrations/link_again", (LetterState.DROPPED, rules.STOPPED)
NEW = (LetterState.NEW, "")


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return cast.meeting(cast.series())


def press(action: Callable[..., int], meeting: Meeting, *kinds: str) -> int:
    db.session.rollback()
    chosen = kinds or (CONFIRMED, REMINDER, LINK)
    return db.write(action, meeting, meeting.key, chosen, by=RATNA, now=clock.now())


def told(meeting: Meeting) -> list[Counted]:
    db.session.rollback()
    return list(counted(meeting.key, ever_concerned(meeting), now=clock.now()))


def states() -> list[tuple[LetterState, str]]:
    return [(row.state, row.reason) for row in rows()]


def test_all_of_a_session_is_stopped_but_what_a_sender_has(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    facts = of_session(meeting.key)
    sent_to = cast.person("Dikirim", email="a@example.org")
    cast.registration(sent_to, meeting)
    put(sent_to, **facts)
    being_sent = claim("sender")
    assert being_sent is not None
    kept = keep(cast.person("Di tangan", phone=phone(1)), **facts)
    assert take(RATNA) == kept.id
    put(cast.facilitator(meeting), **facts)
    put(cast.person("Tautan", email="c@example.org"), kind=LINK, **facts)
    put(cast.person("Lain", email="d@example.org"), **of_session("ffffbbbbccccdddd"))
    assert told(meeting) == [Counted(CONFIRMED, 0, 1, 2, 0, 0)]
    assert press(actions.stop, meeting) == 1
    in_hand, others = [LetterState.CLAIMED, LetterState.KEPT], [NEW, NEW]
    assert [state for state, _reason in states()[:2]] == in_hand
    assert states()[2:] == [STOPPED, *others]
    assert db.write(outbox.hand, being_sent, says=None), "the sender goes on"
    db.write(outbox.sent, being_sent, now=clock.now())
    assert told(meeting) == [Counted(CONFIRMED, 1, 0, 1, 1, 1)]
    assert press(actions.stop, meeting) == 0
    [entry] = db.session.scalars(select(Entry).where(Entry.verb == "stopped messages"))
    assert (entry.subject_key, entry.actor_label) == (meeting.key, "Ratna")
    assert entry.after == {"letters": 1, "letter_kinds": [CONFIRMED]}


def test_a_kind_is_stopped_alone_and_what_was_stopped_goes_again(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    facts = of_session(meeting.key)
    person = cast.person("Menunggu", email="b@example.org")
    put(person, **facts)
    until = (clock.now() + timedelta(days=1)).isoformat()
    subject = f"registration:one:{meeting.key}"
    put(person, kind=REMINDER, subject=subject, **facts, until=until)
    put(person, kind=REMINDER, subject="registration:one:ffffbbbbccccdddd", **facts)
    assert press(actions.stop, meeting, REMINDER) == 1
    assert states() == [NEW, STOPPED, NEW], "one about another session's place is that one's"
    assert claim("sender") is not None
    assert press(actions.let_go, meeting) == 1
    assert states()[1] == NEW
    assert [entry.verb for entry in db.session.scalars(select(Entry).order_by(Entry.id))][-2:] == [
        "stopped messages",
        "let messages go",
    ]


def test_what_lost_its_use_or_is_not_wanted_stays_stopped(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    facts = of_session(meeting.key)
    refusing, leaving, late = (
        cast.person(name, email=f"{name}@example.org") for name in ("tolak", "pergi", "lambat")
    )
    past = (clock.now() - timedelta(minutes=1)).isoformat()
    refused = put(refusing, kind=REMINDER, subject="registration:a", **facts | {"until": None})
    put(leaving, subject="registration:b", **facts)
    put(late, subject="registration:c", **facts, until=past)
    put(late, subject="registration:d", **of_session(meeting.key, days=-1))
    assert press(actions.stop, meeting) == 4
    db.write(unwanted.refuse, refused, now=clock.now())
    assert db.write(letters.drop, "registration:b", now=clock.now()) == 0
    assert press(actions.let_go, meeting) == 0
    assert {state for state, _reason in states()} == {LetterState.DROPPED}


def test_what_waits_to_go_with_others_waits_so_again(
    app: Flask, cast: Cast, meeting: Meeting
) -> None:
    letter = put(cast.person("Bersama", email="b@example.org"), **of_session(meeting.key))
    letter.state = LetterState.GATHERED
    db.session.commit()
    assert press(actions.stop, meeting) == 1
    assert states() == [(LetterState.DROPPED, rules.STOPPED_GATHERED)]
    assert press(actions.let_go, meeting) == 1
    assert states() == [(LetterState.GATHERED, "")]
