"""Codes of the second step, of an app (RFC 6238) and on paper. Values in, an answer out.

An app's secret is made of our key, the account and a word that stands in its row: a copy of the
database holds no secret, and a word seen there makes another one in any other account. Printed
codes are made alike, and kept as digests under the same key.
"""

import base64
import hashlib
from datetime import datetime

import pyotp

from webinar_hub.kit import tokens

HOW_MANY = 10
"""How many codes are printed."""

_LENGTH = 10
_STEP = 30


def secret(link_key: bytes, account_id: int, word: str) -> str:
    """Return the secret of an app (base32, 160 bits) that a word stands for in an account."""
    mac = tokens.signed(link_key, "authenticator", f"{account_id}:{word}")
    return base64.b32encode(hashlib.sha256(mac.encode()).digest()[:20]).decode()


def address(app_secret: str, *, email: str, network: str) -> str:
    """Return what the QR code says to the app."""
    return pyotp.TOTP(app_secret).provisioning_uri(name=email, issuer_name=network)


def step(app_secret: str, typed: str, *, last: int | None, now: datetime) -> int | None:
    """Return the number of the half minute that a typed code belongs to.

    That is this one, the one before or after; None for any other code. last is the step of the code
    that was used before: it, and older ones, are good no more.
    """
    made_by, present = pyotp.TOTP(app_secret), int(now.timestamp()) // _STEP
    digits = tidy(typed)
    near = (
        number for number in (present - 1, present, present + 1) if last is None or number > last
    )
    return next(
        (
            number
            for number in near
            if pyotp.utils.strings_equal(made_by.generate_otp(number), digits)
        ),
        None,
    )


def tidy(typed: str) -> str:
    """Return a code as it is compared: without spaces and hyphens, in capitals."""
    return "".join(sign for sign in typed if sign.isalnum()).upper()


def printed(link_key: bytes, account_id: int, word: str) -> list[str]:
    """Return the ten codes that a word stands for in an account, in two groups each.

    Their ten signs cannot be mistaken for one another.
    """
    return [
        _grouped(
            tokens.spelled(link_key, "printed codes", f"{account_id}:{word}-{number}", _LENGTH)
        )
        for number in range(HOW_MANY)
    ]


def _grouped(code: str) -> str:
    return f"{code[: _LENGTH // 2]}-{code[_LENGTH // 2 :]}"


def is_printed(typed: str) -> bool:
    """Say whether what was typed has the length of a printed code."""
    return len(tidy(typed)) == _LENGTH


def digest(link_key: bytes, account_id: int, code: str) -> str:
    """Return what is kept of an account's printed code."""
    return tokens.digest(tokens.signed(link_key, "printed code", f"{account_id}:{tidy(code)}"))
