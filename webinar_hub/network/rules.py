"""Decide what an organisation may be called, and how like two names are.

Plain values in, an answer or a refusal out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.text import clean, search_key

NAME_AT_MOST, ABBREVIATION_AT_MOST, ALIASES_AT_MOST = 200, 40, 40
ALIKE = 76
"""From which likeness on, of 100, a name is proposed for another."""
_WORDS_AT_MOST = 6
_PIECE = 3
_COMMON = frozenset(
    {
        "yayasan",
        "perkumpulan",
        "lembaga",
        "forum",
        "komunitas",
        "kelompok",
        "jaringan",
        "indonesia",
        "dan",
    }
)


class NameMissing(Refused):
    """An organisation without a name that can be searched for."""

    sentence = _("Write the name of the organisation.")


class LongNames(Refused):
    """A name, an abbreviation or the other names are longer than the directory takes."""

    sentence = _(
        "Names have at most 200 characters, an abbreviation 40, and an organisation at most 40 other names."
    )


class NameTaken(Refused):
    """Another organisation bears this name."""

    sentence = _(
        "Another organisation bears this name. Add the place to tell the two apart, or merge them."
    )


class ConductIncomplete(Refused):
    """A code of conduct in one language only."""

    sentence = _("Write the text in both languages.")


class OutsideScope(Refused):
    """The region is not one that the actor answers for."""

    sentence = _("Choose a region that you answer for.")


class OrganisationElsewhere(Refused):
    """The organisation is not one that the actor answers for."""

    sentence = _("Choose an organisation of a region that you answer for.")


class Conflict(Refused):
    """Somebody else changed the organisation while this form was open."""

    status = 409
    sentence = _(
        "Somebody else changed this organisation while you were writing. Nothing was overwritten: compare, then save once more."
    )


class Closed(Refused):
    """The organisation was closed, or merged into another."""

    sentence = _("This organisation is closed. Reopen it first.")


class SecretariatStays(Refused):
    """A secretariat owns programmes and numbers certificates."""

    sentence = _(
        "This organisation is a secretariat: it owns programmes and numbers certificates, so it can be neither closed nor merged away."
    )


class SecretariatOfOthers(Refused):
    """The organisation is the secretariat of a region that the actor does not answer for."""

    status = 403
    sentence = _(
        "This organisation is the secretariat of a region that you do not answer for. Ask that secretariat, or an administrator."
    )


class UnknownNetwork(Refused):
    """No network of this name stands in the directory."""

    sentence = _("The directory has no network, platform or cluster of this name.")


class AlreadyMember(Refused):
    """The organisation is a member of this network, or is that network."""

    sentence = _("It is a member of this network already, or is that network itself.")


class EndsBeforeStart(Refused):
    """A membership, or a time as a part of another organisation, would end before it began."""

    sentence = _("The last day cannot lie before the first.")


class Overlaps(Refused):
    """Another membership of the same network covers some of the days."""

    sentence = _(
        "It was a member of this network on some of these days already. Correct the dates of that membership instead."
    )


class UnknownParent(Refused):
    """No open organisation bears exactly this name."""

    sentence = _(
        "The directory knows no organisation of exactly this name. Add it first, or write it as it stands there."
    )


class AlreadyPart(Refused):
    """The organisation stands below this one already."""

    sentence = _(
        "It is written down as a part of this organisation already. Correct that entry instead."
    )


class Circle(Refused):
    """An organisation would stand below itself, over however many others."""

    sentence = _(
        "That would go round in a circle: the parent organisation is this one itself, or is a part of it."
    )


class SectorIncomplete(Refused):
    """A sector with a name in one language only."""

    sentence = _("Write the name in both languages.")


class SectorTaken(Refused):
    """Another sector bears the name."""

    sentence = _(
        "Another sector has this name. Choose another, or open that one again if it is closed."
    )


class UnknownSector(Refused):
    """A code that no sector has."""

    sentence = _("One of these sectors is not there any more. Choose again.")


class BadIssuer(Refused):
    """The short name in certificate numbers has signs that a number does not take."""

    sentence = _(
        "Write the short name with capital letters, digits, hyphens and dots, at most 20: JC or JC-53."
    )


class SecretariatAlready(Refused):
    """The organisation runs the hub for a region already."""

    sentence = _(
        "This organisation is a secretariat already. It stands in the list of secretariats."
    )


class UnknownOrganisation(Refused):
    """Nothing in the directory bears the name that was written, or more than one does."""

    sentence = _(
        "Write the organisation's name as it stands in the directory. One that is not there is added to the directory first."
    )


class IssuerTaken(Refused):
    """Another secretariat numbers under this short name."""

    sentence = _(
        "Another secretariat numbers its certificates under this short name. Choose one of its own."
    )


Spell = tuple[date, date | None]
"""A time from a first day to a last one; None: it still lasts."""


def clash(one: Spell, other: Spell) -> bool:
    """Say whether two spells begin on the same day or have days in common.

    One may begin on the day on which the other ended.
    """
    (began, ended), (since, until) = one, other
    return began == since or ((until is None or began < until) and (ended is None or since < ended))


def both_spells(one: Spell, other: Spell) -> Spell:
    """Return the time from the earlier beginning of two spells to the later end."""
    lasts = one[1] is None or other[1] is None
    return min(one[0], other[0]), None if lasts else max(day for day in (one[1], other[1]) if day)


def refuse_spell(since: date, until: date | None, others: Iterable[Spell]) -> None:
    """Raise EndsBeforeStart, and Overlaps where a spell clashes with another."""
    if until is not None and until < since:
        raise EndsBeforeStart
    if any(clash((since, until), other) for other in others):
        raise Overlaps


@dataclass(frozen=True)
class Names:
    """Everything an organisation is called, cleaned; no name stands twice."""

    name: str
    abbreviation: str
    aliases: tuple[str, ...]

    @property
    def search_key(self) -> str:
        """Return every name between bars, in the form that searches compare."""
        return "|" + "".join(
            f"{search_key(text)}|"
            for text in (self.name, self.abbreviation, *self.aliases)
            if search_key(text)
        )

    @property
    def name_key(self) -> str:
        """Return what lists are ordered by."""
        return search_key(self.name)[:NAME_AT_MOST]

    def also(self, others: Iterable[str]) -> "Names":
        """Return these names with more aliases."""
        return names(self.name, self.abbreviation, (*self.aliases, *others))


def names(name: str, abbreviation: str = "", aliases: Iterable[str] = ()) -> Names:
    """Return the names in the form in which they are kept; raise NameMissing and LongNames."""
    name, abbreviation = clean(name), clean(abbreviation)
    if not search_key(name):
        raise NameMissing
    seen = {search_key(name), search_key(abbreviation), ""}
    others: list[str] = []
    for alias in map(clean, aliases):
        if search_key(alias) not in seen:
            seen.add(search_key(alias))
            others.append(alias)
    if (
        len(name) > NAME_AT_MOST
        or len(abbreviation) > ABBREVIATION_AT_MOST
        or len(others) > ALIASES_AT_MOST
    ):
        raise LongNames
    if any(len(alias) > NAME_AT_MOST for alias in others):
        raise LongNames
    return Names(name, abbreviation, tuple(others))


def issuer_code(written: str) -> str:
    """Return the short name of a secretariat in its certificates' numbers; raise BadIssuer."""
    code = written.strip().upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9.-]{0,19}", code):
        raise BadIssuer
    return code


def first_issuer_code(name: str) -> str:
    """Return a short name for numbers: a name's words, or their initials where it is long."""
    words = search_key(name).upper().split()
    whole = "-".join(words)
    return whole if len(whole) <= 20 else "".join(word[0] for word in words)[:20]


def words_of(text: str) -> list[str]:
    """Return the words that a search looks for, at most six."""
    return search_key(text[:NAME_AT_MOST]).split()[:_WORDS_AT_MOST]


def pieces(text: str) -> list[list[str]]:
    """Return each telling word of a text cut in two or three, the longest word first.

    A wrong letter spoils one piece only, so that of each word at least one piece stands in the
    right name. Words that half the directory bears, and words of one or two letters, tell nothing
    where others do.
    """
    words = words_of(text)
    telling = [word for word in words if len(word) >= _PIECE and word not in _COMMON] or words
    return [_cut(word) for word in sorted(dict.fromkeys(telling), key=len, reverse=True)]


def _cut(word: str) -> list[str]:
    if len(word) <= _PIECE:
        return [word]
    parts = 2 if len(word) < 9 else 3
    return [
        word[len(word) * part // parts : len(word) * (part + 1) // parts] for part in range(parts)
    ]


def likeness(text: str, key: str) -> float:
    """Say how well an organisation's search key answers what was written, 0 to 100.

    Each word counts by its best counterpart, long ones more. A word of one or two letters must be
    there as it is. Names written together or apart are compared as a whole as well.
    """
    written = words_of(text)
    if not written:
        return 0.0
    called = [name.split() for name in key.split("|") if name]
    by_words = max((_answered(written, words) for words in called), default=0.0)
    whole = "".join(written)
    as_whole = max((_joined(whole, "".join(words)) for words in called), default=0.0)
    return max(by_words, as_whole)


def _joined(written: str, called: str) -> float:
    within = 0.95 * fuzz.partial_ratio(written, called) if 6 <= len(written) <= len(called) else 0.0
    return max(fuzz.ratio(written, called), within)


def _answered(written: list[str], words: list[str]) -> float:
    best = (
        max((_alike(word, other) for other in words), default=0.0) * len(word) for word in written
    )
    return sum(best) / sum(map(len, written))


def _alike(word: str, other: str) -> float:
    if min(len(word), len(other)) < _PIECE:
        return 100.0 if word == other else 0.0
    ratio = fuzz.ratio(word, other)
    return ratio if ratio >= 65 else 0.0
