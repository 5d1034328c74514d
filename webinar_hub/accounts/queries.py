"""What we look up about accounts, sign-ins and changes of address; roles are in accounts/roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from webinar_hub.accounts import rules
from webinar_hub.accounts.models import (
    Account,
    AddressChange,
    SignIn,
    SignInLink,
)
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.people.models import Grant


def by_email(email: str) -> Account | None:
    """Return the open account that signs in with a normalised address, None where there is none."""
    return db.session.scalar(
        select(Account).where(Account.email == email, Account.closed_at.is_(None))
    )


def taken(email: str) -> bool:
    """Say whether an account, open or closed, has a normalised address."""
    return db.session.scalar(select(Account.id).where(Account.email == email)) is not None


def of_person(person_id: int) -> Account | None:
    """Return a person's account, open or closed."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def link(key: str) -> tuple[SignInLink, Account] | None:
    """Return the sign-in link of this key with its account, whatever its state."""
    row = db.session.execute(
        select(SignInLink, Account)
        .join(Account, Account.id == SignInLink.account_id)
        .where(SignInLink.key == key)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def live_link(account: Account, now: datetime) -> SignInLink | None:
    """Return the account's link that can still be used, None where there is none."""
    live = (
        SignInLink.account_id == account.id,
        SignInLink.used_at.is_(None),
        SignInLink.expires_at > now,
    )
    return db.session.scalar(
        select(SignInLink).where(*live).order_by(SignInLink.id.desc()).limit(1)
    )


def sign_in(token_digest: str, now: datetime) -> SignIn | None:
    """Return the sign-in of a cookie's token while it lasts and its account is open, else None."""
    return db.session.scalar(
        select(SignIn)
        .join(SignIn.account)
        .where(SignIn.token_digest == token_digest, *_lasting(now))
    )


def sign_ins(account: Account, now: datetime) -> Sequence[SignIn]:
    """Return the browsers that are signed in to an account, the last used first."""
    lasting = (
        select(SignIn).join(SignIn.account).where(SignIn.account_id == account.id, *_lasting(now))
    )
    return db.session.scalars(lasting.order_by(SignIn.seen_at.desc(), SignIn.id.desc())).all()


def address_change(key: str) -> AddressChange | None:
    """Return the change of address of this key, whatever its state."""
    return db.session.scalar(select(AddressChange).where(AddressChange.key == key))


@dataclass(frozen=True)
class SignedIn:
    """Who a cookie signs in, and when they were last seen."""

    actor: Actor
    email: str
    sign_in_id: int
    seen_at: datetime


def signed_in(token_digest: str, now: datetime) -> SignedIn | None:
    """Return who a cookie's token signs in, with the roles they hold now, in one statement.

    None for nobody.
    """
    held = and_(Grant.person_id == Account.person_id, or_(Grant.until.is_(None), Grant.until > now))
    statement = select(SignIn, Grant).join(SignIn.account).outerjoin(Grant, held)
    statement = statement.where(SignIn.token_digest == token_digest, *_lasting(now))
    rows: Sequence[tuple[SignIn, Grant | None]] = [
        (row[0], row[1]) for row in db.session.execute(statement)
    ]
    if not rows:
        return None
    found = rows[0][0]
    person = found.account.person
    roles = [(grant.role, grant.region_code) for _sign_in, grant in rows if grant is not None]
    organisations = [
        grant.organisation_id
        for _sign_in, grant in rows
        if grant is not None and grant.organisation_id is not None
    ]
    proves = found.account.proves_since is not None
    actor = rules.signed_in_as(
        rules.actor_for(person.id, person.full_name, roles, organisations),
        proves=proves,
        proved=found.proved_at is not None,
    )
    return SignedIn(actor, found.account.email, found.id, found.seen_at)


def _lasting(now: datetime) -> list[ColumnElement[bool]]:
    return [
        SignIn.ended_at.is_(None),
        SignIn.began_at > now - rules.SIGNED_IN_AT_MOST,
        SignIn.seen_at > now - rules.IDLE_AT_MOST,
        Account.closed_at.is_(None),
    ]
