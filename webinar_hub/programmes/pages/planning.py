"""What staff see who plan dates: a rule or a list, every date of it, and what stands against it."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock, zones
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import _
from webinar_hub.network import queries as network
from webinar_hub.programmes import queries
from webinar_hub.programmes.models import Recurrence, Series
from webinar_hub.programmes.planning.rules import hours_of_length
from webinar_hub.programmes.recurrence import actions as recurrence
from webinar_hub.programmes.recurrence import queries as recurrences
from webinar_hub.programmes.recurrence import rules
from webinar_hub.programmes.recurrence.forms import (
    CohortForm,
    DatesForm,
    EndForm,
    ListedForm,
    RollingForm,
    SeriesForm,
)
from webinar_hub.programmes.repairing.foreseeing import foreseen_end
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_knowing, act_once

pages = Blueprint("programmes_planning", __name__, url_prefix="/desk")

pages.add_app_template_filter(recurrences.last_session)

_A_YEAR = timedelta(days=364)
_USUAL_DAY = "3"


@pages.route("/program/<key>/mingguan", methods=["GET", "POST"])
@access.secretariat
def new_series(key: str) -> ResponseReturnValue:
    """Start a rolling series with the dates of a rule, once each was looked at."""
    return _new(key, SeriesForm, "programmes/new_series.html")


@pages.route("/program/<key>/angkatan", methods=["GET", "POST"])
@access.secretariat
def new_cohort(key: str) -> ResponseReturnValue:
    """Start a cohort with the dates of a list or a rule, once each was looked at."""
    return _new(key, CohortForm, "programmes/new_cohort.html")


def _new(key: str, asked: type[DatesForm], template: str) -> ResponseReturnValue:
    found = queries.seen_by(access.current_actor()).programme(key)
    owner = network.secretariat_of(found.owner_id)
    zone = zones.zone(owner.zone if owner else "WIB")
    usual: dict[str, Any] = {"zone": zone.short, "weekday": _USUAL_DAY}
    if asked is SeriesForm:
        tomorrow = clock.now().astimezone(zone.info).date() + timedelta(days=1)
        usual |= {"first": tomorrow, "last": tomorrow + _A_YEAR}
    form = asked(data=usual)
    return _looked_at(form, recurrence.start, found, template=template, programme=found)


@pages.route("/seri/<key>/rencana", methods=["GET", "POST"])
@access.secretariat
def plan_on(key: str) -> ResponseReturnValue:
    """Plan more dates of a series, as those before or by another rule."""
    found = queries.seen_by(access.current_actor()).series(key)
    form = (RollingForm if found.rolling else ListedForm)(data=_as_before(found))
    return _looked_at(
        form, recurrence.plan_on, found, template="programmes/plan_on.html", series=found
    )


@pages.post("/seri/<key>/rencana/henti")
@access.secretariat
def stop_planning(key: str) -> ResponseReturnValue:
    """Plan a series no further than it is."""
    found = queries.seen_by(access.current_actor()).series(key)
    act(recurrence.stop_planning, found)
    flash(str(_("No more dates are planned by themselves.")))
    return redirect(url_for("programmes_desk.series", key=key), 303)


@pages.route("/seri/<key>/akhir", methods=["GET", "POST"])
@access.secretariat
def end(key: str) -> ResponseReturnValue:
    """End a rolling series with one of its sessions, with what that changes shown first."""
    found, now = queries.seen_by(access.current_actor()).series(key), clock.now()
    if not found.rolling:
        raise NotFound
    sessions = recurrences.may_end_with(found, now)
    form = EndForm.of(sessions, now)
    chosen = form.facts(sessions)
    done = act_knowing(
        form,
        recurrence.end,
        found,
        foresee=lambda run: foreseen_end(run, found, chosen["last"], now=now),
        facts=lambda: chosen,
    )
    if done is not None:
        flash(str(_("Saved.")))
        return redirect(url_for("programmes_desk.series", key=key), 303)
    page = render_template("programmes/end_series.html", form=form, series=found)
    return page, form.status if form.errors else 200


def _as_before(series: Series) -> dict[str, Any]:
    """Return how the dates of a series went on so far, for the form."""
    row = recurrences.latest(series.id)
    if row is None:
        return {"zone": series.zone, "weekday": _USUAL_DAY, "capacity": series.capacity}
    hours = hours_of_length(row.first_on, row.starts, row.minutes, row.home)
    values: dict[str, Any] = {
        "starts": row.starts,
        "ends": hours.ends_at.astimezone(row.home.info).time(),
        "zone": row.zone,
        "capacity": row.capacity,
        "join_link": row.join_link,
        "ahead": row.weeks_ahead is not None,
        "weekday": _USUAL_DAY,
    }
    return values | (_next_dates(row) if row.rule else {})


def _next_dates(row: Recurrence) -> dict[str, Any]:
    looked_at = max(row.planned_until, recurrences.today(row, clock.now()))
    following = rules.next_date(row.rule, row.first_on, looked_at)
    return {
        "every": rules.every_of(row.rule),
        "weekday": str(rules.weekday_of(row.rule)),
        "first": following,
        "last": following + _A_YEAR,
    }


def _looked_at(
    form: DatesForm, action: Any, subject: Any, *, template: str, **values: object
) -> ResponseReturnValue:
    """Show the dates of a form, and plan those ticked once they were looked at."""
    shown = form.show_dates() if form.validate_on_submit() else None
    if shown is not None and form.looked_at and "save" in request.form:
        led = act_once(form, action, subject, facts=form.facts)
        if led is not None:
            flash(str(_("The dates are planned. Give each a title and say who appears.")))
            return redirect(url_for("programmes_desk.series", key=led), 303)
    page = render_template(template, form=form, shown=shown, **values)
    return page, form.status if form.errors else 200
