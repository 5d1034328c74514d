"""Decide what a series is called elsewhere, and why an offer cannot be made or taken."""

from textwrap import shorten

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class NoReceiver(Refused):
    """Whoever is to receive a programme is no other secretariat."""

    sentence = _("Choose another secretariat.")


class AlreadyOffered(Refused):
    """The programme, or a series of it, is offered to somebody already."""

    sentence = _(
        "An offer of this programme is open already. Take it back first, under “Offered programmes”."
    )


class HandoverSettled(Refused):
    """The offer was accepted, declined or withdrawn meanwhile."""

    sentence = _("This offer is settled already.")


class NoProgramme(Refused):
    """A series is to go into a programme that is not the receiver's."""

    sentence = _(
        "Choose one of your programmes for this series; start one first where you have none."
    )


class StillDraft(Refused):
    """A series would go into a programme that fewer see, and disappear for the others."""

    sentence = _(
        "Fewer people see that programme. Let as many see it first, so that the addresses of the sessions stay open."
    )


def name_along(own: str, programme: str, into: str) -> str:
    """Return the name of a series that goes from one programme into another.

    Where it has none of its own, people know it by the programme's; in a programme that is called
    as it is, it needs none.
    """
    return "" if own == into else own or shorten(programme, 120, placeholder="…")
