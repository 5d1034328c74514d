"""Who may enter a page. Every route carries one mark, or the application refuses to start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit.actor import VISITOR, Actor, acting_from
from webinar_hub.kit.errors import Forbidden, Refused

View = TypeVar("View", bound=Callable[..., Any])
Loader = Callable[[], Actor]


@dataclass(frozen=True)
class Mark:
    """What a route says of itself: who may enter, and whether a cache keeps the answer.

    arguments: the query's arguments that a kept page may differ by, each with what it may be, as a
    pattern.
    """

    name: str
    stored: bool = False
    arguments: Mapping[str, str] = field(default_factory=dict)


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
        mark = mark_of(app, request.endpoint).name if request.endpoint else ""
        # A program is nobody who signed in, and whoever is noted as seen is written down.
        g.actor = VISITOR if mark == "machine" else load_actor()
        allowed = _ALLOWED.get(mark)
        if allowed is None or allowed(g.actor):
            return None
        wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
        if g.actor.id is None:
            return redirect(url_for("accounts.sign_in", next=wanted or None))
        if g.actor.held_back:
            return redirect(url_for("accounts_own.prove", next=wanted or None))
        raise Forbidden

    @app.errorhandler(Unproved)
    def unproved(asked: Unproved) -> ResponseReturnValue:
        return redirect(url_for("accounts_own.prove", next=asked.back), 303)
