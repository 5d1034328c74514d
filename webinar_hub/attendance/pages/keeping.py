"""What a participant opens of what stays of their sessions, by their personal link."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.attendance.keeping import queries
from webinar_hub.kit import storage
from webinar_hub.materials.queries import document
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access
from webinar_hub.web.downloads import attachment
from webinar_hub.web.shell import links, settings

pages = Blueprint("keeping", __name__, url_prefix="/saya/<link>/materi")


@pages.get("")
@access.personal
def own(link: str) -> ResponseReturnValue:
    """List the recordings and materials of the sessions in which one had a place."""
    registration = sent_forms.own(links().link_key, link)
    return render_template(
        "attendance/own_materials.html",
        registration=registration,
        link=link,
        sessions=queries.own(registration),
    )


@pages.get("/<key>")
@access.personal
def file(link: str, key: str) -> ResponseReturnValue:
    """Hand over a file that one's place opens."""
    registration = sent_forms.own(links().link_key, link)
    material = queries.own_file(registration, key)
    return attachment(*document(material, storage.at(settings())))
