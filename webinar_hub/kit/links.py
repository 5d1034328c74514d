"""Absolute addresses, built from URL map and public address, never from a request."""

from typing import Any
from urllib.parse import urlsplit

from werkzeug.routing import Map, MapAdapter

from webinar_hub.kit import tokens


class Links:
    """Writes the addresses that stand in letters, calendars, PDFs and QR codes."""

    def __init__(self, url_map: Map, public_url: str, link_key: bytes) -> None:
        parts = urlsplit(public_url)
        self._adapter: MapAdapter = url_map.bind(
            parts.netloc, parts.path or "/", url_scheme=parts.scheme
        )
        self.public_url = public_url.rstrip("/")
        self.host = parts.hostname or "localhost"
        self.link_key = link_key

    def to(self, endpoint: str, **values: Any) -> str:
        """Return the absolute address of an endpoint."""
        return self._adapter.build(endpoint, values, force_external=True)

    def capability(self, endpoint: str, purpose: str, value: str) -> str:
        """Return the address of an endpoint whose `link` is value, signed for this purpose."""
        return self.to(endpoint, link=tokens.signed(self.link_key, purpose, value))
