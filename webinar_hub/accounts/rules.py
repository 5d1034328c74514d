"""Decide who is signed in and as whom, and who may give which role to others.

Plain values in, an answer or a refusal out.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.people.models import Role

DEMO_ADDRESSES = ".example"
"""How the addresses of demo accounts end.

RFC 2606 keeps the name free, so nobody gets mail there.
"""

COOKIE = "sign_in"
"""Under which name a browser's session holds the token of its sign-in."""

LINK_LASTS = timedelta(minutes=15)
IDLE_AT_MOST = timedelta(hours=12)
SIGNED_IN_AT_MOST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)

ADDRESS_LASTS = timedelta(days=1)


class ShutOut(Refused):
    """The person's account was closed: only an invitation that they accept opens it again."""

    sentence = _(
        "This person's account was closed. Whoever may give roles invites them anew; then they can be appointed."
    )


class LinkSpent(Refused):
    """The sign-in link was used, is too old, or another one was used."""

    status = 410
    sentence = _(
        "This link was used before, is older than 15 minutes, or another one was used. Ask for a new link."
    )


class DemoAccount(Refused):
    """An account of the demo network, whose links everybody can print, on a hub that is in use."""

    status = 403
    sentence = _("This is a demo account. It opens nothing once the hub is reached over https.")


class AddressTaken(Refused):
    """The e-mail address already signs somebody else in."""

    sentence = _(
        "Somebody else already signs in with this e-mail address. Give an address of their own."
    )


class AddressSpent(Refused):
    """The link that confirms a new address was used, is too old, or a newer one was made."""

    status = 410
    sentence = _(
        "This link was used before, is older than a day, or a newer one was sent. Ask for the change again under “My account”."
    )


def scope_of(role: Role, region_code: str | None) -> str | None:
    """Return the region whose secretariat reads what is done with a role.

    None (administrators alone) for an administrator's.
    """
    return None if role is Role.ADMINISTRATOR else region_code or ""


def may_confirm(
    *, expires_at: datetime, used_at: datetime | None, closed_at: datetime | None, now: datetime
) -> None:
    """Raise AddressSpent unless a change of address can still be confirmed."""
    if used_at is not None or closed_at is not None or now >= expires_at:
        raise AddressSpent


def may_use_link(
    *, expires_at: datetime, used_at: datetime | None, closed_at: datetime | None, now: datetime
) -> None:
    """Raise LinkSpent unless a sign-in link can still be used at this moment."""
    if used_at is not None or closed_at is not None or now >= expires_at:
        raise LinkSpent


def actor_for(
    person_id: int,
    name: str,
    roles: Iterable[tuple[str, str | None]],
    organisations: Iterable[int] = (),
) -> Actor:
    """Return the actor that somebody's roles make.

    Each role has its region's code (None: the whole network); organisations are ids.
    """
    held = list(roles)

    def regions(wanted: Role) -> frozenset[str]:
        return frozenset(region or "" for role, region in held if role == wanted)

    return Actor(
        id=person_id,
        label=name,
        administrator=bool(regions(Role.ADMINISTRATOR)),
        scopes=regions(Role.SECRETARIAT),
        viewing=regions(Role.VIEWER),
        organisations=frozenset(organisations),
        caring=regions(Role.INCLUSION),
    )


def must_prove(actor: Actor) -> bool:
    """Say whether somebody's roles ask for a second step at every sign-in.

    An administrator's, a nation's, a province's and an inclusion officer's do.
    """
    return runs_a_province(actor) or bool(actor.caring)


def runs_a_province(actor: Actor) -> bool:
    """Say whether somebody runs a province, the nation or the whole hub."""
    return actor.administrator or any("." not in scope for scope in actor.scopes)


def signed_in_as(actor: Actor, *, proves: bool, proved: bool) -> Actor:
    """Return who acts in a sign-in.

    actor is whom their roles make; proves: their account has a second step; proved: it was taken.
    Without the step that their roles or they themselves ask for they have no role at all.
    """
    if proved:
        return replace(actor, took_second_step=True)
    if proves or must_prove(actor):
        return Actor(id=actor.id, label=actor.label, held_back=True)
    return actor


# In this order: a browser says the names of those it wants to be taken for, too.
_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser_name(user_agent: str) -> str:
    """Return what people call the browser that told this of itself: "Chrome, Android".

    "" for one that is not known.
    """
    parts = (
        next((word for sign, word in known.items() if sign in user_agent), "")
        for known in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(part for part in parts if part)


def refuse_demo(email: str, *, https: bool) -> None:
    """Raise DemoAccount for the address of a demo account on a hub that is reached over https."""
    if https and email.endswith(DEMO_ADDRESSES):
        raise DemoAccount
