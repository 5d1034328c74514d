"""What the public sees of proposing: the form, and the page of each proposal."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import tokens
from webinar_hub.kit.language import Sentence
from webinar_hub.messages.rules import mailbox
from webinar_hub.network import sectors
from webinar_hub.topics import actions, letters, queries
from webinar_hub.topics.forms import ProposeForm
from webinar_hub.topics.models import TopicState
from webinar_hub.topics.words import STATES
from webinar_hub.web import access, asked, limits
from webinar_hub.web.acting import act_once
from webinar_hub.web.shell import links

pages = Blueprint("topics", __name__)

_HOUR = timedelta(hours=1)


@pages.app_template_filter("topic_state_word")
def topic_state_word(state: TopicState) -> Sentence:
    """Return what is said of a topic in a state."""
    return STATES[state]


@pages.route("/program/<key>/usulan", methods=["GET", "POST"])
@access.public_form
def propose(key: str) -> ResponseReturnValue:
    """Take a topic for a programme, and lead to the page that this form alone made."""
    found = queries.asked_of(key)
    form = ProposeForm()
    form.offer(sectors.every())

    def facts() -> dict[str, Any]:
        reached = form.reached_at
        limits.allow(f"topic:{limits.source(request.remote_addr)}", most=10, per=_HOUR)
        limits.allow(f"topic:{mailbox(reached.email, reached.phone)}", most=3, per=_HOUR)
        limits.allow(f"topics:{found.key}", most=100, per=_HOUR)
        return form.facts()

    made = act_once(form, actions.propose, found, facts=facts)
    if made is not None:
        # Else the time would tell who is known.
        asked.blur_time()
        link = tokens.signed(links().link_key, letters.LINK, made)
        return redirect(url_for(".proposal", link=link), 303)
    page = render_template("topics/propose.html", programme=found, form=form)
    return page, form.status if form.errors else 200


@pages.get("/usulan/<link>")
@access.personal
def proposal(link: str) -> ResponseReturnValue:
    """Show what was proposed and what became of it, from what was typed alone."""
    found = queries.by_key(tokens.opened(links().link_key, letters.LINK, link))
    return render_template("topics/proposal.html", topic=found, link=link)
