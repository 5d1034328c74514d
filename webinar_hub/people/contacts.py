"""The addresses of a person: e-mail and telephone, in one written form each."""

import re
import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.phones import (
    FEWEST_DIGITS,
    WHATSAPP_ID,
    BadPhone,
    digits_in,
    mobile_number,
    normal_phone,
    shown_phone,
)
from webinar_hub.kit.text import visible

_EMAIL = re.compile(r"[^\s,;/|<>()]+@[^\s,;/|<>()]+")


class BadEmail(Refused):
    """The text is not an e-mail address."""

    sentence = _("The e-mail address is not complete: write it like name@example.org.")


class SeveralContacts(Refused):
    """The text holds more than one address."""

    sentence = _("Write only one of them here: a mobile number or an e-mail address.")


class BadContact(Refused):
    """The text is neither an e-mail address nor a telephone number."""

    sentence = _("Write a phone number or an e-mail address.")


@dataclass(frozen=True)
class Contact:
    """Where a person is reached: an e-mail address, a telephone number in E.164, or both."""

    email: str | None = None
    phone: str | None = None


def normal_email(typed: str) -> str:
    """Return the address in lower case, NFC, its domain in ASCII (RFC 5890); a +tag stays.

    Raise BadEmail.
    """
    text = visible(typed).strip("<>()[]\"'.,; ").removeprefix("mailto:")
    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError as error:
        raise BadEmail from error
    return f"{unicodedata.normalize('NFC', found.local_part.lower())}@{found.ascii_domain.lower()}"


def parse_contact(typed: str) -> Contact:
    """Return what one field holds, an e-mail address or a telephone number.

    Raise BadEmail, BadPhone, LongPhone, SeveralContacts or BadContact.
    """
    text = visible(typed)
    if "@" in text and not WHATSAPP_ID.match(text):
        try:
            return Contact(email=normal_email(text))
        except BadEmail:
            beside = _EMAIL.sub("", text, count=1)
            if beside != text and ("@" in beside or digits_in(beside) >= FEWEST_DIGITS):
                raise SeveralContacts from None
            raise
    try:
        return Contact(phone=normal_phone(text))
    except BadPhone:
        if _more_letters_than_digits(text):
            raise BadContact from None
        raise


def _more_letters_than_digits(text: str) -> bool:
    digits = digits_in(text)
    return not digits or sum(c.isalpha() for c in text) > digits


def typed_contact(typed: str) -> Contact:
    """Return what somebody typed as where messages reach them.

    Raise as parse_contact does, and Landline.
    """
    contact = parse_contact(typed)
    return Contact(phone=mobile_number(contact.phone)) if contact.phone else contact


def masked(contact: Contact) -> str:
    """Return an address that only its owner knows again: `ma…@example.org`, `…7890`."""
    if contact.email:
        # A report may hold what is no address.
        name, at, domain = (
            contact.email.rpartition("@") if "@" in contact.email else (contact.email, "", "")
        )
        return f"{name[:2] if len(name) > 2 else name[:1]}…{at}{domain}"
    return f"…{(contact.phone or '')[-4:]}"


@dataclass(frozen=True)
class Reached:
    """Addresses as somebody at the desk may read them, None where there is no such address.

    whole: not shortened.
    """

    phone: str | None
    email: str | None
    whole: bool


def as_read(email: str | None, phone: str | None, *, whole: bool) -> Reached:
    """Return addresses as they are shown, whole or shortened."""
    if whole:
        return Reached(phone and shown_phone(phone), email, whole=True)
    return Reached(
        phone and masked(Contact(phone=phone)),
        email and masked(Contact(email=email)),
        whole=not phone and not email,
    )
