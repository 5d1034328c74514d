"""The pages of setting up: `/mulai` leads on to the first step that is open."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.directory.forms import ConfirmForm, ImportForm
from webinar_hub.directory.imports import actions as imports
from webinar_hub.directory.imports import queries as imported
from webinar_hub.directory.imports import tables
from webinar_hub.directory.imports.rules import LineVerdict
from webinar_hub.directory.imports.stored import sentences_of
from webinar_hub.directory.words import VERDICTS
from webinar_hub.kit import clock, storage, zones
from webinar_hub.kit.errors import NotFound, Refused
from webinar_hub.kit.language import _
from webinar_hub.network import identity
from webinar_hub.network.regions import zone_of
from webinar_hub.network.words import KINDS
from webinar_hub.programmes.planning.rules import Hours, hours_of_length
from webinar_hub.programmes.recurrence import holidays
from webinar_hub.programmes.recurrence.holidays import Warned
from webinar_hub.programmes.recurrence.rules import Plan
from webinar_hub.setup import actions, queries, rules
from webinar_hub.setup.forms import LookForm, RegionsForm, SecretariatForm, WeeklySeriesForm
from webinar_hub.setup.models import Step
from webinar_hub.setup.words import STEPS
from webinar_hub.web import access, size
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.forms import HubForm
from webinar_hub.web.shell import settings

pages = Blueprint("setup", __name__, url_prefix="/mulai")

_ERRORS_SHOWN = 20


@pages.get("")
@access.administrator
def start() -> ResponseReturnValue:
    """Go on where setting up was left."""
    return redirect(_address(rules.next_step(queries.steps_taken())), 302)


def _address(step: Step | None) -> str:
    return url_for(f".{step.name.lower()}") if step else url_for(".ready")


def _on(step: Step) -> ResponseReturnValue:
    """Go to the step after one that was just taken."""
    return redirect(_address(rules.step_after(step, queries.steps_taken())), 303)


def _page(step: Step | None, form: HubForm | None = None, **values: object) -> ResponseReturnValue:
    name = step.name.lower() if step else "ready"
    page = render_template(
        f"setup/{name}.html",
        here=step,
        steps=STEPS,
        taken=queries.steps_taken(),
        address_of=_address,
        form=form,
        **values,
    )
    return page, form.status if form is not None and form.errors else 200


@pages.route("/nama", methods=["GET", "POST"])
@access.administrator
@size.takes(size.UPLOAD_LIMIT)
def look() -> ResponseReturnValue:
    """Say what the network is called, and choose its logo and colours."""
    form = LookForm(data=LookForm.values(settings()))
    if form.validate_on_submit():
        picture = form.logo.data.read() if form.logo.data else b""
        try:
            logo = identity.logo_after(
                settings(),
                picture,
                without=bool(form.without_logo.data),
                files=storage.at(settings()),
            )
            facts: dict[str, Any] = {
                **form.facts(),
                "contact": settings().contact,
                "whatsapp": settings().whatsapp,
                "logo": logo,
            }
            if (
                act_once(form, actions.describe, settings(), facts=lambda: facts, refer=str)
                is not None
            ):
                return _on(Step.LOOK)
        except Refused as refusal:
            form.show(refusal)
    return _page(Step.LOOK, form)


@pages.route("/sekretariat", methods=["GET", "POST"])
@access.administrator
def secretariat() -> ResponseReturnValue:
    """Say who runs the hub, for which region, and who signs its certificates."""
    found = queries.secretariat(access.current_actor())
    form = SecretariatForm(data=SecretariatForm.values(found, settings()))
    if act_once(form, actions.settle, settings(), found, facts=form.facts, refer=str) is not None:
        return _on(Step.SECRETARIAT)
    return _page(Step.SECRETARIAT, form)


@pages.route("/wilayah", methods=["GET", "POST"])
@access.administrator
def regions() -> ResponseReturnValue:
    """Say in which provinces the network works, and by which zone its secretariat lives."""
    found = queries.secretariat(access.current_actor())
    kept = found.zone if Step.REGIONS in queries.steps_taken() else zone_of(found.region_code)
    form = RegionsForm(data={"provinces": settings().chosen.provinces, "zone": kept or found.zone})
    if act_once(form, actions.work_in, settings(), found, facts=form.facts, refer=str) is not None:
        return _on(Step.REGIONS)
    return _page(Step.REGIONS, form)


@pages.route("/lembaga", methods=["GET", "POST"])
@access.administrator
@size.takes(size.UPLOAD_LIMIT)
def organisations() -> ResponseReturnValue:
    """Take a table of organisations and look at it before anything is changed."""
    form = ImportForm()
    if form.validate_on_submit():
        file = form.table.data
        try:
            content = imports.look_at(tables.read(file.read()), by=access.current_actor())
            kept = act(imports.keep_table, content, file_name=file.filename or "")
            return redirect(url_for(".table", key=kept.key), 303)
        except Refused as refusal:
            form.show(refusal)
    return _page(Step.ORGANISATIONS, form, kinds=KINDS)


@pages.post("/lembaga/lewati")
@access.administrator
def skip() -> ResponseReturnValue:
    """Leave the directory for later."""
    act(actions.note_step, Step.ORGANISATIONS, skipped=True)
    return _on(Step.ORGANISATIONS)


@pages.route("/lembaga/<key>", methods=["GET", "POST"])
@access.administrator
def table(key: str) -> ResponseReturnValue:
    """Show what a table comes to, with the lines that cannot be taken in, and take it in."""
    kept = imported.import_of(access.current_actor(), key)
    form = ConfirmForm()
    if (
        act_once(form, actions.take_in, kept, facts=lambda: {"doubtful": bool(form.doubtful.data)})
        is not None
    ):
        counted = imported.import_of(access.current_actor(), key).content["counts"]
        flash(
            str(
                _(
                    "Organisations added to the directory: %(number)s.",
                    number=counted.get("new", 0),
                )
            )
        )
        if counted.get("changes"):
            flash(str(_("Changed: %(number)s.", number=counted["changes"])))
        return _on(Step.ORGANISATIONS)
    read_lines = imported.import_of(access.current_actor(), key).content["verdicts"]
    counts = {
        verdict: sum(each["verdict"] == verdict for each in read_lines) for verdict in LineVerdict
    }
    wrong = [each for each in read_lines if each["verdict"] == LineVerdict.ERROR]
    page = render_template(
        "setup/table.html",
        here=Step.ORGANISATIONS,
        steps=STEPS,
        taken=queries.steps_taken(),
        address_of=_address,
        form=form,
        kept=kept,
        counts=counts,
        verdicts=VERDICTS,
        wrong=wrong[:_ERRORS_SHOWN],
        sentences_of=sentences_of,
    )
    return page, form.status if form.errors else 200


@pages.route("/seri", methods=["GET", "POST"])
@access.administrator
def series() -> ResponseReturnValue:
    """Ask for the first weekly series, show its dates, and publish them once they were seen."""
    found = queries.published(access.current_actor())
    if found is not None:
        return _page(Step.SERIES, None, already=found[0], dates=None)
    owner = queries.secretariat(access.current_actor())
    form = WeeklySeriesForm(data={"zone": owner.zone, "weekday": "3"})
    plan: Plan | None = None
    if form.validate_on_submit():
        try:
            plan = form.plan(clock.now().astimezone(zones.zone(form.zone.data).info).date())
        except Refused as refusal:
            form.show(refusal)
    if plan is not None and form.looked_at(plan) and "publish" in request.form:
        facts = form.facts(plan)
        if (
            act_once(
                form, actions.start_weekly, facts=lambda: {"owner": owner.organisation, **facts}
            )
            is not None
        ):
            return redirect(url_for(".ready"), 303)
    return _page(
        Step.SERIES,
        form,
        dates=_dates(plan) if plan else None,
        where=zones.zone(form.zone.data) if plan else None,
        already=None,
    )


def _dates(plan: Plan) -> list[tuple[Hours, list[Warned]]]:
    """Return the hours of the dates of a plan, each with what stands against it."""
    where = zones.zone(plan.zone)
    hours = [hours_of_length(day, plan.starts, plan.minutes, where) for day in plan.days]
    return [(each, holidays.warnings(each, where)) for each in hours]


@pages.get("/siap")
@access.administrator
def ready() -> ResponseReturnValue:
    """Show where the network's webinars are found, and the message that tells of them."""
    found = queries.published(access.current_actor())
    if found is None or not found[1]:
        raise NotFound
    made, meetings = found
    now = clock.now()
    coming = (each for each in meetings if each.ends_at > now and each.cancelled_at is None)
    return _page(
        None,
        series=made,
        first=next(coming, None),
        number=len(meetings),
    )
