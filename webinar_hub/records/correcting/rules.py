"""Decide whose addresses are changed at the desk."""

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class SignsIn(Refused):
    """The person has an account: nobody else changes where they are written to."""

    sentence = _(
        "This person signs in at the desk. They change their address themselves, on their own page."
    )


class KnownThere(Refused):
    """Somebody else of this name is known at this address."""

    sentence = _(
        "Somebody of this name is already known at this address. If the two are one, merge them under “Possible duplicates”."
    )
