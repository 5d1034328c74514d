"""The desk's "Laporan": whom the sessions of a period reached, as a page and as a table."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from webinar_hub.kit import clock, zones
from webinar_hub.kit.actor import Actor
from webinar_hub.kit.language import _, ngettext
from webinar_hub.kit.tables import TYPES, Cell, write_table
from webinar_hub.kit.zones import Zone, at_local, days
from webinar_hub.network import regions
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Programme
from webinar_hub.reports.forms import PeriodForm
from webinar_hub.reports.periods import report as reports
from webinar_hub.reports.periods.queries import Period, joined_by_own_people
from webinar_hub.reports.periods.report import Report
from webinar_hub.web import access
from webinar_hub.web.downloads import attachment
from webinar_hub.web.forms import SelectChoice

pages = Blueprint("reports_periods", __name__, url_prefix="/desk/laporan")

_NO_NUMBERS = [""] * (len(reports.COLUMNS) - 2)


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
    part = str(_("What was counted"))
    said: Iterator[list[Cell]] = ([part, each, *_NO_NUMBERS] for each in _said(form, counted))
    rows = chain(reports.table(counted), said)
    content = write_table(kind, str(_("Whom we reached")), header, rows)
    asked = f"{form.since.data}-{form.until.data}"
    name = str(_("whom-we-reached-%(period)s.%(form)s", period=asked, form=kind))
    return attachment(content, name, TYPES[kind])


def _said(form: PeriodForm, counted: Report) -> Iterator[str]:
    """Yield what whoever reads the table without its page must know."""
    asked = [form.programme, *([form.whose] if "whose" in form else [])]
    held = counted.sessions
    sessions = ngettext("%(num)d session", "%(num)d sessions", held) % {"num": held}
    if form.since.data and form.until.data:
        yield f"{days(form.since.data, form.until.data)} · {sessions}"
    for field in asked:
        yield next(str(label) for _value, label, chosen, _more in field.iter_choices() if chosen)
    if counted.unsettled:
        yield reports.not_settled(counted.unsettled)
    yield str(reports.COUNTED)
    if form.hides:
        yield str(reports.HIDDEN)


def _page(form: PeriodForm, counted: Report | None) -> ResponseReturnValue:
    page = render_template(
        "reports/period.html",
        form=form,
        counted=counted,
        asked={each.name: request.args[each.name] for each in form if each.name in request.args},
        days=days,
        defined=reports.COUNTED,
        hidden=reports.HIDDEN,
        not_settled=reports.not_settled,
        sexes=reports.SEX_WORDS,
        ages=reports.AGE_WORDS,
    )
    return page, 200 if counted else form.status


def _counted() -> tuple[PeriodForm, Report | None]:
    """Return what is asked, and what was counted unless it cannot be."""
    actor = access.current_actor()
    zone, now = _zone(actor), clock.now()
    form, offered = _form(actor, today=now.astimezone(zone.info).date())
    first, last = (form.since.data, form.until.data) if form.validate() else (None, None)
    if first is None or last is None:
        return form, None
    period = Period(
        actor,
        since=at_local(first, 0, 0, zone),
        until=min(at_local(last + timedelta(days=1), 0, 0, zone), now),
        programme=next((each for each in offered if each.key == form.programme.data), None),
        own=form.own,
    )
    return form, reports.report(period, zone=zone, outside=bool(form.outside.data), now=now)


def _form(actor: Actor, *, today: date) -> tuple[PeriodForm, Sequence[Programme]]:
    """Return what is asked, and the programmes that one can choose."""
    offered = run = programmes.seen_by(actor).programmes()
    usual = {"mulai": today.replace(month=1, day=1).isoformat(), "sampai": today.isoformat()}
    if not actor.everywhere:
        offered = list({each.key: each for each in (*run, *joined_by_own_people(actor))}.values())
        # Who runs nothing has nobody else to count.
        usual["siapa"] = "" if run else "own"
    form = PeriodForm(formdata=MultiDict({**usual, **request.args.to_dict()}))
    form.programme.choices = [
        SelectChoice("", _("All programmes")),
        *(SelectChoice(each.key, each.own_name) for each in offered),
    ]
    if actor.everywhere:
        del form.whose
    return form, offered


def _zone(actor: Actor) -> Zone:
    """Return the zone of a secretariat's region, the capital's for the whole network."""
    regional = "" if actor.everywhere else min(actor.scopes, default="")
    return zones.zone(regions.zone_of(regional) or zones.WIB.short)
