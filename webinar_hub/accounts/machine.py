"""What the commands on the machine do with accounts.

They set up the first administrator, print sign-in links, reset a second step.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from webinar_hub.accounts import actions, queries, rules
from webinar_hub.accounts.models import Account, SignInLink
from webinar_hub.accounts.proving import actions as proving
from webinar_hub.history.actions import note
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.network import actions as network
from webinar_hub.network import queries as directory
from webinar_hub.network import secretariats
from webinar_hub.network.models import OrganisationKind, Region
from webinar_hub.network.rules import first_issuer_code
from webinar_hub.people.contacts import normal_email
from webinar_hub.people.models import Grant


class UnknownAccount(Refused):
    """No account signs in with this address."""

    sentence = _("No account signs in with this address.")


def begin(*, network_name: str, email: str, by: Actor, now: datetime) -> SignInLink:
    """Give a new installation its secretariat and its first administrator.

    Return a link that signs them in.

    An address that has an account already just gets a link.
    """
    address = normal_email(email)
    account = queries.by_email(address)
    if account is None:
        if not directory.secretariats(by):
            organisation = network.add_organisation(
                network_name, OrganisationKind.SECRETARIAT, by=by, now=now
            )
            issuer = first_issuer_code(network_name)
            secretariats.set_up_secretariat(organisation, issuer_code=issuer)
        account = actions.first_administrator(address.partition("@")[0], address, by=by, now=now)
    return actions.make_link(account, by_machine=True, now=now)


def sign_in_link(email: str, *, by: Actor, now: datetime) -> SignInLink:
    """Return a fresh sign-in link of an account, written down in the history.

    It takes no second step. Raises UnknownAccount.
    """
    account = _known(email)
    note(by, "printed a sign-in link", account, now=now, scope=None)
    return actions.make_link(account, by_machine=True, now=now)


def reset_second_step(email: str, *, by: Actor, now: datetime) -> None:
    """Let an account set up its second step anew; its browsers sign in anew and its owner is told.

    Raises UnknownAccount, NothingToReset.
    """
    proving.reset(_known(email), others=[], by=by, now=now)


def _known(email: str) -> Account:
    account = queries.by_email(normal_email(email))
    if account is None:
        raise UnknownAccount
    return account


@dataclass(frozen=True)
class DemoSignIn:
    """A link to try the demo with, and as what it signs in."""

    role: str
    email: str
    link_key: str


def demo_sign_ins(*, now: datetime) -> list[DemoSignIn]:
    """Return a fresh link for one demo account of each role, nation and province apart.

    None where the accounts have real addresses.
    """
    roles: dict[str, Account] = {}
    accounts = select(Account, Grant.role, Region.name).outerjoin(
        Grant, Grant.person_id == Account.person_id
    )
    accounts = accounts.outerjoin(Region, Region.code == Grant.region_code)
    for account, role, region in db.session.execute(
        accounts.where(Account.email.endswith(rules.DEMO_ADDRESSES)).order_by(Account.id)
    ):
        roles.setdefault(f"{role or 'facilitator'}{f' of {region}' if region else ''}", account)
    return [
        DemoSignIn(role, account.email, actions.make_link(account, by_machine=True, now=now).key)
        for role, account in roles.items()
    ]
