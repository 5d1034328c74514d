"""What participants see: the way into the platform."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.attendance.entering import actions, queries, rules
from webinar_hub.kit import clock
from webinar_hub.kit.language import _
from webinar_hub.people.names import split_titles
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.models import SeatStatus
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access, devices
from webinar_hub.web.acting import act
from webinar_hub.web.shell import links

pages = Blueprint("attendance", __name__)


@pages.post("/saya/<link>/gabung/<key>")
@access.personal
def enter(link: str, key: str) -> ResponseReturnValue:
    """Note the press and show the way in, to a confirmed seat while the door is open."""
    registration = registrations.by_link(links().link_key, link)
    meeting = act(actions.enter, registration.id, key)
    return render_template(
        "attendance/enter.html",
        name=f"{registration.code} {registration.person.name}",
        code=registration.code,
        meeting=meeting,
        standing=SeatStatus.CONFIRMED,
        back=url_for("home.mine", link=link),
        back_to=_("Back to my page"),
        complete=None,
        resend=None,
    )


@pages.post("/terdaftar/<link>/gabung/<key>")
@access.personal
def enter_by_form(link: str, key: str) -> ResponseReturnValue:
    """Note the press of whoever holds the page of a form, and lead to the way in."""
    act(actions.enter_by_form, sent_forms.by_link(links().link_key, link), key)
    return redirect(url_for(".come_in", link=link, key=key), 303)


@pages.get("/terdaftar/<link>/masuk/<key>")
@access.personal
def come_in(link: str, key: str) -> ResponseReturnValue:
    """Show the way in to whoever holds the page of a form, as often as they come back."""
    form = sent_forms.by_link(links().link_key, link)
    date, standing = queries.asked_by(form, key)
    done = url_for("home.done", link=link)
    if not (devices.is_own() and rules.gathering(date.meeting, now=clock.now())):
        return redirect(done)
    return render_template(
        "attendance/enter.html",
        name=f"{form.code} {split_titles(form.name).name}",
        code=form.code,
        meeting=date.meeting,
        standing=standing,
        back=done,
        back_to=_("Back to my form"),
        resend=url_for("registrations.send_link", link=link) if form.email else None,
        complete=url_for("completing.complete", link=link) if form.incomplete else None,
    )
