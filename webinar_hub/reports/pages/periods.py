"""The desk's "Laporan": whom the sessions of a period reached, as a page and as a table."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webinar_hub.kit import clock, zones
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.language import _
from webinar_hub.kit.tables import TYPES, write_table
from webinar_hub.kit.zones import Zone, at_local, days
from webinar_hub.network import regions
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Programme
from webinar_hub.reports.forms import PeriodForm
from webinar_hub.reports.periods import report as reports
from webinar_hub.reports.periods.queries import Period
from webinar_hub.reports.periods.report import Report
from webinar_hub.web import access
from webinar_hub.web.downloads import attachment
from webinar_hub.web.forms import SelectChoice

pages = Blueprint("reports_periods", __name__, url_prefix="/desk/laporan")


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """Ask for a period, this year until something else is asked, and show whom it reached."""
    return _page(*_counted())


@pages.get("/tabel.<any(csv, xlsx):kind>")
@access.secretariat
def table(kind: str) -> ResponseReturnValue:
    """Hand the figures of a period over as a table."""
    form, counted = _counted()
    if counted is None:
        return _page(form, None)
    header = [str(each) for each in reports.COLUMNS]
    content = write_table(kind, str(_("Whom we reached")), header, reports.table(counted))
    return attachment(content, str(_("whom-we-reached.%(form)s", form=kind)), TYPES[kind])


def _page(form: PeriodForm, counted: Report | None) -> ResponseReturnValue:
    page = render_template(
        "reports/period.html",
        form=form,
        counted=counted,
        days=days,
        sexes=reports.SEX_WORDS,
        ages=reports.AGE_WORDS,
    )
    return page, 200 if counted else form.status


def _counted() -> tuple[PeriodForm, Report | None]:
    """Return what is asked, and what was counted unless it cannot be."""
    actor = access.current_actor()
    run = programmes.seen_by(actor).programmes()
    zone = _zone(actor)
    form = _form(actor, run, today=clock.now().astimezone(zone.info).date())
    first, last = (form.since.data, form.until.data) if form.validate() else (None, None)
    if first is None or last is None:
        return form, None
    period = Period(
        actor,
        since=at_local(first, 0, 0, zone),
        until=min(at_local(last + timedelta(days=1), 0, 0, zone), clock.now()),
        programme=next((each for each in run if each.key == form.programme.data), None),
        own="whose" in form and form.whose.data == "own",
    )
    return form, reports.report(period, zone=zone, outside=bool(form.outside.data))


def _form(actor: Actor, run: Sequence[Programme], *, today: date) -> PeriodForm:
    usual = {"mulai": today.replace(month=1, day=1).isoformat(), "sampai": today.isoformat()}
    form = PeriodForm(formdata=MultiDict({**usual, **request.args.to_dict()}))
    form.programme.choices = [
        SelectChoice("", _("All programmes")),
        *(SelectChoice(each.key, each.own_name) for each in run),
    ]
    if actor.everywhere:
        del form.whose
    return form


def _zone(actor: Actor) -> Zone:
    """Return the zone of a secretariat's region, the capital's for the whole network."""
    regional = "" if actor.everywhere else min(actor.scopes, default="")
    return zones.zone(regions.zone_of(regional) or zones.WIB.short)
