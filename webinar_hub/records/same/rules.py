"""Decide who may become one person."""

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class AlreadyDecided(Refused):
    """Somebody was faster, or one of the two is no longer there."""

    status = 409
    sentence = _("Somebody has decided on these two meanwhile. Continue with the next pair.")


class TwoAccounts(Refused):
    """Both sign in at the desk."""

    sentence = _(
        "Both sign in at the desk. Close one of the accounts first; then the hub can make one person of the two."
    )


class AccountElsewhere(Refused):
    """One of the two signs in at the desk, and the actor does not answer for the whole network."""

    sentence = _(
        "One of the two signs in at the desk, so the network's secretariat decides. Choose “Later” and tell them."
    )


class ThirdPerson(Refused):
    """Somebody else bears the name at the address that a row would get."""

    sentence = _(
        "A third person has this name at this address. Choose another name or address, or decide on that pair first."
    )


def may_merge(*, accounts: int, everywhere: bool) -> None:
    """Raise TwoAccounts or AccountElsewhere.

    accounts is how many of the two can sign in, everywhere whether the actor's scope is the
    network.
    """
    if accounts > 1:
        raise TwoAccounts
    if accounts and not everywhere:
        raise AccountElsewhere
