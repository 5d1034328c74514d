"""Telephone numbers: one written form for each, whoever has it."""

import re
import unicodedata

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.text import visible

_LABEL = re.compile(
    r"^(?:(?:no|nomor)\b[.\s]*)?(?:wa|whatsapp|hp|telp|telepon|tel|phone|hape)?\b[\s.:]*(?=[+(\dOo])",
    re.IGNORECASE,
)
_WHATSAPP = re.compile(
    r"^(?:https?://)?(?:api\.)?(?:wa\.me/|whatsapp\.com/send/?\?phone=)\+?(\d+)\S*$", re.IGNORECASE
)
WHATSAPP_ID = re.compile(r"^(\d+)(?::\d+)?@(?:s\.whatsapp\.net|c\.us)$", re.IGNORECASE)
# Of Indonesian mobile numbers, the leading 0 with them.
FEWEST_DIGITS, _MOST_DIGITS = 10, 13
_DIGITS_AND_MARKS = re.compile(r"\+?[\d\s().\-–—‐‑]+$")


class BadPhone(Refused):
    """The text is not one valid telephone number."""

    sentence = _(
        "The phone number is not complete: write 10 to 13 digits, for example 0812-3456-7890."
    )


class UnknownPhone(BadPhone):
    """The text has as many digits as a number, but nobody can have one like it."""

    sentence = _(
        "No phone number is like this: look at it again. One of another country begins with + and its code, for example +61 412 345 678."
    )


class LongPhone(BadPhone):
    """The text has more digits than any telephone number."""

    def __init__(self, digits: int) -> None:
        super().__init__(
            _(
                "These are %(digits)s digits, too many for one number: write one, with 10 to 13 digits, for example 0812-3456-7890.",
                digits=digits,
            )
        )


class Landline(BadPhone):
    """The number belongs to a landline, where no message arrives."""

    sentence = _(
        "This is a landline, where no message arrives: write a mobile number, for example 0812-3456-7890, or an e-mail address."
    )


def normal_phone(typed: str) -> str:
    """Return one valid number in E.164; without a + it is Indonesian. A letter O stands for zero.

    Raise BadPhone.
    """
    import phonenumbers

    text = unicodedata.normalize("NFKC", visible(typed)).removeprefix("tel:").strip()
    for pattern in (_WHATSAPP, WHATSAPP_ID):
        if found := pattern.match(text):
            text = f"+{found[1]}"
    text = re.sub(r"[oO]", "0", _LABEL.sub("", text)).rstrip(" .,;")
    text = re.sub(
        r"^(\(?\+\d{1,3}\)?[\s-]*)\(0\)", r"\1", re.sub(r"^\(\+(\d{1,3})\)", r"+\1 ", text)
    )
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


def mobile_number(typed: str) -> str:
    """Return one number in E.164 that messages reach. Raise BadPhone, LongPhone or Landline."""
    import phonenumbers

    found = normal_phone(typed)
    if (
        phonenumbers.number_type(phonenumbers.parse(found))
        == phonenumbers.PhoneNumberType.FIXED_LINE
    ):
        raise Landline
    return found


def shown_phone(e164: str) -> str:
    """Return an E.164 number as people write it: 0812-3456-7890; a foreign one as +65 9123 4567."""
    import phonenumbers

    number = phonenumbers.parse(e164)
    home = number.country_code == 62
    return phonenumbers.format_number(
        number,
        phonenumbers.PhoneNumberFormat.NATIONAL
        if home
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    )


def spellings(e164: str) -> set[str]:
    """Return how an E.164 number is met in texts: stored, as written, without marks, without +."""
    shown = shown_phone(e164)
    return {e164, e164.removeprefix("+"), shown, re.sub(r"\D", "", shown)}


def whatsapp_number(e164: str) -> str:
    """Return the digits that a https://wa.me/ address takes."""
    return e164.removeprefix("+")


def digits_in(text: str) -> int:
    """Return how many digits a text has."""
    return sum(c.isdigit() for c in text)


def _bad(text: str) -> BadPhone:
    """Return why a text is no number; an Indonesian one begins with 0, or with 62 in its place."""
    digits = digits_in(text) - re.sub(r"\D", "", text).startswith("62")
    if digits > _MOST_DIGITS:
        return LongPhone(digits_in(text))
    return BadPhone() if digits < FEWEST_DIGITS else UnknownPhone()
