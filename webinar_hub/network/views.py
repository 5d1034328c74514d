"""What the public sees of the network: organisations found while typing."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from webinar_hub.network import queries
from webinar_hub.web import access

pages = Blueprint("network", __name__)


@pages.get("/lembaga/cari")
@access.public
def search() -> ResponseReturnValue:
    """Return the names of up to eight organisations that hold the typed words, as a JSON list."""
    return jsonify([organisation.name for organisation in queries.search(request.args.get("q", "")[:80])])
