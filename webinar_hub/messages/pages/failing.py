"""The desk's list of addresses at which no letter arrives, and trying one again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit.language import _
from webinar_hub.messages import kinds
from webinar_hub.messages.returned import actions, queries
from webinar_hub.messages.returned.words import CAUSES
from webinar_hub.people.contacts import as_read
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import Button, HubForm

pages = Blueprint("failing_desk", __name__, url_prefix="/desk/pesan/alamat")


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List the addresses that this desk mends, those that fail for longest first."""
    actor = access.current_actor()
    whole = actor.took_second_step
    listed = queries.seen_by(actor).listed()
    return render_template(
        "messages/failing.html",
        failing=listed,
        at={each.id: as_read(each.email, None, whole=whole) for each in listed},
        causes=CAUSES,
        called=kinds.called,
        took_second_step=whole,
    )


@pages.post("/<key>/coba-lagi")
@access.secretariat
def try_again(key: str) -> ResponseReturnValue:
    """Take an address for good again, and send what waited for it."""
    found = queries.seen_by(access.current_actor()).one(key)
    if HubForm().validate_on_submit():
        act_once(Button(), actions.try_again, found.id, refer=lambda _none: key)
        flash(str(_("What waited for this address is being sent.")))
    if person := request.args.get("orang", "")[:16]:
        return redirect(url_for("records_people.person", key=person), 303)
    return redirect(url_for(".index"), 303)
