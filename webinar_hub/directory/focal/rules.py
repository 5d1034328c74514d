"""Decide what a focal person may hand over. Plain values in, a refusal out."""

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class ReachedByLetter(Refused):
    """The link is not for focal persons to hand over."""

    sentence = _(
        "This person has an e-mail address, is no longer registered, or is not known to be of your organisation. Their secretariat helps."
    )
