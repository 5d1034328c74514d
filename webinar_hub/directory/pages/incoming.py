"""What comes into the directory from outside: names that people gave at registration, and tables that the desk uploads."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from webinar_hub.directory import actions, intake, queries, tables, words
from webinar_hub.directory.forms import ConfirmForm, ImportForm, LinkForm
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.directory.rules import Verdict
from webinar_hub.kit import clock, language
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.tables import TYPES
from webinar_hub.network import queries as organisations
from webinar_hub.network import regions, sectors
from webinar_hub.network.words import KINDS
from webinar_hub.web import access, once, paging, size
from webinar_hub.web.acting import act
from webinar_hub.web.downloads import attachment

pages = Blueprint("directory_incoming", __name__, url_prefix="/desk/lembaga")

_NAMES, _LINES = 10, 100


@pages.get("/belum-dikenal")
@access.secretariat
def unknown() -> ResponseReturnValue:
    """List the names that people gave and the directory does not know, each with the organisations it may mean."""
    return _unknown(LinkForm(formdata=None))


def _unknown(form: LinkForm) -> ResponseReturnValue:
    waiting = queries.unknown(access.current_actor())
    paged = paging.paged(len(waiting), _NAMES)
    shown = paged.of(waiting)
    proposals = {
        name: organisations.alike(name, organisations.OPEN, limit=3)
        for name in {each.name for each in shown}
    }
    page = render_template(
        "directory/unknown.html",
        shown=shown,
        proposals=proposals,
        form=form,
        paged=paged,
        region_name_of=regions.name_of,
    )
    return page, form.status if form.errors else 200


@pages.post("/belum-dikenal")
@access.secretariat
def link() -> ResponseReturnValue:
    """Link an unknown name to an organisation."""
    form = LinkForm()
    facts = {"organisation_key": form.organisation.data or "", "typed": form.typed.data or ""}
    if act(form, actions.link_named, form.unknown.data or "", facts=lambda: facts) is None:
        return _unknown(form)
    flash(str(_("Linked. Whoever writes it so again is found by it.")))
    return redirect(url_for(".unknown"), 303)


@pages.post("/belum-dikenal/bukan")
@access.secretariat
def dismiss() -> ResponseReturnValue:
    """Say that what people gave is no organisation."""
    form = LinkForm()
    if not form.validate_on_submit():
        raise BadRequest
    once.submit(
        form.form_id.data or "",
        str,
        actions.dismiss_unknown,
        form.unknown.data or "",
        by=access.current_actor(),
        now=clock.now(),
    )
    flash(str(_("Set aside: it counts as no organisation.")))
    return redirect(url_for(".unknown"), 303)


@pages.route("/impor", methods=["GET", "POST"])
@access.secretariat
@size.takes(size.UPLOAD_LIMIT)
def upload() -> ResponseReturnValue:
    """Take a table and look at it line by line before anything is changed."""
    form = ImportForm()
    if form.validate_on_submit():
        file = form.table.data
        try:
            table = actions.read_table(file.read())
            content = actions.look_at(table.rows, unread=table.unread, by=access.current_actor())
            kept = db.write(
                actions.keep_table,
                content,
                file_name=file.filename or "",
                by=access.current_actor(),
                now=clock.now(),
            )
            return redirect(url_for(".confirm", key=kept.key), 303)
        except Refused as refusal:
            form.show(refusal)
    return render_template(
        "directory/upload.html", form=form, kinds=KINDS
    ), form.status if form.errors else 200


@pages.get("/impor/contoh.<any(csv, xlsx):form>")
@access.secretariat
def template(form: str) -> ResponseReturnValue:
    """Hand over the table to fill in."""
    offered = [
        sector.name(language.current()) for sector in sectors.every() if sector.closed_at is None
    ]
    return attachment(tables.template(form, offered[:2]), f"lembaga.{form}", TYPES[form])


@pages.route("/impor/<key>", methods=["GET", "POST"])
@access.secretariat
def confirm(key: str) -> ResponseReturnValue:
    """Show what each line of a table comes to, and take it in."""
    kept = queries.import_of(access.current_actor(), key)
    form = ConfirmForm()
    if (
        act(form, actions.take_in, kept, facts=lambda: {"doubtful": bool(form.doubtful.data)})
        is not None
    ):
        return redirect(url_for(".confirm", key=key), 303)
    if form.errors:
        kept = queries.import_of(access.current_actor(), key)
    return _confirm(kept, form)


def _confirm(kept: DirectoryImport, form: ConfirmForm) -> ResponseReturnValue:
    told = kept.content["verdicts"]
    counts = {verdict: sum(each["verdict"] == verdict for each in told) for verdict in Verdict}
    wanted = next((verdict for verdict in Verdict if verdict == request.args.get("keadaan")), None)
    lines = [each for each in told if wanted is None or each["verdict"] == wanted]
    paged = paging.paged(len(lines), _LINES)
    page = render_template(
        "directory/confirm.html",
        kept=kept,
        form=form,
        counts=counts,
        wanted=wanted,
        lines=paged.of(lines),
        paged=paged,
        verdicts=words.VERDICTS,
        marks=words.MARKS,
        fields=words.FIELDS,
        sentences_of=intake.sentences_of,
    )
    return page, form.status if form.errors else 200
