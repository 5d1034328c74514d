"""Decide how a letter is numbered, and why one is not given."""

import re

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

PATTERN = "{number:03}/UND/{issuer}/{month}/{year}"


class NothingToInviteTo(Refused):
    """The session is over, cancelled, or opens for nobody who has its address."""

    sentence = _(
        "No letter is given: the session cannot be opened by everybody, or it was cancelled or is over."
    )


def attachment_name(number: str) -> str:
    """Return the file name of a letter: its number, in letters that every system takes."""
    plain = "-".join(re.findall(r"[0-9A-Za-z]+", number))
    return str(_("invitation-%(number)s.pdf", number=plain))
