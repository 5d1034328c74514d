"""Decide when a code opens somebody's own data."""

from datetime import datetime, timedelta

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.people.models import ConsentKind

CODE_LASTS = timedelta(minutes=15)

BY_HAND_LASTS = timedelta(hours=24)
"""A code that somebody at the desk hands over may take until the next morning."""

OPEN_LASTS = timedelta(minutes=30)
"""How long a browser that typed a code sees the data."""

TRIES = 5
"""How often a code can be mistyped before it is worth nothing: five of a million."""

CODES_AN_HOUR, CODES_A_DAY = 3, 10

TRIES_AN_HOUR = TRIES * CODES_AN_HOUR
"""How often codes of one person can be typed, however many the desk makes."""

BY_LINK = (
    ConsentKind.NEWS,
    ConsentKind.RECORDING,
    ConsentKind.PARTNERS,
    ConsentKind.PHOTOS,
)
"""The consents that the personal link alone shows and takes back.

With the others go answers, and that there are any is nobody else's.
"""


def withdrawn(kind: ConsentKind) -> Sentence:
    """Return what whoever took back a consent of this kind reads."""
    if kind is ConsentKind.PHOTOS:
        return _(
            "Withdrawn, and every photo noted as showing you is gone. It is kept that you had agreed, and until when."
        )
    return _("Withdrawn. It is kept that you had agreed, and until when.")


class WrongCode(Refused):
    """The digits are not those of a code that can still be used."""

    sentence = _(
        "This code is not right, or can no longer be used. Compare it with the latest message, or ask for a new one."
    )


class NotOpen(Refused):
    """Nobody typed a code in this browser, or too long ago."""

    status = 403
    sentence = _(
        "Your data are closed again. Ask for a code and type it in, then do this once more."
    )


class HasAddress(Refused):
    """The person has an e-mail address, to which a code goes and nowhere else."""

    status = 409
    sentence = _(
        "This person has an e-mail address. They ask for the code on their own page, and it goes there."
    )


class AddressInUse(Refused):
    """Somebody of the same name is known at the new address.

    Two entries of one person, or two people.
    """

    sentence = _(
        "Somebody of your name is already registered at this address. The secretariat brings the two together: ask for it below."
    )


def tries_of(code_key: str) -> str:
    """Return the name under which it is counted how often a code was typed."""
    return f"data-try:{code_key}"


def may_use_code(
    *, digits: str, typed: str, expires_at: datetime, used_at: datetime | None, now: datetime
) -> None:
    """Raise WrongCode unless these are the digits of a code that can be used at this moment.

    Spaces in what was typed do not matter.
    """
    if used_at is not None or now >= expires_at or "".join(typed.split()) != digits:
        raise WrongCode
