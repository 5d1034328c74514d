"""The addresses under which calendars take a feed."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

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


def subscription(links: Links, name: str, endpoint: str, **values: str) -> Subscription:
    """Return the subscription to a feed in the reader's language."""
    return Subscription(name, links.to(endpoint, **values, **spoken()))


def spoken() -> dict[str, str]:
    """Return what a feed's address says of the reader's language."""
    return {} if language.current() == language.DEFAULT else {"bahasa": language.current()}


def everything(links: Links, network: str) -> Subscription:
    """Return the subscription to everything, in the reader's language."""
    return subscription(
        links, str(_("%(network)s: all sessions", network=network)), "calendars.everything"
    )
