"""How many places one source takes before its forms need proof."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import Cast, acting, soon
from tests.client import Client
from tests.conftest import LONG
from tests.registrations.flooding import (
    CARRIER,
    CONFIRMED,
    HOME,
    WAITS,
    flood,
    lapse,
    letters_went,
    sent,
    stand,
    status,
)
from tests.statements import statements
from webinar_hub.history.ledger import Ledger
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.records.same import uniting
from webinar_hub.registrations import queries
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import (
    Proof,
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.web.jobs import forget_old


def test_what_one_source_does_not_get_is_there_for_others(app: Flask, cast: Cast) -> None:
    meeting, start = cast.meeting(capacity=60), clock.now()
    flood(meeting, 50)
    assert stand(meeting) == {
        (CONFIRMED, None): 20,
        (CONFIRMED, Proof.HELD): 20,
        (WAITS, Proof.PASSED_OVER): 10,
    }
    others = flood(meeting, 20, source=HOME, first=1000)
    assert {status(form) for form in others} == {CONFIRMED}
    assert queries.places([meeting])[meeting.id].taken == 60
    letters_went(start)
    lapse(start + timedelta(minutes=31))
    assert stand(meeting) == {(CONFIRMED, None): 40, (WAITS, Proof.PASSED_OVER): 30}


def test_a_flood_of_one_source_for_a_session_of_40_lets_others_in_when_it_lapses(
    app: Flask, cast: Cast
) -> None:
    meeting, start, forms = cast.meeting(capacity=40), clock.now(), 300 if LONG else 60
    flood(meeting, forms)
    assert stand(meeting) == {
        (CONFIRMED, None): 20,
        (CONFIRMED, Proof.HELD): 20,
        (WAITS, Proof.PASSED_OVER): forms - 40,
    }
    others = flood(meeting, 5, source=HOME, first=1000)
    assert {status(form) for form in others} == {WAITS}
    letters_went(start)
    lapse(start + timedelta(minutes=29))
    assert {status(form) for form in others} == {WAITS}
    lapse(start + timedelta(minutes=31))
    assert {status(form) for form in others} == {CONFIRMED}
    assert stand(meeting) == {(CONFIRMED, None): 25, (WAITS, Proof.PASSED_OVER): forms - 20}


def test_the_place_that_lapsed_goes_to_who_waits_before_who_comes(app: Flask, cast: Cast) -> None:
    meeting, start = cast.meeting(capacity=21), clock.now()
    held = flood(meeting, 21)[-1]
    first = sent(meeting, 1001, source=HOME)
    letters_went(start)
    late = sent(meeting, 1002, source=HOME, now=start + timedelta(minutes=31))
    assert [status(form) for form in (held, first, late)] == [WAITS, CONFIRMED, WAITS]


def test_hundreds_of_telephones_behind_one_carrier_are_all_confirmed_where_places_are_not_limited(
    app: Flask, cast: Cast
) -> None:
    meeting, forms = cast.meeting(), 300 if LONG else 30
    flood(meeting, forms, email=False)
    assert stand(meeting) == {(CONFIRMED, None): forms}
    assert db.session.scalars(select(SentForm.source).distinct()).all() == [None]


def test_who_proves_a_held_place_keeps_it_and_who_was_passed_over_is_served_at_the_old_time(
    app: Flask, cast: Cast
) -> None:
    meeting, start = cast.meeting(capacity=40), clock.now()
    forms = flood(meeting, 42)
    held, passed = forms[39], forms[41]
    other = sent(meeting, 1000, source=HOME)
    queued = db.session.scalars(
        select(Seat.queued_at).where(Seat.registration_id == passed.registration_id)
    ).one()
    db.write(proof.prove, held, now=clock.now())
    db.write(proof.prove, passed, now=clock.now())
    assert [status(form) for form in (held, passed, other)] == [CONFIRMED, WAITS, WAITS]
    letters_went(start)
    lapse(start + timedelta(minutes=31))
    assert [status(form) for form in (held, passed, other)] == [CONFIRMED, CONFIRMED, CONFIRMED]
    assert (
        db.session.scalars(
            select(Seat.queued_at).where(Seat.registration_id == passed.registration_id)
        ).one()
        == queued
    )
    assert (held.source, passed.source) == (None, None)


def test_who_is_proved_later_is_served_before_who_came_later(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting(capacity=20)
    flood(meeting, 20)
    early, late = sent(meeting, 100), sent(meeting, 200, source=HOME)
    db.write(proof.prove, early, now=clock.now())
    leaving = db.session.get_one(
        Registration,
        db.session.scalars(select(SentForm.registration_id).order_by(SentForm.id).limit(1)).one(),
    )
    db.write(standing.leave, leaving, None, by=VISITOR, now=clock.now())
    assert [status(form) for form in (early, late)] == [CONFIRMED, WAITS]


def test_without_email_a_place_is_held_for_a_day_and_a_letter_that_still_goes_ends_nothing(
    app: Flask, cast: Cast
) -> None:
    meeting, start = cast.meeting(capacity=40), clock.now()
    flood(meeting, 20)
    waits_for_letter, by_phone, refused = (
        sent(meeting, 100),
        sent(meeting, 101, email=False),
        sent(meeting, 102),
    )
    db.session.execute(
        update(Letter).where(Letter.id == refused.letter_id).values(state=LetterState.PARKED)
    )
    db.session.execute(
        update(Letter).where(Letter.id == by_phone.letter_id).values(state=LetterState.KEPT)
    )
    db.session.commit()
    lapse(start + timedelta(hours=23))
    assert stand(meeting)[CONFIRMED, Proof.HELD] == 3
    lapse(start + timedelta(hours=25))
    assert [status(form) for form in (waits_for_letter, by_phone, refused)] == [
        CONFIRMED,
        WAITS,
        WAITS,
    ]


def test_who_is_in_the_room_already_stays(app: Flask, cast: Cast) -> None:
    meeting, start = cast.meeting(capacity=40), clock.now()
    held = flood(meeting, 21)[-1]
    letters_went(start)
    db.session.execute(update(Meeting).values(starts_at=start + timedelta(minutes=20)))
    db.session.commit()
    lapse(start + timedelta(minutes=31))
    assert status(held) is CONFIRMED


def test_staff_and_focal_persons_who_are_signed_in_are_not_limited(app: Flask, cast: Cast) -> None:
    meeting, focal = cast.meeting(capacity=40), acting(cast.maria())
    for number in range(25):
        sent(meeting, number, by=focal)
    assert stand(meeting) == {(CONFIRMED, None): 25}
    assert db.session.scalars(select(SentForm.source).distinct()).all() == [None]


def test_a_cohort_is_held_and_lapses_as_a_whole(app: Flask, cast: Cast) -> None:
    series, start = cast.series(rolling=False, capacity=40), clock.now()
    first, second = cast.meeting(series), cast.meeting(series, starts_at=soon(days=9))
    flood(first, 21)
    assert stand(second)[CONFIRMED, Proof.HELD] == 1
    letters_went(start)
    lapse(start + timedelta(minutes=31))
    assert [stand(each)[WAITS, Proof.PASSED_OVER] for each in (first, second)] == [1, 1]


def test_without_a_waiting_list_what_goes_beyond_still_waits_for_proof(
    app: Flask, cast: Cast
) -> None:
    meeting = cast.meeting(cast.series(waiting_list=False), capacity=50)
    passed = flood(meeting, 41)[-1]
    assert status(passed) is WAITS
    db.write(proof.prove, passed, now=clock.now())
    assert status(passed) is CONFIRMED


def test_giving_a_held_place_back_passes_it_on(app: Flask, cast: Cast) -> None:
    meeting = cast.meeting(capacity=21)
    held, other = flood(meeting, 21)[-1], sent(meeting, 1000, source=HOME)
    db.write(standing.leave_by_form, held, by=VISITOR, now=clock.now())
    assert [status(form) for form in (held, other)] == [SeatStatus.CANCELLED, CONFIRMED]


def test_whom_a_form_names_does_not_show_beyond_the_limit_either(app: Flask, cast: Cast) -> None:
    meeting, start = cast.meeting(capacity=60), clock.now()
    maria = cast.maria()
    cast.registration(maria, meeting)
    # Of these one is held already, so that both find the same.
    flood(meeting, 21)
    seen, keys = [], []
    for name, email in ((maria.name, "maria@example.org"), ("Nama Baru", "baru@example.org")):
        who = Application(name, email, None, "", None, {}, "id")
        with statements() as asked:
            keys.append(
                db.write(
                    joining.join,
                    None,
                    meeting.key,
                    who,
                    source=CARRIER,
                    by=VISITOR,
                    now=clock.now(),
                )
            )
        seen.append(asked)
    assert seen[0] == seen[1]
    forms = [sent_forms.by_key(key) for key in keys]
    assert [form.brought_person for form in forms] == [False, True]
    letters_went(start)
    for minutes, place, until in ((29, CONFIRMED, Proof.HELD), (31, WAITS, Proof.PASSED_OVER)):
        lapse(start + timedelta(minutes=minutes))
        db.session.expire_all()
        assert [(sent_forms.standings(form)[meeting.id].status, form.proof) for form in forms] == [
            (place, until)
        ] * 2
    assert db.session.scalars(select(Seat.status).where(Seat.sent_form_id.is_(None))).all() == [
        CONFIRMED
    ]


def test_a_form_that_its_owner_confirmed_stands_for_the_seat_that_another_form_had_asked_for(
    app: Flask, cast: Cast
) -> None:
    meeting, start = cast.meeting(capacity=60), clock.now()
    flood(meeting, 21)
    own = sent(meeting, 20, source=HOME)
    db.write(proof.prove, own, now=clock.now())
    letters_went(start)
    lapse(start + timedelta(minutes=31))
    assert status(own) is CONFIRMED


def test_of_two_places_of_one_person_the_one_that_needs_no_proof_stays(
    app: Flask, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=60)
    held, later = flood(meeting, 21)[-1], sent(meeting, 1000, source=HOME)
    kept, gone = (db.session.get_one(Registration, form.registration_id) for form in (held, later))
    assert sent_forms.held_or_passed_over(kept) == {held.id}
    assert sent_forms.held_or_passed_over(gone) == set()
    ledger = Ledger()
    uniting.unite(db.lock(Series, meeting.series_id), kept.person, gone.person, ledger, clock.now())
    assert db.session.scalars(
        select(Seat.sent_form_id).where(Seat.registration_id == kept.id)
    ).all() == [later.id]


def test_from_where_a_form_came_is_known_under_a_key_of_the_day_and_for_two_days_at_most(
    app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting, today = cast.meeting(capacity=40, starts_at=soon(days=60)), clock.now()
    path = f"/sesi/{meeting.key}/daftar"
    monkeypatch.setattr(clock, "now", lambda: today)
    for number in range(2):
        client.submit(
            path, name=f"Siti {'AB'[number]}", contact=f"siti{number}@example.org", region="-"
        )
    monkeypatch.setattr(clock, "now", lambda: today + timedelta(days=1))
    client.submit(path, name="Siti C", contact="siti@example.org", region="-")
    first, second, third = db.session.scalars(select(SentForm.source).order_by(SentForm.id))
    assert first == second != third
    assert "127.0.0.1" not in f"{first}{third}"
    forget_old()
    monkeypatch.setattr(clock, "now", lambda: today + timedelta(days=1, seconds=1))
    forget_old()
    assert db.session.scalars(select(SentForm.source).order_by(SentForm.id)).all() == [
        None,
        None,
        third,
    ]
