"""What every answer carries: security headers, caching by the route's mark, conditional answers."""

from flask import Flask, Response, request, session

from webinar_hub.config import Settings
from webinar_hub.kit.errors import Busy, TooMany
from webinar_hub.web.access import mark_of

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; connect-src 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_RETRY_AFTER = {TooMany.status: "60", Busy.status: "5"}
"""In seconds, whether the answer is an error page or the form again."""


def attach(app: Flask, settings: Settings) -> None:
    """Attach the headers to every answer of the application."""

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if response.status_code in _RETRY_AFTER:
            response.headers.setdefault("Retry-After", _RETRY_AFTER[response.status_code])
        if settings.https and request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=15552000"
        if request.endpoint != "static" or response.status_code >= 400:
            _cache(app, response)
        return response


def _cache(app: Flask, response: Response) -> None:
    if "Cache-Control" in response.headers:
        return
    stored = request.endpoint is not None and mark_of(app, request.endpoint).stored
    # A changed session becomes a cookie after this: the page told this visitor something.
    own = session.modified or "Set-Cookie" in response.headers
    if not stored or own or request.method not in ("GET", "HEAD") or response.status_code != 200:
        response.headers["Cache-Control"] = "no-store"
        return
    response.headers["Cache-Control"] = "public, no-cache"
    response.vary.update(("Cookie", "Accept-Language"))
    if not response.is_streamed:
        response.add_etag()
        response.make_conditional(request)
