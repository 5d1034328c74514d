"""Accounts, links and sign-ins on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.test_delegation import accepted, acting, invited
from tests.cast import DIRECTOR, Cast
from tests.messages.outbox import sent_at
from webinar_hub.accounts import actions, queries, rules
from webinar_hub.accounts.models import Account, SignIn, SignInLink
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.accounts.roles.rules import InvitationSpent
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people import holdings
from webinar_hub.people.models import Role

pytestmark = pytest.mark.usefixtures("app")

MINUTE = timedelta(minutes=1)


def account_of(person_id: int) -> Account:
    return db.session.scalars(select(Account).where(Account.person_id == person_id)).one()


def sign_in(account: Account, token: str = "token") -> SignIn:
    link = db.write(actions.make_link, account, by_machine=True, now=clock.now())
    return db.write(actions.sign_in, link.key, token=token, browser="Firefox", now=clock.now())


def test_open_account(cast: Cast) -> None:
    maria, now = cast.maria(), clock.now()
    account = db.write(actions.open_account, maria, "maria@example.org", by=DIRECTOR, now=now)
    assert (
        db.write(actions.open_account, maria, "maria@example.org", by=DIRECTOR, now=now) == account
    )
    other = cast.person("Maria Dua", email="maria@example.org")
    with pytest.raises(rules.AddressTaken):
        db.write(actions.open_account, other, "maria@example.org", by=DIRECTOR, now=now)
    assert db.session.scalars(select(Entry.verb)).all() == ["opened account"]


def test_closed_account_opens_again(cast: Cast) -> None:
    maria, now = cast.maria(), clock.now()
    account = db.write(actions.open_account, maria, "maria@example.org", by=DIRECTOR, now=now)
    db.write(actions.close_account, account, by=DIRECTOR, now=now)
    assert queries.by_email("maria@example.org") is None
    with pytest.raises(rules.ShutOut):
        db.write(actions.open_account, maria, "maria.baru@example.org", by=DIRECTOR, now=now)
    again = db.write(
        actions.open_account, maria, "maria.baru@example.org", anew=True, by=DIRECTOR, now=now
    )
    assert (again.id, again.closed_at, again.email) == (account.id, None, "maria.baru@example.org")


def test_an_office_gives_its_address_to_who_comes_next(cast: Cast) -> None:
    before, now = cast.maria(), clock.now()
    account = db.write(actions.open_account, before, "kantor@example.org", by=DIRECTOR, now=now)
    db.write(actions.close_account, account, by=DIRECTOR, now=now)
    after = cast.person("Yosep Nalle")
    opened = db.write(actions.open_account, after, "kantor@example.org", by=DIRECTOR, now=now)
    assert queries.by_email("kantor@example.org") == opened
    assert holdings.copy_of(before)["account"] == [{"email": None, "closed_at": now}]
    with pytest.raises(rules.ShutOut):
        db.write(actions.open_account, before, "maria@example.org", by=DIRECTOR, now=now)
    with pytest.raises(rules.AddressTaken):
        db.write(
            actions.open_account, before, "kantor@example.org", anew=True, by=DIRECTOR, now=now
        )


def test_it_opens_nothing_by_what_was_offered_there_before(cast: Cast) -> None:
    ratna = acting(cast.ratna())
    offer = invited(ratna, Role.VIEWER, None, typed_name="Agus")
    other = invited(ratna, Role.SECRETARIAT, None, typed_name="Agustinus")
    assert accepted(offer) is not None
    account = queries.by_email(offer.email)
    assert account is not None
    db.write(delegation.close, account, reason="Pindah tugas", by=ratna, now=clock.now())
    with pytest.raises(InvitationSpent):
        accepted(other)


def test_first_administrator() -> None:
    account = db.write(
        actions.first_administrator,
        "Ratna Wulandari, M.Si.",
        "ratna@jajar.example",
        by=DIRECTOR,
        now=clock.now(),
    )
    sign_in(account)
    signed_in = queries.signed_in(tokens.digest("token"), clock.now())
    assert signed_in is not None
    assert signed_in.actor == Actor(
        account.person_id, "Ratna Wulandari, M.Si.", administrator=True, took_second_step=True
    )


def test_one_letter_one_link(cast: Cast) -> None:
    account = account_of(cast.ratna().id)
    db.write(actions.send_link, account.email, sparing=False, now=clock.now())
    db.write(actions.send_link, account.email, sparing=False, now=clock.now())
    db.write(actions.send_link, "siapa@example.org", sparing=False, now=clock.now())
    letters = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    links = db.session.scalars(select(SignInLink).order_by(SignInLink.id)).all()
    assert [(letter.kind, letter.state, letter.facts["sign_in"]) for letter in letters] == [
        ("accounts/sign_in", LetterState.DROPPED, links[0].key),
        ("accounts/sign_in", LetterState.NEW, links[1].key),
    ]
    assert [link.expires_at - link.made_at for link in links][1] == timedelta(minutes=15)
    assert queries.live_link(account, clock.now()) == links[1]


def test_no_link_is_sent_that_has_ended(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    account, now = account_of(cast.ratna().id), clock.now()
    for late, receivers in ((14, [account.email]), (15, [])):
        db.write(actions.send_link, account.email, sparing=False, now=now)
        assert sent_at(app, monkeypatch, now + late * MINUTE).receivers == receivers


def test_sparing_keeps_the_live_link(cast: Cast) -> None:
    account, now = account_of(cast.ratna().id), clock.now()
    db.write(actions.send_link, account.email, sparing=True, now=now)
    db.write(actions.send_link, account.email, sparing=True, now=now + 14 * MINUTE)
    assert len(db.session.scalars(select(SignInLink)).all()) == 1
    db.write(actions.send_link, account.email, sparing=True, now=now + 15 * MINUTE)
    assert len(db.session.scalars(select(SignInLink)).all()) == 2


def test_link_signs_in_once(cast: Cast) -> None:
    account = account_of(cast.ratna().id)
    link = db.write(actions.make_link, account, now=clock.now())
    first = db.write(actions.sign_in, link.key, token="press", browser="Firefox", now=clock.now())
    assert (
        db.write(actions.sign_in, link.key, token="press", browser="Firefox", now=clock.now())
        == first
    )
    with pytest.raises(rules.LinkSpent):
        db.write(actions.sign_in, link.key, token="another", browser="Firefox", now=clock.now())
    assert (first.token_digest, first.browser) == (tokens.digest("press"), "Firefox")
    assert db.session.scalars(select(Entry.verb)).all() == ["signed in"]


def test_link_refused(cast: Cast) -> None:
    account, now = account_of(cast.ratna().id), clock.now()
    link = db.write(actions.make_link, account, now=now).key
    for key, moment in ((link, now + 15 * MINUTE), ("unknown", now)):
        with pytest.raises(rules.LinkSpent):
            db.write(actions.sign_in, key, token=tokens.secret(), browser="", now=moment)
    db.write(actions.close_account, account, by=DIRECTOR, now=now)
    with pytest.raises(rules.LinkSpent):
        db.write(actions.sign_in, link, token=tokens.secret(), browser="", now=now)
    assert db.session.scalars(select(SignIn)).all() == []


def test_sign_in_lasts(cast: Cast) -> None:
    begun = sign_in(account_of(cast.ratna().id))
    day = timedelta(days=1)

    def lasts(after: timedelta, seen: timedelta) -> bool:
        begun.seen_at = begun.began_at + seen
        db.session.commit()
        return queries.signed_in(tokens.digest("token"), begun.began_at + after) is not None

    assert lasts(timedelta(hours=12) - MINUTE, timedelta())
    assert not lasts(timedelta(hours=12), timedelta())
    assert lasts(7 * day - MINUTE, 7 * day - 2 * MINUTE)
    assert not lasts(7 * day, 7 * day - MINUTE)


def test_sign_out(cast: Cast) -> None:
    account = account_of(cast.ratna().id)
    sign_in(account, "one")
    sign_in(account, "two")
    db.write(actions.sign_out, "one", now=clock.now())
    db.write(actions.sign_out, "one", now=clock.now())
    now = clock.now()
    assert queries.signed_in(tokens.digest("one"), now) is None
    assert queries.signed_in(tokens.digest("two"), now) is not None
    assert db.session.scalars(select(Entry.verb).order_by(Entry.id)).all() == [
        "signed in",
        "signed in",
        "signed out",
    ]


def test_what_ends_sign_ins(cast: Cast) -> None:
    account, now = account_of(cast.ratna().id), clock.now()
    sign_in(account, "before")
    db.write(actions.grant, account.person, Role.SECRETARIAT, None, by=DIRECTOR, now=now)
    assert queries.signed_in(tokens.digest("before"), now) is None
    sign_in(account, "after")
    assert queries.signed_in(tokens.digest("after"), clock.now()) is not None
    db.write(actions.close_account, account, by=DIRECTOR, now=now)
    assert queries.signed_in(tokens.digest("after"), clock.now()) is None


def test_roles_end(cast: Cast) -> None:
    person, now = cast.with_account(cast.maria()), clock.now()
    cast.region("53")
    db.write(
        actions.grant, person, Role.SECRETARIAT, "53", until=now + MINUTE, by=DIRECTOR, now=now
    )
    sign_in(account_of(person.id))
    for moment, scopes in ((now, {"53"}), (now + MINUTE, set())):
        signed_in = queries.signed_in(tokens.digest("token"), moment)
        assert signed_in is not None
        assert signed_in.actor.scopes == scopes


def test_seen(cast: Cast) -> None:
    begun, later = sign_in(account_of(cast.ratna().id)), clock.now() + MINUTE
    db.write(actions.note_use, begun.id, now=later)
    db.write(actions.note_use, begun.id, now=later - MINUTE)
    db.session.refresh(begun)
    assert begun.seen_at == later


def test_forget(cast: Cast) -> None:
    begun = sign_in(account_of(cast.ratna().id))
    db.write(actions.forget, before=begun.began_at)
    assert len(db.session.scalars(select(SignIn)).all()) == 1
    db.write(actions.forget, before=begun.began_at + timedelta(hours=1))
    assert db.session.scalars(select(SignIn)).all() == []
    assert db.session.scalars(select(SignInLink)).all() == []
