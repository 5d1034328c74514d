"""The application: settings, database, what the rooms bring, error pages."""

import logging
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import walk_packages
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect

from webinar_hub import config
from webinar_hub.accounts.pages.signing_in import signed_in_actor
from webinar_hub.attendance.entering import actions as entering
from webinar_hub.attendance.following_up import actions as following_up
from webinar_hub.attendance.following_up import letters as after_letters
from webinar_hub.attendance.minutes import actions as attendance
from webinar_hub.attendance.minutes import holders as presence
from webinar_hub.attendance.roll_call import actions as roll_call
from webinar_hub.calendars.incoming import queries as incoming
from webinar_hub.certificates.earning import holders as earned
from webinar_hub.config import Settings
from webinar_hub.history import words
from webinar_hub.kit import engines
from webinar_hub.kit.db import db
from webinar_hub.materials.photos import actions as session_photos
from webinar_hub.messages import kinds, rendering, saying
from webinar_hub.messages.wording import queries as wording
from webinar_hub.network import queries as network
from webinar_hub.papers import queries as papers
from webinar_hub.people import holdings
from webinar_hub.people import queries as people
from webinar_hub.people.portraits import actions as portraits
from webinar_hub.programmes import signals
from webinar_hub.programmes.appearing import letters as part_letters
from webinar_hub.programmes.appearing import telling
from webinar_hub.programmes.archive import actions as archive
from webinar_hub.registrations import letters as registration_letters
from webinar_hub.registrations import queries as registration_queries
from webinar_hub.registrations.every_date import letters as every_date_letters
from webinar_hub.registrations.offering import letters as offer_letters
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.standing import changes, held
from webinar_hub.registrations.standing import holders as places
from webinar_hub.topics import letters as topic_letters
from webinar_hub.web import access, asked, blanks, errors, gate, headers, kept, runs, shell, size
from webinar_hub.web.addresses import LateRule
from webinar_hub.web.proxies import Proxies

ROOMS = (
    "web",
    "history",
    "network",
    "people",
    "registrations",
    "attendance",
    "certificates",
    "inviting",
    "filing",
    "messages",
    "programmes",
    "materials",
    "papers",
    "topics",
    "accounts",
    "directory",
    "calendars",
    "reports",
    "setup",
    "backups",
    "home",
    "records",
)
"""Every room, in the order in which a copy of somebody's data goes through them."""

SHOWN_AGAIN = (
    "webinar_hub.registrations.pages.public.join_meeting",
    "webinar_hub.registrations.pages.public.join_series",
    "webinar_hub.attendance.pages.gathering.join",
    "webinar_hub.directory.pages.public.ask",
    "webinar_hub.topics.pages.public.propose",
)
"""The long forms of visitors.

Each checks its token itself, and a stale one is shown again with every field.
"""

csrf = CSRFProtect()


def create_app(settings: Settings) -> Flask:
    """Return the application for these settings.

    Raise UnmarkedRoute when a page does not say who may enter.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # It warns of each job that still works when its next time comes; a late one stands on the desk.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    app = Flask(
        "webinar_hub",
        instance_path=str(settings.instance),
        template_folder=str(config.ROOT / "templates"),
        static_folder=str(config.ROOT / "static"),
    )
    app.url_rule_class = LateRule
    app.config.from_mapping(flask_settings(settings))
    db.extension.init_app(app)
    with app.app_context():
        db.prepare(settings.most_waiting)
    shell.attach(app, settings, network.known_as)
    # Before the check against forgery, which reads the whole form.
    size.attach(app)
    csrf.init_app(app)
    for view in ("switch_language", "arrive"):
        csrf.exempt(f"webinar_hub.web.pages.public.{view}")
    csrf.exempt("webinar_hub.messages.pages.public.stop")
    for form in SHOWN_AGAIN:
        csrf.exempt(form)
    Compress(app)
    errors.attach(app)
    headers.attach(app, settings)
    for pages in _pages():
        app.register_blueprint(pages)
    furnish()
    rendering.present_editions[:] = [registration_queries.link_versions]
    wording.answering[:] = [registration_queries.answering_for]
    saying.present_facts |= {
        registration_letters.MOVED: held.present_facts,
        registration_letters.CONFIRMED: held.present_times,
        registration_letters.PROMOTED: held.present_times,
        registration_letters.WAITLISTED: held.present_times,
        registration_letters.LINK_AGAIN: held.present_link,
        offer_letters.OFFERED: held.present_times,
        registration_letters.LEFT: held.still_given_back,
        every_date_letters.PAUSED: held.still_given_back,
        after_letters.AFTER: following_up.present_facts,
        part_letters.PARTS: telling.present_facts,
        topic_letters.ANSWER: topic_letters.present_facts,
    }
    signals.holders[:] = [places.held, presence.held, earned.held]
    archive.search_in([papers.SEARCHED])
    signals.registered[:] = [places.registered]
    people.latest_language[:] = [sent_forms.latest_language]
    portraits.taken_back[:] = [session_photos.remove_of]
    proof.form_proved[:] = [entering.count_presses]
    signals.elsewhere[:] = [incoming.between]
    signals.meetings_changed[:] = [
        changes.meetings_changed,
        roll_call.meetings_changed,
        attendance.meetings_changed,
        telling.meetings_changed,
    ]
    access.guard(app, signed_in_actor)
    gate.attach(app)
    kept.attach(app)
    blanks.attach(app)
    # Outermost, so that everything else knows who asks.
    proxies = Proxies(settings.trusted_proxies, settings.proxy_addresses)
    app.wsgi_app = proxies.before(app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


def furnish() -> None:
    """Hand what the rooms declare to the rooms that go by it."""
    words.fill(declared("acts", "ACTS"))
    kinds.fill(declared("letters", "KINDS"))
    holdings.fill(declared("personal", "PERSONAL"))
    runs.fill(declared("jobs", "JOBS"), declared("jobs", "FORGETS"))
    asked.fill(declared("jobs", "ANSWERS"))


def declared(module: str, name: str) -> Iterator[Any]:
    """Yield what each room declares under `name` in its modules called `module`."""
    for found in _modules():
        if found.endswith(f".{module}"):
            brought = import_module(found)
            if hasattr(brought, name):
                yield getattr(brought, name)


def _pages() -> Iterator[Blueprint]:
    for found in _modules():
        if ".pages." in found:
            yield import_module(found).pages


@cache
def _modules() -> tuple[str, ...]:
    """Return the names of the rooms' modules, in the order of the rooms."""
    packages = [import_module(f"webinar_hub.{room}") for room in ROOMS]
    return tuple(
        found.name
        for package in packages
        for found in walk_packages(package.__path__, f"{package.__name__}.")
    )


def flask_settings(settings: Settings) -> dict[str, object]:
    """Return the web framework's own settings: what it leaves open by default is closed here."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SECRET_KEY_FALLBACKS": list(settings.secret_key_fallbacks),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engines.engine_options(
            settings.database_url, settings.threads, settings.connections
        ),
        "MAX_CONTENT_LENGTH": size.BODY_LIMIT,
        "MAX_FORM_MEMORY_SIZE": 200_000,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_NAME": "__Host-hub" if settings.https else "hub",
        "SESSION_COOKIE_SECURE": settings.https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        # Some browsers send no Referer; a cookie whose name begins with __Host- is planted by no
        # other site either.
        "WTF_CSRF_SSL_STRICT": False,
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 5,
        "COMPRESS_MIMETYPES": [
            "text/html",
            "text/css",
            "text/javascript",
            "text/calendar",
            "application/atom+xml",
            "image/svg+xml",
            "text/csv",
        ],
        "TRUSTED_HOSTS": trusted_hosts(settings),
    }


def trusted_hosts(settings: Settings) -> list[str]:
    """Return the host names a request may carry.

    The public one, and this machine's while the hub is only used there.
    """
    public = urlsplit(settings.public_url).hostname or ""
    return ["127.0.0.1", "localhost", "[::1]"] if settings.local else [public]
