"""What we ask of somebody who joins a moment before the start."""

from typing import ClassVar

from webinar_hub.kit import language
from webinar_hub.kit.errors import Refused
from webinar_hub.people.contacts import Contact
from webinar_hub.people.forms import ContactField, NameField
from webinar_hub.people.names import LongName
from webinar_hub.registrations.joining.actions import Application
from webinar_hub.web.forms import AtMost, HubForm, _, required


class GatherForm(HubForm):
    """How to reach somebody, and what they call themselves in the room."""

    PLACES: ClassVar[dict[type[Refused], str]] = {LongName: "name"}

    contact = ContactField(
        _("Mobile number or e-mail"),
        [required(_("Write a mobile number or an e-mail address.")), AtMost(254)],
    )
    name = NameField(_("Name"), [required(_("Write the name. One word is enough.")), AtMost(160)])

    def application(self) -> Application:
        """Return what was filled in, for the action; nothing else was asked."""
        contact = self.contact.contact or Contact(None, None)
        return Application(
            name=self.name.data or "",
            email=contact.email,
            phone=contact.phone,
            organisation="",
            region_code=None,
            consents={},
            language=language.current(),
        )
