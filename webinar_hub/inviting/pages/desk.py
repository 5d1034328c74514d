"""The letters that invite to a session, as the desk gives and reads them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.inviting import actions, queries, rules
from webinar_hub.inviting.forms import InvitationForm
from webinar_hub.kit import storage
from webinar_hub.kit.language import _
from webinar_hub.papers.terms import queries as terms
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.downloads import attachment
from webinar_hub.web.shell import links, settings

pages = Blueprint("invitations_desk", __name__, url_prefix="/desk/sesi/<key>/undangan")


def _own(key: str) -> Meeting:
    return programmes.seen_by(access.current_actor()).to_change(key)


@pages.route("", methods=["GET", "POST"])
@access.secretariat
def index(key: str) -> ResponseReturnValue:
    """Show the letters of a meeting, and give one more."""
    meeting, form = _own(key), InvitationForm()
    given = act_once(
        form,
        actions.give,
        meeting,
        facts=lambda: form.facts() | {"settings": settings(), "links": links()},
    )
    if given is not None:
        flash(str(_("The letter has its number. Download it below, and sign it.")))
        return redirect(url_for(".index", key=key), 303)
    page = render_template(
        "inviting/index.html",
        meeting=meeting,
        form=form,
        letters=queries.of_meeting(meeting),
        enclosable=terms.terms_of(meeting) is not None,
    )
    return page, form.status if form.errors else 200


@pages.get("/<letter>")
@access.secretariat
def document(key: str, letter: str) -> ResponseReturnValue:
    """Hand over a letter as a PDF."""
    found = queries.letter(_own(key), letter)
    content = queries.document(found, storage.at(settings()))
    return attachment(content, rules.attachment_name(found.number), "application/pdf")
