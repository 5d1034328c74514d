"""One press ends the letters of a kind, and GET does nothing (RFC 8058)."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.messages.outbox import put, rows, send, with_server
from tests.messages.sink import Sink, mail_server
from webinar_hub.kit import clock
from webinar_hub.messages import kinds, rules
from webinar_hub.messages.models import LetterState
from webinar_hub.people.models import Person

REMINDER = "registrations/reminder"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def sent(app: Flask) -> Sink:
    with mail_server() as sink:
        send(app, with_server(app, sink.port))
    return sink


def remind(person: Person, number: int) -> None:
    later = {"until": (clock.now() + timedelta(days=1)).isoformat()}
    put(person, kind=REMINDER, subject=f"registration:{number}", **later)


def stop_address(app: Flask, person: Person) -> str:
    """Send a reminder and return the path that its header names."""
    remind(person, 1)
    [message] = sent(app).letters
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<https?://[^/]+(/berhenti/[\w.-]+)>", message["List-Unsubscribe"])
    assert found
    body = message.get_body(("plain",))
    assert body is not None
    assert found[1] in body.get_content().replace("=\n", "")
    return found[1]


def test_one_press_of_a_mail_program_stops_the_kind_and_what_waits_of_it(
    app: Flask, client: Client, cast: Cast
) -> None:
    maria, budi = cast.maria(), cast.person("Budi", email="budi@example.org")
    address = stop_address(app, maria)
    remind(maria, 2)
    remind(budi, 2)
    answer = client.post(address, data=ONE_CLICK)
    assert (answer.status_code, answer.headers.get("Location")) == (200, None)
    client.post(address, data=ONE_CLICK)
    remind(maria, 3)
    put(maria, subject="registration:4")
    assert sorted(sent(app).receivers) == ["budi@example.org", "maria@example.org"]
    assert [(row.kind, row.state, row.reason) for row in rows() if row.person_id == maria.id] == [
        (REMINDER, LetterState.SENT, ""),
        (REMINDER, LetterState.DROPPED, rules.UNWANTED),
        (REMINDER, LetterState.DROPPED, rules.UNWANTED),
        ("registrations/confirmed", LetterState.SENT, ""),
    ]


def test_opening_the_link_stops_nothing_and_a_second_button_takes_it_back(
    app: Flask, client: Client, cast: Cast
) -> None:
    maria = cast.maria()
    address = stop_address(app, maria)
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    page = client.get(address).text
    # They may come by WhatsApp as well.
    assert [each in page for each in ("No more of these messages?", "e-mail")] == [True, False]
    remind(maria, 2)
    assert len(sent(app).taken) == 1
    form = client.form(address)
    stopped = client.post(form.action, data=form.fields).text
    assert "You get no more of these messages" in stopped
    assert 'class="btn"' not in stopped, "the one loud button would undo what was just done"
    assert client.submit(address, action="lagi").status_code == 303
    remind(maria, 3)
    assert len(sent(app).taken) == 1


def test_a_changed_link_stops_nothing(app: Flask, client: Client, cast: Cast) -> None:
    address = stop_address(app, cast.maria())
    changed = f"{address[:-1]}{'a' if address[-1] != 'a' else 'b'}"
    assert client.post(changed, data=ONE_CLICK).status_code == 404


@pytest.mark.parametrize("kind", ["registrations/confirmed", "accounts/sign_in", REMINDER])
def test_what_is_no_service_alone_can_be_stopped(app: Flask, cast: Cast, kind: str) -> None:
    put(cast.maria(), kind=kind, until=(clock.now() + timedelta(days=1)).isoformat())
    [message] = sent(app).letters
    assert ("List-Unsubscribe" in message) is not kinds.declared[kind].service
