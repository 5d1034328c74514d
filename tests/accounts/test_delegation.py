"""Roles are offered, accepted, dated and ended on both databases.

The last administrator stays, whatever runs at the same time.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, select

from tests import databases
from tests.cast import DIRECTOR, Cast
from webinar_hub.accounts import queries, rules
from webinar_hub.accounts.models import Account, Invitation, SignIn
from webinar_hub.accounts.roles import actions as delegation
from webinar_hub.accounts.roles import queries as holders
from webinar_hub.accounts.roles import rules as role_rules
from webinar_hub.history.models import Entry
from webinar_hub.kit import clock, engines, tokens
from webinar_hub.kit import db as database
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.people.models import Grant, Person, Role

DAY = timedelta(days=1)


def acting(person: Person) -> Actor:
    roles = [(held.role, held.region_code) for held in holders.held_by(person.id, clock.now())]
    return rules.actor_for(person.id, person.full_name, roles)


def invited(
    by: Actor, role: Role = Role.SECRETARIAT, region: str | None = "53", **changed: Any
) -> Invitation:
    facts = {
        "typed_name": "Agustinus Kleden, S.Sos.",
        "email": "agus@jajar.example",
        "until": None,
        **changed,
    }
    return db.write(
        delegation.invite, role=role, region_code=region, by=by, now=clock.now(), **facts
    )


def accepted(offer: Invitation, token: str = "token") -> SignIn | None:
    return db.write(delegation.accept, offer.key, token=token, browser="Firefox", now=clock.now())


def held(person_id: int) -> list[tuple[Role, str | None]]:
    return [(grant.role, grant.region_code) for grant in holders.of_person(person_id, clock.now())]


def posted(kind: str) -> list[tuple[str | None, str]]:
    found = db.session.scalars(select(Letter).where(Letter.kind == kind).order_by(Letter.id))
    return [(letter.address, letter.facts.get("role", {}).get("change", "")) for letter in found]


@pytest.fixture
def yosep(app: Flask, cast: Cast) -> Person:
    """The secretary of NTT."""
    return cast.staff(Role.SECRETARIAT, region="53")


def test_an_invitation_opens_an_account_with_its_role(yosep: Person) -> None:
    until = clock.now() + 30 * DAY
    offer = invited(acting(yosep), until=until)
    assert posted("accounts/invitation") == [("agus@jajar.example", "offered")]
    assert queries.by_email("agus@jajar.example") is None
    begun = accepted(offer)
    assert begun is not None
    signed_in = queries.signed_in(tokens.digest("token"), clock.now())
    assert signed_in is not None
    assert signed_in.actor == Actor(offer.person_id, "Agustinus Kleden, S.Sos.", held_back=True)
    (grant,) = holders.of_person(offer.person_id, clock.now())
    assert (grant.until, grant.since is not None) == (until, True)
    assert sorted(posted("accounts/role_changed")) == [
        ("agus@jajar.example", "given"),
        ("secretariat53@jajar.example", "given"),
    ]
    verbs = db.session.execute(select(Entry.verb, Entry.actor_label).order_by(Entry.id)).all()
    assert [tuple(row) for row in verbs] == [
        ("invited", "Yosep Rumbiak"),
        ("opened account", "Agustinus Kleden, S.Sos."),
        ("granted", "Yosep Rumbiak"),
        ("signed in", "Agustinus Kleden, S.Sos."),
    ]


def test_an_invitation_is_accepted_once_and_in_time(yosep: Person) -> None:
    """Abuse case 49: used again, and too late."""
    offer = invited(acting(yosep))
    with pytest.raises(role_rules.InvitationSpent):
        db.write(delegation.accept, offer.key, token="late", browser="", now=clock.now() + 7 * DAY)
    accepted(offer)
    with pytest.raises(role_rules.InvitationSpent):
        accepted(offer, "another")
    with pytest.raises(role_rules.InvitationSpent):
        db.write(delegation.accept, "unknown", token="x", browser="", now=clock.now())


def test_an_invitation_lasts_no_longer_than_its_role(yosep: Person) -> None:
    tomorrow = clock.now() + DAY
    invited(acting(yosep), until=tomorrow)
    assert holders.run_by(acting(yosep), tomorrow).invitations() == []


def test_whoever_has_an_account_gets_the_role_and_signs_in_as_always(
    cast: Cast, yosep: Person
) -> None:
    """Abuse case 49: a forwarded invitation opens no account that is there already."""
    ratna = cast.ratna()
    offer = invited(acting(yosep), email=str(ratna.email), typed_name="Orang Lain")
    assert offer.person_id == ratna.id
    assert accepted(offer) is None
    assert held(ratna.id) == [(Role.ADMINISTRATOR, None), (Role.SECRETARIAT, "53")]
    assert db.session.scalars(select(SignIn)).all() == []


def test_an_invitation_to_another_address_opens_no_account_that_there_is(
    cast: Cast, yosep: Person
) -> None:
    """Abuse case 49: nor does one that went to another address."""
    office = cast.person("Ratna Wulandari", email="kantor@jajar.example")
    db.session.add(Account(person_id=office.id, email="ratna@jajar.example"))
    db.session.commit()
    with pytest.raises(role_rules.OtherAddress):
        invited(acting(yosep), typed_name="Ratna Wulandari", email="kantor@jajar.example")


@pytest.mark.parametrize(
    ("role", "region"),
    [
        (Role.ADMINISTRATOR, None),
        (Role.SECRETARIAT, None),
        (Role.SECRETARIAT, "91"),
        (Role.VIEWER, None),
    ],
)
def test_the_ceiling_is_ones_own_scope(
    cast: Cast, yosep: Person, role: Role, region: str | None
) -> None:
    cast.region("91")
    with pytest.raises(role_rules.BeyondCeiling):
        invited(acting(yosep), role, region)
    assert db.session.scalars(select(Invitation)).all() == []


def test_what_an_inviter_may_no_longer_give_is_no_longer_offered(yosep: Person) -> None:
    offer = invited(acting(yosep))
    (own,) = holders.of_person(yosep.id, clock.now())
    db.write(delegation.end, own, reason="Pindah tugas", by=DIRECTOR, now=clock.now())
    with pytest.raises(role_rules.InvitationSpent):
        accepted(offer)


def test_withdrawn_and_newer_invitations_end_the_offer(yosep: Person) -> None:
    first = invited(acting(yosep))
    second = invited(acting(yosep))
    db.write(delegation.withdraw, second, by=acting(yosep), now=clock.now())
    for offer in (first, second):
        with pytest.raises(role_rules.InvitationSpent):
            accepted(offer)
    states = db.session.scalars(
        select(Letter.state).where(Letter.kind == "accounts/invitation")
    ).all()
    assert list(states) == [LetterState.DROPPED, LetterState.DROPPED]


def test_an_accepted_invitation_waits_at_no_desk_to_be_handed_over(yosep: Person) -> None:
    accepted(invited(acting(yosep)))
    states = select(Letter.state).where(Letter.kind == "accounts/invitation")
    assert db.session.scalars(states).all() == [LetterState.DROPPED]


def test_nobody_holds_a_role_twice(yosep: Person) -> None:
    accepted(invited(acting(yosep)))
    with pytest.raises(role_rules.AlreadyHeld):
        invited(acting(yosep))


def test_a_role_is_dated_and_ended_and_both_are_told(cast: Cast, yosep: Person) -> None:
    ratna, until = cast.ratna(), clock.now() + DAY
    (grant,) = holders.of_person(yosep.id, clock.now())
    db.write(delegation.change_end, grant, until=until, by=acting(ratna), now=clock.now())
    assert holders.of_person(yosep.id, until) == []
    with pytest.raises(role_rules.ReasonMissing):
        db.write(delegation.end, grant, reason="", by=acting(ratna), now=clock.now())
    db.write(delegation.end, grant, reason="Pindah tugas", by=acting(ratna), now=clock.now())
    assert held(yosep.id) == []
    addresses = {"administrator@jajar.example", "secretariat53@jajar.example"}
    assert {(address, change) for address, change in posted("accounts/role_changed")} == {
        (a, c) for a in addresses for c in ("dated", "ended")
    }
    entries = db.session.execute(select(Entry.verb, Entry.reason).order_by(Entry.id)).all()
    assert [tuple(row) for row in entries] == [
        ("changed a role", ""),
        ("ended a role", "Pindah tugas"),
    ]


def test_nobody_lengthens_their_own_role(cast: Cast, yosep: Person) -> None:
    (grant,) = holders.of_person(yosep.id, clock.now())
    with pytest.raises(role_rules.OwnRole):
        db.write(
            delegation.change_end, grant, until=clock.now() + DAY, by=acting(yosep), now=clock.now()
        )


def test_a_role_that_ends_gives_none_that_lasts_longer(cast: Cast, yosep: Person) -> None:
    (grant,) = holders.of_person(yosep.id, clock.now())
    db.write(delegation.change_end, grant, until=clock.now() + DAY, by=DIRECTOR, now=clock.now())
    with pytest.raises(role_rules.BeyondDate):
        invited(acting(yosep))
    invited(acting(yosep), until=clock.now() + DAY / 2)


def test_the_last_administrator_stays(app: Flask, cast: Cast) -> None:
    ratna = cast.ratna()
    (grant,) = holders.of_person(ratna.id, clock.now())
    account = queries.of_person(ratna.id)
    assert account is not None
    by = acting(ratna)

    def everything_is_refused() -> None:
        for act in (
            lambda: db.write(delegation.end, grant, reason="x", by=by, now=clock.now()),
            lambda: db.write(
                delegation.change_end, grant, until=clock.now() + DAY, by=DIRECTOR, now=clock.now()
            ),
            lambda: db.write(delegation.close, account, reason="x", by=by, now=clock.now()),
        ):
            with pytest.raises(role_rules.LastAdministrator):
                act()

    everything_is_refused()
    second = cast.staff(Role.ADMINISTRATOR, name="Hotma Siahaan", email="hotma@jajar.example")
    (other,) = holders.of_person(second.id, clock.now())
    db.write(delegation.change_end, other, until=clock.now() + DAY, by=by, now=clock.now())
    everything_is_refused()
    db.write(delegation.change_end, other, until=None, by=by, now=clock.now())
    db.write(delegation.end, grant, reason="Pindah tugas", by=by, now=clock.now())
    assert held(ratna.id) == []


def _both_leave(app: Flask, cast: Cast) -> list[BaseException | None]:
    """Let two administrators take each other's role away at the same moment.

    Return how each ended.
    """
    pair = [
        cast.staff(Role.ADMINISTRATOR, name=name, email=f"{name.lower()}@jajar.example")
        for name in ("Ratna", "Hotma")
    ]
    ids = [person.id for person in pair]
    db.session.remove()
    start = Barrier(2)

    def take(own: int, other: int) -> None:
        with app.app_context():
            person = db.session.get_one(Person, own)
            by = rules.actor_for(own, person.full_name, [(Role.ADMINISTRATOR, None)])
            (grant,) = holders.of_person(other, clock.now())
            start.wait()
            db.write(delegation.end, grant, reason="x", by=by, now=clock.now())

    with ThreadPoolExecutor(2) as pool:
        return [
            done.exception()
            for done in [pool.submit(take, *ids), pool.submit(take, *reversed(ids))]
        ]


def _administrators() -> int:
    return len(
        db.session.scalars(
            select(Grant).where(Grant.role == Role.ADMINISTRATOR, holders.held_at(clock.now()))
        ).all()
    )


def test_two_administrators_cannot_remove_each_other(app: Flask, cast: Cast) -> None:
    ended = _both_leave(app, cast)
    assert sorted(type(error).__name__ for error in ended) in (
        ["BeyondCeiling", "NoneType"],
        ["LastAdministrator", "NoneType"],
    )
    assert _administrators() == 1


def test_control_without_the_lock_both_go_or_one_fails(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same race without the lock must go wrong, else the test above proves nothing.

    PostgreSQL ends both, SQLite breaks off.
    """
    together, look = Barrier(2), role_rules.may_settle

    def look_and_wait(*facts: Any) -> None:
        look(*facts)
        together.wait(timeout=60)

    monkeypatch.setattr(role_rules, "may_settle", look_and_wait)
    databases.without_turns(monkeypatch)
    monkeypatch.setattr(Select, "with_for_update", lambda statement, **_: statement)
    monkeypatch.setattr(engines, "_BEGIN_WRITING", "BEGIN")
    monkeypatch.setattr(database, "_TRIES", 1)
    ended = _both_leave(app, cast)
    sqlite = db.engine.dialect.name == "sqlite"
    assert sorted(type(error).__name__ for error in ended) == (
        ["Busy", "NoneType"] if sqlite else ["NoneType", "NoneType"]
    )
    assert _administrators() == (1 if sqlite else 0)


def test_a_closed_account_has_no_roles_left(cast: Cast, yosep: Person) -> None:
    ratna = cast.ratna()
    account = queries.of_person(yosep.id)
    assert account is not None
    db.write(delegation.close, account, reason="Pindah tugas", by=acting(ratna), now=clock.now())
    assert held(yosep.id) == []
    offer = invited(
        acting(ratna),
        Role.VIEWER,
        "53",
        typed_name="Yosep Rumbiak",
        email="secretariat53@jajar.example",
    )
    assert accepted(offer) is not None
    assert held(yosep.id) == [(Role.VIEWER, "53")]


def test_what_was_offered_before_opens_no_closed_account(cast: Cast, yosep: Person) -> None:
    ratna, email = cast.ratna(), "secretariat53@jajar.example"
    offer = invited(acting(ratna), Role.VIEWER, None, email=email)
    account = queries.by_email(email)
    assert account is not None
    db.write(delegation.close, account, reason="Pindah tugas", by=acting(ratna), now=clock.now())
    with pytest.raises(role_rules.InvitationSpent):
        accepted(offer)


def test_an_account_with_a_wider_role_is_not_for_a_province_to_close(
    cast: Cast, yosep: Person
) -> None:
    other = cast.staff(Role.SECRETARIAT, region="53.71", name="Grace", email="grace@jajar.example")
    cast.grant(other, Role.VIEWER)
    account = queries.of_person(other.id)
    assert account is not None
    with pytest.raises(role_rules.BeyondCeiling):
        db.write(delegation.close, account, reason="x", by=acting(yosep), now=clock.now())
    facilitator = queries.of_person(cast.facilitator(cast.meeting()).id)
    assert facilitator is not None
    with pytest.raises(role_rules.BeyondCeiling):
        db.write(delegation.close, facilitator, reason="x", by=acting(yosep), now=clock.now())


def test_nobody_offers_themselves_a_role(yosep: Person) -> None:
    account = queries.of_person(yosep.id)
    assert account is not None
    with pytest.raises(role_rules.OwnInvitation):
        invited(acting(yosep), Role.INCLUSION, email=account.email)


def test_an_ended_role_is_not_lengthened(yosep: Person) -> None:
    accepted(invited(acting(yosep)))
    given = db.session.scalars(select(Grant).where(Grant.person_id != yosep.id)).one()
    ended = db.write(
        delegation.end, given, reason="pindah", by=acting(yosep), now=clock.now()
    ).until
    assert (
        db.write(delegation.change_end, given, until=None, by=acting(yosep), now=clock.now()).until
        == ended
    )


def test_the_organisation_that_is_a_wider_secretariat_gets_its_focal_persons_from_there(
    cast: Cast, yosep: Person
) -> None:
    nation = cast.secretariat().organisation
    nation.region_code = cast.region("53.71").code
    db.session.commit()
    with pytest.raises(role_rules.BeyondCeiling):
        invited(acting(yosep), Role.FOCAL, organisation_name=nation.name)
    with pytest.raises(role_rules.BeyondCeiling):
        db.write(
            delegation.make_focal,
            yosep,
            nation,
            until=clock.now() + DAY,
            by=acting(yosep),
            now=clock.now(),
        )
