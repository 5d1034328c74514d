"""What the public sees of the network: organisations found while typing, and the code of conduct."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from webinar_hub.kit.errors import NotFound
from webinar_hub.network import conduct as code
from webinar_hub.network import queries
from webinar_hub.web import access

pages = Blueprint("network", __name__)


@pages.get("/lembaga/cari")
@access.public
def search() -> ResponseReturnValue:
    """Return the names of up to eight organisations that hold the typed words, as a JSON list."""
    return jsonify([organisation.name for organisation in queries.search(request.args.get("q", "")[:80])])


@pages.get("/tata-tertib")
@access.public
def conduct() -> ResponseReturnValue:
    """Show the code of conduct: the version that holds now, or the one of the address."""
    typed = request.args.get("versi", "")
    if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 7):
        raise NotFound
    shown = code.of_version(int(typed)) if typed else code.current()
    return render_template("network/conduct.html", conduct=shown, versions=code.versions())
