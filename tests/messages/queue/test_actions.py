"""One person after the other, nobody twice, and marks that can be taken back."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast, soon
from tests.messages.outbox import put, rows
from tests.messages.queue.kept import (
    RATNA,
    SESSION,
    YOSEP,
    keep,
    keep_confirmation,
    keep_many,
    of_session,
    phone,
    press,
    queue,
    states,
    take,
)
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import actions as letters
from webinar_hub.messages import holding
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.queries import troubled
from webinar_hub.messages.queue import actions
from webinar_hub.messages.queue.queries import Counted
from webinar_hub.messages.queue.rules import HELD, NotTakenBack, Rewritten
from webinar_hub.messages.rules import LATE, UNDONE, NotWaiting
from webinar_hub.people.models import Role
from webinar_hub.registrations.models import SeatStatus

KEPT, SENT = (LetterState.KEPT, "no address"), (LetterState.SENT, "handed over")


def pass_ten_minutes() -> None:
    """Let every letter that is in hand be free again, and every mark be old."""
    moved = {"lease_until": Letter.lease_until, "sent_at": Letter.sent_at}
    for row in rows():
        for name in moved:
            if (at := getattr(row, name)) is not None:
                setattr(row, name, at - HELD - timedelta(seconds=1))
    db.session.commit()


def test_the_queue_goes_from_one_to_the_next_and_counts(app: Flask, cast: Cast) -> None:
    first, second, third, fourth = keep_many(cast, 4)
    assert take(RATNA) == first
    assert queue(RATNA).counted() == Counted(sent=0, waiting=4, with_others=0)
    assert press(actions.sent, first, RATNA) == second
    assert press(actions.skip, second, RATNA) == third
    assert queue(RATNA).counted() == Counted(sent=1, waiting=3, with_others=0)
    assert [each.id for each in queue(RATNA).coming(5)] == [fourth, second]
    assert press(actions.sent, third, RATNA) == fourth
    assert press(actions.sent, fourth, RATNA) == second, "who was skipped comes back at the end"
    assert press(actions.skip, second, RATNA) is None, "not the same one again at once"
    assert take(RATNA) == second
    assert press(actions.sent, second, RATNA) is None
    assert queue(RATNA).counted() == Counted(sent=4, waiting=0, with_others=0)
    assert states() == [SENT] * 4
    noted = db.session.scalars(select(Entry).where(Entry.verb == "handed over")).all()
    assert [entry.actor_label for entry in noted] == ["Ratna"] * 4


def test_nobody_is_with_two_secretaries_and_a_claim_ends(app: Flask, cast: Cast) -> None:
    first, second = keep_many(cast, 2)
    of_two = cast.person("Dua Surat", phone=phone(70))
    twice, again = keep(of_two, subject="a"), keep(of_two, subject="b")
    assert [take(RATNA), take(YOSEP)] == [first, second]
    assert queue(YOSEP).counted().with_others == 1
    assert press(actions.sent, second, YOSEP) == twice.id
    assert press(actions.sent, first, RATNA) is None, "the person of both is in Yosep's hand"
    assert press(actions.sent, twice.id, YOSEP) == again.id
    pass_ten_minutes()
    assert queue(YOSEP).in_hand() is None
    assert take(RATNA) == again.id
    assert press(actions.sent, again.id, YOSEP) is None, "what was sent counts, whoever has it"
    with pytest.raises(NotWaiting):
        press(actions.sent, again.id, RATNA)


def test_four_secretaries_at_once_get_forty_people_once_each(app: Flask, cast: Cast) -> None:
    kept = keep_many(cast, 40)
    ready, got = threading.Barrier(4), []

    def work(number: int) -> None:
        me = Actor(id=1000 + number, label=f"Nomor {number}", scopes=frozenset({""}))
        with app.app_context():
            ready.wait()
            letter_id = take(me)
            while letter_id:
                got.append(letter_id)
                letter_id = press(actions.sent, letter_id, me)

    workers = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got) == kept


def test_a_session_has_its_own_queue(app: Flask, cast: Cast) -> None:
    here = keep(cast.suparmin(), **of_session())
    keep(cast.person("Orang Lain", phone=phone(1)), **of_session("ffffbbbbccccdddd"))
    about_none = keep(cast.person("Tanpa Sesi", phone=phone(2)), meetings=[])
    assert take(RATNA, SESSION) == here.id
    assert press(actions.sent, here.id, RATNA, SESSION) is None
    assert queue(RATNA, SESSION).counted() == Counted(sent=1, waiting=0, with_others=0)
    told = queue(RATNA, SESSION).about()
    assert told is not None
    assert told["key"] == SESSION
    assert queue(RATNA, "gggg").about() is None
    assert queue(RATNA).counted() == Counted(sent=1, waiting=2, with_others=0)
    assert about_none.id in {each.id for each in queue(RATNA).coming(5)}


def test_what_follows_a_session_is_offered_while_it_is_of_use(app: Flask, cast: Cast) -> None:
    person = cast.person("Suparmin", phone=phone(1))
    until = {"until": (clock.now() + timedelta(days=5)).isoformat()}
    letter = keep(person, **of_session(days=-2), **until)
    assert take(RATNA) == letter.id


def test_what_is_over_replaced_or_opens_something_is_not_offered(app: Flask, cast: Cast) -> None:
    people = [cast.person(f"Orang {number}", phone=phone(number)) for number in range(7)]
    keep(people[0], **of_session(hours=-2))
    replaced = keep(people[1])
    db.write(letters.drop, replaced.subject, now=clock.now())
    until = {"until": (clock.now() - timedelta(minutes=1)).isoformat()}
    keep(people[2], **of_session(), **until)
    keep(people[3], kind="records/code", meetings=[], until=(clock.now() + HELD).isoformat())
    several = of_session(hours=-2)["meetings"] + of_session(hours=2)["meetings"]
    begun = keep(people[4], meetings=several)
    unreached = keep(cast.person("Surel", email="x@example.org"))
    unreached.state, unreached.reason = LetterState.PARKED, "receiver: 550 no such user"
    mailed = keep(cast.person("Surel Lain", email="y@example.org"))
    put(people[5], subject="registration:5")
    db.session.commit()
    waiting = {each.id for each in queue(RATNA).coming(10)}
    assert waiting == {begun.id, mailed.id}, "one of its sessions is still to come, or mail goes"


def test_what_is_of_no_use_any_more_waits_for_nobody(app: Flask, cast: Cast) -> None:
    person = cast.person("Suparmin", phone=phone(1))
    keep(person, subject="registration:begun", **of_session(hours=-2))
    keep(person)
    now = clock.now()
    a_second = timedelta(seconds=1)

    def night(written_before: datetime) -> int:
        return db.write(actions.drop_begun, written_before=written_before, now=now)

    assert [night(now - a_second), night(now + a_second), night(now + a_second)] == [0, 1, 0]
    assert states() == [(LetterState.DROPPED, LATE), KEPT]
    assert troubled(RATNA).kept == queue(RATNA).counted().waiting == 1


def test_what_has_nothing_left_to_tell_is_dropped_on_the_way(app: Flask, cast: Cast) -> None:
    person = cast.person("Suparmin", phone=phone(1))
    confirmed, seat = keep_confirmation(cast, person, cast.meeting(starts_at=soon(days=2)))
    other = keep(person, subject="registration:other")
    assert take(RATNA) == confirmed.id
    seat.status = SeatStatus.CANCELLED
    db.session.commit()
    assert take(RATNA) == other.id
    assert states() == [(LetterState.DROPPED, UNDONE), KEPT]


def test_one_press_drops_no_more_than_others_can_wait_for(app: Flask, cast: Cast) -> None:
    people = [cast.person(f"Orang {each}", phone=phone(each)) for each in range(22)]
    *overtaken, last = people
    meeting = cast.meeting(starts_at=soon(days=2))
    for person in overtaken:
        _letter, seat = keep_confirmation(cast, person, meeting)
        seat.status = SeatStatus.CANCELLED
        db.session.commit()
    wanted = keep(last)
    assert [take(RATNA), take(RATNA)] == [None, wanted.id]


def test_a_wrong_number_is_offered_again_once_it_was_mended(app: Flask, cast: Cast) -> None:
    letter = keep(suparmin := cast.suparmin())
    keep(suparmin, subject="registration:other")
    take(RATNA)
    assert press(actions.wrong_number, letter.id, RATNA) is None
    assert take(YOSEP) is None, "nor the other letter to this number"
    assert [each.id for each in queue(YOSEP).with_wrong_number(5)] == [letter.id]
    suparmin = db.session.get_one(type(suparmin), suparmin.id)
    suparmin.phone = phone(99)
    db.session.commit()
    assert take(YOSEP) == letter.id
    suparmin.phone = "+6281234567890"
    db.session.commit()
    assert press(actions.take_back, letter.id, YOSEP) == letter.id, "it was right"
    assert queue(YOSEP).counted() == Counted(sent=0, waiting=2, with_others=0)
    assert states() == [KEPT] * 2


def test_a_mark_is_taken_back_within_minutes_by_who_made_it(app: Flask, cast: Cast) -> None:
    first, second = keep_many(cast, 2)
    take(RATNA)
    press(actions.sent, first, RATNA)
    assert [each.id for each in queue(RATNA).just_sent(3)] == [first]
    assert queue(YOSEP).just_sent(3) == []
    with pytest.raises(NotTakenBack):
        press(actions.take_back, first, YOSEP)
    assert press(actions.take_back, first, RATNA) == first
    assert states() == [KEPT, KEPT]
    in_hand = queue(RATNA).in_hand()
    assert in_hand is not None
    assert in_hand.id == first
    assert take(YOSEP) == second
    press(actions.sent, first, RATNA)
    pass_ten_minutes()
    with pytest.raises(NotTakenBack):
        press(actions.take_back, first, RATNA)


def test_a_text_that_changed_meanwhile_was_not_sent(app: Flask, cast: Cast) -> None:
    [letter_id] = keep_many(cast, 1)
    take(RATNA)
    shown = rows()[0].message_id

    def change() -> None:
        letter = db.lock(Letter, letter_id)
        holding.tell_anew(letter, dict(letter.facts), due=clock.now(), now=clock.now())
        letter.state = LetterState.KEPT

    db.write(change)
    with pytest.raises(Rewritten):
        db.write(actions.sent, letter_id, "", told=shown, by=RATNA, now=clock.now())
    in_hand = queue(RATNA).in_hand()
    assert in_hand is not None, "with the new text"
    assert press(actions.sent, letter_id, RATNA) is None


def test_what_went_in_one_letter_comes_back_with_it(app: Flask, cast: Cast) -> None:
    letter = keep(cast.suparmin(), subject="together")
    inside = put(cast.person("Dalam Surat", phone=phone(3)), subject="inside")
    values = {"state": LetterState.GATHERED, "within_id": letter.id}
    db.write(
        lambda: db.session.execute(update(Letter).where(Letter.id == inside.id).values(values))
    )
    take(RATNA)
    press(actions.sent, letter.id, RATNA)
    assert states() == [SENT, SENT]
    press(actions.take_back, letter.id, RATNA)
    assert states() == [KEPT, (LetterState.GATHERED, "")]
    assert rows()[1].sent_at is None


def test_each_letter_is_offered_by_the_one_desk_that_settles_it(app: Flask, cast: Cast) -> None:
    kupang = keep(cast.person("Orang Kupang", phone=phone(1), region="53.71"))
    jakarta = keep(cast.suparmin())
    ntt = cast.staff(Role.SECRETARIAT, region="53")
    yosep = Actor(id=ntt.id, label="Yosep", scopes=frozenset({"53"}))
    assert (take(yosep), take(RATNA)) == (kupang.id, jakarta.id)
    assert queue(RATNA).counted() == Counted(sent=0, waiting=1, with_others=0)
    assert take(Actor(id=5, label="fasilitator")) is None
    press(actions.sent, kupang.id, yosep)
    press(actions.wrong_number, jakarta.id, RATNA)
    assert queue(RATNA).counted() == Counted(sent=0, waiting=0, with_others=0)
    assert queue(yosep).with_wrong_number(5) == []
