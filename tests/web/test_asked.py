"""What visitors ask for at an address.

The same for known and unknown, answered by the worker a moment later.
"""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.client import Client
from tests.statements import statements
from webinar_hub.accounts.models import Account
from webinar_hub.accounts.proving import passwords
from webinar_hub.kit import clock
from webinar_hub.kit.actor import ONESELF
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.messages.models import Letter
from webinar_hub.records.upkeep.actions import erase
from webinar_hub.web import asked
from webinar_hub.web.jobs import answer_asked
from webinar_hub.web.models import Asked

FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "lost link": ("/saya", {"contact": "{email}"}),
    "sign-in link": ("/masuk", {"email": "{email}"}),
    "password": ("/masuk/sandi", {"email": "{email}", "password": "salah semua"}),
    "focal person": (
        "/lembaga/{pelita}/narahubung",
        {"name": "Maria Goreti Bere", "email": "{email}", "proof": "Tanya Ibu Sri."},
    ),
}


def _headers(answer: TestResponse) -> list[tuple[str, str]]:
    return sorted(
        (name, value) for name, value in answer.headers if name not in ("Set-Cookie", "Date")
    )


@pytest.mark.parametrize("name", FORMS)
def test_known_and_unknown_get_the_same_and_take_the_same_statements(
    app: Flask, client: Client, cast: Cast, name: str
) -> None:
    maria, pelita = cast.with_account(cast.maria()), cast.pelita()
    cast.registration(maria, cast.meeting())
    account = db.session.scalars(select(Account)).one()
    account.password = passwords.hashed("kata sandi yang benar")
    db.session.commit()
    path, typed = FORMS[name]
    path = path.format(pelita=pelita.key)
    seen = []
    # The first of all meets empty tables of counts, and learns what the process keeps afterwards.
    for email in ("pertama@example.org", "maria@example.org", "marla@example.org"):
        form = client.form(path, *typed)
        data = {**form.fields, **{field: text.format(email=email) for field, text in typed.items()}}
        with statements() as asked_of_it:
            answer = client.post(path, data=data)
        seen.append(
            (
                answer.status_code,
                _headers(answer),
                _without_ids(answer.text.replace(email, "")),
                list(asked_of_it),
            )
        )
    assert seen[1] == seen[2]


def _without_ids(body: str) -> str:
    kept = [
        line for line in body.splitlines() if "csrf_token" not in line and "form_id" not in line
    ]
    return "\n".join(kept)


def test_the_worker_answers_and_forgets(app: Flask, client: Client, cast: Cast) -> None:
    maria, pelita = cast.with_account(cast.maria()), cast.pelita()
    cast.registration(maria, cast.meeting())
    for path, typed in (FORMS[name] for name in ("lost link", "sign-in link", "focal person")):
        for email in ("maria@example.org", "siapa@example.org"):
            fields = {field: text.format(email=email) for field, text in typed.items()}
            assert client.submit(path.format(pelita=pelita.key), **fields).status_code == 303
    assert db.session.scalars(select(Letter)).all() == []
    answer_asked()
    assert db.session.scalars(select(Asked)).all() == []
    written = db.session.execute(select(Letter.kind, Letter.address).order_by(Letter.id)).all()
    assert [tuple(row) for row in written] == [
        ("registrations/link_again", None),
        ("accounts/sign_in", "maria@example.org"),
        ("directory/focal_confirm", "maria@example.org"),
        ("directory/focal_confirm", "siapa@example.org"),
    ]


def test_what_cannot_be_answered_stops_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def answer(word: str, **_more: Any) -> None:
        done.append(word)
        if word == "first":
            raise NotFound

    monkeypatch.setitem(asked.answers, "word", answer)
    for word in ("first", "second"):
        db.write(asked.put, "word", word=word)
    assert [db.write(asked.answer_next, now=clock.now()) for _time in range(3)] == [
        True,
        True,
        False,
    ]
    assert done == ["first", "second"]


def test_erasing_forgets_what_was_asked_for(app: Flask, client: Client, cast: Cast) -> None:
    maria = cast.maria()
    cast.registration(maria, cast.meeting())
    for contact in ("maria@example.org", "siapa@example.org"):
        client.submit("/saya", contact=contact)
    db.write(erase, maria, by=ONESELF, now=clock.now())
    assert [row.facts["email"] for row in db.session.scalars(select(Asked))] == [
        "siapa@example.org"
    ]
