"""What a participant opens of what stays of their sessions, by their personal link."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.attendance.keeping import queries
from webinar_hub.kit import storage
from webinar_hub.materials.photos.queries import content
from webinar_hub.materials.queries import document
from webinar_hub.papers.notulen import queries as notulen
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access
from webinar_hub.web.downloads import attachment
from webinar_hub.web.shell import links, settings

pages = Blueprint("keeping", __name__, url_prefix="/saya/<link>/materi")


@pages.get("")
@access.personal
def own(link: str) -> ResponseReturnValue:
    """List the recordings and materials of the sessions in which one had a place."""
    registration = sent_forms.confirmed_by_link(links().link_key, link)
    return render_template(
        "attendance/own_materials.html",
        link=link,
        sessions=queries.sessions_of(registration),
    )


@pages.get("/<key>")
@access.personal
def file(link: str, key: str) -> ResponseReturnValue:
    """Hand over a file that one's place opens."""
    registration = sent_forms.confirmed_by_link(links().link_key, link)
    material = queries.own_file(registration, key)
    return attachment(*document(material, storage.at(settings())))


@pages.get("/<key>/<any(besar, kecil):kind>.jpg")
@access.personal
def photo(link: str, key: str, kind: str) -> ResponseReturnValue:
    """Show a photo that one's place opens."""
    found = queries.own_photo(sent_forms.confirmed_by_link(links().link_key, link), key)
    shown = content(found, storage.at(settings()), small=kind == "kecil")
    return Response(shown, mimetype="image/jpeg")


@pages.get("/<key>/notulen")
@access.personal
def notulen_page(link: str, key: str) -> ResponseReturnValue:
    """Show the notulen of a session that one's place opens."""
    registration = sent_forms.confirmed_by_link(links().link_key, link)
    meeting, read = queries.own_notulen(registration, key)
    return render_template("papers/notulen.html", meeting=meeting, read=read, link=link)


@pages.get("/<key>/notulen.pdf")
@access.personal
def notulen_document(link: str, key: str) -> ResponseReturnValue:
    """Hand over the notulen of a session that one's place opens as a PDF."""
    registration = sent_forms.confirmed_by_link(links().link_key, link)
    meeting, read = queries.own_notulen(registration, key)
    content = notulen.document(meeting, read, settings(), links())
    return Response(content, mimetype="application/pdf")
