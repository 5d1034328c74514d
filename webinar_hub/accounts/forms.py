"""What we ask of whoever wants to sign in."""

from typing import Any

from wtforms.validators import ValidationError

from webinar_hub.people.contacts import BadEmail, normal_email
from webinar_hub.web.forms import AtMost, HubForm, TextField, _, required


class SignInForm(HubForm):
    """The address that the link is sent to."""

    email = TextField(_("E-mail address"), [required(_("Write your e-mail address.")), AtMost(254)])

    def validate_email(self, field: Any) -> None:
        """Take the address in its one written form."""
        try:
            field.data = normal_email(field.data)
        except BadEmail as refusal:
            raise ValidationError(str(refusal)) from None


class EnterForm(HubForm):
    """The button on the page that a sign-in link opens."""
