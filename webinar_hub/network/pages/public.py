"""What the public sees of the network.

Organisations and regions found while typing, the code of conduct, its logo and its colours.
"""

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from webinar_hub.kit import storage
from webinar_hub.kit.errors import NotFound, existing
from webinar_hub.network import conduct as code
from webinar_hub.network import identity, queries, regions
from webinar_hub.web import access
from webinar_hub.web.shell import settings

pages = Blueprint("network", __name__)


@pages.get("/lembaga/cari")
@access.public
def search() -> ResponseReturnValue:
    """Return the names of up to eight organisations that hold the typed words, as a JSON list."""
    return jsonify(
        [organisation.name for organisation in queries.search(request.args.get("q", "")[:80])]
    )


@pages.get("/wilayah/cari")
@access.public
def search_regions() -> ResponseReturnValue:
    """Return the names of up to eight regions that hold the typed words, as a JSON list."""
    return jsonify(
        [regions.name_of(region.code) for region in regions.search(request.args.get("q", "")[:80])]
    )


@pages.get("/tampilan.css")
@access.public
def look() -> ResponseReturnValue:
    """Return the network's two colours as the values that the hub's own sheet draws with."""
    return Response(render_template("network/look.css"), mimetype="text/css")


@pages.get("/logo/<name>")
@access.public
def logo(name: str) -> ResponseReturnValue:
    """Return the network's logo; no other stored file has an address here."""
    # Another machine may have a newer one, and its pages lead here.
    if name not in (settings().chosen.logo, queries.look().logo):
        raise NotFound
    content = existing(storage.at(settings()).get(identity.ROOM, name))
    # A new logo has a new name.
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(
        content, mimetype="image/png" if name.endswith(".png") else "image/jpeg", headers=headers
    )


@pages.get("/tata-tertib")
@access.public_by(versi=r"\d{1,6}")
def conduct() -> ResponseReturnValue:
    """Show the code of conduct: the version that holds now, or the one of the address."""
    typed = request.args.get("versi", "")
    if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 7):
        raise NotFound
    shown = code.of_version(int(typed)) if typed else code.current()
    return render_template("network/conduct.html", conduct=shown, versions=code.versions())
