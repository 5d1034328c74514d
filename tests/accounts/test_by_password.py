"""Signing in with a password in a browser, and that the link always works."""

from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.cast import DIRECTOR, Cast
from tests.client import Client
from webinar_hub.accounts import actions
from webinar_hub.accounts.models import Account, SignIn
from webinar_hub.accounts.proving import actions as proving
from webinar_hub.accounts.proving import passwords
from webinar_hub.accounts.proving import rules as proof_rules
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Person
from webinar_hub.web import limits
from webinar_hub.web.jobs import answer_asked
from webinar_hub.web.models import Attempts

pytestmark = pytest.mark.usefixtures("sqlite_app")

MINE = "/desk/akun"
GOOD = "kuda hijau makan batu"
EMAIL = "theresia@jajar.example"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _light_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each hash with little work: how much it has to be is seen in test_passwords."""
    # It is made once in a process, for other tests, too.
    passwords._nobodys()
    light = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", light)


@pytest.fixture
def theresia(cast: Cast) -> Person:
    """Somebody who leads a session, and has chosen a password."""
    person = cast.facilitator(cast.meeting())
    db.session.scalars(select(Account)).one().password = passwords.hashed(GOOD)
    db.session.commit()
    return person


def tried(client: Client, email: str = EMAIL, password: str = GOOD, **sent: Any) -> TestResponse:
    form = client.form("/masuk/sandi", "email", "password")
    return client.post(
        "/masuk/sandi", data={**form.fields, "email": email, "password": password}, **sent
    )


def cookie(client: Client) -> str:
    found = client.get_cookie("hub", domain="127.0.0.1")
    assert found is not None
    return found.value


def test_the_way_in(client: Client, theresia: Person) -> None:
    answer = tried(client, " Theresia@JAJAR.example ")
    assert (answer.status_code, answer.location) == (303, "/desk/")
    assert client.get(MINE).status_code == 200
    assert (
        client.submit("/masuk/sandi?next=/desk/program", email=EMAIL, password=GOOD).location
        == "/desk/program"
    )


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "kuda hijau makan bata"),
        ("siapa@jajar.example", GOOD),
        ("ratna@jajar.example", GOOD),
    ],
)
def test_what_is_wrong_of_the_two_is_not_said(
    client: Client, cast: Cast, theresia: Person, email: str, password: str
) -> None:
    """Abuse case 41: wrong password, unknown address and none get the same answer."""
    cast.with_account(cast.person("Ratna", email="ratna@jajar.example"))
    answer = tried(client, email, password)
    assert answer.status_code == 422
    assert "Alamat dan kata sandi ini tidak cocok." in answer.text
    assert password not in answer.text
    assert db.session.scalars(select(SignIn)).all() == []


@pytest.mark.parametrize("email", [EMAIL, "siapa@jajar.example"])
def test_the_work_is_the_same_for_everybody(
    client: Client, theresia: Person, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Abuse case 41: one hash is made, whether the address is known or not."""
    asked: list[str | None] = []
    fits = passwords.fits

    def counted(kept: str | None, typed: str) -> bool:
        asked.append(kept)
        return fits(kept, typed)

    monkeypatch.setattr(passwords, "fits", counted)
    tried(client, email, "kuda hijau makan bata")
    assert len(asked) == 1


def test_forty_wrong_ones_with_forged_addresses(
    client: Client, cast: Cast, theresia: Person
) -> None:
    """Abuse case 40: a rotating X-Forwarded-For changes nothing, the link still works."""
    codes = [
        tried(
            client,
            password=f"kuda hijau {number}",
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(40)
    ]
    assert codes == [422] * 5 + [429] * 35
    answer = tried(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert client.submit("/masuk", email=EMAIL).status_code == 303
    answer_asked()
    assert db.session.scalars(select(Letter.kind)).all() == ["accounts/sign_in"]
    cast.sign_in(client, theresia, proved=False)
    assert client.get(MINE).status_code == 200


def test_from_many_places(client: Client, theresia: Person) -> None:
    """Abuse case 40: twenty an hour for an account from anywhere.

    Then only the link opens it, and it does.
    """
    places = [{"REMOTE_ADDR": f"192.0.2.{number}"} for number in range(7)]
    codes = [
        tried(client, password="kuda hijau", environ_base=place).status_code
        for place in places
        for _ in range(4)
    ]
    assert codes == [422] * 20 + [429] * 8
    assert client.submit("/masuk", email=EMAIL).status_code == 303


def test_one_password_on_many_addresses(client: Client, theresia: Person) -> None:
    """Abuse case 40: a thousand failures an hour close passwords for all, links for nobody."""
    for _ in range(999):
        limits.allow("password:failed", most=1000, per=HOUR)
    assert tried(client, "satu@jajar.example").status_code == 422
    assert tried(client, "dua@jajar.example").status_code == 429
    assert client.submit("/masuk", email=EMAIL).status_code == 303


def test_one_place_does_not_fill_the_ceiling_of_all(client: Client, theresia: Person) -> None:
    """Fifty failures an hour from one place close passwords there alone."""
    here = {"REMOTE_ADDR": "2001:db8:0:7::1"}
    for _ in range(49):
        limits.count("password:failed:2001:db8:0:7::/64", per=HOUR)
    assert tried(client, "satu@jajar.example", environ_base=here).status_code == 422
    for number in (2, 3):
        neighbour = {"REMOTE_ADDR": f"2001:db8:0:7::{number}"}
        assert (
            tried(client, f"orang{number}@jajar.example", environ_base=neighbour).status_code == 429
        )
    rows = db.session.execute(
        select(Attempts.name, Attempts.count).where(Attempts.name.startswith("password:failed"))
    )
    counted = dict(rows.all())
    assert counted == {"password:failed": 1, "password:failed:2001:db8:0:7::/64": 50}
    assert tried(client, environ_base={"REMOTE_ADDR": "2001:db8:0:8::1"}).status_code == 303


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix:", ""),
        (None, ""),
    ],
)
def test_what_one_sender_has_of_an_address(address: str | None, source: str) -> None:
    assert limits.source(address) == source


def test_a_million_characters(client: Client, theresia: Person) -> None:
    """Abuse case 44: longer than 200 characters is refused with a sentence.

    What is longer than a form may be, with 413.
    """
    assert tried(client, password="x" * 201).status_code == 422
    assert tried(client, password="x" * 150_000).status_code == 422
    assert tried(client, password="x" * 1_000_000).status_code == 413


def test_another_site_signs_nobody_in(client: Client, theresia: Person) -> None:
    """Abuse case 45: without the token of the page there is no sign-in."""
    assert client.post("/masuk/sandi", data={"email": EMAIL, "password": GOOD}).status_code == 400
    assert db.session.scalars(select(SignIn)).all() == []


def test_a_planted_cookie_stays_outside(client: Client, theresia: Person) -> None:
    """Abuse case 45: the cookie from before signing in opens nothing afterwards."""
    client.get("/masuk/sandi")
    planted = cookie(client)
    tried(client)
    assert cookie(client) != planted
    client.set_cookie("hub", planted, domain="127.0.0.1")
    assert client.get(MINE).status_code == 302


def test_choosing_and_removing_one(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    person = cast.facilitator(cast.meeting())
    cast.sign_in(client, person, proved=False)
    for bad in ("pendek", "theresia ina tukan", "password1234"):
        answer = client.submit("/desk/akun/sandi", password=bad)
        assert answer.status_code == 422
        assert bad not in answer.text
    answer = client.submit("/desk/akun/sandi", password=GOOD)
    assert (answer.status_code, answer.location) == (303, MINE)
    assert client.get(MINE).status_code == 200
    other = sqlite_app.test_client()
    assert isinstance(other, Client)
    assert tried(other).status_code == 303
    assert client.submit(MINE, action="/sandi/hapus").status_code == 303
    assert other.get(MINE).status_code == 302
    assert client.get(MINE).status_code == 200
    assert tried(other).status_code == 422
    assert [
        tuple(row)
        for row in db.session.execute(select(Letter.kind, Letter.address).order_by(Letter.id))
    ] == [("accounts/secured", EMAIL)] * 2
    assert set(db.session.scalars(select(Entry.verb))) == {
        "signed in",
        "set the password",
        "removed the password",
        "ended other sign-ins",
    }


def test_a_copied_cookie_after_a_new_password(
    sqlite_app: Flask, client: Client, cast: Cast, theresia: Person
) -> None:
    """Abuse case 46: a change of password ends every cookie, the own one, too."""
    tried(client)
    copied, other = cookie(client), sqlite_app.test_client()
    assert isinstance(other, Client)
    tried(other)
    client.submit("/desk/akun/sandi", password="ikan biru baca koran")
    assert client.get(MINE).status_code == 200
    assert other.get(MINE).status_code == 302
    client.set_cookie("hub", copied, domain="127.0.0.1")
    assert client.get(MINE).status_code == 302


def test_a_password_that_was_changed_meanwhile(theresia: Person) -> None:
    account = db.session.scalars(select(Account)).one()
    with pytest.raises(proof_rules.WrongPair):
        db.write(
            proving.sign_in,
            account,
            passwords.hashed(GOOD),
            token="token",
            browser="",
            now=clock.now(),
        )


def test_a_closed_account_has_no_password(client: Client, cast: Cast, theresia: Person) -> None:
    account = db.session.scalars(select(Account)).one()
    db.write(actions.close_account, account, by=DIRECTOR, now=clock.now())
    assert tried(client).status_code == 422
    db.write(actions.open_account, theresia, EMAIL, anew=True, by=DIRECTOR, now=clock.now())
    assert tried(client).status_code == 422


def test_nothing_of_a_password_is_stored(client: Client, cast: Cast, theresia: Person) -> None:
    tried(client)
    client.submit("/desk/akun/sandi", password="ikan biru baca koran")
    rows = [
        str(vars(row))
        for table in (Account, Entry, Letter, SignIn)
        for row in db.session.scalars(select(table))
    ]
    assert [row for row in rows if "ikan biru" in row or GOOD in row] == []
    assert tokens.digest("ikan biru baca koran") not in "".join(rows)
