"""Keys in addresses, codes that people type, and capability links."""

import base64
import hashlib
import hmac
import secrets
import uuid

# Without 0 O 1 I L, so that nobody mistakes one for another on paper or on the telephone.
_PLAIN = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

_KEY = b"abcdefghijklmnopqrstuvwxyz234567" * 8


def key() -> str:
    """Return 16 random base32 characters, for a row's public address (80 bits)."""
    # Of each byte five bits; the library's encoding, in Python, takes eight times as long.
    return secrets.token_bytes(16).translate(_KEY).decode()


def calendar_uid() -> str:
    """Return a random UID for a calendar entry, the same for ever (RFC 7986, section 5.3)."""
    return str(uuid.uuid4())


def plain_code(length: int) -> str:
    """Return a random code of the given length that can be read out loud."""
    return "".join(secrets.choice(_PLAIN) for _ in range(length))


def short() -> str:
    """Return the end of a short address: eight characters that can be read out loud."""
    return plain_code(8).lower()


def secret() -> str:
    """Return a random token of 256 bits for a cookie or an address; store only its digest."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Return the SHA-256 of a token, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def signed(link_key: bytes, purpose: str, value: str) -> str:
    """Return `value.mac`: a capability that can be written again and is never stored."""
    return f"{value}.{_mac(link_key, purpose, value)}"


def keyed(link_key: bytes, purpose: str, value: str) -> str:
    """Return 26 characters by which a value is known again; nobody makes them without the key."""
    return _mac(link_key, purpose, value)


def opened(link_key: bytes, purpose: str, capability: str) -> str | None:
    """Return the value inside a capability of this key and purpose, None for anything else."""
    value, _dot, mac = capability.rpartition(".")
    return (
        value
        if value and hmac.compare_digest(mac.encode(), _mac(link_key, purpose, value).encode())
        else None
    )


def edition(key: str, number: int) -> str:
    """Return what a link with an edition says: the key of a row, and the edition."""
    return f"{key}-{number}"


def opened_edition(link_key: bytes, purpose: str, capability: str) -> tuple[str, int] | None:
    """Return the key and the edition inside a capability, None for anything else."""
    key, _dash, number = (opened(link_key, purpose, capability) or "").partition("-")
    return (key, int(number)) if number.isdecimal() else None


def spelled(link_key: bytes, purpose: str, value: str, length: int) -> str:
    """Return a code as `plain_code` makes them, always the same for this value and purpose.

    Nobody can compute it without the key.
    """
    code = hmac.new(link_key, f"{purpose}:{value}".encode(), hashlib.sha512).digest()
    number, letters = int.from_bytes(code), []
    for _ in range(length):
        number, place = divmod(number, len(_PLAIN))
        letters.append(_PLAIN[place])
    return "".join(letters)


def digits(link_key: bytes, purpose: str, value: str) -> str:
    """Return the six digits that follow from a value: a code to type, which is never stored."""
    code = hmac.new(link_key, f"{purpose}:{value}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(code) % 1_000_000:06}"


def _mac(link_key: bytes, purpose: str, value: str) -> str:
    code = hmac.new(link_key, f"{purpose}:{value}".encode(), hashlib.sha256).digest()[:16]
    return base64.b32encode(code).decode().lower().rstrip("=")
