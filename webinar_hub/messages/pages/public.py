"""Where a letter's receiver says that they want no more of its kind."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.messages import kinds, unwanted
from webinar_hub.messages.models import Letter
from webinar_hub.web import access
from webinar_hub.web.acting import act
from webinar_hub.web.shell import links

pages = Blueprint("messages", __name__)


@pages.get("/berhenti/<link>")
@access.personal
def no_more(link: str) -> ResponseReturnValue:
    """Ask whether somebody wants no more letters of a kind, or show that they want none."""
    return _page(_letter(link), link)


@pages.post("/berhenti/<link>")
@access.machine
def stop(link: str) -> ResponseReturnValue:
    """Stop the letters of a kind: the button of a mail program, or that of the page.

    A mail program has no form's token and follows no redirect.
    """
    letter = _letter(link)
    act(unwanted.refuse, letter)
    return _page(letter, link)


@pages.post("/berhenti/<link>/lagi")
@access.personal
def again(link: str) -> ResponseReturnValue:
    """Let the letters of a kind go again."""
    act(unwanted.want_again, _letter(link))
    return redirect(url_for(".no_more", link=link), 303)


def _letter(link: str) -> Letter:
    return unwanted.by_link(links().link_key, link)


def _page(letter: Letter, link: str) -> ResponseReturnValue:
    return render_template(
        "messages/no_more.html",
        link=link,
        kind=kinds.called(letter.kind),
        stopped=unwanted.is_unwanted(letter.person_id, letter.kind),
    )
