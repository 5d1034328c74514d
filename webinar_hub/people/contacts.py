"""The addresses of a person: e-mail and telephone, in one written form each."""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean

_LABEL = re.compile(r"^(?:(?:no|nomor)\b[.\s]*)?(?:wa|whatsapp|hp|telp|telepon|tel|phone|hape)?\b[\s.:]*(?=[+(\dOo])", re.IGNORECASE)
_WHATSAPP = re.compile(r"^(?:https?://)?(?:api\.)?(?:wa\.me/|whatsapp\.com/send/?\?phone=)\+?(\d+)\S*$", re.IGNORECASE)
_WHATSAPP_ID = re.compile(r"^(\d+)(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s,;/|<>()]+@[^\s,;/|<>()]+")
# Of Indonesian mobile numbers, the leading 0 with them.
_FEWEST_DIGITS, _MOST_DIGITS = 10, 13
_DIGITS_AND_MARKS = re.compile(r"\+?[\d\s().\-–—‐‑]+$")


class BadEmail(Refused):
    """The text is not an e-mail address."""

    code = "bad_email"
    sentence = _("The e-mail address is not complete: write it like name@example.org.")


class BadPhone(Refused):
    """The text is not one valid telephone number."""

    code = "bad_phone"
    sentence = _("The phone number is not complete: write 10 to 13 digits, for example 0812-3456-7890.")


class LongPhone(BadPhone):
    """The text has more digits than any telephone number."""

    code = "long_phone"

    def __init__(self, digits: int) -> None:
        super().__init__(
            _(
                "These are %(digits)s digits, too many for one number: write one, with 10 to 13 digits, for example 0812-3456-7890.",
                digits=digits,
            )
        )


class Landline(BadPhone):
    """The number belongs to a landline, where no message arrives."""

    code = "landline"
    sentence = _("This is a landline, where no message arrives: write a mobile number, for example 0812-3456-7890, or an e-mail address.")


class SeveralContacts(Refused):
    """The text holds more than one address."""

    code = "several_contacts"
    sentence = _("Write only one of them here: a mobile number or an e-mail address.")


class BadContact(Refused):
    """The text is neither an e-mail address nor a telephone number."""

    code = "bad_contact"
    sentence = _("Write a phone number or an e-mail address.")


@dataclass(frozen=True)
class Contact:
    """Where a person is reached: an e-mail address, a telephone number in E.164, or both."""

    email: str | None = None
    phone: str | None = None


def normal_email(typed: str) -> str:
    """Return the address in lower case, NFC, its domain in ASCII (RFC 5890); a +tag stays. Raise BadEmail."""
    text = _visible(typed).strip("<>()[]\"'.,; ").removeprefix("mailto:")
    try:
        found = validate_email(text, check_deliverability=False)
    except EmailNotValidError as error:
        raise BadEmail from error
    return f"{unicodedata.normalize('NFC', found.local_part.lower())}@{found.ascii_domain.lower()}"


def normal_phone(typed: str) -> str:
    """Return one valid number in E.164; without a + it is Indonesian. A letter O stands for zero. Raise BadPhone."""
    text = unicodedata.normalize("NFKC", _visible(typed)).removeprefix("tel:").strip()
    for pattern in (_WHATSAPP, _WHATSAPP_ID):
        if found := pattern.match(text):
            text = f"+{found[1]}"
    text = re.sub(r"[oO]", "0", _LABEL.sub("", text)).rstrip(" .,;")
    text = re.sub(r"^(\(?\+\d{1,3}\)?[\s-]*)\(0\)", r"\1", re.sub(r"^\(\+(\d{1,3})\)", r"+\1 ", text))
    text = re.sub(r"^00(?=[1-9])", "+", text)
    if not _DIGITS_AND_MARKS.match(text):
        raise _bad(text)
    try:
        number = phonenumbers.parse(text, "ID")
    except phonenumbers.NumberParseException as error:
        raise _bad(text) from error
    if not phonenumbers.is_valid_number(number):
        raise _bad(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parse_contact(typed: str) -> Contact:
    """Return what one field holds, an e-mail address or a telephone number.

    Raise BadEmail, BadPhone, LongPhone, SeveralContacts or BadContact.
    """
    text = _visible(typed)
    if "@" in text and not _WHATSAPP_ID.match(text):
        try:
            return Contact(email=normal_email(text))
        except BadEmail:
            beside = _EMAIL.sub("", text, count=1)
            if beside != text and ("@" in beside or _digits(beside) >= _FEWEST_DIGITS):
                raise SeveralContacts from None
            raise
    try:
        return Contact(phone=normal_phone(text))
    except BadPhone:
        if not _digits(text) or sum(c.isalpha() for c in text) > _digits(text):
            raise BadContact from None
        raise


def typed_contact(typed: str) -> Contact:
    """Return what somebody typed as where messages reach them. Raise as parse_contact does, and Landline."""
    contact = parse_contact(typed)
    return Contact(phone=mobile_number(contact.phone)) if contact.phone else contact


def mobile_number(typed: str) -> str:
    """Return one number in E.164 that messages reach. Raise BadPhone, LongPhone or Landline."""
    found = normal_phone(typed)
    if phonenumbers.number_type(phonenumbers.parse(found)) == phonenumbers.PhoneNumberType.FIXED_LINE:
        raise Landline
    return found


def _bad(text: str) -> BadPhone:
    """Return why a text is no number; an Indonesian one begins with 0, or with 62 in its place."""
    digits = _digits(text) - re.sub(r"\D", "", text).startswith("62")
    return LongPhone(_digits(text)) if digits > _MOST_DIGITS else BadPhone()


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def shown_phone(e164: str) -> str:
    """Return an E.164 number as people write it: 0812-3456-7890; a foreign one as +65 9123 4567."""
    number = phonenumbers.parse(e164)
    home = number.country_code == 62
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def spellings(e164: str) -> set[str]:
    """Return how an E.164 number is met in texts: as it is stored, as people write it, without marks, without the +."""
    shown = shown_phone(e164)
    return {e164, e164.removeprefix("+"), shown, re.sub(r"\D", "", shown)}


def masked(contact: Contact) -> str:
    """Return an address so that its owner knows it and nobody else learns it: `ma…@example.org`, `…7890`."""
    if contact.email:
        # A report may hold what is no address.
        name, at, domain = contact.email.rpartition("@") if "@" in contact.email else (contact.email, "", "")
        return f"{name[:2] if len(name) > 2 else name[:1]}…{at}{domain}"
    return f"…{(contact.phone or '')[-4:]}"


@dataclass(frozen=True)
class Reached:
    """Addresses as somebody at the desk may read them, None where there is no such address; whole: not shortened."""

    phone: str | None
    email: str | None
    whole: bool


def as_read(email: str | None, phone: str | None, *, whole: bool) -> Reached:
    """Return addresses as they are shown, whole or shortened."""
    if whole:
        return Reached(phone and shown_phone(phone), email, whole=True)
    return Reached(phone and masked(Contact(phone=phone)), email and masked(Contact(email=email)), whole=not phone and not email)


def whatsapp_number(e164: str) -> str:
    """Return the digits that a https://wa.me/ address takes."""
    return e164.removeprefix("+")


def _visible(typed: str) -> str:
    return "".join(c for c in clean(typed) if unicodedata.category(c) != "Cf")
