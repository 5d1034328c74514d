"""Decide what becomes of a letter that could not be sent, and who may send or hand it over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from webinar_hub.kit.errors import Forbidden, Refused
from webinar_hub.kit.language import _
from webinar_hub.messages.models import LetterState

OPEN = (LetterState.NEW, LetterState.RETRY, LetterState.CLAIMED, LetterState.HANDING_OVER)
"""A sender still looks after these."""

TROUBLED = (LetterState.PARKED, LetterState.KEPT)
"""Somebody at the desk has to look after these."""

UNSENT = (*OPEN, LetterState.GATHERED, *TROUBLED)

HANDED_OVER = "handed over"
"""The reason of a letter that counts as sent because somebody at the desk passed it on."""

WRONG_NUMBER = "wrong number: "
"""How the reason of a letter begins that did not reach its receiver by the number behind it."""

CUT_SHORT = "cut short"
"""The reason of a letter whose sender disappeared in the middle.

It may have gone out twice, under one Message-ID.
"""

NO_SERVER, NO_ADDRESS = "no mail server", "no address"
"""Reasons to keep a letter for the desk."""

FAILING = "failing address"
"""The reason of a letter that is kept for the desk, as letters to its address come back."""

RETURNED = "returned:"
"""How the reason of a letter begins that came back; the server's words follow."""

LATE = "late"
"""The reason of a letter that lost its use while it waited."""

NO_TEXT = "text:"
"""How the reason of a letter begins whose facts do not make a text."""

UNDONE = "undone"
"""The reason of a letter that had nothing left to tell: all is as it was, or is no more."""

RESTORED = "restored"
"""The reason of a letter that was due when a backup was restored: it may have gone out before."""

RESTRICTED = "restricted"
"""The reason of a letter that was not sent because the person wants nothing but what they need."""

STOPPED, STOPPED_GATHERED = "stopped", "stopped, gathered"
"""The reasons of a letter that the desk stopped: alone, or waiting to go with others."""

STOPPED_BY_DESK = (STOPPED, STOPPED_GATHERED)

UNWANTED = "unwanted"
"""The reason of a letter of a kind that the person wants no more of."""

FACTS_KEPT = timedelta(days=730)
"""How long the facts of a letter are kept, from which its text could be made again."""

HELD = timedelta(minutes=10)
"""How long a letter about a change waits for the next change."""

_URGENT = timedelta(hours=24)

# Answers that refuse us rather than the letter, after any command (RFC 4954, section 6).
_SIGN_IN_CODES = (530, 534, 535, 538)
_SPREAD = 0.1
_SLOT_MINUTES = 20


class NotWaiting(Refused):
    """The letter was sent or dropped meanwhile, or a sender has it in hand."""

    sentence = _("This message is no longer waiting: it has been sent, or is no longer valid.")


class NotToBeRead(Forbidden):
    """The letter's link or code is for its receiver alone.

    It goes by mail, or whoever reads it could become what they are not.
    """

    sentence = _(
        "This link or code is for its receiver alone. It is read here only to hand it over, by somebody whom it does not profit."
    )


class Stage(StrEnum):
    """How far a sender got.

    To the server and past it with our own address, to the receiver, to the letter itself.
    """

    SERVER = "server"
    RECEIVER = "receiver"
    CONTENT = "content"


@dataclass(frozen=True)
class Trouble:
    """What kept a letter from going out.

    code is the server's answer (RFC 5321, section 4.2), 0 where there was none.
    """

    stage: Stage
    code: int
    text: str

    @property
    def kind(self) -> str:
        """Return it for the log: the text often names the receiver."""
        return f"{self.stage} {self.code or ''}".rstrip()

    @property
    def reason(self) -> str:
        """Return it as one line for the row and the desk."""
        return " ".join(f"{self.stage}: {self.code or ''} {self.text}".split())[:500]


class Receiver(Protocol):
    """Whom a letter is for: a person, or what is known of one."""

    @property
    def id(self) -> int:
        """Return the id of the person's row."""

    @property
    def email(self) -> str | None:
        """Return their e-mail address."""

    @property
    def phone(self) -> str | None:
        """Return their telephone number."""

    @property
    def restricted_at(self) -> datetime | None:
        """Return since when the use of their data is restricted."""


def mailbox(email: str | None, phone: str | None) -> str:
    """Return where letters to an address are counted.

    The mailbox without what stands behind a +, or the telephone number.
    """
    name, at, domain = (email or "").lower().rpartition("@")
    return f"{name.partition('+')[0] or name}{at}{domain}" or phone or ""


def slot(now: datetime) -> datetime:
    """Return when the present twenty minutes began."""
    return now.replace(minute=now.minute - now.minute % _SLOT_MINUTES, second=0, microsecond=0)


def permanent(trouble: Trouble) -> bool:
    """Say whether trying again is useless.

    The server refused this receiver or this letter for good (5yz).
    """
    ours = trouble.stage is Stage.SERVER or trouble.code in _SIGN_IN_CODES
    return trouble.code >= 500 and not ours


def wait_after(
    trouble: Trouble, attempts: int, delays: Sequence[int], *, spread: float
) -> timedelta | None:
    """Return how long to wait after so many attempts; None: park it.

    delays are seconds after the first, second, … attempt. spread (0 to 1) moves a delay by up to a
    tenth either way, so that a queue that failed together does not come back together.
    """
    if permanent(trouble) or not 1 <= attempts <= len(delays):
        return None
    return timedelta(seconds=delays[attempts - 1] * (1 - _SPREAD + 2 * _SPREAD * spread))


def told_at(starts: Iterable[datetime], now: datetime) -> datetime:
    """Return when people are told of meetings that begin then: at once where one begins soon."""
    return now if any(each - now < _URGENT for each in starts) else now + HELD


def overtaken(until: datetime | None, now: datetime) -> bool:
    """Say whether a letter has lost its use, since what it speaks of is over."""
    return until is not None and until <= now


def by_hand(state: LetterState, *, by_mail: bool) -> bool:
    """Say whether a letter is to be handed over.

    It could not be sent, or waits for a sender that will not be able to. by_mail: there is an
    address to send it to, and a server that does.
    """
    return state in TROUBLED or (not by_mail and state in (LetterState.NEW, LetterState.RETRY))


def may_send_again(state: LetterState) -> None:
    """Raise NotWaiting unless the letter is parked, kept or between two attempts."""
    if state not in (*TROUBLED, LetterState.RETRY):
        raise NotWaiting


def may_hand_over(state: LetterState) -> None:
    """Raise NotWaiting unless somebody may pass the letter on by hand.

    As for sending again, or not begun yet.
    """
    if state not in (*TROUBLED, LetterState.RETRY, LetterState.NEW):
        raise NotWaiting
