"""How a second step is reset: by two administrators, or by the command."""

from contextlib import nullcontext

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.steps import (
    APP,
    DAYS,
    MINE,
    NOW,
    SECOND,
    STEP,
    account_of,
    another,
    printed,
    with_app,
)
from tests.cast import Cast
from tests.client import Client
from webinar_hub.accounts import machine
from webinar_hub.accounts.models import Account, Invitation, StepReset
from webinar_hub.accounts.proving import actions as proving
from webinar_hub.accounts.proving import rules as proof_rules
from webinar_hub.accounts.roles.rules import Appointed
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.actor import machine as by_command
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.messages.models import Letter
from webinar_hub.people.models import Grant, Role


@pytest.mark.usefixtures("app")
def test_two_administrators_reset_it(app: Flask, client: Client, cast: Cast) -> None:
    secretary = cast.staff(Role.SECRETARIAT, region="53")
    hers = another(app)
    cast.sign_in(hers, secretary, proved=False)
    printed(hers)
    first, second = (
        cast.ratna(),
        cast.staff(Role.ADMINISTRATOR, name="Yohanis", email="yohanis@jajar.example"),
    )
    page = f"/desk/peran/orang/{secretary.key}"
    cast.sign_in(client, first)
    assert client.submit(page, action="langkah-kedua").status_code == 303
    form = client.form(page)
    assert client.post(f"{page}/langkah-kedua/setuju", data=form.fields).status_code == 403
    assert hers.get(MINE).status_code == 200
    cast.sign_in(client, second)
    assert secretary.full_name in client.get("/desk/peran").text
    assert client.submit(page, action="setuju").status_code == 303
    assert account_of(secretary).proves_since is None
    assert hers.get(MINE).status_code == 302
    written = db.session.execute(select(Letter.facts, Letter.address).order_by(Letter.id)).all()
    assert [(facts["secured"]["change"], address) for facts, address in written] == [
        ("codes_printed", "secretariat53@jajar.example"),
        ("reset_asked", "secretariat53@jajar.example"),
        ("reset", "secretariat53@jajar.example"),
        ("reset", "administrator@jajar.example"),
        ("reset", "yohanis@jajar.example"),
    ]
    cast.sign_in(hers, secretary, proved=False)
    assert APP in hers.get(STEP).text


@pytest.mark.usefixtures("app")
def test_a_made_up_administrator_does_not_confirm(app: Flask, client: Client, cast: Cast) -> None:
    """An administrator and one she invited herself are one, now and in a year."""
    victim, ratna = cast.ratna(), cast.staff(Role.ADMINISTRATOR, **SECOND)
    cast.sign_in(client, victim)
    printed(client)
    cast.sign_in(client, ratna)
    invited = {
        "name": "Boneka",
        "email": "boneka@jajar.example",
        "role": "administrator",
        "region": "",
    }
    assert client.submit("/desk/peran/undang", **invited).status_code == 303
    letter = db.session.scalars(select(Letter).where(Letter.kind == "accounts/invitation")).one()
    read = {"csrf_token": client.form("/desk/peran/undang").fields["csrf_token"]}
    assert client.post(f"/desk/pesan/{letter.key}/baca", data=read).status_code == 403
    offer = db.session.scalars(select(Invitation)).one()
    puppet = another(app)
    assert (
        puppet.submit(f"/undangan/{tokens.signed(b'l' * 64, 'invitation', offer.key)}").status_code
        == 303
    )
    assert printed(puppet)
    page = f"/desk/peran/orang/{victim.key}"
    for asking, confirming in ((client, puppet), (puppet, client)):
        for since in (clock.now(), clock.now() - 400 * DAYS):
            db.session.query(StepReset).delete()
            db.session.query(Grant).filter_by(person_id=offer.person_id).update({"since": since})
            db.session.commit()
            assert asking.submit(page, action="langkah-kedua").status_code == 303
            assert "reset-second-factor" in asking.get(page).text
            shown = confirming.get(page).text
            assert "reset-second-factor" in shown
            assert "/setuju" not in shown
            form = confirming.form("/desk/akun/sandi").fields
            assert confirming.post(f"{page}/langkah-kedua/setuju", data=form).status_code == 422
    assert account_of(victim).proves_since is not None


@pytest.mark.usefixtures("app")
def test_a_new_administrator_waits_a_week(client: Client, cast: Cast) -> None:
    ratna, yohanis = cast.ratna(), cast.staff(Role.ADMINISTRATOR, **SECOND)
    account = account_of(cast.staff(Role.SECRETARIAT, region="53"))
    account.proves_since = now = clock.now()
    db.session.query(Grant).filter_by(person_id=yohanis.id).update({"since": now - 6 * DAYS})
    db.session.commit()
    asked = db.write(
        proving.ask_reset, account, by=Actor(ratna.id, "Ratna", administrator=True), now=now
    )
    confirmer = Actor(yohanis.id, "Yohanis", administrator=True)
    with pytest.raises(proof_rules.TooNew):
        db.write(proving.confirm_reset, account, by=confirmer, now=now)
    asked.asked_at, asked.expires_at = now + DAYS, now + 2 * DAYS
    db.session.commit()
    db.write(proving.confirm_reset, account, by=confirmer, now=now + DAYS)
    assert account.proves_since is None


@pytest.mark.usefixtures("app")
def test_a_wish_ends_with_the_role_of_whoever_had_it_and_stays_theirs_under_another_name(
    cast: Cast,
) -> None:
    ratna, yohanis, now = cast.ratna(), cast.staff(Role.ADMINISTRATOR, **SECOND), clock.now()
    account = account_of(cast.staff(Role.SECRETARIAT, region="53"))
    account.proves_since = now
    db.session.commit()
    db.write(proving.ask_reset, account, by=Actor(ratna.id, "Ratna", administrator=True), now=now)
    again = cast.person("Ratna Wulandari, M.Si.", email="ratna@example.org")
    for table in (Account, Grant):
        db.session.query(table).filter_by(person_id=ratna.id).update({"person_id": again.id})
    ratna.merged_into_id = again.id
    db.session.commit()
    with pytest.raises(proof_rules.OwnReset):
        db.write(
            proving.confirm_reset, account, by=Actor(again.id, "Ratna", administrator=True), now=now
        )
    db.session.query(Grant).filter_by(person_id=again.id).update({"until": now})
    db.session.commit()
    with pytest.raises(proof_rules.NothingToReset):
        db.write(
            proving.confirm_reset,
            account,
            by=Actor(yohanis.id, "Yohanis", administrator=True),
            now=now,
        )


@pytest.mark.parametrize(
    ("one", "other", "refusal"),
    [
        (Appointed(1, None, None), Appointed(2, None, None), None),
        (Appointed(1, NOW - 7 * DAYS, None), Appointed(2, NOW - 8 * DAYS, 3), None),
        (Appointed(1, NOW - 8 * DAYS, 3), Appointed(2, NOW - 6 * DAYS, 3), proof_rules.TooNew),
        (Appointed(1, NOW - 6 * DAYS, 3), Appointed(2, None, None), proof_rules.TooNew),
        (Appointed(1, None, None), Appointed(2, NOW - 99 * DAYS, 1), proof_rules.NotApart),
        (Appointed(1, NOW - 99 * DAYS, 2), Appointed(2, None, None), proof_rules.NotApart),
    ],
)
def test_which_two_reset_together(
    one: Appointed, other: Appointed, refusal: type[Refused] | None
) -> None:
    with pytest.raises(refusal) if refusal else nullcontext():
        proof_rules.may_reset_together(one, other, now=NOW)


@pytest.mark.usefixtures("sqlite_app")
def test_nobody_resets_their_own(client: Client, cast: Cast) -> None:
    ratna, secretary = cast.ratna(), cast.staff(Role.SECRETARIAT, region="53")
    cast.sign_in(client, ratna)
    printed(client)
    page = f"/desk/peran/orang/{ratna.key}"
    assert client.post(f"{page}/langkah-kedua", data=client.form(page).fields).status_code == 403
    assert (
        client.post(
            f"/desk/peran/orang/{secretary.key}/langkah-kedua", data=client.form(page).fields
        ).status_code
        == 422
    )
    assert account_of(ratna).proves_since is not None


@pytest.mark.usefixtures("app")
def test_the_command_resets_it(client: Client, cast: Cast) -> None:
    ratna = cast.ratna()
    cast.sign_in(client, ratna)
    with_app(client)
    db.write(
        machine.reset_second_step,
        " Administrator@jajar.example",
        by=by_command("reset-second-factor"),
        now=clock.now(),
    )
    account = account_of(ratna)
    assert (account.proves_since, account.authenticator, account.last_step) == (None, None, None)
    assert client.get(MINE).status_code == 302
    last = db.session.scalars(select(Entry).order_by(Entry.id.desc())).first()
    assert last is not None
    assert (last.verb, last.actor_label) == ("reset the second step", "machine:reset-second-factor")
    for email, refusal in (
        ("administrator@jajar.example", proof_rules.NothingToReset),
        ("siapa@jajar.example", machine.UnknownAccount),
    ):
        with pytest.raises(refusal):
            db.write(
                machine.reset_second_step,
                email,
                by=by_command("reset-second-factor"),
                now=clock.now(),
            )
