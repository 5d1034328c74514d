"""What the matching answers: who is behind a row and why, or who may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from webinar_hub.attendance.readers.report import Row
from webinar_hub.kit.language import Sentence, _


class Reason(StrEnum):
    """Why a row was given to somebody, or was left for review."""

    ADDRESS = "address"
    PHONE = "phone"
    CODE = "code"
    NAME_AT_ADDRESS = "name_at_address"
    NAME = "name"
    REMEMBERED = "remembered"
    OTHER_NAME = "other_name"
    SHARED_ADDRESS = "shared_address"
    DISAGREE = "disagree"
    UNPROVED = "unproved"
    SAME_NAME = "same_name"
    SEVERAL_NAMES = "several_names"
    UNCERTAIN = "uncertain"
    NOBODY = "nobody"


REASONS: Mapping[Reason, Sentence] = {
    Reason.ADDRESS: _("Same e-mail address"),
    Reason.PHONE: _("Same phone number"),
    Reason.CODE: _("Registration code in the display name"),
    Reason.NAME_AT_ADDRESS: _("The name decides among those who share the address"),
    Reason.NAME: _("Only one participant has this name"),
    Reason.REMEMBERED: _("Decided so before"),
    Reason.OTHER_NAME: _("The address belongs to one participant, the name to another"),
    Reason.SHARED_ADDRESS: _("Several participants share this address"),
    Reason.DISAGREE: _("Address, phone number and code belong to different participants"),
    Reason.UNPROVED: _("The code is of a form that nobody confirmed"),
    Reason.SAME_NAME: _("Several participants have this name"),
    Reason.SEVERAL_NAMES: _("The display name holds more than one participant"),
    Reason.UNCERTAIN: _("Alike, but not certain"),
    Reason.NOBODY: _("Nobody on the list is alike"),
}


@dataclass(frozen=True)
class Proposal:
    """Somebody it could be: score 0 to 100, and why."""

    registrant: str
    score: int
    why: Sentence


@dataclass(frozen=True)
class Link:
    """Who is behind a row; registrant None leaves it for review, with proposals best first."""

    row: Row
    registrant: str | None
    reason: Reason
    proposals: tuple[Proposal, ...] = ()

    @property
    def why(self) -> Sentence:
        """Return the reason as a sentence."""
        return REASONS[self.reason]
