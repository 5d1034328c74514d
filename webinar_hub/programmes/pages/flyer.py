"""The square flyer of a session, as a picture and as a PDF."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from webinar_hub.kit import language
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.flyer import queries
from webinar_hub.programmes.flyer.marks import Design
from webinar_hub.web import access
from webinar_hub.web.shell import links, settings

pages = Blueprint("flyer", __name__)

_DRAWN = {
    "png": (queries.picture, "image/png"),
    "pdf": (queries.document, "application/pdf"),
}


@pages.get("/sesi/<key>/selebaran.<any(png, pdf):kind>")
@access.drawn_by(rancangan="|".join(Design), bahasa="|".join(language.LANGUAGES))
def flyer(key: str, kind: str) -> ResponseReturnValue:
    """Draw the flyer of a public session, in a design and a language of the address."""
    meeting = programmes.public().meeting(key)
    design = Design(request.args.get("rancangan", Design.LIGHT.value))
    draw, mimetype = _DRAWN[kind]
    with language.reading(request.args.get("bahasa") or language.current()):
        return Response(draw(meeting, design, settings(), links()), mimetype=mimetype)
