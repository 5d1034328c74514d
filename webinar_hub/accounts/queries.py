"""What we look up about accounts, sign-ins and changes of address; roles are in accounts/roles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, String, bindparam, or_, select

from webinar_hub.accounts import rules
from webinar_hub.accounts.models import (
    Account,
    AddressChange,
    SignIn,
    SignInLink,
)
from webinar_hub.kit import plain
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.moments import Moment
from webinar_hub.kit.plain import columns
from webinar_hub.people.models import Grant, Person
from webinar_hub.people.names import PersonName


def by_email(email: str) -> Account | None:
    """Return the open account that signs in with a normalised address, None where there is none."""
    return db.session.scalar(
        select(Account).where(Account.email == email, Account.closed_at.is_(None))
    )


def holder(email: str) -> Account | None:
    """Return the account, open or closed, that has a normalised address."""
    return db.session.scalar(select(Account).where(Account.email == email))


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
        select(SignIn).join(SignIn.account).where(SignIn.token_digest == token_digest, *_lasts(now))
    )


def sign_ins(account: Account, now: datetime) -> Sequence[SignIn]:
    """Return the browsers that are signed in to an account, the last used first."""
    lasting = (
        select(SignIn).join(SignIn.account).where(SignIn.account_id == account.id, *_lasts(now))
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


def _goes_on(
    began_after: datetime | BindParameter[datetime], seen_after: datetime | BindParameter[datetime]
) -> list[ColumnElement[bool]]:
    return [
        SignIn.ended_at.is_(None),
        SignIn.began_at > began_after,
        SignIn.seen_at > seen_after,
        Account.closed_at.is_(None),
    ]


def _lasts(now: datetime) -> list[ColumnElement[bool]]:
    return _goes_on(now - rules.SIGNED_IN_AT_MOST, now - rules.IDLE_AT_MOST)


# Asked by every request of the desk: past the session, and no more read than is needed.
def _signed_in() -> Select[Any]:
    sign_in, account, person, grant = map(columns, (SignIn, Account, Person, Grant))
    since = [bindparam(name, type_=Moment) for name in ("began_after", "seen_after")]
    held = or_(grant.until.is_(None), grant.until > bindparam("now", type_=Moment))
    return (
        select(sign_in.id, sign_in.seen_at, sign_in.proved_at, account.email, account.proves_since)
        .add_columns(account.person_id, person.title_before, person.name, person.title_after)
        .add_columns(grant.role, grant.region_code, grant.organisation_id)
        .join_from(SignIn.__table__, Account.__table__, account.id == sign_in.account_id)
        .join(Person.__table__, person.id == account.person_id)
        .outerjoin(Grant.__table__, (grant.person_id == person.id) & held)
        .where(sign_in.token_digest == bindparam("token_digest", type_=String), *_goes_on(*since))
    )


def signed_in(token_digest: str, now: datetime) -> SignedIn | None:
    """Return who a cookie's token signs in, with the roles they hold now, in one statement.

    None for nobody.
    """
    asked = {
        "token_digest": token_digest,
        "now": now,
        "began_after": now - rules.SIGNED_IN_AT_MOST,
        "seen_after": now - rules.IDLE_AT_MOST,
    }
    rows = plain.run(db.prepared(_signed_in), asked)
    if not rows:
        return None
    found = rows[0]
    roles = [(row.role, row.region_code) for row in rows if row.role is not None]
    organisations = [row.organisation_id for row in rows if row.organisation_id is not None]
    name = PersonName(found.title_before, found.name, found.title_after)
    actor = rules.signed_in_as(
        rules.actor_for(found.person_id, name.full, roles, organisations),
        proves=found.proves_since is not None,
        proved=found.proved_at is not None,
    )
    return SignedIn(actor, found.email, found.id, found.seen_at)
