"""What we ask of whoever appoints."""

from typing import Any, ClassVar

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Length, ValidationError

from webinar_hub.accounts.rules import AddressTaken, ShutOut
from webinar_hub.kit.errors import Refused
from webinar_hub.network.logo import LargeLogo
from webinar_hub.people.contacts import Contact
from webinar_hub.people.forms import ContactField, NameField, email_address
from webinar_hub.people.models import Portrait
from webinar_hub.people.names import LongName
from webinar_hub.people.portraits.rules import (
    MOST_WORDS,
    NotAgreed,
    PhotosWithdrawn,
    UnreadablePhoto,
)
from webinar_hub.programmes.appearing.actions import Named
from webinar_hub.programmes.forms import choices
from webinar_hub.programmes.models import AppearanceRole
from webinar_hub.programmes.words import ROLES
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    KnowingForm,
    LinesField,
    TextField,
    _,
    required,
)


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


class ReplaceForm(KnowingForm):
    """Who comes instead of somebody: one who is known, or one who is typed."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        AddressTaken: "contact",
        ShutOut: "contact",
        LongName: "name",
    }

    who = HiddenField(default="", validators=[Length(max=32)])
    name = NameField(_("Full name with titles"), validators=[AtMost(160)])
    contact = ContactField(_("Mobile number or e-mail"), validators=[AtMost(254)])

    def validate_name(self, field: NameField) -> None:
        """Ask for a name where nobody was chosen."""
        if not (self.who.data or field.data):
            raise ValidationError(str(_("Write the name.")))

    @property
    def named(self) -> Named:
        """Return who was typed."""
        given = self.contact.contact or Contact()
        return Named(self.name.data or "", given.email, given.phone)


class PortraitForm(HubForm):
    """What is shown of somebody where they speak."""

    PLACES: ClassVar[dict[type[Refused], str]] = {
        UnreadablePhoto: "photo",
        LargeLogo: "photo",
        NotAgreed: "agreed",
        PhotosWithdrawn: "photo",
    }

    office = TextField(_("Office and organisation"), validators=[AtMost(160)])
    bio = LinesField(_("A few words on them"), validators=[AtMost(MOST_WORDS)])
    photo = FileField(_("Photo (PNG or JPEG)"))
    agreed = BooleanField(_("They agree that this photo is shown where they speak."))
    without_photo = BooleanField(_("Without a photo"))

    @staticmethod
    def values(portrait: Portrait | None) -> dict[str, Any]:
        """Return what the form shows of what is stored."""
        return {"office": portrait.office, "bio": portrait.bio} if portrait else {}

    @property
    def upload(self) -> bytes:
        """Return the photo that was chosen, nothing where none was."""
        return self.photo.data.read() if self.photo.data else b""

    def facts(self) -> dict[str, Any]:
        """Return what describe takes from the form, all but the photo."""
        return {
            "office": self.office.data or "",
            "bio": self.bio.data or "",
            "agreed": bool(self.agreed.data),
            "without_photo": bool(self.without_photo.data),
        }


class OwnPortraitForm(PortraitForm):
    """The same, asked of themselves."""

    bio = LinesField(_("A few words on you"), validators=[AtMost(MOST_WORDS)])
    agreed = BooleanField(_("I agree that this photo is shown where I speak."))
    without_photo = BooleanField(
        _("Without a photo: I agree no longer, and photos of sessions that show me go at once, too")
    )
