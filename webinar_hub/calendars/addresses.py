"""The addresses under which calendars take a feed."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from webinar_hub.calendars.scopes import queries as scopes
from webinar_hub.calendars.scopes.queries import Chosen
from webinar_hub.calendars.scopes.rules import EVERYTHING
from webinar_hub.kit import language
from webinar_hub.kit.language import _
from webinar_hub.kit.links import Links

_GOOGLE = "https://calendar.google.com/calendar/render?cid="
_OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb?"


@dataclass(frozen=True)
class Subscription:
    """A feed's address, and the ways in which calendars take it."""

    name: str
    address: str

    @property
    def phone(self) -> str:
        """Return the address that a telephone's calendar opens by itself."""
        return f"webcal:{self.address.partition(':')[2]}"

    @property
    def google(self) -> str:
        """Return the address of Google's page that adds the feed."""
        return _GOOGLE + quote(self.phone, safe="")

    @property
    def outlook(self) -> str:
        """Return the address of Outlook's page that adds the feed."""
        return _OUTLOOK + urlencode({"url": self.address, "name": self.name})


def feed(links: Links, network: str, chosen: Chosen) -> Subscription:
    """Return the subscription to what is chosen, in the reader's language.

    One thing has an address of its own; several stand behind that of everything.
    """
    name = f"{network}: {chosen.name}" if chosen.parts else everything_of(network)
    parts = chosen.wanted.parts
    if len(parts) == 1:
        [(part, key)] = parts.items()
        address = links.to(f"calendars.{part}", key=key, **spoken())
    else:
        address = links.to("calendars.everything", **chosen.wanted.words, **spoken())
    return Subscription(name, address)


def spoken() -> dict[str, str]:
    """Return what a feed's address says of the reader's language."""
    return {} if language.current() == language.DEFAULT else {"bahasa": language.current()}


def everything(links: Links, network: str) -> Subscription:
    """Return the subscription to everything, in the reader's language."""
    return feed(links, network, scopes.find(EVERYTHING))


def everything_of(network: str) -> str:
    """Return what the feed of everything is called."""
    return str(_("%(network)s: all sessions", network=network))
