"""The notulen of a session, as everybody reads it where it is for everybody."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.papers.notulen import queries
from webinar_hub.programmes import queries as programmes
from webinar_hub.web import access
from webinar_hub.web.shell import links, settings

pages = Blueprint("notulen", __name__)


@pages.get("/sesi/<key>/notulen")
@access.public
def show(key: str) -> ResponseReturnValue:
    """Show the notulen of a public session."""
    meeting = programmes.public().meeting(key)
    return render_template(
        "papers/notulen.html",
        meeting=meeting,
        read=queries.record(meeting, queries.for_everybody),
        link="",
    )


@pages.get("/sesi/<key>/notulen.pdf")
@access.drawn_by()
def document(key: str) -> ResponseReturnValue:
    """Hand over the notulen of a public session as a PDF."""
    meeting = programmes.public().meeting(key)
    read = queries.record(meeting, queries.for_everybody)
    content = queries.document(meeting, read, settings(), links())
    return Response(content, mimetype="application/pdf")
