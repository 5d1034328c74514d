"""What we ask of somebody who joins."""

from typing import Any

from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional

from webinar_hub.kit import language
from webinar_hub.network import regions
from webinar_hub.people.contacts import Contact
from webinar_hub.people.forms import ContactField
from webinar_hub.people.models import ConsentKind
from webinar_hub.registrations.actions import Application
from webinar_hub.web.forms import AtMost, HubForm, TextField, _, required


class JoinForm(HubForm):
    """Name, organisation, address, province, and three consents apart from each other."""

    name = TextField(_("Full name"), [required(_("Write your name. One word is enough.")), AtMost(160)])
    organisation = TextField(_("Organisation"), [AtMost(200)])
    contact = ContactField(_("Mobile number or e-mail"), [required(_("Write a mobile number or an e-mail address.")), AtMost(254)])
    region = SelectField(_("Province"), [required(_("Choose your province."))])
    news = BooleanField(_("Send me news of the next webinars and trainings."))
    recording = BooleanField(_("My picture and voice may be in the recording that is published."))
    partners = BooleanField(_("My name and organisation may be shared with the partners of this session."))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.region.choices = [
            ("", str(_("Choose a province"))),
            *((province.code, province.name) for province in regions.provinces()),
            ("-", str(_("Outside Indonesia"))),
        ]

    def application(self) -> Application:
        """Return what was filled in, for the action."""
        contact = self.contact.contact or Contact(None, None)
        return Application(
            name=self.name.data or "",
            email=contact.email,
            phone=contact.phone,
            organisation=self.organisation.data or "",
            region_code=self.region.data if self.region.data != "-" else None,
            consents=tuple(kind for kind in ConsentKind if self[kind.value].data),
            language=language.current(),
        )


class LeaveForm(HubForm):
    """The meeting whose seat is given back; none gives back every seat."""

    meeting = HiddenField(validators=[Optional(), AtMost(16)])


class LostLinkForm(HubForm):
    """The address to which the personal link is sent again."""

    contact = ContactField(_("Mobile number or e-mail"), [required(_("Write a mobile number or an e-mail address.")), AtMost(254)])
