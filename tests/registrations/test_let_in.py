"""Who waits for proof reads why, and is let in at the desk; nobody ever overtakes."""

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
from tests.cast import NATION, PAPUA, Cast
from tests.client import Client
from tests.registrations.flooding import (
    CARRIER,
    CONFIRMED,
    WAITS,
    flood,
    lapse,
    letters_went,
    sent,
    stand,
    status,
)
from tests.statements import statements
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Role
from webinar_hub.programmes.models import Meeting
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
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.registrations.waiting import queries as waiting_list
from webinar_hub.registrations.waiting import rules as waiting_rules


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


def test_a_long_list_of_those_who_wait_for_proof_asks_no_more(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    meeting, asked = cast.meeting(capacity=60), []
    flood(meeting, 40)
    cast.sign_in(client, cast.staff())
    for number in (40, 41, 42):
        sent(meeting, number)
        with statements() as seen:
            assert f"Peserta {number}" in client.get("/desk/belum-dipastikan").text
        asked.append(len(seen))
    assert len(set(asked)) == 1


def test_whoever_runs_one_region_and_looks_at_all_lets_in_ones_own_alone(
    sqlite_app: Flask, client: Client, cast: Cast
) -> None:
    owner = cast.secretariat("91").organisation
    papua = cast.meeting(cast.series(cast.programme("Papua", owner=owner)), capacity=42)
    for meeting in (papua, cast.meeting(capacity=42)):
        flood(meeting, 41)
    person = cast.staff(region="91")
    cast.grant(person, Role.VIEWER)
    cast.sign_in(client, person)
    page = client.get("/desk/belum-dipastikan").text
    assert (page.count("/desk/belum-dipastikan/"), "pertama dari" in page) == (1, False)


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
    max_examples=hypothesis.settings().max_examples // 5,
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
    eligible = waiting_list.in_order(meeting.series_id, clock.now())
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
