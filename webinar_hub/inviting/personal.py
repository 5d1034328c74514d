"""What this room holds of a person."""

from webinar_hub.inviting import actions
from webinar_hub.inviting.models import Invitation
from webinar_hub.people.holdings import Erasure, Holding


def _blank(erasure: Erasure) -> None:
    actions.blank(erasure.naming_them_whole)


PERSONAL = (
    Holding(
        Invitation,
        copied="whom a letter is for was typed at the desk, and no key leads to a person",
        moved="it stays with its session, whoever it was for",
        erased="its number and session stay; the name goes at the end, wherever it was typed",
        blanked=_blank,
    ),
)
