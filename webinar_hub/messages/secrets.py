"""What a letter holds for its receiver alone: links that open something, and codes.

Rooms declare it with their kinds. It is written anew for each sending and stored nowhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from webinar_hub.kit.links import Links
from webinar_hub.messages import own_page

_GONE = 1
"""The edition in the link of a registration that is gone: none opens anything."""


@dataclass(frozen=True)
class Keys:
    """What secrets are written with: the hub's links, the present editions of personal links."""

    links: Links
    editions: Mapping[str, int]

    def personal(self, registration: Mapping[str, Any]) -> str:
        """Return the capability that opens the page of a registration."""
        return own_page.link(self.links.link_key, registration["key"], self._edition(registration))

    def personal_link(self, registration: Mapping[str, Any]) -> str:
        """Return the address of the page of a registration."""
        return own_page.address(self.links, registration["key"], self._edition(registration))

    def _edition(self, registration: Mapping[str, Any]) -> int:
        return self.editions.get(registration["key"], _GONE)


Secret = Callable[[dict[str, Any], Keys], str | dict[str, str]]
"""Writes a link or a code from the facts of its letter, or one for each of several things."""


def opening(endpoint: str, purpose: str, fact: str) -> Secret:
    """Return what writes a link to a page that opens for the key in this fact."""
    return lambda facts, keys: keys.links.capability(endpoint, purpose, facts[fact])
