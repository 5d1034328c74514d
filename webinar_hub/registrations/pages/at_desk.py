"""What a secretariat does for somebody at the desk: register them, cancel their places."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.language import _
from webinar_hub.programmes import queries as programmes
from webinar_hub.registrations import at_desk, queries
from webinar_hub.registrations.forms import CancelForm, PersonForm
from webinar_hub.registrations.models import SeatStatus
from webinar_hub.registrations.standing import actions as standing
from webinar_hub.registrations.taking_in import actions as taking_in
from webinar_hub.registrations.taking_in import queries as offered
from webinar_hub.web import access
from webinar_hub.web.acting import act_once

pages = Blueprint("registrations_at_desk", __name__, url_prefix="/desk")

_REGISTERED = {
    SeatStatus.CONFIRMED: _("Registered. The message with their own link is written."),
    SeatStatus.WAITLISTED: _("On the waiting list. The message that says so is written."),
}


@pages.route("/sesi/<key>/daftar", methods=["GET", "POST"])
@access.secretariat
def register(key: str) -> ResponseReturnValue:
    """Register somebody for a session, or for the whole of its cohort."""
    meeting = programmes.seen_by(access.current_actor()).to_change(key)
    form = PersonForm()
    given = act_once(form, taking_in.register, meeting, facts=form.facts, refer=str)
    if given is not None:
        flash(str(_REGISTERED[SeatStatus(given)]))
        return redirect(url_for(".register", key=key), 303)
    page = render_template(
        "registrations/register.html",
        meeting=meeting,
        asked=offered.asked_with(meeting, clock.now()),
        form=form,
    )
    return page, form.status if form.errors else 200


@pages.route("/pendaftaran/<key>/batal", methods=["GET", "POST"])
@access.secretariat
def cancel(key: str) -> ResponseReturnValue:
    """Cancel somebody's places, all or one date, and say why."""
    actor = access.current_actor()
    registration = at_desk.to_cancel(actor, key)
    ahead = [seat.meeting for seat in queries.seats_to_come(registration, clock.now())]
    form = CancelForm(dates=request.args.get("sesi"))
    form.offer(ahead)
    if act_once(form, standing.leave, registration, facts=form.facts) is not None:
        flash(str(_("Cancelled. The message that says so and why is written.")))
        return redirect(url_for(".cancel", key=key), 303)
    page = render_template(
        "registrations/cancel.html",
        registration=registration,
        ahead=ahead,
        form=form,
        own=bool(at_desk.of_own_people(actor, [key])),
    )
    return page, form.status if form.errors else 200
