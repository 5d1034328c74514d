"""How many places one source takes before its forms need proof: 300 forms from one place, and hundreds of honest telephones behind another."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import hypothesis
import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from tests import databases
from tests.cast import NATION, PAPUA, Cast, acting, soon
from tests.client import Client
from tests.statements import statements
from webinar_hub.history.ledger import Ledger
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR, Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.programmes.models import Meeting, Series
from webinar_hub.records.same import uniting
from webinar_hub.registrations import queries
from webinar_hub.registrations.joining import actions as joining
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.registrations.models import (
    FormDate,
    Proof,
    Registration,
    Seat,
    SeatStatus,
    SentForm,
)
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.registrations.waiting import queries as waiting_list
from webinar_hub.registrations.waiting import rules as waiting_rules
from webinar_hub.web.jobs import forget_old

CARRIER, HOME = "carrier", "home"
CONFIRMED, WAITS = SeatStatus.CONFIRMED, SeatStatus.WAITLISTED


def sent(
    meeting: Meeting,
    number: int | str,
    *,
    source: str | None = CARRIER,
    by: Actor = VISITOR,
    email: bool = True,
    now: datetime | None = None,
) -> SentForm:
    who = Application(
        f"Peserta {number}",
        f"p{number}@example.org" if email else None,
        None if email else f"+62812{number:07}",
        "",
        None,
        {},
        "id",
    )
    series, date = (None, meeting.key) if meeting.series.rolling else (meeting.series.key, None)
    return db.write(joining.join, series, date, who, source=source, by=by, now=now or clock.now())


def flood(
    meeting: Meeting, number: int, *, source: str = CARRIER, first: int = 0
) -> list[SentForm]:
    return [sent(meeting, first + each, source=source) for each in range(number)]


def stand(meeting: Meeting) -> Counter[tuple[str, str | None]]:
    """Return how many seats of a meeting stand how, with what they have until there is proof."""
    rows = (
        select(Seat.status, SentForm.proof)
        .outerjoin(SentForm, SentForm.id == Seat.sent_form_id)
        .where(Seat.meeting_id == meeting.id)
    )
    return Counter((str(status), proof) for status, proof in db.session.execute(rows))


def status(form: SentForm) -> SeatStatus:
    return db.session.scalars(
        select(Seat.status).where(Seat.registration_id == form.registration_id)
    ).one()


def letters_went(at: datetime) -> None:
    db.session.execute(update(Letter).values(state=LetterState.SENT, sent_at=at))
    db.session.commit()


def lapse(at: datetime) -> None:
    while db.write(waiting.let_lapse_next, now=at):
        pass


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


def test_three_hundred_forms_of_one_source_for_a_session_of_forty_let_others_in_when_what_was_held_lapses(
    app: Flask, cast: Cast
) -> None:
    meeting, start = cast.meeting(capacity=40), clock.now()
    flood(meeting, 300)
    assert stand(meeting) == {
        (CONFIRMED, None): 20,
        (CONFIRMED, Proof.HELD): 20,
        (WAITS, Proof.PASSED_OVER): 260,
    }
    others = flood(meeting, 5, source=HOME, first=1000)
    assert {status(form) for form in others} == {WAITS}
    letters_went(start)
    lapse(start + timedelta(minutes=29))
    assert {status(form) for form in others} == {WAITS}
    lapse(start + timedelta(minutes=31))
    assert {status(form) for form in others} == {CONFIRMED}
    assert stand(meeting) == {(CONFIRMED, None): 25, (WAITS, Proof.PASSED_OVER): 280}


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
    meeting = cast.meeting()
    for number in range(100):
        sent(meeting, number, email=False)
    assert stand(meeting) == {(CONFIRMED, None): 100}
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
    flood(meeting, 20)
    seen, forms = [], []
    for name, email in ((maria.name, "maria@example.org"), ("Nama Baru", "baru@example.org")):
        who = Application(name, email, None, "", None, {}, "id")
        with statements() as asked:
            forms.append(
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
    assert [form.brought_person for form in forms] == [False, True]
    letters_went(start)
    for minutes, place, until in ((29, CONFIRMED, Proof.HELD), (31, WAITS, Proof.PASSED_OVER)):
        lapse(start + timedelta(minutes=minutes))
        db.session.expire_all()
        assert [(sent_forms.standings(form)[meeting.id], form.proof) for form in forms] == [
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
    assert sent_forms.wait_for_proof(kept) == {held.id}
    assert sent_forms.wait_for_proof(gone) == set()
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


def test_a_held_place_opens_the_room_and_who_waits_reads_why(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=60)
    *_, held = flood(meeting, 40)
    passed = sent(meeting, 40)
    db.session.execute(update(Meeting).values(starts_at=clock.now() + timedelta(minutes=5)))
    db.session.commit()
    for form, sentence, opens in (
        (held, "disimpan selama 30 menit", True),
        (passed, "urutan Anda berlaku setelah", False),
    ):
        path = f"/terdaftar/{cast.form_link(form)}"
        client.set_cookie("saya", "ya", domain="127.0.0.1", path=path)
        page = client.get(path).text
        assert sentence in page
        assert ("Gabung" in page and "Ruang sudah dibuka" in page) is opens
        mine = client.get(
            cast.page(client, db.session.get_one(Registration, form.registration_id))
        ).text
        assert "kursi dari isian ini hanya disimpan sebentar" in mine


def test_the_letter_says_what_to_do_and_brings_no_entry_for_the_calendar(
    app: Flask, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=60)
    flood(meeting, 41)
    facts = {
        letter.kind: letter.facts
        for letter in db.session.scalars(select(Letter).order_by(Letter.id))
    }
    assert facts["registrations/confirmed"]["proof"] == Proof.HELD
    assert "calendar" not in facts["registrations/confirmed"]
    assert facts["registrations/waitlisted"]["proof"] == Proof.PASSED_OVER


def test_the_desk_lets_in_one_or_all_never_above_capacity_and_only_in_what_it_runs(
    app: Flask, client: Client, cast: Cast
) -> None:
    meeting = cast.meeting(capacity=42)
    forms = flood(meeting, 45)
    now = clock.now()
    assert waiting_list.number_waiting_for_proof(PAPUA, now) == 0
    assert [form.id for form in waiting_list.waiting_for_proof(NATION, now)] == [
        form.id for form in forms[40:]
    ]
    cast.sign_in(client, cast.staff())
    assert "Pendaftaran belum dipastikan" in client.get("/desk/").text
    listed = client.get("/desk/belum-dipastikan").text
    assert ("Peserta 40" in listed, "Peserta 39" in listed) == (True, False)
    client.submit("/desk/belum-dipastikan", action=f"/belum-dipastikan/{forms[44].key}")
    assert [status(form) for form in (forms[40], forms[44])] == [WAITS, CONFIRMED]
    client.submit("/desk/belum-dipastikan", action="/desk/belum-dipastikan")
    assert [status(form) for form in forms[40:]] == [CONFIRMED, WAITS, WAITS, WAITS, CONFIRMED]
    assert "Semua pendaftaran sudah jelas." in client.get("/desk/belum-dipastikan").text
    said = db.session.scalars(
        select(Entry).where(Entry.verb == "let in without proof").order_by(Entry.id)
    ).all()
    assert [len(entry.after["registrations"]) for entry in said] == [1, 4]


def test_forty_from_one_source_at_once_for_thirty_places(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    databases.let_everybody_wait(monkeypatch)
    meeting = cast.meeting(capacity=30)
    key = meeting.key
    db.session.remove()
    start = Barrier(40)

    def join(number: int) -> None:
        with app.app_context():
            start.wait()
            who = Application(
                f"Peserta {number}", f"p{number}@example.org", None, "", None, {}, "id"
            )
            db.write(joining.join, None, key, who, source=CARRIER, by=VISITOR, now=clock.now())

    with ThreadPoolExecutor(40) as pool:
        errors = [done.exception() for done in [pool.submit(join, number) for number in range(40)]]
    assert not any(errors)
    assert stand(meeting) == {
        (CONFIRMED, None): 20,
        (CONFIRMED, Proof.HELD): 10,
        (WAITS, Proof.PASSED_OVER): 10,
    }


_ACTS = st.lists(
    st.tuples(
        st.sampled_from(("join", "join", "join", "prove", "leave", "let in", "pass", "mail")),
        st.integers(0, 11),
        st.sampled_from("AB"),
    ),
    min_size=4,
    max_size=24,
)


@hypothesis.settings(
    max_examples=hypothesis.settings().max_examples // 10,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=_ACTS)
def test_whatever_happens_capacity_holds_and_nobody_overtakes(
    sqlite_app: Flask, cast: Cast, acts: list[tuple[str, int, str]]
) -> None:
    databases.empty(db.engine)
    db.session.remove()
    with pytest.MonkeyPatch.context() as few:
        few.setattr(waiting_rules, "COUNTED", 2)
        few.setattr(waiting_rules, "HELD", 1)
        meeting, now = cast.meeting(capacity=4), clock.now()
        for act, number, source in acts:
            now += timedelta(minutes=7)
            _do(act, number, source, meeting, now)
            _check(meeting)


def _do(act: str, number: int, source: str, meeting: Meeting, now: datetime) -> None:
    forms = db.session.scalars(select(SentForm).order_by(SentForm.id)).all()
    if act == "join":
        sent(meeting, number, source=source, now=now)
    elif act == "mail":
        letters_went(now)
    elif act == "pass":
        lapse(now)
    elif act == "let in":
        db.write(waiting.let_in, waiting_list.waiting_for_proof(NATION, now), by=NATION, now=now)
    elif forms:
        form = forms[number % len(forms)]
        if act == "prove":
            db.write(proof.prove, form, now=now)
        else:
            _leave(form, now)


def _leave(form: SentForm, now: datetime) -> None:
    registration = db.session.get_one(Registration, form.registration_id)
    if registration.stands:
        db.write(standing.leave, registration, None, by=VISITOR, now=now)


def _check(meeting: Meeting) -> None:
    db.session.expire_all()
    taken = queries.places([meeting])[meeting.id].taken
    assert taken <= 4
    eligible = waiting_list.in_order([meeting.id])
    assert not eligible or taken == 4
    held = (
        select(FormDate.given)
        .join(SentForm, SentForm.id == FormDate.sent_form_id)
        .where(SentForm.proof == Proof.HELD)
    )
    assert set(db.session.scalars(held)) <= {CONFIRMED, SeatStatus.CANCELLED}
    passed = select(func.count()).select_from(Seat).join(SentForm, SentForm.id == Seat.sent_form_id)
    assert (
        db.session.scalar(
            passed.where(SentForm.proof == Proof.PASSED_OVER, Seat.status == CONFIRMED)
        )
        == 0
    )
