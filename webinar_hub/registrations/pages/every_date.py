"""What a participant presses who takes in every session: go on, pause, take a skipped one again."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit.language import _
from webinar_hub.registrations.every_date import actions
from webinar_hub.registrations.every_date.queries import how_many
from webinar_hub.registrations.forms import LeaveForm
from webinar_hub.registrations.models import Registration, SeatStatus
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.registrations.queries import places_in
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.forms import Button, HubForm
from webinar_hub.web.shell import links

pages = Blueprint("every_date", __name__)

pages.add_app_template_filter(how_many, "standing")


@pages.post("/saya/<link>/setiap-sesi")
@access.personal
def go_on(link: str) -> ResponseReturnValue:
    """Take in every session from now on."""
    registration = _own(link)
    if HubForm().validate_on_submit():
        act(actions.go_on, registration)
        flash(str(_("You are registered for every session from now on.")))
    return _back(link)


@pages.post("/saya/<link>/jeda")
@access.personal
def pause(link: str) -> ResponseReturnValue:
    """Give every place to come back, until one goes on."""
    registration = _own(link)
    if HubForm().validate_on_submit():
        act(actions.pause, registration)
        flash(str(_("You pause: you hold no place, until you go on.")))
    return _back(link)


@pages.post("/saya/<link>/ikut-lagi")
@access.personal
def take_again(link: str) -> ResponseReturnValue:
    """Take a skipped session after all."""
    registration, form = _own(link), LeaveForm()
    if form.validate_on_submit() and form.meeting.data:
        act_once(Button(), actions.take_again, registration, form.meeting.data)
        taken = places_in(registration.id, [form.meeting.data])
        flash(
            str(
                _(
                    "You are on the waiting list of this session. We write to you as soon as a place is free."
                )
                if any(seat.status is SeatStatus.WAITLISTED for seat, _meeting in taken)
                else _("You are registered for that session again.")
            )
        )
    return _back(link)


def _own(link: str) -> Registration:
    return sent_forms.confirmed_by_link(links().link_key, link)


def _back(link: str) -> ResponseReturnValue:
    return redirect(url_for("home.mine", link=link), 303)
