"""What happens to one account leaves every other as it is."""

from datetime import timedelta

import pytest
from sqlalchemy import ColumnElement, func, select

from tests.cast import Cast
from webinar_hub.accounts import actions
from webinar_hub.accounts.models import (
    Account,
    AddressChange,
    PrintedCode,
    SignIn,
    SignInLink,
    StepReset,
)
from webinar_hub.accounts.roles import queries as holders
from webinar_hub.kit import clock, tokens
from webinar_hub.kit.actor import VISITOR
from webinar_hub.kit.db import Base, db
from webinar_hub.people.models import Role

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def accounts(cast: Cast) -> tuple[Account, Account]:
    """Two accounts, each with something of everything."""
    people = cast.ratna(), cast.staff(Role.SECRETARIAT)
    one, other = (
        db.session.scalars(select(Account).where(Account.person_id == person.id)).one()
        for person in people
    )
    now = clock.now()
    until = now + timedelta(hours=1)
    for number, (account, by) in enumerate(((one, people[1]), (other, people[0]))):
        db.session.add_all(
            [
                SignInLink(account_id=account.id, made_at=now, expires_at=until),
                SignIn(
                    account_id=account.id,
                    token_digest=tokens.digest(f"token {number}"),
                    began_at=now,
                    seen_at=now,
                ),
                AddressChange(
                    account_id=account.id,
                    email=f"baru{number}@jajar.example",
                    made_at=now,
                    expires_at=until,
                ),
                PrintedCode(account_id=account.id, digest=tokens.digest(f"code {number}")),
                StepReset(
                    account_id=account.id,
                    by_id=by.id,
                    by_label="Uji",
                    asked_at=now,
                    expires_at=until,
                ),
            ]
        )
    db.session.commit()
    return one, other


def standing(account: Account) -> dict[str, int]:
    """Return how much of each kind an account has that still holds."""
    now = clock.now()
    lasting: dict[type[Base], ColumnElement[bool]] = {
        SignInLink: SignInLink.expires_at > now,
        AddressChange: AddressChange.expires_at > now,
        SignIn: SignIn.ended_at.is_(None),
        PrintedCode: PrintedCode.id > 0,
        StepReset: StepReset.id > 0,
    }
    found = {}
    for each, holds in lasting.items():
        rows = each.__table__
        found[each.__tablename__] = (
            db.session.scalar(
                select(func.count()).select_from(rows).where(rows.c.account_id == account.id, holds)
            )
            or 0
        )
    return found


def test_what_one_account_does_leaves_the_other_alone(accounts: tuple[Account, Account]) -> None:
    one, other = accounts
    before, now = standing(other), clock.now()
    change = db.write(actions.ask_new_address, one, "lain@jajar.example", now=now)
    db.write(actions.make_link, one, now=now)
    db.write(actions.confirm_new_address, change.key, now=now)
    db.write(actions.forget_step, one)
    assert standing(other) == before == dict.fromkeys(before, 1)


def test_an_account_that_is_closed_or_erased_leaves_the_other_alone(
    accounts: tuple[Account, Account],
) -> None:
    one, other = accounts
    before, now, person = standing(other), clock.now(), one.person
    db.session.query(StepReset).filter_by(by_id=person.id).update({"by_id": other.person_id})
    db.session.commit()
    db.write(actions.close_account, one, by=VISITOR, now=now)
    assert standing(other) == before
    db.write(actions.erase, person)
    assert standing(other) == before


def test_nobody_holds_nothing() -> None:
    assert holders.roles_of(VISITOR, clock.now()) == []
