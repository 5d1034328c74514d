"""Count people by group, and decide which counts may be shown. Plain values in and out."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Group = TypeVar("Group", bound=Hashable)

LEAST = 5
"""A count below this could be laid on single people: it is shown to the owner alone, and for disability to nobody."""


@dataclass(frozen=True)
class Cell:
    """How many registered, and how many of them were there; None is hidden."""

    registered: int | None
    attended: int | None


def hide_small(counts: Mapping[Group, int]) -> dict[Group, int | None]:
    """Return the counts without those from 1 to LEAST - 1.

    Where only one is hidden the total would tell it, so the smallest of the others is hidden with it.
    """
    small = {group for group, count in counts.items() if 0 < count < LEAST}
    if len(small) == 1:
        others = [group for group, count in counts.items() if count >= LEAST]
        small |= set(sorted(others, key=lambda group: counts[group])[:1])
    return {group: None if group in small else count for group, count in counts.items()}


def table(lines: Iterable[tuple[Group, int, int]], *, hide: bool) -> dict[Group, Cell]:
    """Return the sums by group of lines of (group, registered, attended), small ones hidden when asked."""
    registered: dict[Group, int] = {}
    attended: dict[Group, int] = {}
    for group, seats, there in lines:
        registered[group] = registered.get(group, 0) + seats
        attended[group] = attended.get(group, 0) + there
    shown, seen = (hide_small(registered), hide_small(attended)) if hide else (registered, attended)
    return {group: Cell(shown[group], seen[group]) for group in registered}


@dataclass(frozen=True)
class Figures:
    """How many people had a place, how many were there, how many certificates hold; None is hidden."""

    registered: int | None
    attended: int | None
    certificates: int | None


def figures(ids: Iterable[int], registered: Mapping[int, int], attended: Mapping[int, int], certificates: Mapping[int, int]) -> dict[int, Figures]:
    """Return the figures of what stands in one table, by id, small ones hidden: a sum may stand beside them."""
    listed = list(ids)
    shown = [hide_small({one: counts.get(one, 0) for one in listed}) for counts in (registered, attended, certificates)]
    return {one: Figures(*(each[one] for each in shown)) for one in listed}
