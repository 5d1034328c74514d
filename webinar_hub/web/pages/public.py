"""The shell's own addresses: the language switch, health, what crawlers may see."""

import shutil
import time
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import BadRequest

from webinar_hub.config import Settings
from webinar_hub.kit import causes, clock, language
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.making import reached
from webinar_hub.web import access, arrivals, runs
from webinar_hub.web.acting import act
from webinar_hub.web.proxies import PEER
from webinar_hub.web.shell import LANGUAGE_COOKIE, links, settings

pages = Blueprint("web", __name__)

_HEALTH_KEPT = 5.0
_LEAST_FREE = 10_000_000
"""With fewer bytes free than this, the next writes may fail."""


@pages.route("/bahasa", methods=["POST"])
@access.public_form
def switch_language() -> ResponseReturnValue:
    """Remember the language and go back to the page.

    The button stands on pages that caches keep, so it carries no token; the browser's own word on
    where the press came from is asked instead.
    """
    try:
        source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
        back = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        raise BadRequest from None
    if source.netloc != request.host:
        raise BadRequest
    target = (
        back.path
        if back.netloc == request.host
        and back.path.startswith("/")
        and not back.path.startswith("//")
        else "/"
    )
    answer = redirect(f"{target}?{back.query}" if back.query else target, 303)
    chosen = request.form.get("bahasa", "")
    if chosen in language.LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=31536000,
            secure=settings().https,
            httponly=True,
            samesite="Lax",
        )
    return answer


@pages.get("/healthz")
@access.machine
def health() -> ResponseReturnValue:
    """Say whether the hub's database answers, its worker lives and its disk has room.

    Asked at most every five seconds, nothing is written.
    """
    at, well = current_app.extensions.get("health", (0.0, False))
    if not at or time.monotonic() - at > _HEALTH_KEPT:
        well = _well()
        current_app.extensions["health"] = time.monotonic(), well
    return Response("ok\n" if well else "not ok\n", 200 if well else 503, mimetype="text/plain")


def _well() -> bool:
    own: Settings = current_app.extensions["settings"]
    if shutil.disk_usage(own.instance).free < _LEAST_FREE:
        return False
    try:
        return not runs.worker_health(clock.now()).silent
    except DBAPIError as error:
        causes.refusal(error)
        return False


@pages.get("/robots.txt")
@access.public
def robots() -> ResponseReturnValue:
    """Tell crawlers to leave personal, desk and check pages alone."""
    closed = (
        "/desk/",
        "/saya/",
        "/peran/",
        "/terdaftar/",
        "/angka/",
        "/berhenti/",
        "/masuk",
        "/alamat-masuk/",
        "/undangan/",
        "/narahubung/",
        "/usulan/",
        "/cek/",
        "/kalender/saya/",
    )
    lines = "".join(f"Disallow: {start}\n" for start in closed)
    return Response(f"User-agent: *\n{lines}", mimetype="text/plain")


@pages.post("/.well-known/webinar-hub")
@access.machine
def arrive() -> ResponseReturnValue:
    """Note how the doctor's request came in, which brings a word that the doctor wrote."""
    word = request.form.get("word", "")
    if not arrivals.expected(word):
        raise NotFound
    peer, forwarded = request.environ[PEER], request.headers.get("X-Forwarded-For", "")
    act(
        arrivals.note,
        word,
        peer=peer,
        address=request.remote_addr or "",
        scheme=request.scheme,
        forwarded=forwarded,
    )
    return Response("ok\n", mimetype="text/plain")


@pages.get("/.well-known/security.txt")
@access.public
def security() -> ResponseReturnValue:
    """Say whom to tell of a weakness (RFC 9116).

    The secretariat's address, else where this site says how it is reached.
    """
    contact = settings().contact
    contact_address = (
        f"mailto:{contact}" if "@" in contact and " " not in contact else links().to("home.privacy")
    )
    # The same answer for a month, so that caches can compare it.
    month = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    reached((month + timedelta(days=31)).replace(day=1))
    until = month + timedelta(days=330)
    lines = [
        f"Contact: {contact_address}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: id, en",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
