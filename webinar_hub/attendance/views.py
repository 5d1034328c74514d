"""What participants see: the way into the platform."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from webinar_hub.attendance import actions
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.registrations import queries as registrations
from webinar_hub.web import access
from webinar_hub.web.shell import links

pages = Blueprint("attendance", __name__)


@pages.post("/saya/<link>/gabung/<key>")
@access.personal
def enter(link: str, key: str) -> ResponseReturnValue:
    """Note the press and show the way in; only to a confirmed seat, and only while the door is open."""
    registration = registrations.by_link(links().link_key, link)
    meeting = db.write(actions.enter, registration.id, key, now=clock.now())
    return render_template("attendance/enter.html", registration=registration, meeting=meeting, link=link)
