"""The registrants of a meeting as the matching looks them up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from webinar_hub.attendance.matching import screen_names
from webinar_hub.attendance.matching.screen_names import Part, ScreenName
from webinar_hub.people.names import in_order, loose_words, same_words_key, words_likeness

FITS = 75
"""From here on a name is taken for somebody's: one word of several is 75."""


@dataclass(frozen=True)
class Registrant:
    """Somebody who may have come.

    email and phone are normalised. code is the registration code of four characters, other_codes
    are those of further forms of theirs, unsure_codes those of forms that somebody else may have
    sent in their name.
    """

    id: str
    name: str
    email: str | None = None
    phone: str | None = None
    organisation: str | None = None
    code: str | None = None
    other_codes: tuple[str, ...] = ()
    unsure_codes: tuple[str, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """Return all their codes, in capitals."""
        return frozenset(code.upper() for code in (self.code, *self.other_codes) if code)


@dataclass
class Registrants:
    """Everybody who may have come, by everything that finds them."""

    everybody: Sequence[Registrant]
    by_id: dict[str, Registrant] = field(default_factory=dict)
    emails: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    phones: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unsure: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    alike: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    keys: dict[str, str] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)
    spelt: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.everybody:
            self.by_id[one.id] = one
            self.keys[one.id] = same_words_key(one.name)
            self.words[one.id] = loose_words(one.name)
            self.spelt[one.id] = " ".join(self.words[one.id])
            self.names[self.keys[one.id]].add(one.id)
            self.alike[in_order(self.words[one.id])].add(one.id)
            if one.email:
                self.emails[one.email].add(one.id)
            if one.phone:
                self.phones[one.phone].add(one.id)
            for code in one.codes:
                self.codes[code].add(one.id)
            for code in one.unsure_codes:
                self.unsure[code.upper()].add(one.id)

    def fit(self, part: Part, who: str) -> int:
        """Return how well a part of a display name fits a registrant's name."""
        return (
            100
            if part.key == self.keys[who]
            else min(words_likeness(screen_names.loose(part), self.words[who]), 99)
        )

    def best_fit(self, screen: ScreenName, who: str) -> int:
        """Return how well the best part of a display name fits a registrant's name."""
        return max((self.fit(part, who) for part in screen.parts), default=0)

    def near(self, screen: ScreenName) -> set[str]:
        """Return those whose names are somewhat like a part of the display name."""
        found: set[str] = set()
        for part in screen.parts:
            if not all(screen_names.is_device_word(word) for word in part.words):
                spelt = " ".join(screen_names.loose(part))
                found |= {
                    who
                    for _name, _score, who in process.extract(
                        spelt, self.spelt, scorer=fuzz.token_set_ratio, limit=12, score_cutoff=60
                    )
                }
        return found
