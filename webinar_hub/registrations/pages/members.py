"""What a participant does on their own page with what is for members only."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit.language import _
from webinar_hub.programmes import members
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.taking_in import actions
from webinar_hub.registrations.taking_in.queries import organisations_of
from webinar_hub.web import access
from webinar_hub.web.acting import act
from webinar_hub.web.forms import HubForm
from webinar_hub.web.shell import links

pages = Blueprint("registrations_members", __name__)


@pages.post("/saya/<link>/anggota")
@access.personal
def join(link: str) -> ResponseReturnValue:
    """Register the owner of a page for a session of their network; the field `meeting` is which."""
    registration = sent_forms.confirmed_by_link(links().link_key, link)
    organisations = organisations_of(registration)
    meeting = members.for_members(organisations).meeting(request.form.get("meeting", ""))
    if HubForm().validate_on_submit():
        act(actions.take_in, registration.person, meeting)
        flash(str(_("You are registered. A message with your own link for it is on its way.")))
    return redirect(url_for("home.mine", link=link), 303)
