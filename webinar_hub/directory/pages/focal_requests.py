"""The desk's list of people who say that they stand for an organisation."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.directory.focal_requests import actions, queries
from webinar_hub.directory.forms import AnswerForm
from webinar_hub.kit.language import _
from webinar_hub.kit.phones import shown_phone
from webinar_hub.web import access
from webinar_hub.web.acting import act_once

pages = Blueprint("directory_focal_requests", __name__, url_prefix="/desk/lembaga/narahubung")


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List who asks, with what they wrote and the address that they proved."""
    return _page("", AnswerForm(formdata=None))


def _page(wrong: str, form: AnswerForm) -> ResponseReturnValue:
    page = render_template(
        "directory/requests.html",
        requests=queries.requests(access.current_actor()),
        wrong=wrong,
        form=form,
        shown_phone=shown_phone,
    )
    return page, form.status if form.errors else 200


@pages.post("/<key>/terima")
@access.secretariat
def accept(key: str) -> ResponseReturnValue:
    """Let whoever asked stand for the organisation."""
    found = queries.request(access.current_actor(), key)
    form = AnswerForm()
    if act_once(form, actions.accept, found) is None:
        return _page(key, form)
    flash(str(_("Accepted.")))
    return redirect(url_for(".index"), 303)


@pages.post("/<key>/tolak")
@access.secretariat
def refuse(key: str) -> ResponseReturnValue:
    """Say no, and why."""
    found = queries.request(access.current_actor(), key)
    form = AnswerForm()
    if (
        act_once(form, actions.refuse, found, facts=lambda: {"reason": form.reason.data or ""})
        is None
    ):
        return _page(key, form)
    flash(str(_("Refused.")))
    return redirect(url_for(".index"), 303)
