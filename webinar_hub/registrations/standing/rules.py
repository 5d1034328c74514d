"""Decide until when a registration can be left."""

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class TooLateToLeave(Refused):
    """The meeting is over: what happened cannot be undone."""

    sentence = _("This session is over, so the registration can no longer be cancelled.")


class CalledOff(Refused):
    """The secretariat cancelled the meeting: there is no place to give back."""

    sentence = _("This session was cancelled.")
