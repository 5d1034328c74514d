"""What staff see of the network's schedule, and of the calendars of members that come into it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.calendars.incoming import actions, queries
from webinar_hub.calendars.incoming.forms import CalendarForm, NewCalendarForm
from webinar_hub.calendars.incoming.rules import PROBLEMS
from webinar_hub.calendars.rules import Month
from webinar_hub.kit import clock
from webinar_hub.kit.language import _
from webinar_hub.kit.zones import WIB, at_local
from webinar_hub.network import queries as network
from webinar_hub.network.rules import UnknownOrganisation
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_once

pages = Blueprint("incoming_desk", __name__, url_prefix="/desk/kalender")


@pages.get("")
@access.reader
def index() -> ResponseReturnValue:
    """Show what the network holds in a month, `bulan`, and the calendars that are taken in."""
    month = Month.asked(request.args.get("bulan", ""), clock.now())
    since, until = (at_local(each.first, 0, 0, WIB) for each in (month, month.after))
    return render_template(
        "calendars/schedule.html",
        month=month,
        schedule=queries.schedule(access.reading_actor(), since, until),
        calendars=queries.seen_by(access.reading_actor()).calendars(),
        problems=PROBLEMS,
    )


@pages.route("/baru", methods=["GET", "POST"])
@access.secretariat
def new() -> ResponseReturnValue:
    """Take a member's calendar in."""
    form = NewCalendarForm()
    if act_once(form, actions.take_in, facts=lambda: _taken_in(form)) is not None:
        flash(str(_("The calendar is taken in. Its dates come within a few minutes.")))
        return redirect(url_for(".index"), 303)
    page = render_template("calendars/new_incoming.html", form=form)
    return page, form.status if form.errors else 200


def _taken_in(form: NewCalendarForm) -> dict[str, Any]:
    named = network.called(form.organisation.data or "")
    if named is None:
        raise UnknownOrganisation
    return {"organisation": named, **form.facts()}


@pages.route("/<key>", methods=["GET", "POST"])
@access.secretariat
def calendar(key: str) -> ResponseReturnValue:
    """Show how it stands with a member's calendar, and change its name and address."""
    found = queries.seen_by(access.current_actor()).calendar(key)
    form = CalendarForm(obj=found)
    if act_once(form, actions.describe, found, facts=form.facts) is not None:
        flash(str(_("Saved.")))
        return redirect(url_for(".calendar", key=key), 303)
    page = render_template(
        "calendars/incoming.html",
        form=form,
        calendar=found,
        dates=queries.how_many(found),
        problems=PROBLEMS,
    )
    return page, form.status if form.errors else 200


@pages.post("/<key>/<any(jeda, lanjut):state>")
@access.secretariat
def pause(key: str, state: str) -> ResponseReturnValue:
    """Fetch a calendar no more for now, or again."""
    found = queries.seen_by(access.current_actor()).calendar(key)
    act(actions.pause if state == "jeda" else actions.go_on, found)
    return redirect(url_for(".calendar", key=key), 303)


@pages.post("/<key>/hapus")
@access.secretariat
def remove(key: str) -> ResponseReturnValue:
    """Forget a calendar and its dates."""
    act(actions.remove, queries.seen_by(access.current_actor()).calendar(key))
    flash(str(_("The calendar and its dates are removed.")))
    return redirect(url_for(".index"), 303)
