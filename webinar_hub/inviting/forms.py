"""What we ask of whoever writes a letter that invites."""

from typing import Any

from wtforms import BooleanField, RadioField, SelectField

from webinar_hub.programmes.models import AppearanceRole
from webinar_hub.programmes.words import ROLES
from webinar_hub.web.forms import (
    AtMost,
    HubForm,
    LinesField,
    SelectChoice,
    TextField,
    _,
    day,
    required,
)

_INVITED_AS = (
    AppearanceRole.SPEAKER,
    AppearanceRole.DISCUSSANT,
    AppearanceRole.MODERATOR,
    AppearanceRole.FACILITATOR,
    AppearanceRole.MC,
    AppearanceRole.NOTE_TAKER,
    AppearanceRole.SIGN_INTERPRETER,
    AppearanceRole.CAPTIONER,
)


class InvitationForm(HubForm):
    """Whom a letter invites, and as what."""

    addressee = TextField(
        _("To whom"), validators=[required(_("Write whom the letter is for.")), AtMost(160)]
    )
    organisation = TextField(_("Organisation"), validators=[AtMost(200)])
    place = TextField(_("Where they are"), validators=[AtMost(80)])
    role = SelectField(
        _("Invited as"),
        choices=[
            SelectChoice("", _("Participant")),
            *(SelectChoice(each.value, ROLES[each]) for each in _INVITED_AS),
        ],
        default="",
    )
    answer_by = day(_("Answer by"), needed=False)
    enclosed = BooleanField(_("The TOR is enclosed"))
    copies = TextField(_("Copy to"), validators=[AtMost(160)])
    paragraph = LinesField(_("A paragraph of your own"), validators=[AtMost(800)])
    language = RadioField(
        _("Language of the letter"),
        choices=[SelectChoice("id", "Bahasa Indonesia"), SelectChoice("en", "English")],
        default="id",
    )

    def facts(self) -> dict[str, Any]:
        """Return what give takes from the form."""
        return {
            "addressee": self.addressee.data or "",
            "organisation": self.organisation.data or "",
            "place": self.place.data or "",
            "role": AppearanceRole(self.role.data) if self.role.data else None,
            "answer_by": self.answer_by.data,
            "enclosed": bool(self.enclosed.data),
            "copies": self.copies.data or "",
            "paragraph": self.paragraph.data or "",
            "language": self.language.data,
        }
