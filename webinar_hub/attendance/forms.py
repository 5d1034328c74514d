"""What the facilitator's desk asks."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import Length

from webinar_hub.kit import tokens
from webinar_hub.kit.text import clean
from webinar_hub.kit.zones import ZONES
from webinar_hub.web.forms import AtMost, Button, HubForm, SelectChoice, TextField, _


class ReportForm(HubForm):
    """A report file of the platform, and the clock of the account that it was downloaded with."""

    report = FileField(
        _("Attendance report"),
        validators=[FileRequired(message=_("Choose the file first."))],
    )
    zone = SelectField(
        _("Clock of the report"),
        choices=[SelectChoice(zone.short, f"{zone.short}, {zone.place}") for zone in ZONES],
    )


class ListForm(HubForm):
    """A list to take along; contact data only for who may."""

    contacts = BooleanField(_("with contact data"))


class DecisionForm(Button):
    """Who is behind the rows of one platform name; group is where the review stands."""

    decision = StringField(validators=[Length(max=10)])
    group = HiddenField(validators=[Length(max=16)])
    rows = SelectMultipleField(validate_choice=False, coerce=clean)
    who = StringField(validators=[Length(max=16)])
    standing = HiddenField(validators=[Length(max=16)])
    typed_name = TextField(_("Name of the new person"), validators=[AtMost(160)])

    @property
    def pressed(self) -> str:
        """Tell a second press from another answer on a page that was gone back to."""
        fields = (self.form_id, self.decision, self.who, self.typed_name)
        typed = "\n".join(field.data or "" for field in fields)
        return tokens.digest(typed) if super().pressed else ""
