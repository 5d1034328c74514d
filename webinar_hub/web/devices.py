"""Which browsers a personal page belongs to: a forwarded link asks once who is there.

The cookie only remembers a yes; it opens nothing, so it is not signed. It is sent for the pages of
its own link alone.
"""

from flask import redirect, request
from werkzeug import Response

from webinar_hub.web.shell import settings

_COOKIE = "saya"
_YEAR = 31_536_000


def is_own() -> bool:
    """Say whether this browser said before that the page at this address is its own."""
    return request.cookies.get(_COOKIE) == "ya"


def lead_to_own(page: str, on_to: str | None = None) -> Response:
    """Lead on to a personal page, and let this browser remember for a year that it is its own.

    on_to: a page below it to which it is led instead.
    """
    answer = redirect(on_to or page, 303)
    answer.set_cookie(
        _COOKIE,
        "ya",
        max_age=_YEAR,
        path=page,
        secure=settings().https,
        httponly=True,
        samesite="Lax",
    )
    return answer
