"""Signing in and out in a browser, and what must not work."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.client import Client
from webinar_hub.accounts import actions
from webinar_hub.accounts.models import Account, SignIn, SignInLink
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Person
from webinar_hub.web import limits
from webinar_hub.web.jobs import answer_asked

pytestmark = pytest.mark.usefixtures("sqlite_app")

DESK = "/desk/program"


def link_for(cast: Cast, person: Person) -> str:
    account = db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
    link = db.write(actions.make_link, account, by_machine=True, now=clock.now())
    return f"/masuk/{tokens.signed(cast.links.link_key, 'sign-in', link.key)}"


def in_language(client: Client, language: str) -> None:
    client.set_cookie("bahasa", language, domain="127.0.0.1")


@pytest.mark.parametrize(
    ("language", "title"), [("id", "Masuk ke meja kerja"), ("en", "Sign in to the desk")]
)
def test_sign_in_page(client: Client, language: str, title: str) -> None:
    in_language(client, language)
    page = client.get("/masuk")
    assert f"<h1>{title}</h1>" in page.text


def test_whole_way(client: Client, cast: Cast) -> None:
    ratna = cast.ratna()
    turned_away = client.get(f"{DESK}?cari=a")
    assert (turned_away.status_code, turned_away.location) == (
        302,
        "/masuk?next=/desk/program?cari%3Da",
    )
    answer = client.submit(turned_away.location, email=" Administrator@JAJAR.example ")
    assert (answer.status_code, answer.location) == (303, "/masuk/terkirim")
    answer_asked()
    letter = db.session.scalars(select(Letter)).one()
    assert letter.person_id == ratna.id
    link = f"/masuk/{tokens.signed(cast.links.link_key, 'sign-in', letter.facts['sign_in'])}"
    assert "Ratna Wulandari" in client.get(link).text
    entered = client.submit(link)
    assert (entered.status_code, entered.location) == (303, "/desk/program?cari=a")
    held_back = client.get(entered.location)
    assert (held_back.status_code, held_back.location) == (
        302,
        "/desk/akun/langkah-kedua?next=/desk/program?cari%3Da",
    )


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/desk/",
        "//evil.example/desk/",
        "/desk/\t/evil.example",
        "/desk//evil.example",
        "/saya",
        "/desk/\\evil.example",
    ],
)
def test_next_stays_on_the_desk(client: Client, cast: Cast, wanted: str) -> None:
    ratna = cast.ratna()
    form = client.form("/masuk", "email")
    client.post("/masuk", query_string={"next": wanted}, data={**form.fields, "email": ratna.email})
    assert client.submit(link_for(cast, ratna)).location == "/desk/"


@pytest.mark.parametrize("typed", ["", "bukan alamat", "a@b", "x" * 300 + "@example.org"])
def test_bad_address(client: Client, typed: str) -> None:
    answer = client.submit("/masuk", email=typed)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_known_and_unknown_look_alike(client: Client, cast: Cast) -> None:
    """Abuse case 41: whoever asks for a link gets the same answer."""
    cast.ratna()
    known = client.submit("/masuk", email="administrator@jajar.example")
    unknown = client.submit("/masuk", email="siapa@jajar.example")
    assert (known.status_code, known.location, known.text) == (
        unknown.status_code,
        unknown.location,
        unknown.text,
    )
    assert client.get(known.location).text == client.get(unknown.location).text
    answer_asked()
    assert db.session.scalar(select(func.count()).select_from(Letter)) == 1


def test_without_a_mail_server_the_page_says_where_the_link_is(client: Client) -> None:
    in_language(client, "en")
    page = client.get("/masuk/terkirim").text
    assert "The link lies among the messages of the desk" in page
    assert "python -m webinar_hub sign-in-link" in page


def test_attempts_are_limited_by_address_and_browser(client: Client, cast: Cast) -> None:
    """Abuse case 40: the same for links, by account and address."""
    cast.ratna()
    codes = [
        client.submit("/masuk", email="administrator@jajar.example").status_code for _ in range(6)
    ]
    assert codes == [303, 303, 303, 303, 303, 429]
    assert client.submit("/masuk", email="lain@jajar.example").status_code == 303
    # A rotating X-Forwarded-For is not believed: no proxy is configured.
    form = client.form("/masuk", "email")
    answer = client.post(
        "/masuk",
        data={**form.fields, "email": "administrator@jajar.example"},
        headers={"X-Forwarded-For": "203.0.113.9"},
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


def test_owner_is_never_locked_out(client: Client, cast: Cast) -> None:
    """Abuse case 40: a flood of wishes for links leaves the owner a link that works."""
    cast.ratna()
    for _ in range(20):
        limits.allow("sign-in:administrator@jajar.example", most=20, per=timedelta(hours=1))
    for browser in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        form = client.form("/masuk", "email")
        answer = client.post(
            "/masuk",
            data={**form.fields, "email": "administrator@jajar.example"},
            environ_base={"REMOTE_ADDR": browser},
        )
        assert answer.status_code == 303
    answer_asked()
    link = db.session.scalars(select(SignInLink)).one()
    assert (
        client.submit(
            f"/masuk/{tokens.signed(cast.links.link_key, 'sign-in', link.key)}"
        ).status_code
        == 303
    )


def test_opening_a_link_changes_nothing(client: Client, cast: Cast) -> None:
    """Abuse case 42: GET and HEAD, as mail scanners send them."""
    link = link_for(cast, cast.ratna())
    for _ in range(2):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
    assert db.session.scalars(select(SignInLink.used_at)).all() == [None]
    assert db.session.scalars(select(SignIn)).all() == []
    assert client.get(DESK).status_code == 302


def test_link_works_once_and_anywhere(sqlite_app: Flask, client: Client, cast: Cast) -> None:
    """Abuse case 43: used twice, and in another browser than it was asked for in."""
    link = link_for(cast, cast.ratna())
    another = sqlite_app.test_client()
    late = client.form(link)
    assert isinstance(another, Client)
    assert another.submit(link).status_code == 303
    assert client.post(link, data=late.fields).status_code == 410
    spent = client.get(link)
    assert spent.status_code == 410
    assert "/masuk" in spent.text
    assert another.get(DESK).status_code == 200
    assert client.get(DESK).status_code == 302


def test_pressing_twice_signs_in_once(client: Client, cast: Cast) -> None:
    link = link_for(cast, cast.ratna())
    form = client.form(link)
    cookie = client.get_cookie("hub", domain="127.0.0.1")
    assert cookie is not None
    assert client.post(link, data=form.fields).status_code == 303
    client.set_cookie("hub", cookie.value, domain="127.0.0.1")
    assert client.post(link, data=form.fields).status_code == 303
    assert client.get(DESK).status_code == 200
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_a_newer_link_does_not_end_the_older_and_using_one_ends_them_all(
    client: Client, cast: Cast
) -> None:
    """Abuse case 43: after a newer one, which anybody could have asked for."""
    ratna = cast.ratna()
    links = [link_for(cast, ratna) for _ in range(3)]
    assert [client.get(link).status_code for link in links] == [200, 200, 200]
    assert client.submit(links[1]).status_code == 303
    assert [client.get(link).status_code for link in links] == [410, 410, 410]


@pytest.mark.parametrize("forged", ["abc", "abcdefgh.ijklmnop", ".", "%00", "x" * 2000])
def test_forged_link(client: Client, forged: str) -> None:
    assert client.get(f"/masuk/{forged}").status_code == 404


def test_link_needs_its_own_purpose(client: Client, cast: Cast) -> None:
    cast.ratna()
    key = (
        link_for(cast, db.session.scalars(select(Person)).one())
        .removeprefix("/masuk/")
        .partition(".")[0]
    )
    assert (
        client.get(f"/masuk/{tokens.signed(cast.links.link_key, 'registration', key)}").status_code
        == 404
    )


def test_button_without_token_does_nothing(client: Client, cast: Cast) -> None:
    """Abuse case 45: another site cannot sign a browser in."""
    link = link_for(cast, cast.ratna())
    assert client.post(link).status_code == 400
    assert client.post("/masuk", data={"email": "administrator@jajar.example"}).status_code == 400
    assert db.session.scalars(select(SignIn)).all() == []


def test_new_cookie_at_sign_in(client: Client, cast: Cast) -> None:
    """Abuse case 45: the cookie from before signing in opens nothing afterwards."""
    link = link_for(cast, cast.ratna())
    client.get(link)
    before = client.get_cookie("hub", domain="127.0.0.1")
    client.submit(link)
    after = client.get_cookie("hub", domain="127.0.0.1")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert (after.http_only, after.same_site, after.path) == (True, "Lax", "/")
    client.set_cookie("hub", before.value, domain="127.0.0.1")
    assert client.get(DESK).status_code == 302


def test_old_cookie_after_sign_out(client: Client, cast: Cast) -> None:
    """Abuse case 46: a copied cookie after signing out."""
    cast.sign_in(client, cast.ratna())
    cookie = client.get_cookie("hub", domain="127.0.0.1")
    assert cookie is not None
    form = next(
        form for form in html.forms(html.parse(client.get(DESK).text)) if form.action == "/keluar"
    )
    assert client.post("/keluar", data=form.fields).location == "/"
    client.set_cookie("hub", cookie.value, domain="127.0.0.1")
    assert client.get(DESK).status_code == 302


def test_closed_account_is_out_at_once(client: Client, cast: Cast) -> None:
    """Abuse case 46: a cookie after the account was closed."""
    ratna = cast.ratna()
    cast.sign_in(client, ratna)
    assert client.get(DESK).status_code == 200
    account = db.session.scalars(select(Account)).one()
    db.write(actions.close_account, account, by=DIRECTOR, now=clock.now())
    assert client.get(DESK).status_code == 302


@pytest.mark.parametrize("value", ["", "abc", "eyJzaWduX2luIjoiYWJjIn0.aaaa.bbbb", "x" * 4000])
def test_forged_cookie_is_a_visitor(client: Client, value: str) -> None:
    """Abuse case 47: forged, and of 4 kB."""
    client.set_cookie("hub", value, domain="127.0.0.1")
    assert client.get(DESK).status_code == 302
    assert client.get("/masuk").status_code == 200


def test_truncated_cookie_is_a_visitor(client: Client, cast: Cast) -> None:
    """Abuse case 47: truncated."""
    cast.sign_in(client, cast.ratna())
    cookie = client.get_cookie("hub", domain="127.0.0.1")
    assert cookie is not None
    client.set_cookie("hub", cookie.value[:-2], domain="127.0.0.1")
    assert client.get(DESK).status_code == 302


def test_seen_is_written_once_a_minute(client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.ratna())
    sign_in = db.session.scalars(select(SignIn)).one()
    first = sign_in.seen_at
    client.get(DESK)
    db.session.refresh(sign_in)
    assert sign_in.seen_at == first
    sign_in.seen_at = first - timedelta(minutes=2)
    db.session.commit()
    client.get(DESK)
    db.session.refresh(sign_in)
    assert sign_in.seen_at > first
