"""What participants see: the way into the platform."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.attendance.entering import actions
from webinar_hub.people.names import split_titles
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access
from webinar_hub.web.acting import act
from webinar_hub.web.shell import links

pages = Blueprint("attendance", __name__)


@pages.post("/saya/<link>/gabung/<key>")
@access.personal
def enter(link: str, key: str) -> ResponseReturnValue:
    """Note the press and show the way in, to a confirmed seat while the door is open."""
    registration = registrations.by_link(links().link_key, link)
    meeting = act(actions.enter, registration.id, key)
    name = f"{registration.code} {registration.person.name}"
    return render_template(
        "attendance/enter.html", name=name, meeting=meeting, back=url_for("home.mine", link=link)
    )


@pages.post("/terdaftar/<link>/gabung/<key>")
@access.personal
def enter_by_form(link: str, key: str) -> ResponseReturnValue:
    """Show the way in to whoever holds the page of a form."""
    form = sent_forms.by_link(links().link_key, link)
    meeting = act(actions.enter_by_form, form, key)
    name = f"{form.code} {split_titles(form.name).name}"
    return render_template(
        "attendance/enter.html", name=name, meeting=meeting, back=url_for("home.done", link=link)
    )
