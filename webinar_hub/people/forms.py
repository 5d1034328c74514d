"""What every form shares that asks for a person's address."""

from typing import Any

from wtforms.validators import ValidationError

from webinar_hub.people.contacts import BadEmail, BadPhone, normal_email, normal_phone


def email_address(_form: Any, field: Any) -> None:
    """Take a typed e-mail address in its one written form; raise ValidationError for anything else, take nothing for nothing."""
    try:
        field.data = normal_email(field.data) if field.data else field.data
    except BadEmail as refusal:
        raise ValidationError(str(refusal)) from None


def phone_number(_form: Any, field: Any) -> None:
    """Take a typed telephone number in E.164; raise ValidationError for anything else, take nothing for nothing."""
    try:
        field.data = normal_phone(field.data) if field.data else field.data
    except BadPhone as refusal:
        raise ValidationError(str(refusal)) from None
