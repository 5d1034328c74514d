"""The desk's "Pesan": letters to people in one's scope, and handing them over."""

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.kit.errors import NotFound
from webinar_hub.kit.language import Sentence, _
from webinar_hub.messages import actions, budget, gathering, kinds, queries, rendering, rules, ways
from webinar_hub.messages.kinds import Opens
from webinar_hub.messages.models import Letter, LetterState
from webinar_hub.messages.words import STATES, counted, said_of_today
from webinar_hub.people import queries as people
from webinar_hub.people.contacts import as_read
from webinar_hub.people.models import Role
from webinar_hub.web import access
from webinar_hub.web.acting import act
from webinar_hub.web.shell import links, settings

pages = Blueprint("messages_desk", __name__, url_prefix="/desk/pesan")

GROUPS: dict[str, Sentence] = {
    "troubled": _("For you to settle"),
    "waiting": _("Waiting to be sent"),
    "sent": _("Sent"),
    "dropped": _("No longer valid"),
}
_REASONS: tuple[tuple[str, Sentence], ...] = (
    (f"{rules.Stage.SERVER}:", _("The mail server cannot be reached or does not let us in.")),
    (f"{rules.Stage.RECEIVER}:", _("The mail server does not take this address.")),
    (f"{rules.Stage.CONTENT}:", _("The mail server did not take the message.")),
    (rules.FAILING, _("Messages to this address come back, so it waits here.")),
    (rules.RETURNED, _("It came back: the receiver's mail server did not take it.")),
    (rules.NO_TEXT, _("The message could not be written. Tell whoever runs the hub.")),
    (rules.NO_ADDRESS, _("This person has no e-mail address.")),
    (rules.NO_SERVER, _("No mail server is set up, so messages are handed over from here.")),
    (rules.LATE, _("What it is about was over before it could be sent.")),
    (rules.UNDONE, _("It was not sent, as there was nothing left to tell.")),
    (rules.HANDED_OVER, _("Handed over from the desk.")),
    (rules.WRONG_NUMBER, _("It did not arrive by this number: mend the number.")),
    (rules.RESTORED, _("A backup was restored: this message may have been sent before.")),
    (rules.RESTRICTED, _("This person wants no messages but those they need.")),
    (rules.STOPPED, _("The desk stopped it.")),
    (rules.UNWANTED, _("This person wants no more messages of this kind.")),
    (rules.CUT_SHORT, _("Sending was interrupted once, so it may have arrived twice.")),
)


@dataclass(frozen=True)
class Shown:
    """What a page says of a letter.

    Mark and word of its state, why, and the mail server's own words.
    """

    letter: Letter
    kind: Sentence | str
    about: str
    mark: str
    state: Sentence
    why: Sentence | None
    answer: str


@pages.after_app_request
def tell(response: Response) -> Response:
    """Let the page after an act say to whom it wrote; a letter's own page says so itself."""
    followed = (
        request.method == "POST"
        and request.path.startswith("/desk/")
        and response.status_code == 303
    )
    if not followed or (response.location or "").startswith(url_for("messages_desk.index") + "/"):
        return response
    if access.current_actor().id is not None:
        receivers = queries.receivers_of(
            access.current_actor(), db.acts, server=settings().smtp_host != ""
        )
        if receivers.people:
            where = (
                url_for("messages_desk.index", tindakan=receivers.acts)
                if access.current_actor().secretariat
                else ""
            )
            flash((counted(receivers), where), "letters")  # type: ignore[arg-type]
    return response


@pages.get("")
@access.secretariat
def index() -> ResponseReturnValue:
    """List letters, those that wait for somebody first."""
    group, person, after = (request.args.get(name, "") for name in ("keadaan", "orang", "setelah"))
    if group and group not in GROUPS:
        raise NotFound
    acts = request.args.getlist("tindakan")[:10]
    seen = queries.seen_by(access.current_actor())
    page = seen.page(group=group or None, person=person or None, acts=acts, after=after or None)
    settled = seen.settles(page.rows)
    letters = [_shown(letter) for letter in page.rows]
    return render_template(
        "messages/index.html",
        letters=letters,
        groups=GROUPS,
        group=group,
        person=page.rows[0].person if person and page.rows else None,
        after=page.after,
        settled=settled,
        acts=acts,
        receivers=_receivers(acts),
        counts=queries.troubled(access.current_actor(), most=settings().mail_per_day),
        crowded=_crowded(),
        listed=gathering.LISTED,
        today=_today(),
    )


def _today() -> str:
    """Return how many messages go by mail today, until when, and what waits; "" without any."""
    own = settings()
    if not own.smtp_host:
        return ""
    day = budget.today(most=own.mail_per_day, per_second=own.mail_per_second, now=clock.now())
    return said_of_today(day, most=own.mail_per_day)


def _receivers(acts: list[str]) -> str:
    """Return to whom acts wrote, in words; nothing without acts."""
    if not acts:
        return ""
    server = settings().smtp_host != ""
    return counted(queries.receivers_of(access.current_actor(), acts, server=server))


def _crowded() -> list[tuple[str | None, int]]:
    """Return the addresses to which more names wait than one letter lists."""
    found = queries.crowded(access.current_actor(), listed=gathering.LISTED)
    return [(_address(each.mailbox), each.names) for each in found]


@pages.get("/<key>")
@access.secretariat
def letter(key: str) -> ResponseReturnValue:
    """Show one letter as its receiver reads it, and what can be done with it."""
    return _page(queries.seen_by(access.current_actor()).letter(key), read=False)


@pages.post("/<key>/baca")
@access.secretariat
def read(key: str) -> ResponseReturnValue:
    """Show a letter with the link or code in it, to hand it over; the history says who read it."""
    found = queries.seen_by(access.current_actor()).letter(key)
    if not _may_read(found):
        raise rules.NotToBeRead
    page = _page(found, read=True)
    # Nobody gets the page where this cannot be written down.
    act(actions.note_read, found.id)
    return page


def _page(found: Letter, *, read: bool) -> ResponseReturnValue:
    """Show a letter.

    read: with the code in it, or the link that lets somebody in, which otherwise stay hidden.
    """
    by_hand, opens = _by_hand(found), kinds.opens(found.kind)
    readable = read or (by_hand and opens is None)
    written = None if found.emptied else _written(found, show_secret=readable)
    took_second_step = access.current_actor().took_second_step
    return render_template(
        "messages/letter.html",
        shown=_shown(found),
        written=written,
        hidden=written is not None and written.hidden,
        by_hand=by_hand,
        administrators=by_hand and opens is Opens.DESK and _of_an_administrator(found),
        readable=not read and opens is not None and _may_read(found),
        again=_can_be_sent(found),
        whatsapp=_whatsapp(found, written) if readable else None,
        at=as_read(found.email, found.phone, whole=took_second_step),
        took_second_step=took_second_step,
    )


def _can_be_sent(found: Letter) -> bool:
    """Say whether pressing a button sends a letter that waits."""
    waits = found.state in (*rules.TROUBLED, LetterState.RETRY)
    return waits and found.email is not None and settings().smtp_host != ""


def _whatsapp(found: Letter, written: rendering.Written | None) -> str | None:
    """Return the address that opens WhatsApp with the letter's text, None without a number."""
    return None if written is None or not found.phone else ways.whatsapp(found.phone, written.text)


@pages.post("/<key>/kirim-ulang")
@access.secretariat
def send_again(key: str) -> ResponseReturnValue:
    """Put a letter back into the outbox."""
    found = queries.seen_by(access.current_actor()).letter(key)
    act(actions.send_again, found.id)
    flash(str(_("The message is on its way again.")))
    return redirect(url_for("messages_desk.letter", key=key), 303)


@pages.post("/<key>/diserahkan")
@access.secretariat
def hand_over(key: str) -> ResponseReturnValue:
    """Write down that a letter was handed over, and go on with the next that waits."""
    found = queries.seen_by(access.current_actor()).letter(key)
    name = found.person.full_name
    act(actions.hand_over, found.id)
    flash(str(_("Noted: the message to %(name)s was handed over.", name=name)))
    return redirect(url_for("messages_desk.index", keadaan="troubled"), 303)


def _by_hand(found: Letter) -> bool:
    """Say whether a letter is to be handed over."""
    return rules.by_hand(
        found.state, by_mail=found.email is not None and settings().smtp_host != ""
    )


def _address(mailbox: str) -> str | None:
    by_mail = "@" in mailbox
    read = as_read(
        mailbox if by_mail else None,
        None if by_mail else mailbox,
        whole=access.current_actor().took_second_step,
    )
    return read.email or read.phone


def _may_read(found: Letter) -> bool:
    """Say whether the actor may read a letter's link or code.

    While it is to be handed over, and never to their own profit. A link that lets somebody into the
    desk: administrators may, and whoever invited; but nobody one that lets an administrator in, or
    makes one, since two of them together may do what one may not.
    """
    actor = access.current_actor()
    if not _by_hand(found) or found.emptied or found.person_id == actor.id:
        return False
    if kinds.opens(found.kind) is not Opens.DESK:
        return True
    if _of_an_administrator(found):
        return False
    return actor.administrator or found.facts.get("invited_by") == actor.id


def _of_an_administrator(found: Letter) -> bool:
    offered = found.facts.get("role", {}).get("role")
    return offered == Role.ADMINISTRATOR or people.is_administrator(found.person_id, clock.now())


def _shown(found: Letter) -> Shown:
    mark, state = STATES[found.state]
    why = next((sentence for start, sentence in _REASONS if found.reason.startswith(start)), None)
    if found.state is LetterState.NEW and found.due > clock.now():
        why = _("It waits a few minutes, so that further changes go in the same message.")
    by_servers = found.reason.startswith((*rules.Stage, rules.RETURNED))
    answer = found.reason.partition(": ")[2] if by_servers else ""
    return Shown(
        found,
        kinds.called(found.kind),
        str(found.facts.get("title", "")),
        mark,
        state,
        why,
        answer,
    )


def _written(found: Letter, *, show_secret: bool) -> rendering.Written | None:
    """Return the letter's text; None where its facts do not make one, which the page then says."""
    try:
        return rendering.write(found, settings(), links(), show_secret=show_secret)
    except rendering.UNWRITABLE:
        return None
