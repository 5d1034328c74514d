"""What every form shares that asks who somebody is and how they are reached."""

from typing import Any

from wtforms.validators import StopValidation, ValidationError

from webinar_hub.kit.errors import Refused
from webinar_hub.people.contacts import BadEmail, BadPhone, Contact, mobile_number, normal_email, typed_contact
from webinar_hub.people.names import refuse_no_name
from webinar_hub.web.forms import TextField

UNSAID = ""
"""What stands for no answer; nobody has to give one."""


def email_address(_form: Any, field: Any) -> None:
    """Take a typed e-mail address in its one written form; raise ValidationError for anything else, take nothing for nothing."""
    try:
        field.data = normal_email(field.data) if field.data else field.data
    except BadEmail as refusal:
        raise ValidationError(str(refusal)) from None


def phone_number(_form: Any, field: Any) -> None:
    """Take a typed mobile number in E.164; raise ValidationError for anything else, take nothing for nothing."""
    try:
        field.data = mobile_number(field.data) if field.data else field.data
    except BadPhone as refusal:
        raise ValidationError(str(refusal)) from None


class NameField(TextField):
    """The name of a person, as it is printed."""

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError for what cannot be a name."""
        if not self.data:
            return
        try:
            refuse_no_name(self.data)
        except Refused as refusal:
            raise StopValidation(str(refusal)) from None


class ContactField(TextField):
    """One field that takes an e-mail address or a mobile number; contact holds it normalised."""

    contact: Contact | None = None

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError with a sentence that says what is missing."""
        if not self.data:
            return
        try:
            self.contact = typed_contact(self.data)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from None
