"""What staff see of the network: the secretariats and who signs for each; for administrators, its name, logo and colours."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Forbidden, Refused
from webinar_hub.kit.files import Files
from webinar_hub.kit.language import _
from webinar_hub.network import actions, identity, queries
from webinar_hub.network import conduct as code
from webinar_hub.network.forms import ConductForm, IdentityForm, SignatoryForm
from webinar_hub.web import access, once
from webinar_hub.web.shell import settings

pages = Blueprint("network_desk", __name__, url_prefix="/desk")


@pages.route("/jaringan", methods=["GET", "POST"])
@access.administrator
def network() -> ResponseReturnValue:
    """Change what the network is called, its logo and its colours."""
    form = IdentityForm(data=IdentityForm.values(settings()))
    if form.validate_on_submit():
        try:
            picture = form.logo.data.read() if form.logo.data else b""
            logo = identity.logo_after(settings(), picture, without=bool(form.without_logo.data), files=Files(settings().files))
            db.write(identity.describe, settings(), **form.facts(), logo=logo, by=access.current_actor(), now=clock.now())
            flash(str(_("Saved. Pages, letters and new certificates carry it from now on.")))
            return redirect(url_for(".network"), 303)
        except Refused as refusal:
            form.show(refusal)
    return render_template("network/identity.html", form=form), form.status if form.errors else 200


@pages.get("/sekretariat")
@access.reader
def index() -> ResponseReturnValue:
    """List the secretariats with what they print on certificates."""
    return render_template("network/secretariats.html", secretariats=queries.secretariats(access.reading_actor()))


@pages.route("/sekretariat/tata-tertib", methods=["GET", "POST"])
@access.secretariat
def conduct() -> ResponseReturnValue:
    """Write a new version of the code of conduct, for who answers for the whole network."""
    if not access.current_actor().everywhere:
        raise Forbidden
    held = code.current()
    form = ConductForm(data={"body_id": held.body_id, "body_en": held.body_en})
    if form.validate_on_submit():
        once.submit(
            form.form_id.data or "",
            lambda written: str(written.version),
            code.write,
            form.body_id.data or "",
            form.body_en.data or "",
            by=access.current_actor(),
            now=clock.now(),
        )
        flash(str(_("Published. Whoever registers from now on agrees to this version.")))
        return redirect(url_for(".conduct"), 303)
    return render_template("network/edit_conduct.html", form=form, conduct=held), 422 if form.errors else 200


@pages.route("/sekretariat/<key>", methods=["GET", "POST"])
@access.secretariat
def secretariat(key: str) -> ResponseReturnValue:
    """Say who signs a secretariat's certificates."""
    found = queries.secretariat(access.current_actor(), key)
    form = SignatoryForm(obj=found)
    if form.validate_on_submit():
        facts = {"signatory": form.signatory.data or "", "signatory_title": form.signatory_title.data or "", "place": form.place.data or ""}
        db.write(actions.name_signatory, found, **facts, by=access.current_actor(), now=clock.now())
        flash(str(_("Saved. Certificates issued from now on carry it.")))
        return redirect(url_for(".index"), 303)
    return render_template("network/secretariat.html", form=form, secretariat=found), 422 if form.errors else 200
