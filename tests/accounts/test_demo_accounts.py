"""Accounts of the demo network open nothing on a hub that is reached over https."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.cast import Cast
from tests.client import Client
from tests.conftest import settings_for
from webinar_hub import doctor, migrations
from webinar_hub.accounts import actions, letters, queries, rules
from webinar_hub.app import create_app
from webinar_hub.kit import clock
from webinar_hub.kit.db import db


@pytest.mark.parametrize(
    ("email", "https", "refused"),
    [
        ("ratna@sejajar.example", True, True),
        ("ratna@sejajar.example", False, False),
        ("ratna@example.org", True, False),
        ("ratna@example.contoh.org", True, False),
    ],
)
def test_demo_accounts_are_known_by_their_address(
    email: str, *, https: bool, refused: bool
) -> None:
    try:
        rules.refuse_demo(email, https=https)
    except rules.DemoAccount:
        assert refused
    else:
        assert not refused


@pytest.fixture
def in_use(tmp_path: Path) -> Iterator[Flask]:
    """Yield an application that is reached over https, with its context open."""
    app = create_app(
        settings_for(tmp_path, f"sqlite:///{tmp_path}/hub.db", public_url="https://hub.contoh.org")
    )
    app.test_client_class = Client
    with app.app_context():
        migrations.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_demo_account_opens_nothing_over_https(in_use: Flask) -> None:
    cast, client = Cast(in_use.extensions["links"]), in_use.test_client()
    ratna = cast.ratna()
    account = queries.of_person(ratna.id)
    assert account is not None
    link = db.write(actions.make_link, account, by_machine=True, now=clock.now())
    address = cast.links.capability("accounts.enter", letters.SIGN_IN_LINK, link.key)
    opened = client.get(address)
    assert (opened.status_code, "akun demo" in opened.text) == (403, True)
    with client.session_transaction(base_url="https://hub.contoh.org") as session:
        session[rules.COOKIE] = "token"
    db.write(actions.sign_in, link.key, token="token", browser="", now=clock.now())
    assert client.get("/desk/").status_code == 302
    account.email = "ratna@contoh.org"
    assert client.get("/desk/").status_code == 200


def test_the_doctor_names_open_demo_accounts(in_use: Flask) -> None:
    cast = Cast(in_use.extensions["links"])
    cast.with_account(cast.person("Ratna", email="ratna@contoh.org"))
    assert list(doctor._demo(in_use.extensions["settings"])) == []
    cast.ratna()
    [said] = doctor._demo(in_use.extensions["settings"])
    assert said.startswith("Accounts of the demo network that are open: 1.")
