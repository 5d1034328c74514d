"""Tables of organisations that the desk uploads."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.directory import words
from webinar_hub.directory.forms import ConfirmForm, ImportForm
from webinar_hub.directory.imports import actions, queries, tables
from webinar_hub.directory.imports.rules import LineVerdict
from webinar_hub.directory.imports.stored import sentences_of
from webinar_hub.directory.models import DirectoryImport
from webinar_hub.kit import language
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.tables import TYPES
from webinar_hub.network import sectors
from webinar_hub.network.words import KINDS
from webinar_hub.web import access, paging, size
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.downloads import attachment

pages = Blueprint("directory_imports", __name__, url_prefix="/desk/lembaga")

_LINES = 100


@pages.route("/impor", methods=["GET", "POST"])
@access.secretariat
@size.takes(size.UPLOAD_LIMIT)
def upload() -> ResponseReturnValue:
    """Take a table and look at it line by line before anything is changed."""
    form = ImportForm()
    if form.validate_on_submit():
        file = form.table.data
        try:
            content = actions.look_at(tables.read(file.read()), by=access.current_actor())
            kept = act(actions.keep_table, content, file_name=file.filename or "")
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
    return attachment(
        tables.template(form, offered[:2]), str(_("organisations.%(form)s", form=form)), TYPES[form]
    )


@pages.route("/impor/<key>", methods=["GET", "POST"])
@access.secretariat
def confirm(key: str) -> ResponseReturnValue:
    """Show what each line of a table comes to, and take it in."""
    kept = queries.import_of(access.current_actor(), key)
    form = ConfirmForm()
    if (
        act_once(form, actions.take_in, kept, facts=lambda: {"doubtful": bool(form.doubtful.data)})
        is not None
    ):
        return redirect(url_for(".confirm", key=key), 303)
    if form.errors:
        kept = queries.import_of(access.current_actor(), key)
    return _confirm(kept, form)


def _confirm(kept: DirectoryImport, form: ConfirmForm) -> ResponseReturnValue:
    read_lines = kept.content["verdicts"]
    counts = {
        verdict: sum(each["verdict"] == verdict for each in read_lines) for verdict in LineVerdict
    }
    wanted = next(
        (verdict for verdict in LineVerdict if verdict == request.args.get("keadaan")), None
    )
    lines = [each for each in read_lines if wanted is None or each["verdict"] == wanted]
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
        sentences_of=sentences_of,
    )
    return page, form.status if form.errors else 200
