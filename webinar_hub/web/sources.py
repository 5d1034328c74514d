"""Where a form comes from, as nobody can tell later which address it was."""

from flask import request

from webinar_hub.kit import clock, tokens
from webinar_hub.web import limits
from webinar_hub.web.shell import links


def today() -> str:
    """Return where the request comes from, under a key of today alone."""
    return tokens.keyed(
        links().link_key, f"source {clock.now():%Y-%m-%d}", limits.source(request.remote_addr)
    )
