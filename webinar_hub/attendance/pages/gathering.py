"""What a group sees before a session: two questions, and the way in."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.attendance.gathering import actions
from webinar_hub.attendance.gathering.forms import GatherForm
from webinar_hub.kit import clock
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import _
from webinar_hub.programmes.gathering import queries as short_addresses
from webinar_hub.programmes.gathering.queries import Led
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations import queries as registrations
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access, asked, devices, gate, limits, sources
from webinar_hub.web.acting import act_once
from webinar_hub.web.shell import links

pages = Blueprint("gathering", __name__)

_UNKNOWN_A_MINUTE = 600


@pages.route("/k/<short>", methods=["GET", "POST"])
@access.public_form
@gate.takes_turns
def join(short: str) -> ResponseReturnValue:
    """Lead a group to today's session: before it say when it opens, then ask two things."""
    led = _led_to(short.lower())
    form = GatherForm()
    meeting = led.meeting
    if meeting is None:
        return render_template("attendance/join.html", series=led.series, meeting=None)
    sent = act_once(form, actions.gather, meeting, facts=lambda: _facts(form))
    if sent is not None:
        asked.blur_time()
        link = sent_forms.first_link(links().link_key, sent)
        way_in = url_for("attendance.come_in", link=link, key=meeting.key)
        return devices.lead_to_own(url_for("home.done", link=link), way_in)
    return _asked(form, meeting), form.status if form.errors else 200


def _led_to(short: str) -> Led:
    try:
        return short_addresses.led_to(short, clock.now())
    except NotFound:
        limits.spend("gathering.unknown", most=_UNKNOWN_A_MINUTE, per=timedelta(minutes=1))
        raise NotFound(
            _("Nothing is at this short address. Compare it with the message, letter by letter.")
        ) from None


def _facts(form: GatherForm) -> dict[str, Any]:
    return {"application": form.application(), **sources.came_by()}


def _asked(form: GatherForm, meeting: Meeting) -> str:
    return render_template(
        "attendance/join.html",
        form=form,
        series=meeting.series,
        meeting=meeting,
        room=registrations.rooms([meeting], clock.now())[meeting.id],
    )
