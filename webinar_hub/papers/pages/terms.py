"""The terms of reference of a session, as everybody reads them."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.papers.terms import queries, rules
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.appearing import queries as appearing
from webinar_hub.web import access
from webinar_hub.web.shell import links, settings

pages = Blueprint("terms", __name__)

pages.add_app_template_filter(rules.items, "items_of")


@pages.get("/sesi/<key>/tor")
@access.public
def show(key: str) -> ResponseReturnValue:
    """Show the terms of reference of a public session."""
    meeting = programmes.public().meeting(key)
    terms = queries.of_meeting(meeting)
    return render_template(
        "papers/terms.html",
        meeting=meeting,
        terms=terms,
        points=queries.points(meeting, terms),
        appearances=appearing.appearances([meeting.id])[meeting.id],
    )


@pages.get("/sesi/<key>/tor.pdf")
@access.drawn_by()
def document(key: str) -> ResponseReturnValue:
    """Hand over the terms of reference of a public session as a PDF."""
    meeting = programmes.public().meeting(key)
    content = queries.document(meeting, queries.of_meeting(meeting), settings(), links())
    return Response(content, mimetype="application/pdf")
