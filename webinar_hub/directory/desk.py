"""The desk's "Lembaga": find, add, change, close and merge organisations of one's scope, and their networks."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.directory import actions, queries, words
from webinar_hub.directory.forms import EndForm, JoinForm, MergeForm, OrganisationForm
from webinar_hub.directory.queries import Filter
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound, Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean
from webinar_hub.network import actions as network
from webinar_hub.network import queries as organisations
from webinar_hub.network import regions
from webinar_hub.network.models import NETWORKS, Organisation, OrganisationKind
from webinar_hub.network.rules import Conflict, UnknownNetwork
from webinar_hub.network.words import KINDS
from webinar_hub.web import access, once
from webinar_hub.web.forms import HubForm

pages = Blueprint("directory_desk", __name__, url_prefix="/desk/lembaga")


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List the organisations of one's scope, narrowed by words, kind, province and network."""
    visible = queries.visible_to(access.current_actor())
    narrowed = _filter()
    page = visible.page(narrowed, after=request.args.get("setelah", "")[:16] or None)
    return render_template(
        "directory/index.html",
        page=page,
        narrowed=narrowed,
        total=visible.how_many(narrowed),
        kinds=KINDS,
        provinces=queries.province_names(),
        region_names=_region_names(page.organisations),
    )


def _filter() -> Filter:
    asked = {name: request.args.get(name, "") for name in ("jenis", "provinsi", "jaringan", "keadaan")}
    of_network = organisations.by_key(asked["jaringan"]) if asked["jaringan"] else None
    return Filter(
        words=clean(request.args.get("cari", ""))[:100],
        kind=next((kind for kind in OrganisationKind if kind == asked["jenis"]), None),
        province=asked["provinsi"] if asked["provinsi"] in queries.province_names() else None,
        network=of_network,
        closed=asked["keadaan"] == "tutup",
    )


def _region_names(listed: Any) -> dict[str | None, str]:
    return {each.region_code: regions.name_of(each.region_code) for each in listed if each.region_code}


@pages.route("/baru", methods=["GET", "POST"])
@access.secretariat
def new() -> ResponseReturnValue:
    """Add an organisation; `nama` and `wilayah` fill the form in, `belum` is the unknown name that it settles."""
    asked = {field: request.args.get(name, "")[:200] for field, name in (("name", "nama"), ("region", "wilayah"), ("unknown", "belum"))}
    form = OrganisationForm(access.current_actor(), data={field: value for field, value in asked.items() if value})
    added = _act(form, actions.add_from_unknown, facts=lambda: form.facts() | {"key": form.unknown.data or ""})
    if added is not None:
        flash(str(_("The organisation stands in the directory.")))
        return redirect(url_for(".organisation", key=added), 303)
    return render_template("directory/new.html", form=form), form.status if form.errors else 200


@pages.get("/<key>")
@access.secretariat
def organisation(key: str) -> ResponseReturnValue:
    """Show an organisation; one that was merged leads to the one that took it in."""
    found = queries.visible_to(access.current_actor()).organisation(key)
    if found.merged_into is not None:
        return redirect(url_for(".organisation", key=found.merged_into), 302)
    return _page(found, JoinForm(formdata=None), EndForm(formdata=None))


def _page(found: Organisation, join: JoinForm, end: EndForm) -> ResponseReturnValue:
    page = render_template(
        "directory/organisation.html",
        organisation=found,
        card=queries.card(found, access.current_actor(), clock.now()),
        kinds=KINDS,
        region_name=regions.name_of(found.region_code),
        is_network=found.kind in NETWORKS,
        join=join,
        end=end,
        networks=organisations.national_networks(),
        verbs=words.VERBS,
        fields=words.FIELDS,
        region_name_of=regions.name_of,
    )
    return page, next((form.status for form in (join, end) if form.errors), 200)


@pages.route("/<key>/ubah", methods=["GET", "POST"])
@access.secretariat
def edit(key: str) -> ResponseReturnValue:
    """Change an organisation; where somebody else was faster, show both and overwrite nothing."""
    actor = access.current_actor()
    found = queries.visible_to(actor).organisation(key)
    form = OrganisationForm(actor, data=OrganisationForm.values(found))
    saved = _act(form, network.change_organisation, found, facts=lambda: form.facts() | {"version": form.seen_version})
    if saved is not None:
        flash(str(_("Saved.")))
        return redirect(url_for(".organisation", key=key), 303)
    stored = None
    if form.errors and form.status == Conflict.status:
        found = queries.visible_to(actor).organisation(key)
        stored = OrganisationForm(actor, formdata=None, data=OrganisationForm.values(found))
        form.version.data = str(found.version)
    page = render_template("directory/edit.html", organisation=found, form=form, stored=stored, kinds=KINDS, region_name_of=regions.name_of)
    return page, form.status if form.errors else 200


@pages.post("/<key>/tutup")
@access.secretariat
def close(key: str) -> ResponseReturnValue:
    """Offer an organisation no more."""
    found = queries.visible_to(access.current_actor()).organisation(key)
    db.write(network.close_organisation, found, by=access.current_actor(), now=clock.now())
    flash(str(_("Closed. It is no longer offered when people register; what is known of it stays.")))
    return redirect(url_for(".organisation", key=key), 303)


@pages.post("/<key>/buka")
@access.secretariat
def reopen(key: str) -> ResponseReturnValue:
    """Offer a closed organisation again."""
    found = queries.visible_to(access.current_actor()).organisation(key)
    db.write(network.reopen_organisation, found, by=access.current_actor(), now=clock.now())
    flash(str(_("Reopened.")))
    return redirect(url_for(".organisation", key=key), 303)


@pages.post("/<key>/jaringan")
@access.secretariat
def join(key: str) -> ResponseReturnValue:
    """Make an organisation a member of a network."""
    found = queries.visible_to(access.current_actor()).organisation(key)
    form = JoinForm()
    if _act(form, network.join_network, found, facts=lambda: _joined(form), refer=lambda _membership: key) is not None:
        flash(str(_("Saved.")))
        return redirect(url_for(".organisation", key=key), 303)
    return _page(found, form, EndForm(formdata=None))


def _joined(form: JoinForm) -> dict[str, Any]:
    named = organisations.called(form.network.data or "")
    if named is None:
        raise UnknownNetwork
    return {"network": named, "since": form.since.data}


@pages.post("/<key>/jaringan/akhiri")
@access.secretariat
def leave(key: str) -> ResponseReturnValue:
    """End a membership."""
    found = queries.visible_to(access.current_actor()).organisation(key)
    form = EndForm()
    memberships = {each.network.key: each.network for each in queries.card(found, access.current_actor(), clock.now()).memberships}
    of_network = memberships.get(form.network.data or "")
    if of_network is None:
        raise NotFound
    facts = {"network": of_network}
    if _act(form, network.leave_network, found, facts=lambda: facts | {"until": form.until.data}, refer=lambda _nothing: key) is not None:
        flash(str(_("Saved.")))
        return redirect(url_for(".organisation", key=key), 303)
    return _page(found, JoinForm(formdata=None), form)


@pages.route("/<key>/gabung", methods=["GET", "POST"])
@access.secretariat
def merge(key: str) -> ResponseReturnValue:
    """Choose another organisation that is the same, see both and what will happen, and make one of them."""
    actor = access.current_actor()
    visible = queries.visible_to(actor)
    kept = visible.organisation(key)
    form = MergeForm()
    if form.is_submitted():
        other = visible.organisation(form.other.data or "")
        if _act(form, actions.merge, kept, other, facts=dict) is not None:
            flash(str(_("Merged: %(name)s is now another name.", name=other.name)))
            return redirect(url_for(".organisation", key=key), 303)
        return _pair(kept, other, form)
    chosen = request.args.get("dengan", "")[:16]
    if chosen:
        return _pair(kept, visible.organisation(chosen), form)
    written = clean(request.args.get("cari", ""))[:100]
    found = visible.page(Filter(words=written), size=20).organisations if written else visible.alike(kept.name, limit=8)
    others = [each for each in found if each.id != kept.id]
    return render_template("directory/merge.html", kept=kept, others=others, words=written, kinds=KINDS, region_names=_region_names(others))


def _pair(kept: Organisation, other: Organisation, form: MergeForm) -> ResponseReturnValue:
    actor = access.current_actor()
    form.other.data = other.key
    cards = [(each, queries.card(each, actor, clock.now())) for each in (kept, other)]
    page = render_template("directory/merge_two.html", kept=kept, other=other, cards=cards, form=form, kinds=KINDS, region_name_of=regions.name_of)
    return page, form.status if form.errors else 200


def _key(row: Any) -> str:
    return str(row.key)


def _act(
    form: HubForm, action: Callable[..., Any], *subject: object, facts: Callable[[], dict[str, Any]], refer: Callable[[Any], str] = _key
) -> str | None:
    """Act on a form that is filled in well and return what it led to; None where there is nothing to do or the form says why not."""
    if not form.validate_on_submit():
        return None
    try:
        return once.submit(form.form_id.data or "", refer, action, *subject, **facts(), by=access.current_actor(), now=clock.now())
    except Refused as refusal:
        form.show(refusal)
        return None
