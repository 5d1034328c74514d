"""Where a form comes from, as nobody can tell later which address it was."""

from typing import Any

from flask import request

from webinar_hub.kit import clock, tokens
from webinar_hub.web import limits
from webinar_hub.web.shell import links


def came_by() -> dict[str, Any]:
    """Return where a form comes from, and the word of the link by which it was reached.

    The source stands under a key of today alone.
    """
    source = tokens.keyed(
        links().link_key, f"source {clock.now():%Y-%m-%d}", limits.source(request.remote_addr)
    )
    return {"source": source, "channel": request.args.get("dari", "")}
