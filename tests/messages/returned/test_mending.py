"""What waits while an address fails, and what mends it. No seat is ever lost."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.cast import DIRECTOR, NTT, PAPUA, Cast
from tests.client import Client
from tests.messages.outbox import put, rows
from tests.messages.returned.steps import (
    GONE,
    MARIA,
    come_back,
    deliver,
    fail,
    failing,
    marked,
    refuse,
    tried_before,
    went,
)
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.messages import actions as desk
from webinar_hub.messages import rules
from webinar_hub.messages.models import Failing, LetterState
from webinar_hub.messages.returned import actions, queries
from webinar_hub.records.correcting.actions import Correction, correct
from webinar_hub.registrations.models import Seat, SeatStatus
from webinar_hub.registrations.reminding.letters import REMINDER


def held() -> list[str]:
    """Return the kinds of the letters that wait for an address."""
    waits = LetterState.KEPT, rules.FAILING
    return [each.kind for each in rows() if (each.state, each.reason) == waits]


def test_reminders_wait_and_what_is_needed_is_tried_once_a_day(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    fail(app, maria)
    put(maria, kind=REMINDER, subject="registration:reminded")
    put(maria, subject="registration:new")
    assert deliver(app) == []
    assert held() == [REMINDER, "registrations/confirmed"]
    put(maria, kind="accounts/sign_in", subject="registration:asked")
    assert deliver(app) == [MARIA]
    tried_before(hours=25)
    put(maria, subject="registration:next day")
    assert deliver(app) == [MARIA]
    put(maria, subject="registration:same day")
    assert deliver(app) == []
    assert marked()


def test_nobody_loses_a_seat(app: Flask, cast: Cast) -> None:
    registration = cast.registration(cast.maria(), cast.meeting())
    fail(app, registration.person)
    seats = db.session.scalars(select(Seat.status)).all()
    assert seats == [SeatStatus.CONFIRMED]


def test_a_secretary_says_try_again(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    fail(app, maria)
    put(maria, kind=REMINDER, subject="registration:reminded")
    deliver(app)
    found = failing()
    assert found is not None
    db.write(actions.try_again, found.id, by=DIRECTOR, now=clock.now())
    assert not marked()
    assert deliver(app) == [MARIA]
    come_back(went(app, maria, subject="registration:again"))
    assert marked()


def test_sending_one_letter_again_tries_the_address(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    fail(app, maria)
    put(maria, subject="registration:two")
    deliver(app)
    db.write(desk.send_again, rows()[-1].id, by=DIRECTOR, now=clock.now())
    assert deliver(app) == [MARIA]
    assert failing() is None


def test_a_new_address_gets_what_waited(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    fail(app, maria)
    put(maria, kind=REMINDER, subject="registration:reminded")
    deliver(app)
    wanted = Correction(maria.full_name, maria.region_code, email="baru@example.org")
    db.write(correct, maria, wanted, by=DIRECTOR, now=clock.now())
    assert set(deliver(app)) == {"baru@example.org"}, "to the address that fails nothing goes"
    assert held() == []
    assert failing() is None


def test_a_server_that_takes_a_letter_where_it_had_refused_mends(app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    put(maria)
    refuse(app, GONE)
    assert marked()
    tried_before(hours=25)
    put(maria, subject="registration:two")
    assert deliver(app) == [MARIA]
    assert failing() is None


def test_a_relay_that_takes_a_letter_proves_nothing_and_a_report_of_arrival_does(
    app: Flask, cast: Cast
) -> None:
    maria = cast.maria()
    fail(app, maria)
    tried_before(hours=25)
    letter = went(app, maria, subject="registration:two")
    assert marked()
    come_back(letter, "250 OK", action="delivered", status="2.1.5")
    assert failing() is None


@pytest.mark.parametrize("handed", [False, True], ids=["by mail", "handed over as well"])
def test_opening_a_link_that_went_by_mail_proves_the_address(
    sqlite_app: Flask, cast: Cast, *, handed: bool
) -> None:
    maria = cast.maria()
    fail(sqlite_app, maria)
    tried_before(hours=25)
    went(sqlite_app, maria, subject="registration:two")
    if handed:
        by_hand = put(maria, subject="registration:three")
        db.write(desk.hand_over, by_hand.id, by=DIRECTOR, now=clock.now())
    db.write(actions.take_proof, maria, MARIA, now=clock.now())
    assert marked() is handed


def test_what_nobody_has_or_what_passed_is_forgotten(sqlite_app: Flask, cast: Cast) -> None:
    maria = cast.maria()
    fail(sqlite_app, maria)
    db.write(actions.forget, clock.now() + timedelta(days=300))
    assert marked()
    db.write(lambda: db.session.execute(update(Failing).values(marked_at=None)))
    db.write(actions.forget, clock.now() + timedelta(days=13))
    assert failing() is not None
    db.write(actions.forget, clock.now() + timedelta(days=15))
    assert failing() is None


def test_the_desk_shows_it_where_it_can_be_mended(cast: Cast, client: Client, app: Flask) -> None:
    registration = cast.registration(cast.maria(), cast.meeting())
    maria = registration.person
    fail(app, maria)
    cast.sign_in(client, cast.staff(region="53"))
    today = client.get("/desk/")
    assert "Alamat yang tidak menerima pesan" in today.text
    listed = client.get("/desk/pesan/alamat")
    assert maria.name in listed.text
    assert "Alamat ini tidak ada." in listed.text
    shown = client.get(f"/desk/orang/{maria.key}")
    assert "Tidak sampai" in shown.text
    answer = client.submit(f"/desk/orang/{maria.key}", action="coba-lagi")
    assert answer.location == f"/desk/orang/{maria.key}"
    assert "Tidak sampai" not in client.get(answer.location).text
    assert maria.name not in client.get("/desk/pesan/alamat").text


def test_another_regions_desk_neither_sees_nor_mends_it(app: Flask, cast: Cast) -> None:
    fail(app, cast.maria())
    found = failing()
    assert found is not None
    assert [each.id for each in queries.seen_by(NTT).listed()] == [found.id]
    assert queries.seen_by(NTT).one(found.key).id == found.id
    assert (queries.seen_by(PAPUA).listed(), queries.seen_by(PAPUA).number()) == ([], 0)
    with pytest.raises(NotFound):
        queries.seen_by(PAPUA).one(found.key)


def test_a_focal_person_sees_who_gets_nothing_and_no_address(
    cast: Cast, client: Client, app: Flask
) -> None:
    own = cast.pelita()
    registration = cast.registration(cast.maria(), cast.meeting())
    registration.organisation_id = own.id
    db.session.commit()
    fail(app, registration.person)
    cast.sign_in(client, cast.focal(own))
    page = client.get(f"/desk/lembaga-saya/{own.key}").text
    assert "Email tidak sampai sejak" in page
    assert MARIA not in page
