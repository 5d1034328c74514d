"""The notulen of a session, as whoever runs it, leads it or takes notes in it writes it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import tokens
from webinar_hub.kit.language import _
from webinar_hub.papers.notulen import actions, queries
from webinar_hub.papers.notulen.forms import FollowUpForm, NotulenForm
from webinar_hub.papers.rules import PaperChanged
from webinar_hub.programmes.models import Meeting
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_once
from webinar_hub.web.downloads import attachment
from webinar_hub.web.forms import HubForm
from webinar_hub.web.shell import links, settings

pages = Blueprint("notulen_desk", __name__, url_prefix="/desk/sesi/<key>/notulen")


def _to_note(key: str) -> Meeting:
    return queries.to_note(access.current_actor(), key)


def _page(meeting: Meeting, form: NotulenForm, agreeing: FollowUpForm) -> ResponseReturnValue:
    sent: HubForm = agreeing if agreeing.errors else form
    notulen, stored = queries.notulen_of(meeting), None
    if form.status == PaperChanged.status:
        stored = _stored(meeting)
        form.version.data = stored.version.data
    page = render_template(
        "papers/write_notulen.html",
        meeting=meeting,
        notulen=notulen,
        stored=stored,
        follow_ups=queries.follow_ups(meeting),
        carried=queries.carried(meeting),
        form=form,
        agreeing=agreeing,
    )
    return page, sent.status if sent.errors else 200


def _stored(meeting: Meeting) -> NotulenForm:
    return NotulenForm(formdata=None, data=NotulenForm.values(queries.notulen_of(meeting)))


def _back(key: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for(".write", key=key), 303)


def _form(meeting: Meeting) -> NotulenForm:
    return NotulenForm(data=NotulenForm.values(queries.notulen_of(meeting)))


def _done(meeting: Meeting, beside: FollowUpForm, said: str) -> ResponseReturnValue:
    """Go back to the page, or keep it where something is typed that was not saved."""
    form = _form(meeting)
    if not form.said.raw_data or (form.texts == _stored(meeting).texts and not beside.typed):
        return _back(meeting.key, said)
    flash(said)
    form.form_id.data = tokens.key()
    return _page(meeting, form, beside)


@pages.route("", methods=["GET", "POST"])
@access.desk
def write(key: str) -> ResponseReturnValue:
    """Write the notulen of a meeting."""
    meeting, agreeing = _to_note(key), FollowUpForm()
    form = _form(meeting)
    if act_once(form, actions.write, meeting, facts=form.facts) is None:
        return _page(meeting, form, agreeing)
    if not agreeing.typed:
        return _back(key, str(_("Saved.")))
    flash(str(_("Saved.")))
    return _page(meeting, _stored(meeting), agreeing)


@pages.post("/tindak-lanjut")
@access.desk
def agree(key: str) -> ResponseReturnValue:
    """Write down what somebody does after a meeting."""
    meeting, agreeing = _to_note(key), FollowUpForm()
    form = _form(meeting)
    if act_once(agreeing, actions.agree, meeting, facts=agreeing.facts) is None:
        return _page(meeting, form, agreeing)
    return _done(meeting, FollowUpForm(formdata=None), str(_("Added.")))


@pages.post("/tindak-lanjut/<follow_up>/selesai")
@access.desk
def turn(key: str, follow_up: str) -> ResponseReturnValue:
    """Say that a follow-up is done, or open again."""
    meeting = _to_note(key)
    act(actions.turn, meeting, follow_up, done=request.form.get("to") != "open")
    return _done(meeting, FollowUpForm(), str(_("Saved.")))


@pages.post("/tindak-lanjut/<follow_up>/hapus")
@access.desk
def forget(key: str, follow_up: str) -> ResponseReturnValue:
    """Remove a follow-up."""
    meeting = _to_note(key)
    act(actions.forget, meeting, follow_up)
    return _done(meeting, FollowUpForm(), str(_("Removed.")))


@pages.get("/pdf")
@access.desk
def document(key: str) -> ResponseReturnValue:
    """Hand over the notulen of a meeting as a PDF, whoever else may read it."""
    meeting = _to_note(key)
    content = queries.document(meeting, queries.record(meeting), settings(), links())
    return attachment(content, f"notulen-{meeting.short}-{meeting.day}.pdf", "application/pdf")


@pages.post("/hapus")
@access.desk
def remove(key: str) -> ResponseReturnValue:
    """Remove the notulen of a meeting; what was agreed stays."""
    act(actions.remove, _to_note(key))
    return _back(key, str(_("Removed.")))
