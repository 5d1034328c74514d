"""Who asks and how, when proxies stand before the hub.

X-Forwarded-For and -Proto count from known peers alone, and of them the counted hops.
"""

from collections.abc import Callable, Iterable, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

Environment = dict[str, Any]
Application = Callable[[Environment, Any], Iterable[bytes]]

PEER = "webinar_hub.peer"
"""Where the address of whoever opened the connection stands, whatever the headers say."""


class Proxies:
    """The proxies that are believed: how many in a row, and the networks of the nearest one."""

    def __init__(self, hops: int, addresses: Sequence[str]) -> None:
        self._hops = hops
        self._networks = [ip_network(each) for each in addresses]

    def before(self, app: Application) -> Application:
        """Return the application, told of the visitor what these proxies say."""

        def application(environ: Environment, start_response: Any) -> Iterable[bytes]:
            peer = environ[PEER] = environ.get("REMOTE_ADDR", "")
            if self._hops and self.knows(peer):
                environ["REMOTE_ADDR"] = (
                    self._visitor(environ.get("HTTP_X_FORWARDED_FOR", "")) or peer
                )
                environ["wsgi.url_scheme"] = (
                    self._scheme(environ.get("HTTP_X_FORWARDED_PROTO", ""))
                    or environ["wsgi.url_scheme"]
                )
            return app(environ, start_response)

        return application

    def knows(self, peer: str) -> bool:
        """Say whether a peer is one of the proxies that are believed."""
        found = address(peer)
        return any(ip_address(found) in network for network in self._networks) if found else False

    def _visitor(self, forwarded: str) -> str:
        hops = forwarded.split(",")
        return address(hops[-self._hops]) if len(hops) >= self._hops else ""

    def _scheme(self, forwarded: str) -> str:
        # Some proxies add their own word, most hand on or replace the one there is.
        words = [word.strip().lower() for word in forwarded.split(",")][-self._hops :]
        return words[0] if words[0] in ("http", "https") else ""


def address(text: str) -> str:
    """Return the network address in a text, which may hold a port and brackets as well.

    "" where there is none.
    """
    plain = text.strip()
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        found = ip_address(plain)
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)
