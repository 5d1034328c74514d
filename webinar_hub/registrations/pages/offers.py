"""What a participant presses to whom a place is offered: take it, or pass it on."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit.language import _
from webinar_hub.registrations.forms import LeaveForm
from webinar_hub.registrations.models import Registration
from webinar_hub.registrations.offering.rules import OfferOver
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.waiting import answering
from webinar_hub.web import access
from webinar_hub.web.acting import act
from webinar_hub.web.shell import links

pages = Blueprint("offers", __name__)


@pages.post("/saya/<link>/terima")
@access.personal
def accept(link: str) -> ResponseReturnValue:
    """Take the place that is offered."""
    registration, form = _own(link), LeaveForm()
    if form.validate_on_submit():
        try:
            act(answering.accept, registration, form.meeting.data or "")
            flash(str(_("The place is yours.")))
        except OfferOver as refusal:
            flash(str(refusal))
    return _back(link)


@pages.post("/saya/<link>/tolak")
@access.personal
def decline(link: str) -> ResponseReturnValue:
    """Let the place that is offered go to the next in line."""
    registration, form = _own(link), LeaveForm()
    if form.validate_on_submit():
        act(answering.decline, registration, form.meeting.data or "")
        flash(str(_("Thank you. The place goes to the next in line.")))
    return _back(link)


def _own(link: str) -> Registration:
    return sent_forms.confirmed_by_link(links().link_key, link)


def _back(link: str) -> ResponseReturnValue:
    return redirect(url_for("home.mine", link=link), 303)
