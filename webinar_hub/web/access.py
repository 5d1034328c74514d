"""Who may enter a page. Every route carries one mark, or the application refuses to start."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit.actor import VISITOR, Actor, acting_from
from webinar_hub.kit.errors import Forbidden, Refused
from webinar_hub.web import limits

View = TypeVar("View", bound=Callable[..., Any])
Loader = Callable[[], Actor]


@dataclass(frozen=True)
class Mark:
    """What a route says of itself: who may enter, and whether a cache keeps the answer.

    arguments: the query's arguments that a kept page may differ by, each with what it may be, as a
    pattern. drawn: to make it costs much, and with other arguments it has no address.
    """

    name: str
    stored: bool = False
    arguments: Mapping[str, str] = field(default_factory=dict)
    drawn: bool = False

    def known(self, query: str) -> str:
        """Return of a query the arguments alone by which a kept page may differ."""
        asked = parse_qsl(query, keep_blank_values=True)
        known = {
            name: value
            for name, value in asked
            if re.fullmatch(self.arguments.get(name, "(?!)"), value)
        }
        return urlencode(known)


def _marks(mark: Mark) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.__access__ = mark  # type: ignore[attr-defined]
        return view

    return decorate


public = _marks(Mark("public", stored=True))
"""Anybody; the page is the same for everybody and holds no form that writes."""


def public_by(**arguments: str) -> Callable[[View], View]:
    """Mark a public page that differs by arguments of its query, each with a pattern."""
    return _marks(Mark("public", stored=True, arguments=arguments))


def drawn_by(**arguments: str) -> Callable[[View], View]:
    """Mark a public file that is drawn: a picture or a PDF that differs by such arguments.

    One source has a budget of what is drawn anew for it.
    """
    return _marks(Mark("public", stored=True, arguments=arguments, drawn=True))


_DRAWN, _DRAWN_PER = 60, timedelta(minutes=10)
"""So much is drawn anew for one source: a third of a second each."""

public_form = _marks(Mark("public_form"))
"""Anybody; the answer is for this visitor alone."""

personal = _marks(Mark("personal"))
"""Whoever holds the capability in the address; the view opens it or says 404."""

machine = _marks(Mark("machine"))
"""A program; the view proves a token or signature."""

proving = _marks(Mark("proving"))
"""Whoever is signed in, before their second step as well.

The pages on which it is taken or set up, and no other.
"""

desk = _marks(Mark("desk"))
"""Whoever is signed in: facilitators and secretariats.

The view loads only what is visible to the actor.
"""

reader = _marks(Mark("reader"))
"""Whoever runs programmes or may look at them; for pages that change nothing.

The view loads what is visible to `reading_actor()`.
"""

secretariat = _marks(Mark("secretariat"))
"""Whoever runs programmes: a secretariat or an administrator."""

focal = _marks(Mark("focal"))
"""Whoever stands for an organisation; the view loads only what belongs to theirs."""

inclusion = _marks(Mark("inclusion"))
"""Inclusion officers alone: not administrators, who are none by being one."""

administrator = _marks(Mark("administrator"))
"""Administrators alone."""

_ALLOWED: dict[str, Callable[[Actor], bool]] = {
    "proving": lambda actor: actor.id is not None,
    "desk": lambda actor: actor.id is not None and not actor.held_back,
    "reader": lambda actor: actor.reader,
    "secretariat": lambda actor: actor.secretariat,
    "focal": lambda actor: bool(actor.organisations),
    "inclusion": lambda actor: bool(actor.caring),
    "administrator": lambda actor: actor.administrator,
}


class UnmarkedRoute(Exception):
    """A route without an access mark; the text names it."""


def mark_of(app: Flask, endpoint: str) -> Mark:
    """Return the mark of an endpoint; raise UnmarkedRoute where there is none."""
    mark = getattr(app.view_functions[endpoint], "__access__", None)
    if not isinstance(mark, Mark):
        raise UnmarkedRoute(
            f"{endpoint} does not say who may enter: add one mark of webinar_hub.web.access to the view."
        )
    return mark


def current_actor() -> Actor:
    """Return who is acting in this request."""
    actor: Actor = g.actor
    return actor


def reading_actor() -> Actor:
    """Return who acts in this request, with what they may only look at among their scopes."""
    return current_actor().reading


def demand_proof(back: str) -> None:
    """Raise Unproved unless the second step was taken in this sign-in.

    back is the page to go on from afterwards. Pages that take contact data out of the hub ask
    everybody for it, whatever their role.
    """
    if not current_actor().took_second_step:
        raise Unproved(back)


class Unproved(Refused):
    """What was asked for takes the second step first.

    Whoever asked is led there, and back to a page of the desk.
    """

    status = 303

    def __init__(self, back: str) -> None:
        super().__init__()
        self.back = back


def guard(app: Flask, load_actor: Loader) -> None:
    """Check every route's mark now, and every request against it.

    load_actor knows who is signed in.
    """
    public(app.view_functions["static"])
    for rule in app.url_map.iter_rules():
        mark_of(app, rule.endpoint)

    @app.before_request
    def enter() -> ResponseReturnValue | None:
        g.actor = VISITOR
        acting_from(request.remote_addr or "")
        if request.endpoint == "static" or (
            request.endpoint is None and not request.path.startswith("/desk/")
        ):
            return None
        mark = mark_of(app, request.endpoint) if request.endpoint else Mark("")
        # A program is nobody who signed in, and whoever is noted as seen is written down.
        g.actor = VISITOR if mark.name == "machine" else load_actor()
        allowed = _ALLOWED.get(mark.name)
        if allowed is None or allowed(g.actor):
            return _draws(mark) if mark.drawn else None
        wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
        if g.actor.id is None:
            return redirect(url_for("accounts.sign_in", next=wanted or None))
        if g.actor.held_back:
            return redirect(url_for("accounts_own.prove", next=wanted or None))
        raise Forbidden

    @app.errorhandler(Unproved)
    def unproved(asked: Unproved) -> ResponseReturnValue:
        return redirect(url_for("accounts_own.prove", next=asked.back), 303)


def _draws(mark: Mark) -> ResponseReturnValue | None:
    """Lead to the one address of what is drawn, or count that a visitor lets it be drawn."""
    asked = request.environ["QUERY_STRING"]
    if (known := mark.known(asked)) != asked:
        there: dict[str, Any] = {**(request.view_args or {}), **dict(parse_qsl(known))}
        return redirect(url_for(request.endpoint or "", **there))
    if g.actor.id is None:
        limits.spend(f"draw:{limits.source(request.remote_addr)}", most=_DRAWN, per=_DRAWN_PER)
    return None
