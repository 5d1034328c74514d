"""Without e-mail a secretariat hands over a lost link or a code, and it is written down."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.client import EN, Client
from tests.noted_verbs import verbs
from tests.records.open_data import data_path, digits, letters
from webinar_hub.kit import clock
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages import outbox
from webinar_hub.messages.actions import hand_over
from webinar_hub.messages.models import Lane, LetterState
from webinar_hub.messages.rules import NO_ADDRESS
from webinar_hub.people.models import Role
from webinar_hub.records.own import handing_over, rules
from webinar_hub.records.own.codes import send_code
from webinar_hub.registrations import at_desk
from webinar_hub.registrations.models import Registration


@pytest.fixture
def suparmin(app: Flask, cast: Cast) -> Registration:
    """Registered with a telephone alone, in Jakarta."""
    return cast.registration(cast.suparmin(), cast.meeting())


def test_a_lost_link_is_read_from_the_list_passed_on_and_written_down(
    client: Client, cast: Cast, suparmin: Registration
) -> None:
    cast.sign_in(client, cast.staff())
    [seat] = suparmin.seats
    listed = client.get(f"/desk/sesi/{cast.meeting(suparmin.series).key}")
    assert listed.status_code == 200
    path = f"/desk/peserta/{suparmin.key}"
    answer = client.submit(path, action="/tautan")
    page = client.get(answer.location, headers=EN)
    assert cast.link(suparmin) in page.text
    assert "https://wa.me/6281234567890?text=" in page.text
    assert client.submit(answer.location, action="/diserahkan").status_code == 303
    [letter] = letters("registrations/link_again")
    assert (letter.state, verbs("registration", "letter"), seat.registration_id) == (
        LetterState.SENT,
        ["personal link again", "handed over"],
        suparmin.id,
    )


def test_the_list_leads_to_people_of_ones_own(app: Flask, client: Client, cast: Cast) -> None:
    meeting = cast.meeting()
    maria, suparmin = (
        cast.registration(cast.maria(), meeting),
        cast.registration(cast.suparmin(), meeting),
    )
    cast.sign_in(client, cast.staff(region="53"))
    page = client.get(f"/desk/sesi/{meeting.key}").text
    assert (f"/desk/peserta/{maria.key}" in page, f"/desk/peserta/{suparmin.key}" in page) == (
        True,
        False,
    )
    assert client.get(f"/desk/peserta/{suparmin.key}").status_code == 404
    handed = client.get(f"/desk/peserta/{maria.key}")
    [crumbs] = [each for each in html.parse(handed.text).iter("ol") if each.get("class") == "crumb"]
    above = [each.get("href", "") for each in crumbs.iter("a")]
    assert [client.get(each).status_code for each in above] == [200, 200]


def test_a_code_is_read_once(client: Client, cast: Cast, suparmin: Registration) -> None:
    cast.sign_in(client, cast.staff())
    answer = client.submit(f"/desk/peserta/{suparmin.key}", action="/kode")
    typed = digits(cast)
    assert typed not in client.get(answer.location).text
    read = client.submit(answer.location, action="/baca")
    assert typed in read.text
    form = next(
        each for each in html.forms(html.parse(read.text)) if each.action.endswith("/diserahkan")
    )
    assert client.post(form.action, data=form.fields).status_code == 303
    assert client.post(f"{answer.location}/baca", data=form.fields).status_code == 403
    assert verbs("registration", "letter") == [
        "code to hand over",
        "read to hand over",
        "handed over",
    ]
    participant = client.application.test_client()
    assert isinstance(participant, Client)
    data = f"/saya/{cast.link(suparmin)}/data"
    assert participant.submit(data, action="/buka", code=typed).status_code == 303


def mistyped(client: Client, cast: Cast, registration: Registration, times: int) -> list[int]:
    """Type a wrong code so often, as somebody who holds the link can, and return the answers."""
    data, wrong = (
        f"/saya/{cast.link(registration)}/data",
        f"{(int(digits(cast)) + 1) % 1_000_000:06}",
    )
    return [client.submit(data, action="/buka", code=wrong).status_code for _try in range(times)]


def test_a_code_whose_tries_somebody_used_up_is_replaced(
    app: Flask, client: Client, cast: Cast, suparmin: Registration
) -> None:
    data = f"/saya/{cast.link(suparmin)}/data"
    client.submit(data, action="/kode")
    spent = digits(cast)
    assert mistyped(client, cast, suparmin, rules.TRIES) == [422] * rules.TRIES
    client.submit(data, action="/kode")
    assert digits(cast) != spent
    assert client.submit(data, action="/buka", code=digits(cast)).status_code == 303


def test_the_desk_always_hands_over_a_new_code(
    app: Flask, client: Client, cast: Cast, suparmin: Registration
) -> None:
    data = f"/saya/{cast.link(suparmin)}/data"
    client.submit(data, action="/kode")
    mistyped(client, cast, suparmin, rules.TRIES - 1)
    letter = db.write(handing_over.code_to_hand_over, suparmin, by=DIRECTOR, now=clock.now())
    assert [each.state for each in letters("records/code")] == [
        LetterState.DROPPED,
        LetterState.KEPT,
    ]
    assert letter.key == letters("records/code")[-1].key
    assert mistyped(client, cast, suparmin, 1) == [422]
    assert client.submit(data, action="/buka", code=digits(cast)).status_code == 303


def test_however_many_codes_there_are_guessing_stays_hopeless(
    app: Flask, client: Client, cast: Cast, suparmin: Registration
) -> None:
    answers = []
    for _code in range(4):
        db.write(handing_over.code_to_hand_over, suparmin, by=DIRECTOR, now=clock.now())
        answers += mistyped(client, cast, suparmin, rules.TRIES)
    assert answers == [422] * rules.TRIES_AN_HOUR + [429] * rules.TRIES
    assert (
        client.submit(
            f"/saya/{cast.link(suparmin)}/data", action="/buka", code=digits(cast)
        ).status_code
        == 429
    )


def test_whoever_has_an_e_mail_address_gets_both_there_alone(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = cast.registration(cast.maria(), cast.meeting())
    cast.sign_in(client, cast.staff())
    page = client.page(client.submit(f"/desk/peserta/{registration.key}", action="/tautan"))
    assert ("ma…@example.org" in page, cast.link(registration) in page, "/kode" in page) == (
        True,
        False,
        False,
    )
    [letter] = letters("registrations/link_again")
    assert (letter.state, letter.address) == (LetterState.NEW, None)
    with pytest.raises(rules.HasAddress):
        db.write(handing_over.code_to_hand_over, registration, by=DIRECTOR, now=clock.now())


def test_who_only_looks_or_leads_hands_nothing_over(
    client: Client, cast: Cast, suparmin: Registration
) -> None:
    meeting = cast.meeting(suparmin.series)
    for person in (cast.staff(Role.VIEWER), cast.facilitator(meeting)):
        staff = client.application.test_client()
        assert isinstance(staff, Client)
        cast.sign_in(staff, person)
        assert staff.get(f"/desk/peserta/{suparmin.key}").status_code == 403
        assert "/desk/peserta/" not in staff.get(f"/desk/sesi/{meeting.key}").text


def test_a_number_is_shortened_before_the_second_step(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = cast.registration(
        cast.person("Suparmin", phone="+6281234567890", region="53.71"), cast.meeting()
    )
    staff = cast.staff(region="53.71")
    for proved in (False, True):
        cast.sign_in(client, staff, proved=proved)
        page = client.get(f"/desk/peserta/{registration.key}").text
        shown = [text in page for text in ("…7890", "/desk/akun/langkah-kedua", "0812-3456-7890")]
        assert shown == [not proved, not proved, proved]


def test_what_was_merged_leads_to_nobodys_link(app: Flask, client: Client, cast: Cast) -> None:
    """The link of a merged registration opens the other's, of a person now elsewhere."""
    meeting = cast.meeting()
    maria, suparmin = (
        cast.registration(cast.maria(), meeting),
        cast.registration(cast.suparmin(), meeting),
    )
    maria.merged_into_id = suparmin.id
    db.session.commit()
    kupang = Actor(id=None, label="Kupang", scopes=frozenset({"53"}))
    assert at_desk.of_own_people(kupang, [maria.key, suparmin.key]) == set()
    cast.sign_in(client, cast.staff(region="53"))
    assert client.get(f"/desk/peserta/{maria.key}").status_code == 404


def test_a_phone_only_person_gets_the_code_from_the_desk(
    app: Flask, client: Client, cast: Cast
) -> None:
    registration = cast.registration(cast.suparmin(), cast.meeting())
    path = data_path(cast, registration)
    client.submit(path, action="/kode")
    [letter] = letters("records/code")
    code, key = digits(cast), letter.key
    staff = client.application.test_client()
    assert isinstance(staff, Client)
    cast.sign_in(staff, cast.staff())
    assert code not in staff.get(f"/desk/pesan/{key}").text, (
        "nobody reads a code that is not theirs to hand over"
    )
    db.write(outbox.keep, NO_ADDRESS, Lane.KEYS, everybody=False, now=clock.now())
    assert code not in staff.get(f"/desk/pesan/{key}").text
    answer = staff.submit(f"/desk/pesan/{key}", action="/baca")
    assert code in answer.text
    assert "wa.me/6281234567890" in answer.text
    form = next(
        each for each in html.forms(html.parse(answer.text)) if each.action.endswith("/diserahkan")
    )
    assert staff.post(form.action, data=form.fields).status_code == 303
    assert staff.post(f"/desk/pesan/{key}/baca", data=form.fields).status_code == 403
    assert client.submit(path, action="/buka", code=code).status_code == 303
    assert verbs()[-2:] == ["handed over", "opened own data"]


def test_once_it_is_handed_over_a_new_code_can_be_asked_for(app: Flask, cast: Cast) -> None:
    registration, now = cast.registration(cast.suparmin(), cast.meeting()), clock.now()
    first, again = (
        db.write(send_code, registration, by_hand=True, now=now).key for _asked in range(2)
    )
    db.write(hand_over, letters("records/code")[-1].id, by=DIRECTOR, now=now)
    later = db.write(send_code, registration, by_hand=True, now=now + timedelta(hours=1))
    assert (again == first, later.key == first) == (True, False)
    assert later.expires_at == now + timedelta(hours=25)


def test_where_a_code_of_somebody_with_an_address_waits_is_said(
    sqlite_app: Flask, client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    maria = cast.registration(cast.maria(), cast.meeting())
    cast.sign_in(client, cast.staff())
    path, settings = f"/desk/peserta/{maria.key}", sqlite_app.extensions["settings"]
    assert "the code waits under “Messages”" in client.get(path, headers=EN).text
    mailing = replace(settings, smtp_host="127.0.0.1")
    monkeypatch.setitem(sqlite_app.extensions, "settings", mailing)
    assert "It goes there, so that nobody else" in client.get(path, headers=EN).text
