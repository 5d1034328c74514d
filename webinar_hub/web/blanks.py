"""Pages of forms that nobody has filled in yet, kept but for their token and their id.

These two alone differ from one visitor to the next: they are put into what is kept.
"""

import re
from collections.abc import Callable
from contextvars import Context
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Flask, current_app, g, request, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import DBAPIError

from webinar_hub.kit import editions, language, making, tokens
from webinar_hub.kit.db import db
from webinar_hub.kit.editions import EVERYTHING
from webinar_hub.kit.making import Making
from webinar_hub.kit.shelf import Shelf
from webinar_hub.web.kept import Kept, Key, without_port

View = TypeVar("View", bound=Callable[..., Any])

MOST = 2 * 1024 * 1024
"""How many bytes of forms a process keeps."""

_OVERHEAD = 2048


@dataclass(frozen=True)
class _Blank:
    """The page of a form between its own two words, each as often as it stands there."""

    text: str
    token: str
    id: str
    noted: Making

    def filled(self) -> str:
        """Return the page for whoever asks now."""
        return self.text.replace(self.token, generate_csrf()).replace(self.id, tokens.key())


def kept(*arguments: str) -> Callable[[View], View]:
    """Keep what a view shows to whoever is not signed in and has not filled in the form yet.

    arguments: of the query, which the press alone reads.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def shown(**values: Any) -> Any:
            same_for_all = (
                request.method == "GET"
                and g.actor.id is None
                and "_flashes" not in session
                and request.args.keys() <= set(arguments)
                and making.present() is None
            )
            return (same_for_all and _page()) or view(**values)

        return cast("View", shown)

    return decorate


def attach(app: Flask) -> None:
    """Make room for the application's forms."""
    app.extensions["blanks"] = Shelf[Key, _Blank](MOST, lambda page: _OVERHEAD + len(page.text))


def _page() -> str:
    """Return the page at this address, nothing where it cannot be kept."""
    key = Key(without_port(request.host), request.scheme, request.path, "", language.current(), "")
    shelf: Shelf[Key, _Blank] = current_app.extensions["blanks"]
    kept: Kept = current_app.extensions["kept"]
    found = shelf.get(key)
    try:
        if found is None or not _holds(found):
            # Whoever asks for the same form meanwhile waits for it.
            with kept.maker(key):
                before, found = found, shelf.get(key)
                if found is None or found is before or not _holds(found):
                    found = _made(kept, key)
                    if found is not None:
                        shelf.put(key, found)
    except (editions.Unanswered, DBAPIError):
        # The view says so.
        return ""
    return found.filled() if found else ""


def _holds(page: _Blank) -> bool:
    numbers = editions.asked_alone(db.engine, page.noted.numbers)
    return page.noted.holds(numbers) or page.noted.holds_again(numbers)


def _made(kept: Kept, key: Key) -> _Blank | None:
    numbers = editions.asked_alone(db.engine, (EVERYTHING,))
    # As a request of its own, not inside this visitor's.
    made, noted = Context().run(kept.make, key, request.environ, numbers)
    text = made.body.decode()
    own = dict(re.findall(r'name="(csrf_token|form_id)"[^>]* value="([^"]+)"', text))
    if not (made.status.startswith("200") and noted.fit and len(own) == 2):
        return None
    return _Blank(text, own["csrf_token"], own["form_id"], noted)
