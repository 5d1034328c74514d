"""What this room holds of a person."""

from sqlalchemy import select

from webinar_hub.accounts import actions, queries
from webinar_hub.accounts.models import (
    Account,
    AddressChange,
    Invitation,
    PrintedCode,
    ReadingLink,
    SignIn,
    SignInLink,
    StepReset,
)
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.people.holdings import Copied, Erasure, Holding, Moved, Rows
from webinar_hub.people.models import Person

_WITH_ACCOUNT = "it goes with the account"


def _learn(erasure: Erasure) -> None:
    for each in erasure.selves:
        account = queries.of_person(each.id)
        if account is not None and (address := _address(account)):
            erasure.addresses.add(address)


def _erase(erasure: Erasure) -> None:
    for each in erasure.selves:
        actions.erase(each)


def _account(person: Person) -> Rows:
    account = queries.of_person(person.id)
    return [{"email": _address(account), "closed_at": account.closed_at}] if account else []


def _address(account: Account) -> str | None:
    """Return an account's address, None for a closed one whose address somebody else has by now."""
    return account.email if "@" in account.email else None


def _sign_ins(person: Person) -> Rows:
    columns = (SignIn.began_at, SignIn.seen_at, SignIn.ended_at, SignIn.browser)
    sign_ins = select(*columns).join(SignIn.account).where(Account.person_id == person.id)
    return [dict(row) for row in db.session.execute(sign_ins.order_by(SignIn.id)).mappings()]


PERSONAL = (
    Holding(
        Account,
        copied=Copied(
            "account",
            _("Your account at the desk"),
            {"email": _("E-mail"), "closed_at": _("Closed on")},
            _account,
        ),
        moved=Moved(),
        learned=_learn,
        erased=_erase,
    ),
    Holding(
        SignIn,
        copied=Copied(
            "sign_ins",
            _("Sign-ins at the desk"),
            {
                "began_at": _("Began"),
                "seen_at": _("Last used"),
                "ended_at": _("Ended"),
                "browser": _("Browser"),
            },
            _sign_ins,
        ),
        moved=_WITH_ACCOUNT,
        erased=_WITH_ACCOUNT,
    ),
    Holding(
        Invitation,
        copied=Copied(
            "invitations",
            _("Roles that were offered to you"),
            {
                "email": _("E-mail"),
                "role": _("Role"),
                "region_code": _("Region"),
                "made_at": _("Offered on"),
                "expires_at": _("Offer ends"),
                "used_at": _("Accepted on"),
            },
        ),
        moved=Moved(),
        erased=_WITH_ACCOUNT,
    ),
    *(
        Holding(
            table,
            copied="it opens the desk and says nothing more",
            moved=_WITH_ACCOUNT,
            erased=_WITH_ACCOUNT,
        )
        for table in (SignInLink, AddressChange, PrintedCode)
    ),
    *(
        Holding(
            table,
            copied="it is about others",
            moved="it says who did it",
            erased="the name goes with the account",
        )
        for table in (StepReset, ReadingLink)
    ),
)
