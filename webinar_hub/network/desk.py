"""What secretariats see of the network: the secretariats, and who signs for each."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.language import _
from webinar_hub.network import actions, queries
from webinar_hub.network.forms import SignatoryForm
from webinar_hub.web import access

pages = Blueprint("network_desk", __name__, url_prefix="/desk/sekretariat")


@pages.get("")
@access.reader
def index() -> ResponseReturnValue:
    """List the secretariats with what they print on certificates."""
    return render_template("network/secretariats.html", secretariats=queries.secretariats(access.reading_actor()))


@pages.route("/<key>", methods=["GET", "POST"])
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
