"""What we ask of whoever wants to sign in."""

from webinar_hub.people.forms import email_address
from webinar_hub.web.forms import AtMost, HubForm, TextField, _, required


class SignInForm(HubForm):
    """The address that the link is sent to."""

    email = TextField(_("E-mail address"), [required(_("Write your e-mail address.")), AtMost(254), email_address])


class EnterForm(HubForm):
    """The button on the page that a sign-in link opens."""
