"""Decide who has earned a certificate, what its number is, and what a typed code means. Plain values in, a decision or a refusal out."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _

# Crockford's base32: what people confuse stands once, and there is no U.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_KEY_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_CODE_LENGTH = 16


class SeriesWithoutEnd(Refused):
    """A rolling series has no last meeting, so nobody completes it."""

    sentence = _("This series has no last session. Certificates are issued for series that end.")


class SeriesNotOver(Refused):
    """A meeting of the series is still to come, or none was held."""

    sentence = _("Certificates can be issued once the last session is over.")


class NoIssuer(Refused):
    """The owner of the programme has nothing that makes it a secretariat."""


class NoSignatory(Refused):
    """Nobody is named who signs for the issuer."""


class AlreadyRevoked(Refused):
    """A certificate is revoked once."""

    sentence = _("This certificate was revoked before. Nothing was changed.")


class NothingToLift(Refused):
    """Nothing bars another certificate: it was not revoked, or somebody said before why there may be one."""

    sentence = _("Nothing holds another certificate back. Nothing was changed.")


class NotEarned(Refused):
    """There is nothing to put in a revoked certificate's place."""

    sentence = _(
        "Attendance or the name as they stand now do not allow another certificate. Nothing was changed; you can revoke it alone."
    )


class NoReason(Refused):
    """A certificate is not taken back without a word."""

    sentence = _("Please write the reason: the holder and the check page will show it.")


class HolderErased(Refused):
    """There is no document any more: the holder had their data erased."""

    status = 410
    sentence = _(
        "The holder of this certificate had their data erased. Number, title, dates and digest can still be checked."
    )


@dataclass(frozen=True)
class Requirement:
    """What a series asks: lengths in minutes of its meetings that were not cancelled, by their ids; how many one must be present in.

    required None asks for all. jp_minutes is the length of one learning hour.
    """

    minutes: Mapping[int, int]
    required: int | None
    jp_minutes: int

    @property
    def needed(self) -> int:
        """Return how many meetings are asked for; a cancelled meeting cannot be asked of anybody."""
        return len(self.minutes) if self.required is None else min(self.required, len(self.minutes))


@dataclass(frozen=True)
class Earned:
    """The certificate is earned, by being present in these of all the meetings; jp None where it would be less than one."""

    meetings: tuple[int, ...]
    attended: int
    total: int
    jp: int | None


@dataclass(frozen=True)
class NotYet:
    """The certificate is not earned, and why."""

    attended: int
    total: int
    reasons: tuple[Sentence, ...]


def earned(asked: Requirement, present: Collection[int]) -> Earned | NotYet:
    """Return whether being present in these meetings earns the certificate.

    JP counts the meetings the person was present in: their whole lengths are added first, then divided by the length of
    one learning hour and rounded down once.
    """
    attended = tuple(meeting for meeting in asked.minutes if meeting in present)
    total = len(asked.minutes)
    if not total:
        return NotYet(0, 0, (_("No session of this series was held."),))
    if len(attended) < asked.needed:
        reason = _(
            "Attended %(attended)s of %(total)s sessions; needed: %(needed)s.",
            attended=len(attended),
            total=total,
            needed=asked.needed,
        )
        return NotYet(len(attended), total, (reason,))
    jp = sum(asked.minutes[meeting] for meeting in attended) // asked.jp_minutes
    return Earned(attended, len(attended), total, jp or None)


def may_issue(*, rolling: bool, ends: Sequence[datetime], now: datetime) -> None:
    """Refuse certificates for a series that has no end or has not come to it; ends: of its meetings that were not cancelled."""
    if rolling:
        raise SeriesWithoutEnd
    if not ends or max(ends) > now:
        raise SeriesNotOver


def attachment_name(number: str) -> str:
    """Return the file name of a certificate: its number, in letters that every system takes."""
    return "-".join(["sertifikat", *re.findall(r"[0-9A-Za-z]+", number)]) + ".pdf"


def code_from(key: str) -> str:
    """Return the check code that 16 random base32 characters (80 bits) stand for, in letters that read well on paper."""
    return key.translate(str.maketrans(_KEY_LETTERS, _CODE_LETTERS))


def typed_code(typed: str) -> str | None:
    """Return the code that somebody typed or pasted, None for anything else.

    Case, spaces and dashes do not matter; O is 0, I and L are 1; the check page's whole address is taken too.
    """
    bare = (
        re.sub(r"[\s\-–]", "", typed.rpartition("/cek/")[2])
        .upper()
        .translate(str.maketrans("OIL", "011"))
    )
    return bare if len(bare) == _CODE_LENGTH and set(bare) <= set(_CODE_LETTERS) else None
