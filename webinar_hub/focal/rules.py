"""Decide what a focal person may hand over. Plain values in, a refusal out."""

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class ReachedByLetter(Refused):
    """The person has an e-mail address, or the registration was given back: nothing is handed over by others."""

    code = "reached_by_letter"
    sentence = _("This person has an e-mail address or is no longer registered. They have the link sent again themselves.")
