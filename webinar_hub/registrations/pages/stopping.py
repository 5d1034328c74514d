"""The messages of one session: what went, what waits, and buttons that stop it or let it go."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.language import ngettext
from webinar_hub.messages import kinds
from webinar_hub.messages.stopping import actions
from webinar_hub.messages.stopping.queries import Counted, counted
from webinar_hub.programmes import queries as programmes
from webinar_hub.programmes.models import Meeting
from webinar_hub.registrations.queries import ever_concerned
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import HubForm

pages = Blueprint("stopping_desk", __name__, url_prefix="/desk/sesi")


@pages.get("/<key>/pesan")
@access.secretariat
def index(key: str) -> ResponseReturnValue:
    """Show the messages of a session by kind."""
    meeting = _meeting(key)
    return _page(meeting, HubForm(formdata=None))


@pages.post("/<key>/pesan/hentikan")
@access.secretariat
def stop(key: str) -> ResponseReturnValue:
    """Stop what waits of a kind, of all without one."""
    return _act(key, actions.stop, _stopped)


@pages.post("/<key>/pesan/lepaskan")
@access.secretariat
def let_go(key: str) -> ResponseReturnValue:
    """Let what was stopped of a kind go, of all without one."""
    return _act(key, actions.let_go, _let_go)


def _act(key: str, action: Callable[..., int], said: Callable[[int], str]) -> ResponseReturnValue:
    meeting, form = _meeting(key), HubForm()
    kind = request.form.get("kind")
    chosen = [each.kind for each in _counted(meeting) if kind in (None, each.kind)]
    number = act_once(form, action, meeting, key, chosen, refer=str)
    if number is None:
        return _page(meeting, form)
    flash(said(int(number)))
    return redirect(url_for(".index", key=key), 303)


def _stopped(number: int) -> str:
    return ngettext("%(num)d message stopped.", "%(num)d messages stopped.", number) % {
        "num": number
    }


def _let_go(number: int) -> str:
    return ngettext(
        "%(num)d message is on its way again.", "%(num)d messages are on their way again.", number
    ) % {"num": number}


def _meeting(key: str) -> Meeting:
    return programmes.seen_by(access.current_actor()).to_change(key)


def _counted(meeting: Meeting) -> Sequence[Counted]:
    return counted(meeting.key, ever_concerned(meeting), now=clock.now())


def _page(meeting: Meeting, form: HubForm) -> ResponseReturnValue:
    rows = _counted(meeting)
    page = render_template(
        "registrations/stopping.html", form=form, meeting=meeting, rows=rows, called=kinds.called
    )
    return page, form.status if form.errors else 200
