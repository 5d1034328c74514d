"""When the people of a series are reminded, at the desk."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.language import _, ngettext
from webinar_hub.programmes import queries as programmes
from webinar_hub.registrations.reminding import actions, queries
from webinar_hub.registrations.reminding.forms import RemindersForm
from webinar_hub.web import access
from webinar_hub.web.acting import act_once

pages = Blueprint("reminders", __name__, url_prefix="/desk/seri")


@pages.route("/<key>/pengingat", methods=["GET", "POST"])
@access.secretariat
def edit(key: str) -> ResponseReturnValue:
    """Say how long before a session people are reminded, and what a change causes."""
    series = programmes.seen_by(access.current_actor()).series(key)
    form = RemindersForm(data=RemindersForm.values(series))
    if act_once(form, actions.change_reminders, series, facts=form.facts) is not None:
        number = queries.number_to_remind(queries.dues(clock.now(), series_id=series.id))
        flash(str(_said(number)))
        return redirect(url_for("programmes_desk.series", key=key), 303)
    page = render_template(
        "registrations/reminders.html",
        series=series,
        form=form,
        reached=queries.number_reached(series.id, clock.now()),
    )
    return page, form.status if form.errors else 200


def _said(number: int) -> str:
    if not number:
        return str(_("Saved."))
    return ngettext(
        "Saved. %(num)d person gets a reminder within a minute, as its time has passed.",
        "Saved. %(num)d people get a reminder within a minute, as its time has passed.",
        number,
    ) % {"num": number}
