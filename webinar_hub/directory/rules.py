"""Decide how unknown names are put together, what may be merged, and what a line of an uploaded table means. Plain values in and out."""

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import Sentence, _
from webinar_hub.kit.text import search_key
from webinar_hub.network.models import NETWORKS, OrganisationKind, ParentKind
from webinar_hub.network.rules import SecretariatStays

DOUBTFUL = 86
"""From which likeness on, of 100, a new name is taken for a misspelling of one that is there."""
REQUEST_LASTS = timedelta(days=7)
"""How long the link of a request to stand for an organisation can be opened."""

FOCAL_LASTS = timedelta(days=730)
"""How long somebody who asked stands for an organisation before somebody looks again."""

_CROWDED = 80
"""A word that more organisations bear than this tells nothing."""


class SameOrganisation(Refused):
    """An organisation cannot be merged with itself."""

    sentence = _("Choose another organisation: one cannot be merged with itself.")


class NothingToLink(Refused):
    """Nobody in the actor's scope is registered with this unknown name any more."""

    sentence = _(
        "Nobody is registered with this name any more, or somebody else settled it just now."
    )


class NobodyChosen(Refused):
    """No organisation was chosen, or the directory does not know the name that was typed."""

    sentence = _("Choose an organisation, or type a name exactly as it stands in the directory.")


class AlreadyTakenIn(Refused):
    """The table was taken in before."""

    sentence = _("This table was imported already.")


class RequestSpent(Refused):
    """The request was settled, or its link is too old."""

    status = 410
    sentence = _(
        "This request was answered already, or its link is older than 7 days. Ask again on the organisation's page."
    )


class AlreadyFocal(Refused):
    """Whoever asks stands for the organisation already."""

    sentence = _("This person stands for the organisation already.")


class RefusedWithoutReason(Refused):
    """A request is refused without a reason."""

    sentence = _("Please write a reason: whoever asked reads it.")


class NoDay(Refused):
    """A text says no day."""

    def __init__(self, text: str) -> None:
        super().__init__(
            _("“%(what)s” is no date. Write it as 2019-05-31, 31/05/2019 or 2019.", what=text[:60])
        )


class OddDays(Refused):
    """The days since which an organisation is in its networks are neither one nor as many as the networks."""

    sentence = _("Write one date for all networks, or one for each in the same order.")


_DAYS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})"),
    re.compile(r"(?P<year>[0-9]{4})"),
)
_YEARS = range(1900, 2100)


def day_written(text: str) -> date:
    """Return the day that a cell says: year-month-day, day/month/year, or the first of January of a year. Raises NoDay."""
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
    """Return since when an organisation is in each of its networks, None where nothing is said. Raises NoDay and OddDays."""
    days = [day_written(text) if text else None for text in since]
    if not any(days):
        return [None] * networks
    if len(days) not in (1, networks) or not networks:
        raise OddDays
    return days * networks if len(days) == 1 else days


def may_confirm(*, made_at: datetime, settled_at: datetime | None, now: datetime) -> None:
    """Raise RequestSpent unless the link of a request still counts."""
    if settled_at is not None or now >= made_at + REQUEST_LASTS:
        raise RequestSpent


def may_merge(kept: str, gone: str, *, gone_is_secretariat: bool) -> None:
    """Raise SameOrganisation or SecretariatStays where two organisations, by their keys, cannot become one."""
    if kept == gone:
        raise SameOrganisation
    if gone_is_secretariat:
        raise SecretariatStays


@dataclass(frozen=True)
class Unknown:
    """A name that people gave at registration: as most of them wrote it, in a province (None: outside Indonesia), and how many they are."""

    key: str
    name: str
    province: str | None
    number: int
    spellings: tuple[str, ...]


def grouped(rows: Iterable[tuple[str | None, str, int]]) -> list[Unknown]:
    """Return (region, name as written, registrations) put together by province and by what searches compare; nothing readable counts as itself."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for region, name, number in rows:
        found[(region or "")[:2], search_key(name)][name] += number
    groups = []
    for (province, key), spellings in found.items():
        by_number = sorted(spellings, key=lambda name: (-spellings[name], name))
        groups.append(
            Unknown(key, by_number[0], province or None, sum(spellings.values()), tuple(by_number))
        )
    return sorted(
        groups,
        key=lambda group: (group.province is None, group.province or "", -group.number, group.key),
    )


class Verdict(StrEnum):
    """What a line of an uploaded table comes to."""

    NEW = "new"
    SAME = "same"
    CHANGES = "changes"
    DOUBTFUL = "doubtful"
    ERROR = "error"


@dataclass(frozen=True)
class Listed:
    """An organisation of the directory as an import sees it."""

    id: int
    key: str
    name: str
    search_key: str
    kind: OrganisationKind
    region_code: str | None
    closed: bool


@dataclass
class Known:
    """The whole directory, found by any exact name or by likeness without looking at everything."""

    by_name: dict[str, dict[int, Listed]] = field(default_factory=lambda: defaultdict(dict))
    own_name: dict[str, Listed] = field(default_factory=dict)
    merged_names: set[str] = field(default_factory=set)
    _by_block: dict[str, list[Listed]] = field(default_factory=lambda: defaultdict(list))

    def add(self, listed: Listed) -> None:
        """Take an organisation in."""
        names = [name for name in listed.search_key.split("|") if name]
        for name in names:
            self.by_name[name][listed.id] = listed
        self.own_name[names[0]] = listed
        for block in {block for name in names for block in _blocks(name)}:
            self._by_block[block].append(listed)

    def bearing(self, name: str) -> list[Listed]:
        """Return who bears exactly this name: whoever has it as their own, else everybody who is also called so."""
        key = search_key(name)
        own = self.own_name.get(key)
        return [own] if own else list(self.by_name.get(key, {}).values())

    def meant(
        self, name: str, kinds: Collection[OrganisationKind] = tuple(OrganisationKind)
    ) -> list[Listed]:
        """Return the open organisations of these kinds that bear exactly this name."""
        return [each for each in self.bearing(name) if each.kind in kinds and not each.closed]

    def alike(self, name: str) -> Listed | None:
        """Return the organisation whose name is most like this one, where it is as like as a misspelling."""
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
    """Return what two spellings of a name likely share: the beginnings and the ends of its words."""
    words = [word for word in name.split() if len(word) > 2]
    return {f"{word[:4]}-" for word in words} | {f"-{word[-4:]}" for word in words}


def part_kind(below: OrganisationKind, above: OrganisationKind) -> ParentKind:
    """Return what an organisation likely is to the one above it: a network of what is no network itself, else a branch."""
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
    """What a line comes to: the verdict, what there is to say of it, for changes the fields, and the organisation it speaks of."""

    verdict: Verdict
    sentences: tuple[Sentence, ...] = ()
    fields: tuple[str, ...] = ()
    of: Listed | None = None
