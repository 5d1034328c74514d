"""Asking to stand for an organisation: proved, decided by the right province, answered."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.cast import DIRECTOR, Cast
from tests.client import Client
from webinar_hub.accounts import queries as accounts
from webinar_hub.accounts.models import Invitation
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.accounts.roles import queries as holders
from webinar_hub.accounts.roles.rules import BeyondCeiling, OtherAddress, UnknownOrganisation
from webinar_hub.accounts.rules import actor_for
from webinar_hub.directory.focal_requests import actions as asking
from webinar_hub.directory.focal_requests import queries, rules
from webinar_hub.directory.models import FocalRequest
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.network.models import Organisation
from webinar_hub.people.models import Person, Role
from webinar_hub.web.jobs import answer_asked

TYPED = {
    "name": "Maya Sopha, S.Sos.",
    "email": "Maya@Pelita.example",
    "phone": "",
    "proof": "Direktur kami Ibu Sri dapat memastikannya.",
}
DAY = timedelta(days=1)


@pytest.fixture
def pelita(app: Flask, cast: Cast) -> Organisation:
    return cast.pelita()


def asked(organisation: Organisation, *, confirmed: bool = True, **changed: Any) -> FocalRequest:
    facts = {
        "typed_name": "Maya Sopha",
        "email": "maya@pelita.example",
        "phone": None,
        "proof": "Tanya Ibu Sri.",
        "language": "id",
        **changed,
    }
    made = db.write(asking.ask, organisation, **facts, now=clock.now())
    return db.write(asking.confirm, made, now=clock.now()) if confirmed else made


def letters(kind: str) -> list[Letter]:
    return list(
        db.session.scalars(
            select(Letter)
            .where(Letter.kind == kind, Letter.state != LetterState.DROPPED)
            .order_by(Letter.id)
        )
    )


def confirmation(cast: Cast, request: FocalRequest) -> str:
    return f"/narahubung/{tokens.signed(cast.links.link_key, 'focal-request', request.key)}"


def test_from_the_public_page_to_the_desk(client: Client, cast: Cast, pelita: Organisation) -> None:
    assert "Saya narahubung lembaga ini" in client.get(f"/lembaga/{pelita.key}").text
    assert (
        client.submit(f"/lembaga/{pelita.key}/narahubung", **TYPED).location
        == "/narahubung/terkirim"
    )
    answer_asked()
    request = db.session.scalars(select(FocalRequest)).one()
    (letter,) = letters("directory/focal_confirm")
    assert (letter.address, letter.facts["focal_request"]) == ("maya@pelita.example", request.key)
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    assert "Permintaan menjadi narahubung" not in client.get("/desk/").text
    page = client.page(client.submit(confirmation(cast, request)))
    assert "Permintaan Anda ada di sekretariat" in page
    assert "Permintaan menjadi narahubung" in client.get("/desk/").text
    assert "Ibu Sri dapat memastikannya" in client.get("/desk/lembaga/narahubung").text
    assert client.submit("/desk/lembaga/narahubung", action="/terima").status_code == 303
    (acceptance,) = letters("directory/focal_accepted")
    assert (acceptance.address, acceptance.facts["title"]) == (
        "maya@pelita.example",
        "Yayasan Pelita",
    )
    account = accounts.by_email("maya@pelita.example")
    assert account is not None
    (grant,) = holders.of_person(account.person_id, clock.now())
    assert (grant.role, grant.organisation_id, grant.region_code) == (
        Role.FOCAL,
        pelita.id,
        "53.71",
    )
    assert grant.until is not None
    assert grant.since is not None
    assert grant.until - grant.since == rules.FOCAL_LASTS
    assert "Maya Sopha" in client.get(f"/desk/lembaga/{pelita.key}").text


def test_the_same_answer_for_every_address_and_a_limit(
    client: Client, cast: Cast, pelita: Organisation
) -> None:
    cast.ratna()
    for email in ("administrator@jajar.example", "nobody@pelita.example"):
        assert (
            client.submit(f"/lembaga/{pelita.key}/narahubung", **{**TYPED, "email": email}).location
            == "/narahubung/terkirim"
        )
    codes = [
        client.submit(f"/lembaga/{pelita.key}/narahubung", **TYPED).status_code
        for _again in range(4)
    ]
    assert codes == [303, 303, 303, 429]
    answer_asked()
    assert (
        len(
            [
                letter
                for letter in letters("directory/focal_confirm")
                if letter.address == "maya@pelita.example"
            ]
        )
        == 1
    )


def test_three_requests_an_hour_reach_one_mailbox_whatever_stands_behind_a_plus(
    client: Client, pelita: Organisation
) -> None:
    tagged = (f"maya+{number}@pelita.example" for number in range(4))
    codes = [
        client.submit(f"/lembaga/{pelita.key}/narahubung", **{**TYPED, "email": email}).status_code
        for email in tagged
    ]
    assert codes == [303, 303, 303, 429]


def test_whoever_types_anothers_address_takes_no_request_away(
    client: Client, cast: Cast, pelita: Organisation
) -> None:
    """A proved request waits until it is answered, or until another from there is proved."""
    proved, typed = asked(pelita), f"/lembaga/{pelita.key}/narahubung"
    for _again in range(2):
        assert client.submit(typed, **TYPED).status_code == 303
        answer_asked()
        assert [each.key for each in queries.requests(DIRECTOR)] == [proved.key]
    (newer,) = db.session.scalars(select(FocalRequest).where(FocalRequest.confirmed_at.is_(None)))
    assert client.submit(confirmation(cast, newer)).status_code in (200, 303)
    assert [each.key for each in queries.requests(DIRECTOR)] == [newer.key]
    assert db.session.scalars(select(FocalRequest.key)).all() == [newer.key]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("email", "maya"), ("email", ""), ("name", ""), ("proof", ""), ("phone", "12")],
)
def test_what_is_missing_is_said_beside_it(
    sqlite_app: Flask, client: Client, cast: Cast, field: str, typed: str
) -> None:
    organisation = cast.organisation()
    answer = client.submit(f"/lembaga/{organisation.key}/narahubung", **{**TYPED, field: typed})
    assert answer.status_code == 422
    assert TYPED["proof"] in answer.text or field == "proof"


def test_only_the_region_sees_and_settles_it(
    client: Client, cast: Cast, pelita: Organisation
) -> None:
    request = asked(pelita)
    unproved = asked(
        cast.organisation("Yayasan Kupang", region="53"),
        email="lain@pelita.example",
        confirmed=False,
    )
    papua = cast.staff(Role.SECRETARIAT, region="91")
    cast.sign_in(client, papua)
    assert "Maya Sopha" not in client.get("/desk/lembaga/narahubung").text
    form = client.form("/desk/lembaga/baru").fields
    for key in (request.key, unproved.key):
        for act in ("terima", "tolak"):
            assert (
                client.post(f"/desk/lembaga/narahubung/{key}/{act}", data=form).status_code == 404
            )
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53", email="ntt@jajar.example"))
    assert [
        each.key
        for each in (request, unproved)
        if each.key in client.get("/desk/lembaga/narahubung").text
    ] == [request.key]


def test_refused_with_a_reason(client: Client, cast: Cast, pelita: Organisation) -> None:
    request = asked(pelita)
    cast.sign_in(client, cast.ratna())
    assert client.submit("/desk/lembaga/narahubung", action="/tolak").status_code == 422
    assert (
        client.submit(
            "/desk/lembaga/narahubung", action="/tolak", reason="Direktur menunjuk orang lain."
        ).status_code
        == 303
    )
    (letter,) = letters("directory/focal_refused")
    assert letter.facts["reason"] == "Direktur menunjuk orang lain."
    assert accounts.by_email("maya@pelita.example") is None
    with pytest.raises(rules.RequestSpent):
        db.write(asking.accept, request, by=DIRECTOR, now=clock.now())
    assert client.get(confirmation(cast, request)).status_code == 410


def test_a_link_lasts_seven_days_and_a_forged_one_opens_nothing(
    client: Client, cast: Cast, pelita: Organisation
) -> None:
    request = asked(pelita, confirmed=False)
    link = confirmation(cast, request)
    assert client.get(f"{link[:-1]}{'a' if link[-1] != 'a' else 'b'}").status_code == 404
    with pytest.raises(rules.RequestSpent):
        db.write(asking.accept, request, by=DIRECTOR, now=clock.now())
    with pytest.raises(rules.RequestSpent):
        db.write(asking.confirm, request, now=clock.now() + 7 * DAY)
    request.made_at = clock.now() - 7 * DAY
    assert client.get(link).status_code == 410


def test_a_telephone_number_finds_no_other_person(cast: Cast, pelita: Organisation) -> None:
    """Whoever types somebody else's name and number gets an account of their own."""
    theresia = cast.person("Theresia Ina Tukan", phone="+6281234567890")
    request = asked(pelita, typed_name="Theresia Ina Tukan", phone="+6281234567890")
    assert request.person_id != theresia.id


def test_who_has_an_account_elsewhere_is_refused(cast: Cast, pelita: Organisation) -> None:
    maya = cast.person("Maya Sopha", email="maya@pelita.example")
    request = asked(pelita)
    assert request.person_id == maya.id
    maya.email = "maya@kantor.example"
    cast.with_account(maya)
    with pytest.raises(OtherAddress):
        db.write(asking.accept, request, by=DIRECTOR, now=clock.now())


def test_nobody_stands_twice_nor_longer_than_the_giver(cast: Cast, pelita: Organisation) -> None:
    yosep = cast.person("Yosep Rumbiak", email="yosep@jajar.example")
    end = clock.now() + 30 * DAY
    cast.with_account(yosep)
    cast.grant(yosep, Role.SECRETARIAT, "53", until=end)
    by = _acting(yosep)
    accepted = db.write(asking.accept, asked(pelita), by=by, now=clock.now())
    assert [grant.until for grant in holders.of_person(accepted.person_id, clock.now())] == [end]
    with pytest.raises(rules.AlreadyFocal):
        db.write(asking.accept, asked(pelita), by=by, now=clock.now())
    elsewhere = asked(cast.organisation("Yayasan Jakarta", region="31"))
    with pytest.raises(BeyondCeiling):
        db.write(asking.accept, elsewhere, by=by, now=clock.now())


def _acting(person: Person) -> Actor:
    return actor_for(
        person.id,
        person.full_name,
        [(held.role, held.region_code) for held in holders.held_by(person.id, clock.now())],
    )


def test_a_focal_person_is_also_invited(client: Client, cast: Cast, pelita: Organisation) -> None:
    cast.sign_in(client, cast.staff(Role.SECRETARIAT, region="53"))
    typed = {"name": "Maya Sopha", "email": "maya@pelita.example", "role": "focal", "region": "53"}
    assert (
        client.submit("/desk/peran/undang", **typed, organisation="Yayasan Pelitaa").status_code
        == 422
    )
    assert client.form(f"/desk/peran/undang?lembaga={pelita.name}").fields["role"] == ["focal"]
    assert (
        client.submit("/desk/peran/undang", **typed, organisation="Yayasan Pelita").status_code
        == 303
    )
    offer = db.session.scalars(select(Invitation)).one()
    assert (offer.organisation_id, offer.region_code) == (pelita.id, "53.71")
    link = f"/undangan/{tokens.signed(cast.links.link_key, 'invitation', offer.key)}"
    assert "Narahubung, Yayasan Pelita" in client.get(link).text
    db.write(delegation.accept, offer.key, token="t", browser="", now=clock.now())
    found = accounts.signed_in(tokens.digest("t"), clock.now())
    assert found is not None
    assert found.actor == Actor(
        id=offer.person_id, label="Maya Sopha", organisations=frozenset({pelita.id})
    )


def test_a_focal_person_needs_an_organisation(cast: Cast, app: Flask) -> None:
    facts: dict[str, Any] = {
        "typed_name": "Maya",
        "email": "m@x.example",
        "role": Role.FOCAL,
        "region_code": None,
        "until": None,
    }
    with pytest.raises(UnknownOrganisation):
        db.write(delegation.invite, **facts, by=DIRECTOR, now=clock.now())


def test_what_is_over_is_forgotten(cast: Cast, pelita: Organisation) -> None:
    waiting = asked(pelita)
    asked(
        cast.organisation("Yayasan Kupang", region="53"),
        email="lain@pelita.example",
        confirmed=False,
    )
    refused = asked(cast.organisation("Yayasan Flores", region="53"), email="tiga@pelita.example")
    db.write(asking.refuse, refused, reason="Bukan.", by=DIRECTOR, now=clock.now())
    db.write(asking.forget, clock.now() + DAY)
    assert list(db.session.scalars(select(FocalRequest.key))) == [waiting.key]
    assert [each.key for each in queries.requests(DIRECTOR)] == [waiting.key]


def test_a_public_page_tells_of_the_organisation_alone(
    client: Client, cast: Cast, pelita: Organisation
) -> None:
    """Abuse case 75: public pages show no people, registrations, drafts or closed organisations."""
    cast.focal(pelita)
    draft = cast.programme("Rahasia Program", owner=pelita)
    meeting = cast.meeting(cast.series(draft), title="Rahasia Sesi")
    registration = cast.registration(cast.maria(), meeting)
    registration.organisation_id = pelita.id
    closed = cast.organisation("Yayasan Tutup", region="53")
    closed.closed_at = clock.now()
    page = client.get(f"/lembaga/{pelita.key}").text
    assert [
        word for word in ("Maya", "Maria", "Rahasia", "maria@", "lembaga.example") if word in page
    ] == []
    assert client.get(f"/lembaga/{closed.key}").status_code == 404
    assert client.get("/lembaga/cari?q=yayasan tutup").json == []
    for words in ("Maria", "Rahasia", "Maya"):
        assert client.get(f"/lembaga/cari?q={words}").json == []
