"""What we ask of whoever hands over."""

from collections.abc import Iterable
from typing import ClassVar

from wtforms import SelectField

from webinar_hub.kit.errors import Refused
from webinar_hub.network.models import Secretariat
from webinar_hub.programmes.handover.rules import NoReceiver
from webinar_hub.web.forms import AtMost, HubForm, SelectChoice, TextField, _


class HandOverForm(HubForm):
    """To which secretariat a programme or series goes, and why."""

    PLACES: ClassVar[dict[type[Refused], str]] = {NoReceiver: "to"}

    to = SelectField(_("Receiver"))
    reason = TextField(_("Reason"), validators=[AtMost(300)])

    def offer(self, secretariats: Iterable[Secretariat]) -> None:
        """Offer the secretariats that may receive it."""
        self.to.choices = [
            SelectChoice(each.organisation.key, each.organisation.name) for each in secretariats
        ]
