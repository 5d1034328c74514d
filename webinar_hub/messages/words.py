"""What states of letters are called where people read them."""

from webinar_hub.kit.language import Sentence, _, ngettext
from webinar_hub.messages.models import LetterState
from webinar_hub.messages.queries import Receivers


def counted(receivers: Receivers) -> str:
    """Return to how many people an act wrote, and how they get it.

    `3 people: 1 by e-mail, 2 for you to hand over`.
    """
    parts = (
        (receivers.by_mail, _("%(number)s by e-mail", number=receivers.by_mail)),
        (receivers.by_hand, _("%(number)s for you to hand over", number=receivers.by_hand)),
        (
            receivers.by_others,
            _(
                "%(number)s handed over by the secretariat nearer to them",
                number=receivers.by_others,
            ),
        ),
        (receivers.handed, _("%(number)s handed over already", number=receivers.handed)),
    )
    people = ngettext("%(num)d person", "%(num)d people", receivers.people) % {
        "num": receivers.people
    }
    return f"{people}: {', '.join(str(words) for number, words in parts if number)}"


STATES: dict[LetterState, tuple[str, Sentence]] = {
    LetterState.NEW: ("wait", _("Waiting to be sent")),
    LetterState.GATHERED: ("wait", _("Goes together with others")),
    LetterState.CLAIMED: ("wait", _("Being sent")),
    LetterState.HANDING_OVER: ("wait", _("Being sent")),
    LetterState.RETRY: ("wait", _("Will be tried again")),
    LetterState.SENT: ("ok", _("Sent")),
    LetterState.PARKED: ("no", _("Could not be sent")),
    LetterState.KEPT: ("wait", _("To be handed over")),
    LetterState.DROPPED: ("", _("No longer valid")),
}
"""The mark and the word of each state."""
