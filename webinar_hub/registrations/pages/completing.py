"""What somebody who joined in a hurry adds to their form later."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit.language import _
from webinar_hub.registrations.forms import CompleteForm
from webinar_hub.registrations.proof import actions as proof
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.shell import links

pages = Blueprint("completing", __name__)


@pages.route("/terdaftar/<link>/lengkapi", methods=["GET", "POST"])
@access.personal
def complete(link: str) -> ResponseReturnValue:
    """Add organisation and region to a form, on a page that only its sender opens."""
    sent = sent_forms.by_link(links().link_key, link)
    filled = CompleteForm.filled(sent.region_code) if sent.region_code else {}
    form = CompleteForm(data={"organisation": sent.organisation_name, **filled})
    if act_once(form, proof.add_home, sent, facts=form.facts) is not None:
        flash(str(_("Saved.")))
        return redirect(url_for("home.done", link=link), 303)
    page = render_template("registrations/complete.html", form=form, sent=sent, link=link)
    return page, form.status if form.errors else 200
