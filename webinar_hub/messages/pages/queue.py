"""The queue of letters that go by hand: who is next, their text, and three buttons."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.messages import kinds, queries, rendering, rules, ways
from webinar_hub.messages.models import Letter
from webinar_hub.messages.queue import actions
from webinar_hub.messages.queue.forms import SentForm
from webinar_hub.messages.queue.queries import Queue
from webinar_hub.people.contacts import as_read
from webinar_hub.web import access
from webinar_hub.web.acting import act_once
from webinar_hub.web.forms import HubForm
from webinar_hub.web.shell import links, settings

pages = Blueprint("queue_desk", __name__, url_prefix="/desk/pesan/antrean")

_LISTED = 4


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """Show the letter in hand, or where one begins."""
    return _page(HubForm(formdata=None))


@pages.post("")
@access.secretariat
def begin() -> ResponseReturnValue:
    """Take the next letter in hand."""
    form = HubForm()
    if act_once(form, actions.take_next, _session(), refer=_taken) is None:
        return _page(form)
    return _on()


@pages.post("/<key>/terkirim")
@access.secretariat
def sent(key: str) -> ResponseReturnValue:
    """Write down that a letter was sent, and go on to the next."""
    form = SentForm()
    return _step(key, actions.sent, form, lambda: {"told": form.told.data})


@pages.post("/<key>/lewati")
@access.secretariat
def skip(key: str) -> ResponseReturnValue:
    """Put a letter to the end, and go on to the next."""
    return _step(key, actions.skip)


@pages.post("/<key>/nomor-salah")
@access.secretariat
def wrong_number(key: str) -> ResponseReturnValue:
    """Mark the number of a letter as wrong, and go on to the next."""
    return _step(key, actions.wrong_number)


@pages.post("/<key>/urungkan")
@access.secretariat
def take_back(key: str) -> ResponseReturnValue:
    """Take back what was marked, and have the letter in hand again."""
    return _step(key, actions.take_back)


def _step(
    key: str,
    action: Callable[..., Letter | None],
    form: HubForm | None = None,
    facts: Callable[[], dict[str, Any]] = dict,
) -> ResponseReturnValue:
    found = queries.seen_by(access.current_actor()).letter(key)
    form = form or HubForm()
    if act_once(form, action, found.id, _session(), facts=facts, refer=_taken) is None:
        return _page(form)
    return _on()


def _session() -> str:
    return request.args.get("sesi", "")[:16]


def _taken(letter: Letter | None) -> str:
    return letter.key if letter else ""


def _on() -> ResponseReturnValue:
    return redirect(url_for(".index", sesi=_session() or None, _anchor="kini"), 303)


def _page(form: HubForm) -> ResponseReturnValue:
    actor, session = access.current_actor(), _session()
    queue = Queue(actor, clock.now(), session)
    found = queue.in_hand()
    page = render_template(
        "messages/queue.html",
        form=form,
        letter=found,
        **(_in_hand(found, queue.number_of(found)) if found else {}),
        session=session,
        about=queue.about() if session else None,
        counted=queue.counted(),
        coming=queue.coming(_LISTED),
        just_sent=queue.just_sent(_LISTED - 1),
        wrong=queue.with_wrong_number(_LISTED),
    )
    return page, form.status if form.errors else 200


def _in_hand(found: Letter, number: str | None) -> dict[str, object]:
    """Return what the page says of the letter in hand, and the ways by which it can go."""
    whole = access.current_actor().took_second_step
    said: dict[str, object] = {
        "kind": kinds.called(found.kind),
        "at": as_read(found.email, number, whole=whole),
        "restored": found.reason == rules.RESTORED,
        "written": None,
    }
    try:
        written = rendering.write(found, settings(), links())
    except rendering.UNWRITABLE:
        return said
    failed = found.reason.startswith(f"{rules.Stage.RECEIVER}:")
    by_mail = found.email if not failed else None
    return said | {
        "written": written,
        "whatsapp": ways.whatsapp(number, written.text) if number else "",
        "mail": ways.mail(by_mail, written.subject, written.text) if by_mail else "",
    }
