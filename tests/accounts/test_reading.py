"""Read-only links: who makes them, that they are shown once, and how they end."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import html
from tests.cast import DIRECTOR, Cast
from tests.client import EN, Client
from webinar_hub.accounts import actions
from webinar_hub.accounts.models import Account, ReadingLink
from webinar_hub.accounts.reading import actions as reading
from webinar_hub.accounts.reading import rules as reading_rules
from webinar_hub.accounts.roles import rules as role_rules
from webinar_hub.accounts.roles.rules import Held
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.text import BLANK
from webinar_hub.people.models import Role

LINKS, NEW = "/desk/tautan-baca", "/desk/tautan-baca/baru"
DAY = timedelta(days=1)
NOW = clock.now()


def typed(**changed: Any) -> dict[str, Any]:
    return {
        "label": "Yayasan Donor",
        "region": "53",
        "until": (clock.now() + 30 * DAY).date().isoformat(),
        **changed,
    }


def made(
    cast: Cast,
    region: str | None = None,
    *,
    by: Actor = DIRECTOR,
    until: datetime | None = None,
    token: str = "token",
) -> ReadingLink:
    code, now = cast.region(region).code if region else None, clock.now()
    return db.write(
        reading.make,
        tokens.digest(token),
        label="Donor",
        region_code=code,
        until=until or now + 30 * DAY,
        by=by,
        now=now,
    )


def address_on(page: str) -> str:
    found = re.search(r"/angka/[2-9A-Z]{32}", page)
    assert found is not None
    return found.group()


@pytest.mark.usefixtures("app")
def test_a_province_makes_one_that_is_shown_once(client: Client, cast: Cast) -> None:
    yosep = cast.staff(region="53")
    cast.sign_in(client, yosep)
    assert "Belum ada tautan." in client.get(LINKS).text
    form = client.form(NEW, "label")
    shown = [client.post(NEW, data={**form.fields, **typed()}) for _pressed_twice in range(2)]
    addresses = {address_on(answer.text) for answer in shown}
    assert ([answer.status_code for answer in shown], len(addresses)) == ([200, 200], 1)
    assert "no-store" in shown[0].headers["Cache-Control"]
    [link] = db.session.scalars(select(ReadingLink))
    [address] = addresses
    token = address.rpartition("/")[2]
    assert (link.label, link.region_code, link.by_id, link.token_digest) == (
        "Yayasan Donor",
        "53",
        yosep.id,
        tokens.digest(token),
    )
    assert token not in "".join(
        str(vars(row))
        for table in (ReadingLink, Entry)
        for row in db.session.scalars(select(table))
    )
    listed = client.get(LINKS)
    assert (
        "Yayasan Donor" in listed.text,
        token in listed.text,
        "belum pernah" in listed.text,
    ) == (True, False, True)
    visitor = client.application.test_client()
    assert visitor.get(address).status_code == 200
    assert "belum pernah" not in client.get(LINKS).text
    [entry] = db.session.scalars(select(Entry).where(Entry.verb == "made a read-only link"))
    assert (entry.actor_id, entry.subject_key, entry.scope, entry.after["label"]) == (
        yosep.id,
        link.key,
        "53",
        "Yayasan Donor",
    )
    assert "Tautan baca dibuat" in client.get("/desk/riwayat").text


@pytest.mark.usefixtures("app")
def test_it_is_ended_at_once_and_whoever_has_it_is_told(client: Client, cast: Cast) -> None:
    made(cast, "53")
    cast.sign_in(client, cast.staff(region="53"))
    visitor = client.application.test_client()
    assert visitor.get("/angka/token").status_code == 200
    assert client.submit(LINKS, action="/akhiri").status_code == 303
    answer = visitor.get("/angka/token", headers=EN)
    assert (answer.status_code, "This link has ended." in answer.text, "Donor" in answer.text) == (
        410,
        True,
        False,
    )
    assert "/akhiri" not in client.get(LINKS).text
    assert db.session.scalars(
        select(Entry.verb).where(Entry.subject_kind == "reading_link").order_by(Entry.id)
    ).all() == [
        "made a read-only link",
        "ended a read-only link",
    ]


@pytest.mark.usefixtures("app")
def test_it_ends_with_its_last_day_and_with_the_account_of_whoever_made_it(
    client: Client, cast: Cast
) -> None:
    yosep = cast.staff(region="53")
    by = Actor(yosep.id, yosep.full_name, scopes=frozenset({"53"}))
    over, by_yosep, others = (
        made(cast, "53", token="lama"),
        made(cast, "53", by=by, token="yosep"),
        made(cast, "53", token="lain"),
    )
    over.expires_at = clock.now()
    db.session.commit()
    assert [
        client.get(f"/angka/{token}").status_code for token in ("lama", "yosep", "lain", "token")
    ] == [410, 200, 200, 404]
    account = db.session.scalars(select(Account)).one()
    db.write(actions.close_account, account, by=DIRECTOR, now=clock.now())
    assert [client.get(f"/angka/{token}").status_code for token in ("yosep", "lain")] == [410, 200]
    assert (by_yosep.ended_at is not None, others.ended_at) == (True, None)


@pytest.mark.usefixtures("app")
def test_another_province_neither_sees_nor_ends_it(client: Client, cast: Cast) -> None:
    link = made(cast, "53")
    cast.region("91")
    cast.sign_in(client, cast.staff(region="91"))
    assert "Donor" not in client.get(LINKS).text.partition("</h1>")[2].partition("<table")[2]
    form = client.form(NEW, "label").fields
    assert client.post(f"{LINKS}/{link.key}/akhiri", data=form).status_code == 404
    with pytest.raises(role_rules.BeyondCeiling):
        db.write(
            reading.end, link, by=Actor(None, "Papua", scopes=frozenset({"91"})), now=clock.now()
        )
    assert client.get("/angka/token").status_code == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"region": "91"}, "Not a valid choice."),
        ({"region": ""}, "Not a valid choice."),
        ({"label": " "}, "Write whom the link is for."),
        ({"until": ""}, "Choose the date."),
        ({"until": (NOW - 2 * DAY).date().isoformat()}, "Choose a last day from today on."),
        ({"until": (NOW + 370 * DAY).date().isoformat()}, "Choose a day within a year."),
    ],
)
@pytest.mark.usefixtures("sqlite_app")
def test_what_is_wrong_is_said_beside_it(
    client: Client, cast: Cast, changed: dict[str, str], sentence: str
) -> None:
    cast.region("91")
    cast.sign_in(client, cast.staff(region="53"))
    form = client.form(NEW, "label").fields
    answer = client.post(NEW, data={**form, **typed(**changed)}, headers=EN)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert ("Yayasan Donor" in answer.text) == ("label" not in changed)
    assert db.session.scalars(select(ReadingLink)).all() == []


@pytest.mark.usefixtures("sqlite_app")
def test_a_district_and_whoever_only_looks_make_none(client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.staff(region="53.71"))
    assert NEW not in client.get(LINKS).text
    form = client.form(NEW, "label").fields
    answer = client.post(NEW, data={**form, **typed(region="53.71")}, headers=EN)
    assert (
        answer.status_code,
        "Secretariats of a province or of the nation make such links." in answer.text,
    ) == (403, True)
    cast.sign_in(client, cast.staff(Role.VIEWER, region="53"))
    assert [client.get(page).status_code for page in (LINKS, NEW)] == [403, 403]
    assert db.session.scalars(select(ReadingLink)).all() == []


@pytest.mark.usefixtures("sqlite_app")
def test_before_the_second_step_nothing_is_made(client: Client, cast: Cast) -> None:
    cast.sign_in(client, cast.staff(region="53"), proved=False)
    assert [client.get(page).location.partition("?")[0] for page in (LINKS, NEW)] == [
        "/desk/akun/langkah-kedua"
    ] * 2


PROVINCE, DISTRICT, NATION = (
    Held(Role.SECRETARIAT, "53", None),
    Held(Role.SECRETARIAT, "53.71", None),
    Held(Role.SECRETARIAT, None, None),
)
MONTH = NOW + 30 * DAY


@pytest.mark.parametrize(
    ("holds", "region", "until", "refusal"),
    [
        ([PROVINCE], "53", MONTH, None),
        ([PROVINCE], "53.71", MONTH, None),
        ([NATION], None, NOW + 366 * DAY, None),
        ([Held(Role.ADMINISTRATOR, None, None)], "91", MONTH, None),
        ([PROVINCE], "91", MONTH, role_rules.BeyondCeiling),
        ([PROVINCE], None, MONTH, role_rules.BeyondCeiling),
        ([DISTRICT], "53.71", MONTH, reading_rules.FromAProvinceUp),
        ([DISTRICT, Held(Role.SECRETARIAT, "91", None)], "53.71", MONTH, role_rules.BeyondCeiling),
        ([Held(Role.VIEWER, None, None)], "53", MONTH, reading_rules.FromAProvinceUp),
        ([Held(Role.INCLUSION, None, None)], "53", MONTH, reading_rules.FromAProvinceUp),
        ([], "53", MONTH, reading_rules.FromAProvinceUp),
        ([Held(Role.SECRETARIAT, "53", NOW + 29 * DAY)], "53", MONTH, role_rules.BeyondDate),
        ([PROVINCE], "53", NOW, role_rules.EndsTooSoon),
        ([NATION], None, NOW + 367 * DAY, reading_rules.LastsTooLong),
    ],
)
def test_who_makes_which(
    holds: list[Held], region: str | None, until: datetime, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        reading_rules.may_make_link(holds, region, until, now=NOW)
    else:
        with pytest.raises(refusal):
            reading_rules.may_make_link(holds, region, until, now=NOW)


@pytest.mark.usefixtures("app")
def test_what_ended_is_forgotten_and_who_made_it_is_erased(cast: Cast) -> None:
    yosep = cast.staff(region="53")
    by = Actor(yosep.id, yosep.full_name, scopes=frozenset({"53"}))
    over, ended, lasting = (
        made(cast, token="lama"),
        made(cast, token="diakhiri"),
        made(cast, "53", by=by, token="berlaku"),
    )
    over.expires_at, ended.ended_at = clock.now() - 31 * DAY, clock.now() - 31 * DAY
    db.session.commit()
    db.write(actions.forget, clock.now() - 30 * DAY)
    assert db.session.scalars(select(ReadingLink.key)).all() == [lasting.key]
    db.write(actions.erase, yosep)
    assert db.session.scalars(select(ReadingLink.by_label)).all() == [BLANK]


@pytest.mark.usefixtures("sqlite_app")
def test_the_word_in_the_address_needs_our_key_whoever_made_it_and_the_form(app: Flask) -> None:
    made_of = [(b"k", 1, "1:a"), (b"k", 1, "a"), (b"k", 11, "a"), (b"o", 1, "a")]
    assert len({reading.token(*each) for each in made_of}) == 4
    assert {len(reading.token(*each)) for each in made_of} == {32}


@pytest.mark.usefixtures("sqlite_app")
@pytest.mark.parametrize(("runs", "offered"), [("53", {"53"}), ("53.71", set())])
def test_what_one_only_looks_at_is_not_offered(
    client: Client, cast: Cast, runs: str, offered: set[str]
) -> None:
    cast.region("73")
    secretary = cast.staff(region=runs)
    cast.grant(secretary, Role.VIEWER, "73")
    cast.sign_in(client, secretary)
    assert (NEW in client.get(LINKS).text) is bool(offered)
    fields = [
        each
        for each in html.parse(client.get(NEW).text).iter("select")
        if each.get("name") == "region"
    ]
    if offered:
        assert {
            option.get("value", "")[:2] for field in fields for option in field.iter("option")
        } == offered
