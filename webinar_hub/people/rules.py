"""Decide whether two people may be one. Plain values in, a proposal or None out; a person decides in the end."""

from dataclasses import dataclass

from webinar_hub.people.names import words_likeness


@dataclass(frozen=True)
class Traits:
    """What is compared of a person: the name as `loose_words`, addresses, organisation, and the code of their region."""

    words: tuple[str, ...]
    email: str | None = None
    phone: str | None = None
    organisation_id: int | None = None
    region_code: str | None = None

    @property
    def province(self) -> str | None:
        """Return the code of the province."""
        return self.region_code and self.region_code.partition(".")[0]


@dataclass(frozen=True)
class Proposal:
    """How likely two people are one, 1 to 100, and why: codes of words.REASONS."""

    score: int
    reasons: tuple[str, ...]


# How near the names have to be (100: the same words in whatever spelling and order), and what a shared fact is worth beside them.
# A telephone is mostly one person's; an office's e-mail address is everybody's there.
_PHONE, _EMAIL, _ORGANISATION, _PROVINCE, _NAME = (50, 60), (70, 50), (80, 40), (95, 35), (98, 25)
_NAME_WEIGHT = 0.4
_LONG_NAME = 3
_TWO_PHONES = 10


def propose(one: Traits, other: Traits) -> Proposal | None:
    """Return why two people may be one, None where nothing says so.

    Without a shared address or organisation the names have to be the same but for their spelling: of two words within one
    province, of three words and more anywhere.
    """
    likeness = words_likeness(list(one.words), list(other.words))
    shared = {
        "phone": one.phone is not None and one.phone == other.phone,
        "email": one.email is not None and one.email == other.email,
        "organisation": one.organisation_id is not None and one.organisation_id == other.organisation_id,
        "province": one.province is not None and one.province == other.province,
    }
    words = min(len(one.words), len(other.words))
    near = shared["province"] or one.province is None or other.province is None
    cases = (
        (shared["phone"], _PHONE),
        (shared["email"], _EMAIL),
        (shared["organisation"], _ORGANISATION),
        (near and words > 1, _PROVINCE),
        (words >= _LONG_NAME, _NAME),
    )
    worth = next((worth for holds, (least, worth) in cases if holds and likeness >= least), None)
    if worth is None:
        return None
    two_phones = one.phone is not None and other.phone is not None and not shared["phone"]
    score = worth + round(likeness * _NAME_WEIGHT) - _TWO_PHONES * two_phones
    return Proposal(score, tuple(reason for reason, holds in shared.items() if holds) + (("name",) if likeness >= _NAME[0] else ("near",)))
