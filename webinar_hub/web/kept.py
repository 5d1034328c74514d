"""Public pages and feeds, kept as finished bytes and answered after one statement.

Whoever brings no session gets what the last one got, as long as nothing that it shows was changed
and no moment that it waits for has come. It is made from a request without anything by which two
visitors differ, but for what it is kept under.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import Accept
from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date, parse_accept_header, parse_date, parse_etags
from werkzeug.routing import RequestRedirect
from werkzeug.sansio.http import parse_cookie

from webinar_hub.kit import clock, editions
from webinar_hub.kit.db import db
from webinar_hub.kit.editions import EVERYTHING
from webinar_hub.kit.making import Making, making, watch
from webinar_hub.kit.shelf import Shelf
from webinar_hub.web.access import mark_of
from webinar_hub.web.proxies import Application, Environment
from webinar_hub.web.shell import LANGUAGE_COOKIE, wanted_language

MOST = 10 * 1024 * 1024
"""How many bytes of pages a process keeps; forms have 2 MiB beside, what feeds say 4 MiB."""

_OVERHEAD = 2048
_CODINGS = ("br", "gzip")
_HEADER = 200
_MAKERS = 64
_SECOND = 1_000_000
_PORT = re.compile(r":([1-9][0-9]{0,4})$")


class Key(NamedTuple):
    """What two visitors may differ in and yet get the same page."""

    host: str
    scheme: str
    path: str
    query: str
    language: str
    coding: str


@dataclass(frozen=True)
class Finished:
    """A finished answer, and how long it is good.

    date: that of its change as a header has it. noted: what it depends on.
    """

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    changed: datetime
    date: str
    noted: Making

    def known_to(self, environ: Environment) -> bool:
        """Say whether whoever asks has it already."""
        if tags := environ.get("HTTP_IF_NONE_MATCH"):
            return bool(parse_etags(tags).contains_weak(self.etag))
        since = parse_date(environ.get("HTTP_IF_MODIFIED_SINCE"))
        return since is not None and self.changed <= since

    def answer(self, environ: Environment, start_response: Any) -> Iterable[bytes]:
        """Answer with it, or that it is known."""
        headers = list(self.headers)
        # Until the second of the last change is over, more may come that would have its date.
        if self.changed <= clock.now():
            headers.append(("Last-Modified", self.date))
        if self.known_to(environ):
            unsaid = ("Content-Type", "Content-Length", "Content-Encoding")
            start_response("304 NOT MODIFIED", [one for one in headers if one[0] not in unsaid])
            return ()
        start_response(self.status, headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (self.body,)


@dataclass
class Made:
    """An answer of the application."""

    status: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    @classmethod
    def answered_by(cls, inner: Application, environ: Environment) -> "Made":
        """Return what an application answers."""
        made = cls()

        def start_response(
            status: str, headers: list[tuple[str, str]], _problem: object = None
        ) -> None:
            made.status, made.headers = status, headers

        answered = inner(environ, start_response)
        try:
            made.body = b"".join(answered)
        finally:
            if hasattr(answered, "close"):
                answered.close()
        return made

    def value(self, name: str) -> str:
        """Return the first header of a name, nothing where there is none."""
        return next((value for each, value in self.headers if each.lower() == name.lower()), "")

    @property
    def to_keep(self) -> bool:
        """Say whether the shell lets caches have it."""
        return (
            self.status.startswith("200")
            and self.value("Cache-Control").startswith("public")
            and not self.value("Set-Cookie")
        )


class Kept:
    """The application, with the pages before it that are kept."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self.shelf: Shelf[Key, Finished] = Shelf(MOST, lambda page: _OVERHEAD + len(page.body))
        self._app, self._inner, self._engine = app, app.wsgi_app, engine
        self._began = clock.now()
        self._session = app.config["SESSION_COOKIE_NAME"]
        self._makers = [Lock() for _each in range(_MAKERS)]

    def __call__(self, environ: Environment, start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        key = self._key(environ)
        if key is None:
            return self._inner(environ, start_response)
        kept = self.shelf.get(key)
        if kept is None and not self._keeps(key):
            return self._inner(environ, start_response)
        try:
            numbers = self._numbers(kept)
            if kept is not None and self._holds(kept, numbers):
                return kept.answer(environ, start_response)
            # Whoever asks for the same page meanwhile waits for it.
            with self.maker(key):
                made = self._made_meanwhile(key, kept) or self._make(key, environ, numbers)
        except (editions.Unanswered, DBAPIError):
            # The application says so.
            return self._inner(environ, start_response)
        if isinstance(made, Finished):
            return made.answer(environ, start_response)
        start_response(made.status, made.headers)
        return () if environ["REQUEST_METHOD"] == "HEAD" else (made.body,)

    def maker(self, key: Key) -> Lock:
        """Return the lock of whoever makes what is kept under a key."""
        return self._makers[hash(key) % _MAKERS]

    def _made_meanwhile(self, key: Key, before: Finished | None) -> Finished | None:
        page = self.shelf.get(key)
        new = page is not None and page is not before
        return page if page and new and self._holds(page, self._numbers(page)) else None

    def _holds(self, page: Finished, numbers: dict[str, int]) -> bool:
        if page.noted.holds(numbers):
            return True
        with self._app.app_context():
            return page.noted.holds_again(numbers)

    def _numbers(self, page: Finished | None) -> dict[str, int]:
        """Return the present numbers of the editions that a page shows, after one statement."""
        return editions.asked_alone(self._engine, page.noted.numbers if page else (EVERYTHING,))

    def _key(self, environ: Environment) -> Key | None:
        """Return what a page is kept under, None where the answer may be for this visitor alone."""
        has_body = environ.get("CONTENT_LENGTH", "") not in ("", "0")
        host = environ.get("HTTP_HOST")
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or has_body or host is None:
            return None
        cookies = parse_cookie(environ.get("HTTP_COOKIE"))
        if self._session in cookies:
            return None
        return Key(
            without_port(host),
            environ["wsgi.url_scheme"],
            environ["PATH_INFO"],
            environ["QUERY_STRING"],
            wanted_language(cookies.get(LANGUAGE_COOKIE), environ.get("HTTP_ACCEPT_LANGUAGE", "")),
            _coding(environ.get("HTTP_ACCEPT_ENCODING", "")[:_HEADER]),
        )

    def _keeps(self, key: Key) -> bool:
        """Say whether there is a page at an address that is the same for everybody."""
        try:
            endpoint, _values = self._app.url_map.bind("").match(key.path, method="GET")
        except (HTTPException, RequestRedirect):
            return False
        mark = mark_of(self._app, endpoint)
        return mark.stored and endpoint != "static" and mark.known(key.query) == key.query

    def _make(self, key: Key, environ: Environment, known: dict[str, int]) -> Finished | Made:
        made, noted = self.make(key, environ, known)
        if not (made.to_keep and noted.fit):
            return made
        page = _page(made, noted, self._began)
        self.shelf.put(key, page)
        return page

    def make(self, key: Key, environ: Environment, known: dict[str, int]) -> tuple[Made, Making]:
        """Return an answer made from nothing by which two visitors differ, and what it shows."""
        plain = {name: value for name, value in environ.items() if not name.startswith("HTTP_")}
        plain |= {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": key.query,
            "HTTP_HOST": key.host,
            "HTTP_ACCEPT_LANGUAGE": key.language,
            "HTTP_ACCEPT_ENCODING": key.coding,
        }
        with making(known) as noted:
            made = Made.answered_by(self._inner, plain)
            with self._engine.connect() as connection:
                noted.settle(connection)
        return made, noted


def attach(app: Flask) -> None:
    """Keep the application's public pages."""
    with app.app_context():
        kept = app.extensions["kept"] = Kept(app, db.engine)
        watch(db.engine)
    app.wsgi_app = kept  # type: ignore[method-assign]


def without_port(host: str) -> str:
    """Return a host without its port, which anybody may choose and no page shows."""
    port = _PORT.search(host)
    return host[: port.start()] if port and int(port[1]) < 65536 else host


@lru_cache(maxsize=1024)
def _coding(header: str) -> str:
    return parse_accept_header(header, Accept).best_match(_CODINGS) or ""


def _page(made: Made, noted: Making, began: datetime) -> Finished:
    body = made.body
    if made.value("Content-Encoding") == "gzip":
        # Without the time, which is no part of the page.
        body = body[:4] + bytes(4) + body[8:]
    etag = hashlib.sha256(body).hexdigest()[:32]
    # The header has whole seconds: what changed within one is of the next.
    edition = datetime.fromtimestamp(max(noted.numbers.values()) // _SECOND + 1, UTC)
    passed = noted.since.replace(microsecond=0) + timedelta(seconds=noted.since.microsecond > 0)
    # An earlier process may have had other texts or settings, or a newer database.
    changed = max(edition, passed, began.replace(microsecond=0))
    headers = [each for each in made.headers if each[0] not in ("Date", "ETag", "Last-Modified")]
    return Finished(
        made.status,
        [*headers, ("ETag", f'"{etag}"')],
        body,
        etag,
        changed,
        http_date(changed),
        noted,
    )
