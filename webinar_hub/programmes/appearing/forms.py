"""What we ask of whoever appoints."""

from typing import Any, ClassVar

from wtforms import SelectField

from webinar_hub.accounts.rules import AddressTaken, ShutOut
from webinar_hub.kit.errors import Refused
from webinar_hub.people.forms import NameField, email_address
from webinar_hub.people.names import LongName
from webinar_hub.programmes.forms import choices
from webinar_hub.programmes.models import AppearanceRole
from webinar_hub.programmes.words import ROLES
from webinar_hub.web.forms import AtMost, HubForm, TextField, _, required


class AppointForm(HubForm):
    """Who takes which part in a meeting."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        AddressTaken: "email",
        ShutOut: "email",
        LongName: "name",
    }

    name = NameField(
        _("Full name with titles"), validators=[required(_("Write the name.")), AtMost(160)]
    )
    email = TextField(_("E-mail address"), validators=[AtMost(254), email_address])
    role = SelectField(_("Role"), choices=choices(ROLES), default=AppearanceRole.SPEAKER.value)

    def facts(self) -> dict[str, Any]:
        """Return what appoint_named takes from the form."""
        return {
            "typed_name": self.name.data or "",
            "email": self.email.data or None,
            "role": AppearanceRole(self.role.data),
        }
