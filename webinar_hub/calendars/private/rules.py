"""Decide what a private subscription is of, and what asks for it. Plain values in and out."""

from dataclasses import dataclass
from datetime import timedelta

from webinar_hub.calendars.models import FeedKind
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

AT_MOST = 20
"""How many private subscriptions of one kind somebody may have at a time."""

USED_EVERY = timedelta(minutes=1)
"""How often at most it is written down that a subscription was asked for."""

_CLIENTS = {
    "Google": "Google",
    "Outlook": "Outlook",
    "Microsoft": "Outlook",
    "Thunderbird": "Thunderbird",
    "iOS": "iPhone, iPad",
    "macOS": "Mac",
    "ICSx5": "ICSx5",
    "vdirsyncer": "vdirsyncer",
    "Nextcloud": "Nextcloud",
    "Mozilla": "Browser",
}


NAMES = {
    FeedKind.OWN: _("My sessions"),
    FeedKind.LEADING: _("Sessions that I have a part in"),
    FeedKind.ORGANISATION: _("Sessions of our people"),
}
"""What each kind of private calendar is called."""


class TooManyFeeds(Refused):
    """Somebody has as many private subscriptions as they may."""

    sentence = _(
        "You have %(most)s calendars already. End one that you no longer use.", most=AT_MOST
    )


@dataclass(frozen=True)
class Holder:
    """Whose private subscription it is, and of what."""

    kind: FeedKind
    person_id: int
    organisation_id: int | None = None
    registration_key: str = ""
    link_version: int = 0


def client_of(user_agent: str) -> str:
    """Return the kind of calendar that told this of itself, "" for one that is not known."""
    return next((name for sign, name in _CLIENTS.items() if sign in user_agent), "")
