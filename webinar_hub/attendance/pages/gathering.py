"""What a group sees before a session: two questions, and the way in."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.attendance.entering.rules import gathering
from webinar_hub.attendance.gathering import actions
from webinar_hub.attendance.gathering.forms import GatherForm
from webinar_hub.kit import clock
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.zones import long_date
from webinar_hub.programmes.gathering import queries as short_addresses
from webinar_hub.programmes.gathering.queries import Led
from webinar_hub.programmes.rules import platform
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
        return _shown(led, meeting=None)
    form.name.label.text = str(_("Your name in %(platform)s", platform=platform(meeting.join_link)))
    sent = act_once(form, actions.gather, meeting, facts=lambda: _facts(form))
    if sent is not None:
        asked.blur_time()
        link = sent_forms.first_link(links().link_key, sent)
        way_in = url_for("attendance.come_in", link=link, key=meeting.key)
        return devices.lead_to_own(url_for("home.done", link=link), way_in)
    room = registrations.rooms([meeting], clock.now())[meeting.id]
    page = _shown(led, meeting=meeting, form=form, room=room)
    return page, form.status if form.errors else 200


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


def _shown(led: Led, **facts: Any) -> str:
    return render_template("attendance/join.html", series=led.series, why=_why(led), **facts)


def _why(led: Led) -> Sentence | None:
    """Say why somebody reaches another date than they wanted, or none; None where they do not."""
    missed = led.instead_of
    if missed is not None and missed.cancelled_at is not None:
        return _("The session of %(day)s was cancelled.", day=long_date(missed.day))
    if missed is not None:
        return _("The session of %(day)s is over.", day=long_date(missed.day))
    pressed = request.method == "POST"
    if pressed and not (led.meeting and gathering(led.meeting, now=clock.now())):
        return _("That session is over, was cancelled or was moved: nothing was sent.")
    return None
