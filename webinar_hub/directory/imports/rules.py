"""Decide what a line of an uploaded table means beside the directory."""

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rapidfuzz import fuzz

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.text import search_key
from webinar_hub.network.models import NETWORKS, OrganisationKind, ParentKind

DOUBTFUL = 86
"""From which likeness on, of 100, a new name is taken for a misspelling of one that is there."""

_CROWDED = 80
"""A word that more organisations bear than this tells nothing."""


class AlreadyTakenIn(Refused):
    """The table was taken in before."""

    sentence = _("This table was imported already.")


class NoDay(Refused):
    """A text says no day."""

    def __init__(self, text: str) -> None:
        super().__init__(
            _("“%(what)s” is no date. Write it as 2019-05-31, 31/05/2019 or 2019.", what=text[:60])
        )


class OddDays(Refused):
    """A line has several days, but not one for each network."""

    sentence = _("Write one date for all networks, or one for each in the same order.")


_DAYS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})"),
)
_YEARS = range(1900, 2100)


def day_written(text: str) -> date:
    """Return the day that a cell says. Raises NoDay.

    It is year-month-day, day/month/year, or the first of January of a year.
    """
    found = next((match for pattern in _DAYS if (match := pattern.fullmatch(text))), None)
    if found is None:
        raise NoDay(text)
    try:
        day = date(
            **{
                "month": 1,
                "day": 1,
                **{name: int(number) for name, number in found.groupdict().items()},
            }
        )
    except ValueError:
        raise NoDay(text) from None
    if day.year not in _YEARS:
        raise NoDay(text)
    return day


def days_of(since: Sequence[str], networks: int) -> list[date | None]:
    """Return since when an organisation is in each network, None where nothing is said.

    Raises NoDay and OddDays.
    """
    days = [day_written(text) if text else None for text in since]
    if not any(days):
        return [None] * networks
    if len(days) not in (1, networks) or not networks:
        raise OddDays
    return days * networks if len(days) == 1 else days


class LineVerdict(StrEnum):
    """What a line of an uploaded table comes to."""

    NEW = "new"
    SAME = "same"
    CHANGES = "changes"
    DOUBTFUL = "doubtful"
    ERROR = "error"


@dataclass(frozen=True)
class KnownOrganisation:
    """An organisation of the directory as an import sees it."""

    id: int
    key: str
    name: str
    search_key: str
    kind: OrganisationKind
    region_code: str | None
    closed: bool


@dataclass
class KnownOrganisations:
    """The whole directory, found by any exact name or by likeness without looking at everything."""

    by_name: dict[str, dict[int, KnownOrganisation]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    own_name: dict[str, KnownOrganisation] = field(default_factory=dict)
    merged_names: set[str] = field(default_factory=set)
    _by_block: dict[str, list[KnownOrganisation]] = field(default_factory=lambda: defaultdict(list))

    def add(self, listed: KnownOrganisation) -> None:
        """Take an organisation in."""
        names = [name for name in listed.search_key.split("|") if name]
        for name in names:
            self.by_name[name][listed.id] = listed
        self.own_name[names[0]] = listed
        for block in {block for name in names for block in _blocks(name)}:
            self._by_block[block].append(listed)

    def bearing(self, name: str) -> list[KnownOrganisation]:
        """Return who bears exactly this name as their own, else everybody also called so."""
        key = search_key(name)
        own = self.own_name.get(key)
        return [own] if own else list(self.by_name.get(key, {}).values())

    def meant(
        self, name: str, kinds: Collection[OrganisationKind] = tuple(OrganisationKind)
    ) -> list[KnownOrganisation]:
        """Return the open organisations of these kinds that bear exactly this name."""
        return [each for each in self.bearing(name) if each.kind in kinds and not each.closed]

    def alike(self, name: str) -> KnownOrganisation | None:
        """Return the organisation whose name is the nearest, if it could be a misspelling of it."""
        key = search_key(name)
        near = {
            listed.id: listed
            for block in _blocks(key)
            if len(rest := self._by_block.get(block, ())) <= _CROWDED
            for listed in rest
        }
        scored = [
            (
                max(
                    fuzz.token_sort_ratio(key, other)
                    for other in listed.search_key.split("|")
                    if other
                ),
                -row_id,
            )
            for row_id, listed in near.items()
        ]
        score, row_id = max(scored, default=(0.0, 0))
        return near[-row_id] if score >= DOUBTFUL else None


def _blocks(name: str) -> set[str]:
    """Return what two spellings of a name likely share: beginnings and ends of words."""
    words = [word for word in name.split() if len(word) > 2]
    return {f"{word[:4]}-" for word in words} | {f"-{word[-4:]}" for word in words}


def part_kind(below: OrganisationKind, above: OrganisationKind) -> ParentKind:
    """Return what an organisation likely is to the one above it."""
    return ParentKind.NETWORK if below in NETWORKS and above not in NETWORKS else ParentKind.BRANCH


def reaches(
    start: Hashable, goal: Hashable, above: Mapping[Hashable, Collection[Hashable]]
) -> bool:
    """Say whether one climbs from start to goal, over what stands above each."""
    seen: set[Hashable] = set()
    level = {start}
    while level - seen:
        seen |= level
        level = {each for one in level for each in above.get(one, ())} - seen
    return goal in seen


@dataclass(frozen=True)
class Answer:
    """What a line comes to.

    sentences say why, fields what changes, and `of` is the organisation that the line speaks of.
    """

    verdict: LineVerdict
    sentences: tuple[Sentence, ...] = ()
    fields: tuple[str, ...] = ()
    of: KnownOrganisation | None = None
