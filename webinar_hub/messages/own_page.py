"""How the personal link is spelled: the key of a registration and the edition of its link.

It opens somebody's own page, is never stored, and ends when the edition is raised.
"""

from webinar_hub.kit import tokens
from webinar_hub.kit.links import Links

LINK = "registration"
"""What a personal link is signed for."""


def link(link_key: bytes, key: str, edition: int) -> str:
    """Return the capability that opens the page of a registration."""
    return tokens.signed(link_key, LINK, tokens.edition(key, edition))


def address(links: Links, key: str, edition: int) -> str:
    """Return the address of the page of a registration."""
    return links.to("home.mine", link=link(links.link_key, key, edition))
