"""How it is told why letters fail at an address."""

from webinar_hub.kit.language import Sentence, _
from webinar_hub.messages.models import Cause

CAUSES: dict[Cause, Sentence] = {
    Cause.NO_SUCH: _("There is no such address."),
    Cause.NO_HOST: _("What stands behind the @ does not take mail."),
    Cause.CLOSED: _("The mailbox is closed."),
    Cause.FULL: _("The mailbox has been full for days."),
    Cause.LATER: _("Their mail server has not taken messages for days."),
}
"""Why letters fail at an address, in plain words."""
