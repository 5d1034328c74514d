"""What staff see of the network: the secretariats and who signs for each; for administrators, its name, logo and colours."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.files import Files
from webinar_hub.kit.language import _
from webinar_hub.network import actions, identity, queries
from webinar_hub.network.forms import IdentityForm, SignatoryForm
from webinar_hub.web import access
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
