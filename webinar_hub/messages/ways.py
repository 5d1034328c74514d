"""Addresses that open another program with a text ready to be sent."""

from urllib.parse import quote

from webinar_hub.kit.phones import whatsapp_number


def whatsapp(phone: str, text: str) -> str:
    """Return the address that opens WhatsApp with a text to a number in E.164."""
    return f"https://wa.me/{whatsapp_number(phone)}?text={quote(text.strip(), safe='')}"


def mail(email: str, subject: str, text: str) -> str:
    """Return the address that opens the mail program with a letter (RFC 6068)."""
    lines = text.strip().replace("\n", "\r\n")
    return f"mailto:{quote(email)}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"
