"""What every template asks for again and again, each made once: sentences and fixed addresses."""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, has_request_context, request
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from webinar_hub.kit import language


def attach(app: Flask) -> None:
    """Give the application's templates their sentences and addresses."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True
    )
    app.jinja_env.globals.update({"_": sentence, "url_for": _address(app), "asset": _asset(app)})


@pass_eval_context
def sentence(context: EvalContext, message: str, **values: Any) -> str:
    """Return a sentence in the reader's language, what is put into it escaped.

    As Jinja's own, which takes two calls through its context and a text made safe for each.
    """
    if not context.autoescape:
        return language.filled(language.gettext(message), values)
    made = _safe(message, language.current())
    return language.filled(made, values) if values else _fixed(made)


@lru_cache(maxsize=4096)
def _safe(message: str, _language: str) -> Markup:
    # It stands in a template or in the catalogue, and nobody typed it.
    return Markup(language.gettext(message))  # noqa: S704


@lru_cache(maxsize=4096)
def _fixed(sentence: Markup) -> Markup:
    return sentence % {}


def _address(app: Flask) -> Callable[..., str]:
    """Return Flask's `url_for`, which makes each address of a page once that has no values.

    Such an address is the same for everybody, below the same prefix of a proxy.
    """
    known: dict[tuple[str, str], str] = {}

    def url_for(endpoint: str, **values: Any) -> str:
        if values or endpoint.startswith(".") or not has_request_context():
            return app.url_for(endpoint, **values)
        here = endpoint, request.root_path
        if here not in known:
            known[here] = app.url_for(endpoint)
        return known[here]

    return url_for


def _asset(app: Flask) -> Callable[[str], str]:
    """Return what gives a static file's address with its digest.

    So a browser may keep it for a year.
    """
    known: dict[tuple[str, float, str], str] = {}

    def asset(name: str) -> str:
        path = Path(app.static_folder or "") / name
        here = name, path.stat().st_mtime, request.root_path
        if here not in known:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            known[here] = app.url_for("static", filename=name, v=digest[:8])
        return known[here]

    return asset
