"""Limits on the bodies, form fields and addresses of requests."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Request, current_app, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from webinar_hub.kit.errors import NotFound, Refused

View = TypeVar("View", bound=Callable[..., Any])

BODY_LIMIT = 2 * 1024 * 1024
UPLOAD_LIMIT = 5 * 1024 * 1024
MATERIAL_LIMIT = 25 * 1024 * 1024
_FORM_LIMIT = 200_000
_FIELD_LIMIT = 500


def takes(most: int, refused: type[Refused] | None = None) -> Callable[[View], View]:
    """Let the bodies that a view is sent be longer than BODY_LIMIT.

    refused: what says that one was too long, in the view's own words.
    """

    def decorate(view: View) -> View:
        view.__takes__ = most  # type: ignore[attr-defined]
        view.__refused__ = refused  # type: ignore[attr-defined]
        return view

    return decorate


def limit_at(app: Flask, method: str, path: str) -> int:
    """Return how long a body may be that is sent to a path; the server asks before it reads one."""
    try:
        endpoint, _values = app.url_map.bind("").match(path, method)
    except HTTPException:
        endpoint = None
    return _limit(app, endpoint)


def _limit(app: Flask, endpoint: str | None) -> int:
    return getattr(app.view_functions.get(endpoint or ""), "__takes__", BODY_LIMIT)


def _too_long() -> Exception:
    view = current_app.view_functions.get(request.endpoint or "")
    own = getattr(view, "__refused__", None)
    return own() if own else RequestEntityTooLarge()


def _is_text(asked: Request) -> bool:
    try:
        asked.query_string.decode()
    except UnicodeDecodeError:
        return False
    return True


def attach(app: Flask) -> None:
    """Refuse too long bodies and forms, and addresses that are no text, before they are read."""

    @app.before_request
    def measure() -> None:
        # Under a foreign host name no page can be built, nor one that says what is wrong else.
        if isinstance(request.routing_exception, SecurityError):
            raise request.routing_exception
        # No key holds a NUL, and PostgreSQL takes none even to look for.
        if "\0" in request.path or b"%00" in request.query_string or not _is_text(request):
            raise NotFound
        request.max_content_length = _limit(current_app, request.endpoint)
        plain = request.mimetype == "application/x-www-form-urlencoded"
        if (request.content_length or 0) > (_FORM_LIMIT if plain else request.max_content_length):
            raise _too_long()
        if plain and request.get_data(cache=True).count(b"&") >= _FIELD_LIMIT:
            raise RequestEntityTooLarge
