"""What staff see of registering: what people need, and who waits for proof."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import _, ngettext
from webinar_hub.registrations import needs
from webinar_hub.registrations.forms import NeedAnswerForm
from webinar_hub.registrations.waiting import actions as waiting
from webinar_hub.registrations.waiting import queries as waiting_list
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.forms import HubForm

pages = Blueprint("registrations_desk", __name__, url_prefix="/desk")

_LISTED = 200


@pages.get("/kebutuhan")
@access.inclusion
def index() -> ResponseReturnValue:
    """List what is needed, the unanswered first."""
    return _page("", NeedAnswerForm(formdata=None))


def _page(wrong: str, form: NeedAnswerForm) -> ResponseReturnValue:
    listed = needs.known_to(access.current_actor().as_officer)
    page = render_template(
        "registrations/needs.html",
        needs=listed,
        coming=needs.next_meetings(listed, clock.now()),
        wrong=wrong,
        form=form,
    )
    return page, form.status if form.errors else 200


@pages.post("/kebutuhan/<key>")
@access.inclusion
def answer(key: str) -> ResponseReturnValue:
    """Answer one of them."""
    actor = access.current_actor()
    found = needs.need(actor.as_officer, key)
    form = NeedAnswerForm()
    if act_once(form, needs.answer, found, facts=form.facts) is None:
        return _page(key, form)
    flash(str(_("Answered. It stands on their own page.")))
    return redirect(url_for(".index"), 303)


@pages.get("/belum-dipastikan")
@access.secretariat
def waiting_for_proof() -> ResponseReturnValue:
    """List the people whose places wait for proof, the longest waiting first."""
    actor, now = access.current_actor(), clock.now()
    number, forms = (
        waiting_list.number_waiting_for_proof(actor, now),
        waiting_list.waiting_for_proof(actor, now, limit=_LISTED),
    )
    return render_template("registrations/waiting_for_proof.html", forms=forms, number=number)


@pages.post("/belum-dipastikan")
@access.secretariat
def let_all_in() -> ResponseReturnValue:
    """Let everybody in who waits for proof."""
    return _let_in(None)


@pages.post("/belum-dipastikan/<key>")
@access.secretariat
def let_in(key: str) -> ResponseReturnValue:
    """Let one of them in."""
    return _let_in(key)


def _let_in(key: str | None) -> ResponseReturnValue:
    actor, now = access.current_actor(), clock.now()
    found = waiting_list.waiting_for_proof(actor, now, key=key)
    if key and not found:
        raise NotFound
    if HubForm().validate_on_submit():
        number = act(waiting.let_in, found, by=actor, now=now)
        flash(
            ngettext(
                "%(num)d form counts now like any other",
                "%(num)d forms count now like any other",
                number,
            )
            % {"num": number}
        )
    return redirect(url_for(".waiting_for_proof"), 303)
