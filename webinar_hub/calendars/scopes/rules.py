"""Decide what the words of an address ask for. Plain values in, an answer out."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

WORDS = {
    "program": "programme",
    "seri": "series",
    "klaster": "sector",
    "wilayah": "region",
    "jaringan": "network",
    "lembaga": "organisation",
    "sekretariat": "secretariat",
}
"""What addresses call each part of what is wanted."""


PATTERNS = dict.fromkeys(WORDS, r"[a-z0-9.-]{0,40}")
"""How each word of an address is written that a kept page differs by."""


@dataclass(frozen=True)
class Wanted:
    """Which sessions somebody wants: those that are of everything that is named.

    Sectors and regions are named by their codes, all else by keys; "" is for any.
    """

    programme: str = ""
    series: str = ""
    sector: str = ""
    region: str = ""
    network: str = ""
    organisation: str = ""
    secretariat: str = ""

    @classmethod
    def of(cls, words: Mapping[str, str]) -> "Wanted":
        """Return what the words of an address ask for; others say nothing."""
        return cls(**{part: words.get(word, "") for word, part in WORDS.items()})

    @property
    def parts(self) -> dict[str, str]:
        """Return what is named, by its part."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {part: name for part, name in named.items() if name}

    @property
    def words(self) -> dict[str, str]:
        """Return what is named, by the words of addresses."""
        return {word: self.parts[part] for word, part in WORDS.items() if part in self.parts}


EVERYTHING = Wanted()
