"""The desk's "Pesan": every letter to people in one's scope, what became of it, and handing it over where mail does not reach."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import Sentence, _
from webinar_hub.messages import actions, queries, rendering, rules
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.words import KINDS, STATES
from webinar_hub.people.contacts import shown_phone, whatsapp_number
from webinar_hub.web import access
from webinar_hub.web.shell import links, settings

pages = Blueprint("messages_desk", __name__, url_prefix="/desk/pesan")

GROUPS: dict[str, Sentence] = {
    "troubled": _("For you to settle"),
    "waiting": _("Waiting to be sent"),
    "sent": _("Sent"),
    "dropped": _("Overtaken"),
}
_REASONS: tuple[tuple[str, Sentence], ...] = (
    (f"{rules.Stage.SERVER}:", _("The mail server cannot be reached or does not let us in.")),
    (f"{rules.Stage.RECEIVER}:", _("The mail server does not take this address.")),
    (f"{rules.Stage.CONTENT}:", _("The mail server did not take the message.")),
    (rules.NO_TEXT, _("The message could not be written. Tell whoever runs the hub.")),
    (rules.NO_ADDRESS, _("This person has no e-mail address.")),
    (rules.NO_SERVER, _("No mail server is set up, so messages are handed over from here.")),
    (rules.LIMIT, _("This address got several messages within an hour, so this one waits for you to look at it.")),
    (rules.LATE, _("What it is about was over before it could be sent.")),
    (rules.HANDED_OVER, _("Handed over from the desk.")),
    (rules.RESTRICTED, _("This person wants no messages but those they need.")),
    (rules.CUT_SHORT, _("Sending was interrupted once, so it may have arrived twice.")),
)


@dataclass(frozen=True)
class Shown:
    """What a page says of a letter: mark and word of its state, why, and the mail server's own words."""

    letter: Letter
    kind: Sentence | str
    about: str
    mark: str
    state: Sentence
    why: Sentence | None
    answer: str


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List letters, those that wait for somebody first."""
    group, person, after = (request.args.get(name, "") for name in ("keadaan", "orang", "setelah"))
    if group and group not in GROUPS:
        raise NotFound
    visible = queries.visible_to(access.current_actor())
    page = visible.page(group=group or None, person=person or None, after=after or None)
    letters = [_shown(letter) for letter in page.letters]
    return render_template(
        "messages/index.html",
        letters=letters,
        groups=GROUPS,
        group=group,
        person=page.letters[0].person if person and page.letters else None,
        after=page.after,
        counts=queries.troubled(access.current_actor()),
    )


@pages.get("/<key>")
@access.secretariat
def letter(key: str) -> ResponseReturnValue:
    """Show one letter as its receiver reads it, and what can be done with it."""
    found = queries.visible_to(access.current_actor()).letter(key)
    hidden = _hidden(found)
    written = None if found.emptied else _written(found, show_secret=not hidden)
    by_hand = found.state in (*rules.TROUBLED, LetterState.RETRY, LetterState.NEW)
    whatsapp = None
    if written and found.phone and not hidden:
        whatsapp = f"https://wa.me/{whatsapp_number(found.phone)}?text={quote(written.text.strip(), safe='')}"
    return render_template(
        "messages/letter.html",
        shown=_shown(found),
        written=written,
        hidden=hidden,
        codes=rendering.CODES,
        by_hand=by_hand and not hidden,
        again=found.state in (*rules.TROUBLED, LetterState.RETRY) and found.email is not None and settings().smtp_host != "",
        whatsapp=whatsapp,
        phone=shown_phone(found.phone) if found.phone else None,
    )


@pages.post("/<key>/kirim-ulang")
@access.secretariat
def send_again(key: str) -> ResponseReturnValue:
    """Put a letter back into the outbox."""
    found = queries.visible_to(access.current_actor()).letter(key)
    db.write(actions.send_again, found.id, by=access.current_actor(), now=clock.now())
    flash(str(_("The message is on its way again.")))
    return redirect(url_for("messages_desk.letter", key=key), 303)


@pages.post("/<key>/diserahkan")
@access.secretariat
def hand_over(key: str) -> ResponseReturnValue:
    """Write down that a letter was handed over, and go on with the next that waits."""
    found = queries.visible_to(access.current_actor()).letter(key)
    name = found.person.full_name
    db.write(actions.hand_over, found.id, by=access.current_actor(), now=clock.now())
    flash(str(_("Noted: the message to %(name)s was handed over.", name=name)))
    return redirect(url_for("messages_desk.index", keadaan="troubled"), 303)


def _hidden(found: Letter) -> bool:
    """Say whether a letter's secret is not for the actor to see.

    A link that lets somebody in: administrators see it, and whoever invited. A code: who has to hand it over from the desk.
    """
    actor = access.current_actor()
    if found.kind in rendering.CODES:
        return found.state not in rules.TROUBLED
    return found.kind in rendering.LETS_IN and not actor.administrator and found.facts.get("invited_by") != actor.id


def _shown(found: Letter) -> Shown:
    mark, state = STATES[found.state]
    why = next((sentence for start, sentence in _REASONS if found.reason.startswith(start)), None)
    answer = found.reason.partition(": ")[2] if found.reason.startswith(tuple(rules.Stage)) else ""
    return Shown(found, KINDS.get(found.kind, found.kind), str(found.facts.get("title", "")), mark, state, why, answer)


def _written(found: Letter, *, show_secret: bool) -> rendering.Written | None:
    """Return the letter's text; None where its facts do not make one, which the page then says."""
    try:
        return rendering.write(found, settings(), links(), show_secret=show_secret)
    except rendering.UNWRITABLE:
        return None
