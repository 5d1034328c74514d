"""How people come to a series: its addresses, its stream, and words that count where from."""

from typing import Any

from flask import Blueprint, flash, has_request_context, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.language import _
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.gathering import actions as gathering
from webinar_hub.programmes.models import Series
from webinar_hub.programmes.venues.forms import VenueForm
from webinar_hub.registrations import queries
from webinar_hub.registrations.channels import actions, rules
from webinar_hub.registrations.channels import queries as channels
from webinar_hub.registrations.forms import StreamForm, WordForm
from webinar_hub.web import access
from webinar_hub.web.acting import act, act_once

pages = Blueprint("sharing", __name__, url_prefix="/desk/seri")

_COMING_SHOWN = 6
_CARRYING = {
    "registrations.programme",
    "registrations.meeting",
    "registrations.join_meeting",
    "registrations.join_series",
    "gathering.join",
    "own_phone.ask",
}
"""The pages that hand the word of a link on, until the form is sent."""


@pages.app_url_defaults
def carry_on(endpoint: str, values: dict[str, Any]) -> None:
    """Let the word of a link go on with whoever came by it."""
    if endpoint in _CARRYING and has_request_context():
        word = request.args.get("dari", "")
        if rules.is_word(word):
            values.setdefault("dari", word)


@pages.get("/<key>/bagikan")
@access.reader
def share(key: str) -> ResponseReturnValue:
    """Show the addresses of a series and of its next sessions, and where people came from."""
    found = programmes.seen_by(access.reading_actor()).series(key)
    return _page(found)


@pages.post("/<key>/bagikan")
@access.secretariat
def stream(key: str) -> ResponseReturnValue:
    """Say where a series is streamed."""
    found = _own(key)
    form = StreamForm()
    if act_once(form, gathering.stream, found, facts=form.facts) is None:
        return _page(found, stream=form)
    flash(str(_("Saved.")))
    return redirect(url_for(".share", key=key), 303)


@pages.post("/<key>/bagikan/tempat")
@access.secretariat
def settle(key: str) -> ResponseReturnValue:
    """Say where the dates of a series are in person."""
    found = _own(key)
    form = VenueForm()
    if act_once(form, gathering.settle, found, facts=lambda: {"where": form.where()}) is None:
        return _page(found, venue=form)
    flash(str(_("Saved.")))
    return redirect(url_for(".share", key=key), 303)


@pages.post("/<key>/bagikan/kata")
@access.secretariat
def add(key: str) -> ResponseReturnValue:
    """Make a word for a group or mailing."""
    found = _own(key)
    form = WordForm()
    if act_once(form, actions.add, found, facts=lambda: {"typed": form.word.data}) is None:
        return _page(found, words=form)
    return redirect(url_for(".share", key=key), 303)


@pages.post("/<key>/bagikan/kata/<channel>/hapus")
@access.secretariat
def remove(key: str, channel: str) -> ResponseReturnValue:
    """Take a word back."""
    found = _own(key)
    act(actions.remove, found, channels.channel(found, channel))
    return redirect(url_for(".share", key=key), 303)


def _own(key: str) -> Series:
    return programmes.seen_by(access.current_actor()).series(key)


def _page(
    series: Series,
    *,
    words: WordForm | None = None,
    stream: StreamForm | None = None,
    venue: VenueForm | None = None,
) -> ResponseReturnValue:
    """Show the page with the forms as they were sent, the others as things stand."""
    forms = {
        "words": words or WordForm(formdata=None),
        "stream": stream or StreamForm(formdata=None, obj=series),
        "venue": venue or VenueForm(formdata=None, obj=series),
    }
    page = render_template(
        "registrations/share.html",
        series=series,
        meetings=queries.coming_meetings(series.id, clock.now())[:_COMING_SHOWN],
        channels=channels.of_series(series),
        **forms,
    )
    return page, next((each.status for each in forms.values() if each.errors), 200)
