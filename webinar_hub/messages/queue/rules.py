"""Decide how long somebody has a letter of the queue in hand, and what can be taken back."""

from datetime import timedelta

from webinar_hub.kit.actor import Actor
from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

HELD = timedelta(minutes=10)
"""How long a letter is offered to nobody but who took it, and a mark can be taken back."""

ROUND = timedelta(hours=12)
"""What was sent within it counts into "7 of 20"."""

DESK = "desk:"
"""How the names of those begin who hand letters over; a sender's name begins otherwise."""


class Rewritten(Refused):
    """The letter says something else since its text was shown."""

    sentence = _(
        "This message was written anew meanwhile, as something changed. Send its new text, which stands here now."
    )


class NotTakenBack(Refused):
    """The mark is too old, or it is another's."""

    sentence = _(
        "This mark can no longer be taken back here. If the message did not arrive, write to the person from their page."
    )


def hand(actor: Actor) -> str:
    """Return the name under which somebody at the desk holds letters."""
    return f"{DESK}{actor.id}"
