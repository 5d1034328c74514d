"""What a participant presses who comes in person, or takes part online after all."""

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit.language import Sentence, _
from webinar_hub.registrations.coming import actions
from webinar_hub.registrations.coming.rules import VenueFull
from webinar_hub.registrations.forms import LeaveForm
from webinar_hub.registrations.proof import queries as sent_forms
from webinar_hub.web import access
from webinar_hub.web.acting import act
from webinar_hub.web.shell import links

pages = Blueprint("coming", __name__)


@pages.post("/saya/<link>/di-tempat")
@access.personal
def there(link: str) -> ResponseReturnValue:
    """Come to a session in person."""
    return _chosen(link, _("You come in person. Where it is stands on this page."), at_venue=True)


@pages.post("/saya/<link>/daring")
@access.personal
def online(link: str) -> ResponseReturnValue:
    """Take part in a session online."""
    return _chosen(link, _("You take part online."), at_venue=False)


def _chosen(link: str, said: Sentence, *, at_venue: bool) -> ResponseReturnValue:
    registration, form = sent_forms.confirmed_by_link(links().link_key, link), LeaveForm()
    if form.validate_on_submit() and form.meeting.data:
        try:
            act(actions.choose, registration, form.meeting.data, at_venue=at_venue)
            flash(str(said))
        except VenueFull as refusal:
            flash(str(refusal))
    return redirect(url_for("home.mine", link=link), 303)
