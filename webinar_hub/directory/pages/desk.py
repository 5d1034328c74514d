"""The desk's list of organisations: find, add, change, close and merge."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from webinar_hub.directory import actions, queries
from webinar_hub.directory import export as taking_along
from webinar_hub.directory.forms import MergeForm, OrganisationForm
from webinar_hub.directory.imports import tables
from webinar_hub.directory.merging import actions as merging
from webinar_hub.directory.merging import queries as merges
from webinar_hub.directory.queries import Filter
from webinar_hub.directory.unknown_names.actions import add_from_unknown
from webinar_hub.kit import clock
from webinar_hub.kit.language import _
from webinar_hub.kit.tables import TYPES
from webinar_hub.kit.text import clean
from webinar_hub.network import actions as network
from webinar_hub.network import queries as organisations
from webinar_hub.network import regions, sectors
from webinar_hub.network.models import NETWORKS, Organisation, OrganisationKind, Sector
from webinar_hub.network.rules import Conflict
from webinar_hub.network.words import KINDS, PARENT_KINDS
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.downloads import attachment
from webinar_hub.web.forms import HubForm

pages = Blueprint("directory_desk", __name__, url_prefix="/desk/lembaga")


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List the organisations of one's scope, narrowed by words and whatever else is asked."""
    mine = queries.in_scope_of(access.current_actor())
    every = sectors.every()
    narrowed = _filter(every)
    page = mine.page(narrowed, after=request.args.get("setelah", "")[:16] or None)
    return render_template(
        "directory/index.html",
        page=page,
        narrowed=narrowed,
        total=mine.how_many(narrowed),
        kinds=KINDS,
        sectors=every,
        provinces=queries.province_names(),
        region_names=_region_names(page.rows),
    )


@pages.post("/tabel.<any(csv, xlsx):form>")
@access.secretariat
def export(form: str) -> ResponseReturnValue:
    """Hand over what the list is narrowed to as a table, and write down who took it."""
    if not HubForm().validate_on_submit():
        raise BadRequest
    ids = queries.in_scope_of(access.current_actor()).every(_filter(sectors.every()))
    act(taking_along.note_taken, len(ids), form)
    content = tables.filled(form, taking_along.rows(ids))
    return attachment(content, str(_("organisations.%(form)s", form=form)), TYPES[form])


def _filter(every: Sequence[Sector]) -> Filter:
    asked = {
        name: request.args.get(name, "")
        for name in ("jenis", "provinsi", "klaster", "jaringan", "induk", "keadaan")
    }
    of_network, parent = (
        organisations.by_key(asked[name]) if asked[name] else None for name in ("jaringan", "induk")
    )
    return Filter(
        words=clean(request.args.get("cari", ""))[:100],
        kind=next((kind for kind in OrganisationKind if kind == asked["jenis"]), None),
        province=asked["provinsi"] if asked["provinsi"] in queries.province_names() else None,
        sector=next((sector for sector in every if sector.code == asked["klaster"]), None),
        network=of_network,
        parent=parent,
        closed=asked["keadaan"] == "tutup",
    )


def _region_names(listed: Any) -> dict[str | None, str]:
    return {
        each.region_code: regions.name_of(each.region_code) for each in listed if each.region_code
    }


@pages.route("/baru", methods=["GET", "POST"])
@access.secretariat
def new() -> ResponseReturnValue:
    """Add an organisation.

    `nama` and `wilayah` fill the form in, `belum` is the unknown name that it settles.
    """
    asked = {
        field: request.args.get(name, "")[:200]
        for field, name in (("name", "nama"), ("region", "wilayah"), ("unknown", "belum"))
    }
    form = OrganisationForm(
        access.current_actor(), data={field: value for field, value in asked.items() if value}
    )
    added = act_once(
        form,
        add_from_unknown,
        facts=lambda: form.facts() | {"key": form.unknown.data or ""},
    )
    if added is not None:
        flash(str(_("The organisation stands in the directory.")))
        return redirect(url_for(".organisation", key=added), 303)
    return render_template("directory/new.html", form=form), form.status if form.errors else 200


@pages.get("/<key>")
@access.secretariat
def organisation(key: str) -> ResponseReturnValue:
    """Show an organisation; one that was merged leads to the one that took it in."""
    found = queries.in_scope_of(access.current_actor()).organisation(key)
    if found.merged_into is not None:
        return redirect(url_for(".organisation", key=found.merged_into), 302)
    return render_template(
        "directory/organisation.html",
        organisation=found,
        card=queries.card(found, access.current_actor(), clock.now()),
        kinds=KINDS,
        parent_kinds=PARENT_KINDS,
        merges=merges.merges_of(found, access.current_actor(), now=clock.now()),
        region_name=regions.name_of(found.region_code),
        is_network=found.kind in NETWORKS,
    )


@pages.route("/<key>/ubah", methods=["GET", "POST"])
@access.secretariat
def edit(key: str) -> ResponseReturnValue:
    """Change an organisation; where somebody else was faster, show both and overwrite nothing."""
    actor = access.current_actor()
    found = queries.in_scope_of(actor).organisation(key)
    has = sectors.by_organisation([found.id]).get(found.id, [])
    form = OrganisationForm(actor, has, data=OrganisationForm.values(found, has))
    saved = act_once(
        form, actions.change, found, facts=lambda: form.facts() | {"version": form.seen_version}
    )
    if saved is not None:
        flash(str(_("Saved.")))
        return redirect(url_for(".organisation", key=key), 303)
    stored = None
    if form.errors and form.status == Conflict.status:
        stored = OrganisationForm.values(
            found, sectors.by_organisation([found.id]).get(found.id, [])
        )
        form.version.data = stored["version"]
    page = render_template(
        "directory/edit.html",
        organisation=found,
        form=form,
        stored=stored,
        kinds=KINDS,
        region_name_of=regions.name_of,
    )
    return page, form.status if form.errors else 200


@pages.post("/<key>/tutup")
@access.secretariat
def close(key: str) -> ResponseReturnValue:
    """Offer an organisation no more."""
    found = queries.in_scope_of(access.current_actor()).organisation(key)
    act(network.close_organisation, found)
    flash(
        str(_("Closed. It is no longer offered when people register; what is known of it stays."))
    )
    return redirect(url_for(".organisation", key=key), 303)


@pages.post("/<key>/buka")
@access.secretariat
def reopen(key: str) -> ResponseReturnValue:
    """Offer a closed organisation again."""
    found = queries.in_scope_of(access.current_actor()).organisation(key)
    act(network.reopen_organisation, found)
    flash(str(_("Reopened.")))
    return redirect(url_for(".organisation", key=key), 303)


@pages.route("/<key>/gabung", methods=["GET", "POST"])
@access.secretariat
def merge(key: str) -> ResponseReturnValue:
    """Choose an organisation that is the same, see both, and make one of them."""
    actor = access.current_actor()
    mine = queries.in_scope_of(actor)
    kept = mine.organisation(key)
    form = MergeForm()
    if form.is_submitted():
        other = mine.organisation(form.other.data or "")
        if act_once(form, merging.merge, kept, other) is not None:
            flash(
                str(
                    _(
                        "Merged: %(name)s is now one of the other names. You can undo this on this page for 30 days.",
                        name=other.name,
                    )
                )
            )
            return redirect(url_for(".organisation", key=key), 303)
        return _pair(kept, other, form)
    chosen = request.args.get("dengan", "")[:16]
    if chosen:
        return _pair(kept, mine.organisation(chosen), form)
    written = clean(request.args.get("cari", ""))[:100]
    found = (
        mine.page(Filter(words=written), size=20).rows
        if written
        else mine.alike(kept.name, limit=8)
    )
    others = [each for each in found if each.id != kept.id]
    return render_template(
        "directory/merge.html",
        kept=kept,
        others=others,
        words=written,
        kinds=KINDS,
        region_names=_region_names(others),
    )


@pages.post("/gabungan/<key>/batal")
@access.secretariat
def separate(key: str) -> ResponseReturnValue:
    """Make two organisations again of one that was merged."""
    done = merges.merge(access.current_actor(), key)
    kept_key, form = done.kept.key, HubForm()
    if act_once(form, merging.undo, done.id) is not None:
        flash(str(_("They are two organisations again, each with what was its own.")))
    for sentence in form.form_errors:
        flash(str(sentence))
    return redirect(url_for(".organisation", key=kept_key), 303)


def _pair(kept: Organisation, other: Organisation, form: MergeForm) -> ResponseReturnValue:
    actor = access.current_actor()
    form.other.data = other.key
    cards = [(each, queries.card(each, actor, clock.now())) for each in (kept, other)]
    page = render_template(
        "directory/merge_two.html",
        kept=kept,
        other=other,
        cards=cards,
        form=form,
        kinds=KINDS,
        region_name_of=regions.name_of,
    )
    return page, form.status if form.errors else 200
