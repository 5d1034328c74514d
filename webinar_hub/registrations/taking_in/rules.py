"""Refuse to take somebody in."""

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class RegisteredAlready(Refused):
    """Whoever is to be registered has every place asked for, or waits for it."""

    sentence = _("This person is registered already, or stands on the waiting list.")
