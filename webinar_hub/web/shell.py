"""What templates know: language, times, links, the installation's own name."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import cast
from urllib.parse import quote

from flask import Flask, current_app, g, has_request_context, request
from jinja2 import StrictUndefined
from markupsafe import Markup, escape
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.local import LocalProxy

from webinar_hub import __version__
from webinar_hub.config import Settings
from webinar_hub.kit import clock, language, making, saving, tokens, zones
from webinar_hub.kit.db import db
from webinar_hub.kit.links import Links
from webinar_hub.web import templates

LANGUAGE_COOKIE = "bahasa"
_HEADER = 200
"""How much of a header is read to choose a language."""


def settings() -> Settings:
    """Return the settings of the running application with what administrators chose.

    A request asks once. Where the database cannot be asked the names of config.toml stand, so that
    an error page can still be shown.
    """
    if has_request_context() and "settings" in g:
        return cast("Settings", g.settings)
    found: Settings = current_app.extensions["settings"]
    try:
        found = current_app.extensions["known_as"](found)
    except SQLAlchemyError:
        db.session.rollback()
        if page := making.present():
            page.fit = False
    if has_request_context():
        g.settings = found
    return found


def links() -> Links:
    """Return the writer of absolute addresses of the running application."""
    found: Links = current_app.extensions["links"]
    return found


def attach(app: Flask, chosen: Settings, known_as: Callable[[Settings], Settings]) -> None:
    """Give templates their filters and globals, and each request its language.

    known_as puts what the desk chose into the settings.
    """
    app.extensions["settings"] = chosen
    app.extensions["known_as"] = known_as
    app.extensions["links"] = Links(app.url_map, chosen.public_url, chosen.link_key.encode())
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.add_extension("jinja2.ext.do")
    templates.attach(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        lines=_lines,
        moment=zones.moment,
        last_moment=zones.last_moment,
        long_date=zones.long_date,
        month_name=zones.month_name,
        clock=zones.clock_time,
        brand=_brand,
        wa=_wa,
    )
    app.jinja_env.globals.update(
        language=language.current,
        at_google=saving.at_google,
        at_outlook=saving.at_outlook,
        three_times=zones.three_times,
        three_times_line=zones.three_times_line,
        zone=zones.zone,
        form_id=tokens.key,
        hub=LocalProxy(settings),
        now=_now,
        reached=making.reached,
        version=__version__,
        actor=lambda: g.actor,
        public_address=lambda endpoint, **values: links().to(endpoint, **values),
    )

    @app.before_request
    def choose_language() -> None:
        language.choose(
            wanted_language(
                request.cookies.get(LANGUAGE_COOKIE), request.headers.get("Accept-Language", "")
            )
        )


def wanted_language(chosen: str | None, accepted: str) -> str:
    """Return the language of somebody's cookie, or of their browser's header."""
    wanted = chosen or _best_language(accepted[:_HEADER])
    return wanted if wanted in language.LANGUAGES else language.DEFAULT


@lru_cache(maxsize=1024)
def _best_language(accepted: str) -> str | None:
    return parse_accept_header(accepted, LanguageAccept).best_match(language.LANGUAGES)


def _now() -> datetime:
    """Return the present moment, which no page may show that is kept: it asks what is reached."""
    if page := making.present():
        page.fit = False
    return clock.now()


def _lines(text: str) -> Markup:
    """Return plain text as paragraphs, escaped, single line ends kept."""
    paragraphs = [
        escape(block).replace("\n", Markup("<br>\n"))
        for block in text.split("\n\n")
        if block.strip()
    ]
    return Markup("\n").join(Markup("<p>{}</p>").format(block) for block in paragraphs)


def _wa(text: object) -> str:
    """Return a text as WhatsApp's address takes it, also one that was put together for a page."""
    return quote(text.unescape() if isinstance(text, Markup) else str(text), safe="")


def _brand(name: str) -> Markup:
    """Return the network's name with its equals sign drawn as the two bars."""
    return Markup('<span class="eq">=</span>').join(escape(part) for part in name.split("="))


def redirect_target(wanted: str | None, fallback: str) -> str:
    """Return the path that a visitor asked to go on to, at the desk or in setup.

    The fallback for any other.
    """
    allowed = (
        bool(wanted)
        and (str(wanted).startswith("/desk/") or str(wanted) == "/mulai")
        and all(c.isalnum() or c in "/-_.?=&" for c in str(wanted))
    )
    return str(wanted) if allowed and "//" not in str(wanted) else fallback
