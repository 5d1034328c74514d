"""People and roles, and one's own account, in a browser."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.client import EN, Client
from webinar_hub.accounts.models import Account, AddressChange, Invitation, SignIn
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.accounts.roles import queries as holders
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.models import Grant, Person, Role
from webinar_hub.web.jobs import answer_asked

INVITED = {
    "name": "Agustinus Kleden",
    "email": "agus@jajar.example",
    "role": "secretariat",
    "region": "53.71",
    "until": "",
}


@pytest.fixture
def yosep(app: Flask, cast: Cast, client: Client) -> Person:
    """The secretary of NTT, signed in with English pages."""
    client.set_cookie("bahasa", "en", domain="127.0.0.1")
    cast.region("53.71")
    cast.region("91")
    person = cast.staff(Role.SECRETARIAT, region="53")
    cast.sign_in(client, person)
    return person


def link(cast: Cast, path: str, purpose: str, key: str) -> str:
    return f"{path}/{tokens.signed(cast.links.link_key, purpose, key)}"


def offered(cast: Cast) -> str:
    newest = select(Invitation.key).order_by(Invitation.id.desc()).limit(1)
    return link(cast, "/undangan", "invitation", db.session.scalars(newest).one())


def rows(client: Client, path: str) -> list[str]:
    return [
        html.text_of(row)
        for body in html.parse(client.get(path).text).iter("tbody")
        for row in body.iter("tr")
    ]


def test_whoever_also_looks_at_everything_is_offered_their_own_region_alone(
    cast: Cast, client: Client, yosep: Person
) -> None:
    cast.grant(yosep, Role.VIEWER)
    offered = [
        each.get("value")
        for each in html.parse(client.get("/desk/peran/undang").text).iter("option")
    ]
    assert ("53.71" in offered, "91" in offered) == (True, False)


def test_the_whole_way_of_an_invitation(
    app: Flask, cast: Cast, client: Client, yosep: Person
) -> None:
    answer = client.submit("/desk/peran/undang", **INVITED)
    assert (answer.status_code, answer.location) == (303, "/desk/peran")
    assert [row.split(" ")[0] for row in rows(client, "/desk/peran")] == ["Yosep", "Agustinus"]
    another = app.test_client()
    assert isinstance(another, Client)
    page = another.get(offered(cast), headers=EN).text
    assert "Secretariat, Kota Kupang" in page
    assert db.session.scalars(select(SignIn)).all()[1:] == []
    entered = another.submit(offered(cast))
    assert (entered.status_code, entered.location) == (303, "/desk/")
    assert another.get("/desk/peran").status_code == 200
    assert another.get(offered(cast)).status_code == 410
    assert rows(client, "/desk/peran")[0].startswith("Agustinus Kleden Secretariat, Kota Kupang")


def test_pressing_twice_accepts_once(app: Flask, cast: Cast, client: Client, yosep: Person) -> None:
    client.submit("/desk/peran/undang", **INVITED)
    form = client.form(offered(cast))
    answers = [client.post(offered(cast), data=form.fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 400]
    assert len(db.session.scalars(select(Grant).where(Grant.region_code == "53.71")).all()) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"role": "administrator"},
        {"region": ""},
        {"region": "91"},
        {"region": "5"},
        {"until": "2001-01-01"},
    ],
)
def test_a_form_that_was_tampered_with_gives_nothing(
    app: Flask, client: Client, yosep: Person, changed: dict[str, str]
) -> None:
    """Abuse case 49: a role raised by editing the form."""
    assert client.submit("/desk/peran/undang", **{**INVITED, **changed}).status_code == 422
    assert db.session.scalars(select(Invitation)).all() == []


def test_an_administrator_may_give_everything(app: Flask, cast: Cast, client: Client) -> None:
    cast.region("53")
    cast.sign_in(client, cast.ratna())
    assert (
        client.submit(
            "/desk/peran/undang", **{**INVITED, "role": "administrator", "region": "53"}
        ).status_code
        == 303
    )
    (offer,) = db.session.scalars(select(Invitation))
    assert (offer.role, offer.region_code) == (Role.ADMINISTRATOR, None)


@pytest.mark.parametrize(
    ("days", "said"), [(30, "dalam 7 hari."), (2, "sampai perannya berakhir pada ")]
)
def test_an_invitation_says_where_its_role_ends_before_it(
    app: Flask, cast: Cast, client: Client, yosep: Person, days: int, said: str
) -> None:
    until = clock.now() + timedelta(days=days)
    client.submit("/desk/peran/undang", **INVITED | {"until": until.date().isoformat()})
    [letter] = db.session.scalars(select(Letter).options(joinedload(Letter.person)))
    assert said in rendering.write(letter, app.extensions["settings"], cast.links).text


def test_what_its_inviter_may_give_no_more_is_not_shown_as_theirs(
    app: Flask, cast: Cast, client: Client, yosep: Person
) -> None:
    client.submit("/desk/peran/undang", **INVITED)
    (own,) = holders.of_person(yosep.id, clock.now())
    db.write(delegation.end, own, reason="Pindah tugas", by=DIRECTOR, now=clock.now())
    assert client.get(offered(cast)).status_code == 410


def test_an_invitation_that_ran_out_is_listed_until_it_is_withdrawn(
    app: Flask, cast: Cast, client: Client, yosep: Person
) -> None:
    client.submit("/desk/peran/undang", **INVITED)
    (offer,) = db.session.scalars(select(Invitation))
    offer.expires_at = clock.now()
    db.session.commit()
    assert "Invitation that expired" in client.get("/desk/").text
    assert "agus@jajar.example" in rows(client, "/desk/peran")[1]
    assert client.submit("/desk/peran", action="tarik").status_code == 303
    assert len(rows(client, "/desk/peran")) == 1
    assert "Invitation that expired" not in client.get("/desk/").text


def test_withdrawing(app: Flask, cast: Cast, client: Client, yosep: Person) -> None:
    client.submit("/desk/peran/undang", **INVITED)
    address = offered(cast)
    assert client.submit("/desk/peran", action="tarik").status_code == 303
    assert client.get(address).status_code == 410
    assert len(rows(client, "/desk/peran")) == 1


def test_only_who_invited_sees_the_link(
    app: Flask, cast: Cast, client: Client, yosep: Person
) -> None:
    client.submit("/desk/peran/undang", **INVITED)
    letter = db.session.scalars(select(Letter).where(Letter.kind == "accounts/invitation")).one()
    page = f"/desk/pesan/{letter.key}"
    assert "/undangan/" not in client.get(page).text
    assert "/undangan/" in client.submit(page, action="/baca").text
    peer = cast.staff(Role.SECRETARIAT, region="53", name="Grace", email="grace@jajar.example")
    cast.sign_in(client, peer)
    shown = client.get(page)
    assert (shown.status_code, "/undangan/" in shown.text, "/baca" in shown.text) == (
        200,
        False,
        False,
    )
    assert (
        client.post(f"{page}/baca", data=client.form("/desk/peran/undang").fields).status_code
        == 403
    )
    cast.sign_in(client, cast.ratna())
    assert "/undangan/" in client.submit(page, action="/baca").text


def test_a_role_is_dated_and_ended(app: Flask, cast: Cast, client: Client, yosep: Person) -> None:
    peer = cast.staff(
        Role.VIEWER, region="53.71", name="Grace Simanjuntak", email="grace@jajar.example"
    )
    page = f"/desk/peran/orang/{peer.key}"
    (grant,) = db.session.scalars(select(Grant).where(Grant.person_id == peer.id))
    key, day = grant.key, (clock.now() + timedelta(days=400)).date()
    assert (
        client.submit(page, action="sampai", **{f"{key}-until": day.isoformat()}).status_code == 303
    )
    assert f"Until {day.day} {day:%B %Y}." in client.get(page).text
    assert client.submit(page, action="akhiri", **{f"{key}-reason": ""}).status_code == 422
    assert (
        client.submit(page, action="akhiri", **{f"{key}-reason": "Proyek selesai"}).status_code
        == 303
    )
    assert client.get(page).status_code == 404


def test_an_end_in_the_past_is_refused_beside_its_field(
    app: Flask, cast: Cast, client: Client, yosep: Person
) -> None:
    peer = cast.staff(
        Role.VIEWER, region="53.71", name="Grace Simanjuntak", email="grace@jajar.example"
    )
    (grant,) = db.session.scalars(select(Grant).where(Grant.person_id == peer.id))
    answer = client.submit(
        f"/desk/peran/orang/{peer.key}", action="sampai", **{f"{grant.key}-until": "2020-01-01"}
    )
    assert answer.status_code == 422
    assert "Choose a last day from today on." in answer.text


def test_who_lost_a_role_while_a_page_was_open(
    app: Flask, cast: Cast, client: Client, yosep: Person
) -> None:
    """Abuse case 46: a cookie after a change of role."""
    form = client.form("/desk/peran/undang", "email")
    (own,) = db.session.scalars(select(Grant).where(Grant.person_id == yosep.id))
    other = app.test_client()
    assert isinstance(other, Client)
    cast.sign_in(other, cast.ratna())
    assert (
        other.submit(
            f"/desk/peran/orang/{yosep.key}",
            action="akhiri",
            **{f"{own.key}-reason": "Pindah tugas"},
        ).status_code
        == 303
    )
    assert client.post("/desk/peran/undang", data={**form.fields, **INVITED}).status_code == 302
    assert db.session.scalars(select(Invitation)).all() == []


def test_an_account_is_closed(app: Flask, cast: Cast, client: Client, yosep: Person) -> None:
    leader = cast.facilitator(cast.meeting())
    assert client.get(f"/desk/peran/orang/{leader.key}").status_code == 404
    cast.sign_in(client, cast.ratna())
    page = f"/desk/peran/orang/{leader.key}"
    assert client.submit(page, action="tutup", reason="").status_code == 422
    assert client.submit(page, action="tutup", reason="Pindah tugas").status_code == 303
    assert (
        db.session.scalars(select(Account.closed_at).where(Account.person_id == leader.id)).one()
        is not None
    )


def test_the_last_administrator_is_told_why(app: Flask, cast: Cast, client: Client) -> None:
    ratna = cast.ratna()
    cast.sign_in(client, ratna)
    answer = client.submit(f"/desk/peran/orang/{ratna.key}", action="tutup", reason="x")
    assert answer.status_code == 422
    assert db.session.scalars(select(Account.closed_at)).one() is None


def test_ones_own_sign_ins(app: Flask, cast: Cast, client: Client, yosep: Person) -> None:
    others = [app.test_client() for _ in range(3)]
    for other in others:
        assert isinstance(other, Client)
        cast.sign_in(other, yosep)
    assert sum("this one" in row for row in rows(client, "/desk/akun")) == 1
    form = next(
        each
        for each in html.forms(html.parse(client.get("/desk/akun").text))
        if each.fields.get("which")
    )
    assert client.post(form.action, data=form.fields).status_code == 303
    assert sorted(other.get("/desk/akun").status_code for other in others) == [200, 200, 302]
    assert client.submit("/desk/akun", action="peramban").status_code == 303
    assert [other.get("/desk/akun").status_code for other in others] == [302, 302, 302]
    assert client.get("/desk/akun").status_code == 200


def test_nobody_ends_the_sign_in_of_another(
    app: Flask, cast: Cast, client: Client, yosep: Person
) -> None:
    other = app.test_client()
    assert isinstance(other, Client)
    ratna = cast.ratna()
    cast.sign_in(other, ratna)
    her_sign_in = db.session.scalars(
        select(SignIn).join(SignIn.account).where(Account.person_id == ratna.id)
    ).one()
    form = client.form("/desk/akun", "email")
    client.post(
        "/desk/akun/peramban",
        data={"csrf_token": form.fields["csrf_token"], "which": her_sign_in.token_digest[:16]},
    )
    assert other.get("/desk/akun").status_code == 200


def test_another_address_to_sign_in_with(
    app: Flask, cast: Cast, client: Client, yosep: Person
) -> None:
    """Abuse case 46: every cookie is dead after a change of address."""
    assert (
        client.submit("/desk/akun", action="alamat", email="Yosep.Baru@jajar.example").status_code
        == 303
    )
    assert db.session.scalars(select(Account.email)).one() == "secretariat53@jajar.example"
    (change,) = db.session.scalars(select(AddressChange))
    address = link(cast, "/alamat-masuk", "new-address", change.key)
    assert "yosep.baru@jajar.example" in client.get(address).text
    assert client.submit(address).location == "/masuk"
    assert client.get("/desk/akun").status_code == 302
    assert client.get(address).status_code == 410
    assert db.session.scalars(select(Account.email)).one() == "yosep.baru@jajar.example"
    written = db.session.execute(
        select(Letter.kind, Letter.address)
        .where(Letter.state == LetterState.NEW)
        .order_by(Letter.id)
    ).all()
    assert [tuple(each) for each in written] == [
        ("accounts/new_address", "yosep.baru@jajar.example"),
        ("accounts/address_changed", "secretariat53@jajar.example"),
        ("accounts/address_changed", "yosep.baru@jajar.example"),
    ]
    client.submit("/masuk", email="yosep.baru@jajar.example")
    answer_asked()
    letter = db.session.scalars(select(Letter).where(Letter.kind == "accounts/sign_in")).one()
    assert letter.address == "yosep.baru@jajar.example"


def test_a_newer_change_ends_the_older_and_a_taken_address_is_refused(
    app: Flask, cast: Cast, client: Client, yosep: Person
) -> None:
    cast.ratna()
    assert (
        client.submit(
            "/desk/akun", action="alamat", email="administrator@jajar.example"
        ).status_code
        == 422
    )
    for email in ("satu@jajar.example", "dua@jajar.example"):
        client.submit("/desk/akun", action="alamat", email=email)
    older, newer = db.session.scalars(select(AddressChange).order_by(AddressChange.id))
    keys = (older.key, newer.key)
    assert [
        client.get(link(cast, "/alamat-masuk", "new-address", key)).status_code for key in keys
    ] == [410, 200]


@pytest.mark.parametrize("path", ["/undangan", "/alamat-masuk"])
def test_forged_links(app: Flask, cast: Cast, client: Client, path: str) -> None:
    for forged in (
        "abc",
        "abcdefgh.ijklmnop",
        tokens.signed(cast.links.link_key, "sign-in", "abc"),
    ):
        assert client.get(f"{path}/{forged}").status_code == 404
