"""Decide who is signed in and as whom. Plain values in, an answer or a refusal out."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.people.models import Role

LINK_LASTS = timedelta(minutes=15)
IDLE_AT_MOST = timedelta(hours=12)
SIGNED_IN_AT_MOST = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=1)


class LinkSpent(Refused):
    """The sign-in link was used, is too old, or a newer one was made."""

    code = "link_spent"
    status = 410
    sentence = _("This link was used before, is older than 15 minutes, or a newer one was sent. Ask for a new link.")


class AddressTaken(Refused):
    """The e-mail address already signs somebody else in."""

    code = "address_taken"
    sentence = _("Somebody else already signs in with this e-mail address. Give an address of their own.")


def may_use_link(*, expires_at: datetime, used_at: datetime | None, closed_at: datetime | None, now: datetime) -> None:
    """Raise LinkSpent unless a sign-in link can still be used at this moment."""
    if used_at is not None or closed_at is not None or now >= expires_at:
        raise LinkSpent


def actor_for(person_id: int, name: str, roles: Iterable[tuple[str, str | None]]) -> Actor:
    """Return the actor that somebody's roles make, each with its region's code (None: the whole network)."""
    held = list(roles)
    return Actor(
        id=person_id,
        label=name,
        administrator=any(role == Role.ADMINISTRATOR for role, _region in held),
        scopes=frozenset(region or "" for role, region in held if role == Role.SECRETARIAT),
    )
