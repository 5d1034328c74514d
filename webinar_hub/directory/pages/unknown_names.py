"""Names of organisations that people gave at registration and the directory does not know."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from webinar_hub.directory.forms import LinkForm
from webinar_hub.directory.unknown_names import actions, queries
from webinar_hub.kit import clock
from webinar_hub.kit.language import Sentence, _
from webinar_hub.network import queries as organisations
from webinar_hub.network import regions
from webinar_hub.web import access, paging
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import Button

pages = Blueprint("directory_unknown_names", __name__, url_prefix="/desk/lembaga")

_NAMES = 10


@pages.get("/belum-dikenal")
@access.secretariat
def unknown() -> ResponseReturnValue:
    """List the names that the directory does not know, each with what it may mean."""
    return _unknown(LinkForm(formdata=None))


def _unknown(form: LinkForm) -> ResponseReturnValue:
    waiting = queries.unknown(access.current_actor())
    paged = paging.paged(len(waiting), _NAMES)
    shown = paged.of(waiting)
    proposals = {
        name: organisations.alike(name, organisations.OPEN, limit=3)
        for name in {each.name for each in shown}
    }
    page = render_template(
        "directory/unknown.html",
        shown=shown,
        proposals=proposals,
        set_aside=queries.names_set_aside(access.current_actor(), clock.now()),
        form=form,
        paged=paged,
        region_name_of=regions.name_of,
    )
    return page, form.status if form.errors else 200


@pages.post("/belum-dikenal")
@access.secretariat
def link() -> ResponseReturnValue:
    """Link an unknown name to an organisation."""
    form = LinkForm()
    facts = {"organisation_key": form.organisation.data or "", "typed": form.typed.data or ""}
    if act_once(form, actions.link_named, form.unknown.data or "", facts=lambda: facts) is None:
        return _unknown(form)
    flash(str(_("Linked. Whoever writes it so again is found by it.")))
    return redirect(url_for(".unknown"), 303)


@pages.post("/belum-dikenal/bukan")
@access.secretariat
def dismiss() -> ResponseReturnValue:
    """Say that what people gave is no organisation."""
    return _done(actions.dismiss_unknown, _("Set aside: it counts as no organisation."))


@pages.post("/belum-dikenal/lagi")
@access.secretariat
def ask_again() -> ResponseReturnValue:
    """Take back that what people gave is no organisation."""
    return _done(actions.ask_again, _("Put back: it stands among the names not known yet."))


def _done(action: Callable[..., int], said: Sentence) -> ResponseReturnValue:
    """Do something with the name that the form holds, and say so on the list."""
    form = LinkForm()
    if not form.validate_on_submit():
        raise BadRequest
    act_once(Button(), action, form.unknown.data or "", refer=str)
    flash(str(said))
    return redirect(url_for(".unknown"), 303)
