"""Decide whether two people may be one.

Plain values in, a proposal or None out; a person decides in the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from webinar_hub.people.names import words_likeness


@dataclass(frozen=True)
class Traits:
    """What is compared of a person: name as `loose_words`, addresses, organisation, region."""

    words: tuple[str, ...]
    email: str | None = None
    phone: str | None = None
    organisation_id: int | None = None
    region_code: str | None = None

    @property
    def province(self) -> str | None:
        """Return the code of the province."""
        return self.region_code and self.region_code.partition(".")[0]

    @property
    def district(self) -> str | None:
        """Return the code of the district or city, None where only the province is known."""
        return self.region_code if self.region_code and "." in self.region_code else None


@dataclass(frozen=True)
class Proposal:
    """How likely two people are one, 1 to 100, and why: codes of words.REASONS."""

    score: int
    reasons: tuple[str, ...]


# How near the names have to be (100: the same words in whatever spelling and order), and what a
# shared fact is worth beside them.
# A telephone is mostly one person's; an office's e-mail address is everybody's there.
_PHONE, _EMAIL, _ORGANISATION, _DISTRICT, _PROVINCE = (
    (50, 60),
    (70, 50),
    (90, 40),
    (98, 35),
    (98, 25),
)
_SAME_NAME = 98
_REASONS = {
    "phone": "phone",
    "email": "email",
    "organisation_id": "organisation",
    "district": "district",
    "province": "province",
}
_NAME_WEIGHT = 0.4
_TWO_PHONES = 10


def propose(one: Traits, other: Traits) -> Proposal | None:
    """Return why two people may be one, None where nothing says so.

    A name is borne by many, so it needs something beside it: an address or an organisation of both;
    or the district, unless telephone and e-mail both differ. Where a district is not known the
    province will do if no address differs, as with somebody who registered once by telephone and
    once by e-mail.
    """
    likeness = words_likeness(list(one.words), list(other.words))
    same = {trait: _same(getattr(one, trait), getattr(other, trait)) for trait in _REASONS}
    worth = _worth(same, likeness, named=min(len(one.words), len(other.words)) > 1)
    if worth is None:
        return None
    score = worth + round(likeness * _NAME_WEIGHT) - _TWO_PHONES * (same["phone"] is False)
    reasons = [
        _REASONS[trait]
        for trait, holds in same.items()
        if holds and not (trait == "province" and same["district"])
    ]
    return Proposal(score, (*reasons, "name" if likeness >= _SAME_NAME else "near"))


def _worth(same: Mapping[str, bool | None], likeness: float, *, named: bool) -> int | None:
    """Return what the best shared fact is worth beside names so alike, None where none is."""
    differing = (same["phone"], same["email"]).count(False)
    cases = (
        (same["phone"], _PHONE),
        (same["email"], _EMAIL),
        (same["organisation_id"], _ORGANISATION),
        (named and same["district"] and differing < 2, _DISTRICT),
        (named and same["province"] and same["district"] is None and differing == 0, _PROVINCE),
    )
    return next((worth for holds, (least, worth) in cases if holds and likeness >= least), None)


def _same(one: object, other: object) -> bool | None:
    """Say whether two people have the same of something, None where it is not known of both."""
    return None if one is None or other is None else one == other
