"""What staff see of the network: the secretariats and who signs for each.

For administrators, its name, logo and colours.
"""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import storage
from webinar_hub.kit.errors import Forbidden
from webinar_hub.kit.language import _
from webinar_hub.network import conduct as texts
from webinar_hub.network import identity, queries, secretariats
from webinar_hub.network import sectors as work
from webinar_hub.network.forms import (
    ConductForm,
    IdentityForm,
    NewSecretariatForm,
    NewSectorForm,
    SectorForm,
    SignatoryForm,
)
from webinar_hub.network.rules import UnknownOrganisation
from webinar_hub.web import access, size
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.shell import settings

pages = Blueprint("network_desk", __name__, url_prefix="/desk")


@pages.route("/jaringan", methods=["GET", "POST"])
@access.administrator
@size.takes(size.UPLOAD_LIMIT)
def network() -> ResponseReturnValue:
    """Change what the network is called, its logo and its colours."""
    form = IdentityForm(data=IdentityForm.values(settings()))

    def facts() -> dict[str, Any]:
        picture = form.logo.data.read() if form.logo.data else b""
        without, stored = bool(form.without_logo.data), storage.at(settings())
        logo = identity.logo_after(settings(), picture, without=without, files=stored)
        return {**form.facts(), "logo": logo}

    if act_once(form, identity.describe, settings(), facts=facts, refer=str) is not None:
        flash(str(_("Saved. Pages, messages and new certificates carry it from now on.")))
        return redirect(url_for(".network"), 303)
    return render_template("network/identity.html", form=form), form.status if form.errors else 200


@pages.get("/sekretariat")
@access.reader
def index() -> ResponseReturnValue:
    """List the secretariats with what they print on certificates."""
    return render_template(
        "network/secretariats.html", secretariats=queries.secretariats(access.reading_actor())
    )


@pages.route("/sekretariat/baru", methods=["GET", "POST"])
@access.secretariat
def new_secretariat() -> ResponseReturnValue:
    """Let an organisation run the hub for a region of one's own."""
    form = NewSecretariatForm(access.current_actor())
    if (
        act_once(
            form,
            secretariats.appoint_secretariat,
            facts=lambda: _appointed(form),
            refer=lambda made: str(made.organisation.key),
        )
        is not None
    ):
        if form.region.data in access.current_actor().scopes:
            flash(str(_("Set up. Now start its first programme.")))
            return redirect(url_for("programmes_desk.new_programme"), 303)
        flash(str(_("Set up. Now invite somebody of theirs to the desk.")))
        return redirect(url_for("accounts_desk.invite", wilayah=form.region.data or None), 303)
    return render_template(
        "network/new_secretariat.html", form=form
    ), form.status if form.errors else 200


def _appointed(form: NewSecretariatForm) -> dict[str, Any]:
    named = queries.called(form.organisation.data or "")
    if named is None:
        raise UnknownOrganisation
    return {"organisation": named, **form.facts()}


@pages.route("/sekretariat/tata-tertib", methods=["GET", "POST"])
@access.secretariat
def conduct() -> ResponseReturnValue:
    """Write a new version of the code of conduct, for who answers for the whole network."""
    if not access.current_actor().everywhere:
        raise Forbidden
    held = texts.current()
    form = ConductForm(data={"body_id": held.body_id, "body_en": held.body_en})
    if (
        act_once(
            form,
            texts.write,
            form.body_id.data or "",
            form.body_en.data or "",
            refer=lambda written: str(written.version),
        )
        is not None
    ):
        flash(str(_("Published. Whoever registers from now on agrees to this version.")))
        return redirect(url_for(".conduct"), 303)
    return render_template(
        "network/edit_conduct.html", form=form, conduct=held
    ), form.status if form.errors else 200


@pages.get("/sekretariat/klaster")
@access.administrator
def sectors() -> ResponseReturnValue:
    """List the sectors in their order, with how many organisations are in each."""
    return render_template("network/sectors.html", listed=work.listed())


@pages.route("/sekretariat/klaster/baru", methods=["GET", "POST"])
@access.administrator
def new_sector() -> ResponseReturnValue:
    """Add a sector."""
    form = NewSectorForm(
        sector for sector in work.every() if sector.part_of_id is None and sector.closed_at is None
    )
    if (
        act_once(form, work.add_sector, facts=form.facts, refer=lambda made: str(made.code))
        is not None
    ):
        flash(str(_("Saved.")))
        return redirect(url_for(".sectors"), 303)
    return render_template(
        "network/new_sector.html", form=form
    ), form.status if form.errors else 200


@pages.route("/sekretariat/klaster/<code>", methods=["GET", "POST"])
@access.administrator
def sector(code: str) -> ResponseReturnValue:
    """Call a sector otherwise."""
    found = work.by_code(code)
    form = SectorForm(obj=found)
    if (
        act_once(
            form,
            work.rename_sector,
            found,
            facts=form.facts,
            refer=lambda renamed: str(renamed.code),
        )
        is not None
    ):
        flash(str(_("Saved.")))
        return redirect(url_for(".sectors"), 303)
    return render_template(
        "network/sector.html", form=form, sector=found
    ), form.status if form.errors else 200


@pages.post("/sekretariat/klaster/<code>/geser")
@access.administrator
def move_sector(code: str) -> ResponseReturnValue:
    """Let a sector change places with the one before it, or with `ke=turun` the one after it."""
    act(work.move_sector, work.by_code(code), up=request.form.get("ke") != "turun")
    return redirect(url_for(".sectors"), 303)


@pages.post("/sekretariat/klaster/<code>/<any(tutup, buka):state>")
@access.administrator
def open_or_close_sector(code: str, state: str) -> ResponseReturnValue:
    """Offer a sector no more, or again."""
    act(work.close_sector if state == "tutup" else work.reopen_sector, work.by_code(code))
    return redirect(url_for(".sectors"), 303)


@pages.route("/sekretariat/<key>", methods=["GET", "POST"])
@access.secretariat
def secretariat(key: str) -> ResponseReturnValue:
    """Say who signs a secretariat's certificates."""
    found = queries.secretariat(access.current_actor(), key)
    form = SignatoryForm(obj=found)
    facts = {
        "signatory": form.signatory.data or "",
        "signatory_title": form.signatory_title.data or "",
        "place": form.place.data or "",
    }
    if (
        act_once(form, secretariats.name_signatory, found, facts=lambda: facts, refer=str)
        is not None
    ):
        flash(str(_("Saved. Certificates issued from now on carry it.")))
        return redirect(url_for(".index"), 303)
    return render_template(
        "network/secretariat.html", form=form, secretariat=found
    ), 422 if form.errors else 200
