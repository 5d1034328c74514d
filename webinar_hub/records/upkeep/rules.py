"""Decide who may be erased, and what was answered."""

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _


class WorksAtTheDesk(Refused):
    """The person has an account that is open: whoever may close it does so first."""

    sentence = _(
        "You sign in at the desk. Ask for it under “Erase my data”: whoever gave you your role closes your account first."
    )


class AnsweredAlready(Refused):
    """Somebody answered the request meanwhile."""

    status = 409
    sentence = _("Somebody has answered this request meanwhile. Open it again to see how.")
