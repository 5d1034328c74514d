"""What accounts write to people: kinds and facts; the sender makes text and links of them.

All go to sign-in addresses.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from webinar_hub.accounts.models import Account, AddressChange, Invitation, SignInLink
from webinar_hub.kit.language import _
from webinar_hub.messages.actions import drop, post
from webinar_hub.messages.kinds import Kind, Opens
from webinar_hub.messages.models import Lane, Letter
from webinar_hub.messages.secrets import opening
from webinar_hub.people.models import Grant, Person
from webinar_hub.people.queries import language_of

SIGN_IN = "accounts/sign_in"
INVITATION = "accounts/invitation"
NEW_ADDRESS = "accounts/new_address"
ROLE_CHANGED = "accounts/role_changed"
ADDRESS_CHANGED = "accounts/address_changed"
SECURED = "accounts/secured"

SIGN_IN_LINK, INVITATION_LINK, NEW_ADDRESS_LINK = "sign-in", "invitation", "new-address"
"""What the links in these letters are signed for."""

_OF_STAFF: dict[str, Any] = {"service": True, "staff": True}
_LETS_IN = {"lane": Lane.KEYS, "opens": Opens.DESK, **_OF_STAFF}
_TELLS = {"lane": Lane.REST, **_OF_STAFF}
KINDS = (
    Kind(
        SIGN_IN,
        _("Sign-in link"),
        secrets={"sign_in_link": opening("accounts.enter", SIGN_IN_LINK, "sign_in")},
        **_LETS_IN,
    ),
    Kind(
        INVITATION,
        _("Invitation to the desk"),
        names_others=True,
        secrets={"invitation_link": opening("accounts.invitation", INVITATION_LINK, "invitation")},
        **_LETS_IN,
    ),
    Kind(
        NEW_ADDRESS,
        _("New sign-in address"),
        secrets={"address_link": opening("accounts.new_address", NEW_ADDRESS_LINK, "new_address")},
        **_LETS_IN,
    ),
    Kind(ROLE_CHANGED, _("Role changed"), names_others=True, **_TELLS),
    Kind(ADDRESS_CHANGED, _("Sign-in address changed"), **_TELLS),
    Kind(SECURED, _("Change to how somebody signs in"), names_others=True, **_TELLS),
)


def sign_in(account: Account, link: SignInLink, *, now: datetime) -> Letter:
    """Write the sign-in link to an account.

    A letter with an older link that is not sent yet is dropped, and none goes once its link ended.
    """
    drop(_about(account), kinds=[SIGN_IN], now=now)
    facts = {"sign_in": link.key, "until": link.expires_at.isoformat()}
    return _post(SIGN_IN, _about(account), account.person, account.email, facts, now)


def invitation(made: Invitation, *, now: datetime) -> Letter:
    """Write to an address what role is offered there, with the link that accepts it."""
    role = _role(made, change="offered", holder=made.person, by=made.by_label)
    facts = {
        "invitation": made.key,
        "invited_by": made.by_id,
        "role": role,
        "until": made.expires_at.isoformat(),
        "role_ends_first": made.expires_at == made.until,
    }
    return _post(INVITATION, invitation_subject(made), made.person, made.email, facts, now)


def invitation_subject(made: Invitation) -> str:
    """Return what the letter of an invitation is about."""
    return f"invitation:{made.key}"


def role_changed(
    grant: Grant,
    change: str,
    *,
    holder: Person,
    receivers: dict[Person, str],
    by: str,
    reason: str = "",
    now: datetime,
) -> None:
    """Tell people that a role was given, dated or ended, by whom and why."""
    facts = {"role": _role(grant, change=change, holder=holder, by=by), "reason": reason}
    for person, address in receivers.items():
        _post(ROLE_CHANGED, f"grant:{grant.key}", person, address, facts, now)


def new_address(change: AddressChange, *, now: datetime) -> Letter:
    """Write to the new address of an account the link that confirms it.

    A letter with an older link that is not sent yet is dropped.
    """
    account = change.account
    drop(_about(account), kinds=[NEW_ADDRESS], now=now)
    facts = {"new_address": change.key, "until": change.expires_at.isoformat()}
    return _post(NEW_ADDRESS, _about(account), account.person, change.email, facts, now)


def address_changed(account: Account, *, before: str, now: datetime) -> None:
    """Tell both addresses of an account that it signs in with the new one from now on."""
    for side, address in (("before", before), ("after", account.email)):
        _post(
            ADDRESS_CHANGED,
            f"{_about(account)}:{side}",
            account.person,
            address,
            {"sign_in_address": account.email},
            now,
        )


def secured(
    account: Account, change: str, *, by: str = "", others: Iterable[Account] = (), now: datetime
) -> None:
    """Tell an account, and who else had a part, that its password or second step was changed.

    change: password_set, password_removed, app_set, codes_printed, codes_tried, reset_asked, reset.
    by "": a command on the machine.
    """
    facts = {"secured": {"change": change, "whose": account.person.full_name, "by": by}}
    for each in (account, *others):
        _post(SECURED, f"{_about(account)}:{change}", each.person, each.email, facts, now)


def _post(
    kind: str, subject: str, person: Person, address: str, facts: dict[str, Any], now: datetime
) -> Letter:
    return post(
        kind,
        subject=subject,
        person=person,
        address=address,
        facts=facts,
        due=now,
        language=language_of(person),
        now=now,
    )


def _about(account: Account) -> str:
    return f"account:{account.person.key}"


def _role(of: Invitation | Grant, *, change: str, holder: Person, by: str) -> dict[str, Any]:
    return {
        "role": of.role.value,
        "region": of.region.name if of.region else None,
        "organisation": of.organisation.name if of.organisation else None,
        "until": of.until.isoformat() if of.until else None,
        "change": change,
        "whose": holder.full_name,
        "by": by,
    }
