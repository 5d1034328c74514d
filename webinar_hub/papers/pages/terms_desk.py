"""The terms of reference of a session, as the desk writes them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit.language import _
from webinar_hub.papers.rules import PaperChanged
from webinar_hub.papers.terms import actions, queries
from webinar_hub.papers.terms.forms import TermsForm
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.forms import version_of
from webinar_hub.programmes.models import Meeting
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.downloads import attachment
from webinar_hub.web.shell import links, settings

pages = Blueprint("terms_desk", __name__, url_prefix="/desk/sesi/<key>/tor")


def _own(key: str) -> Meeting:
    return programmes.seen_by(access.current_actor()).to_change(key)


@pages.route("", methods=["GET", "POST"])
@access.secretariat
def write(key: str) -> ResponseReturnValue:
    """Write the terms of reference of a meeting."""
    meeting = _own(key)
    terms = queries.terms_of(meeting)
    before = queries.latest_of_series(meeting) if terms is None else None
    form = TermsForm(data=TermsForm.values(terms, before and before[0], meeting))

    def facts() -> dict[str, Any]:
        written = form.facts(meeting)
        queries.checked(meeting, written, settings(), links())
        return {**written, "version": version_of(form.version.data)}

    if act_once(form, actions.write, meeting, facts=facts) is not None:
        flash(str(_("Saved.")))
        return redirect(url_for(".write", key=key), 303)
    stored = None
    if form.status == PaperChanged.status:
        terms = queries.terms_of(meeting)
        stored = TermsForm(
            formdata=None, data=TermsForm.values(terms, None, meeting) if terms else {}
        )
        form.version.data = stored.version.data
    page = render_template(
        "papers/write_terms.html",
        meeting=meeting,
        terms=terms,
        before=before and before[1],
        form=form,
        stored=stored,
    )
    return page, form.status if form.errors else 200


@pages.get("/pdf")
@access.secretariat
def document(key: str) -> ResponseReturnValue:
    """Hand over the terms of reference of a meeting as a PDF, whoever else may see it."""
    meeting = _own(key)
    content = queries.document(meeting, queries.of_meeting(meeting), settings(), links())
    return attachment(content, f"tor-{meeting.short}-{meeting.day}.pdf", "application/pdf")


@pages.post("/hapus")
@access.secretariat
def remove(key: str) -> ResponseReturnValue:
    """Remove the terms of reference of a meeting."""
    act(actions.remove, _own(key))
    flash(str(_("Removed.")))
    return redirect(url_for(".write", key=key), 303)
