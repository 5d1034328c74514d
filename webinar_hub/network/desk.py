"""What secretariats see of the network: the secretariats, and who signs for each."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import Forbidden
from webinar_hub.kit.language import _
from webinar_hub.network import actions, queries
from webinar_hub.network import conduct as code
from webinar_hub.network.forms import ConductForm, SignatoryForm
from webinar_hub.web import access, once

pages = Blueprint("network_desk", __name__, url_prefix="/desk/sekretariat")


@pages.get("")
@access.reader
def index() -> ResponseReturnValue:
    """List the secretariats with what they print on certificates."""
    return render_template("network/secretariats.html", secretariats=queries.secretariats(access.reading_actor()))


@pages.route("/tata-tertib", methods=["GET", "POST"])
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
