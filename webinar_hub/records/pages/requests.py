"""What secretariats see of requests about personal data: what is due first, and answering."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.certificates import queries as certified
from webinar_hub.kit import clock, storage
from webinar_hub.kit.language import _
from webinar_hub.people import queries
from webinar_hub.people.models import RequestKind, RequestState
from webinar_hub.people.words import REQUESTS
from webinar_hub.records.forms import AnswerForm
from webinar_hub.records.upkeep import actions, retention
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import Button
from webinar_hub.web.shell import settings

pages = Blueprint("records_desk", __name__, url_prefix="/desk/permintaan")

_SHOWN = 100


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List the requests, what is due first."""
    listed = queries.requests(access.current_actor(), limit=_SHOWN)
    return render_template("records/requests.html", requests=listed, kinds=REQUESTS)


@pages.route("/<key>", methods=["GET", "POST"])
@access.secretariat
def answer(key: str) -> ResponseReturnValue:
    """Show a request, and carry out the answer."""
    found = queries.request(access.current_actor(), key)
    form = AnswerForm()
    if form.validate_on_submit():
        granted = request.form.get("jawaban") == "granted"
        words = form.answer.data or ""
        act_once(
            Button(), actions.answer, found.id, facts=lambda: {"granted": granted, "words": words}
        )
        if granted and found.kind is RequestKind.ERASE:
            retention.clear_away_now(storage.at(settings()), now=clock.now())
        flash(str(_("Answered.")))
        return redirect(url_for(".index"), 303)
    held = certified.counting(found.person) if found.kind is RequestKind.CERTIFICATE else []
    page = render_template(
        "records/request.html",
        request_=found,
        form=form,
        kinds=REQUESTS,
        certificates=held,
        waits=found.state is RequestState.OPEN,
    )
    return page, 422 if form.errors else 200
