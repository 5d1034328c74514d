"""Decide what a form may still do, and what waits for its owner's word."""

from datetime import datetime, timedelta

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _

SAID_KEPT = timedelta(days=30)
"""How long what a form says waits for its owner."""


NAME_MENDED_WITHIN = timedelta(hours=1)
"""How long a slip in one's own name can be mended from the form's page."""


class TooLateToMend(Refused):
    """The name can no longer be mended from the form's page."""

    sentence = _(
        "The name can no longer be corrected here. Open your personal link and choose “My data”, or ask the secretariat."
    )


def may_mend_name(*, open_: bool, evidence: bool, until: datetime, now: datetime) -> None:
    """Raise TooLateToMend unless the form is open and nobody saw the person by that name."""
    if not open_ or evidence or now >= until:
        raise TooLateToMend


class Unconfirmed(Refused):
    """Nobody said yet that the form behind a registration was their own."""

    sentence = _("First say that the form below is yours. What you asked for is open after that.")
