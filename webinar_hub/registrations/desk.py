"""The desk of an inclusion officer: what people need to be able to take part, and the answer."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.registrations import needs
from webinar_hub.registrations.forms import NeedAnswerForm
from webinar_hub.web import access, once

pages = Blueprint("registrations_desk", __name__, url_prefix="/desk/kebutuhan")


@pages.get("")
@access.inclusion
def index() -> ResponseReturnValue:
    """List what is needed, the unanswered first."""
    return _page("", NeedAnswerForm(formdata=None))


def _page(wrong: str, form: NeedAnswerForm) -> ResponseReturnValue:
    listed = needs.visible_to(access.current_actor().as_officer)
    page = render_template("registrations/needs.html", needs=listed, coming=needs.next_meetings(listed, clock.now()), wrong=wrong, form=form)
    return page, form.status if form.errors else 200


@pages.post("/<key>")
@access.inclusion
def answer(key: str) -> ResponseReturnValue:
    """Answer one of them."""
    actor = access.current_actor()
    found = needs.need(actor.as_officer, key)
    form = NeedAnswerForm()
    if not form.validate_on_submit():
        return _page(key, form)
    text = form.answer.data or ""
    try:
        once.submit(form.form_id.data or "", lambda answered: answered.key, needs.answer, found, text, by=actor, now=clock.now())
    except Refused as refusal:
        form.show(refusal)
        return _page(key, form)
    flash(str(_("Answered. It stands on their own page.")))
    return redirect(url_for(".index"), 303)
