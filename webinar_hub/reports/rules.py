"""Count people by group, and decide which counts may be shown. Plain values in and out."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Group = TypeVar("Group", bound=Hashable)

LEAST = 5
"""A count below this could be laid on single people: it is shown to the owner alone; what is sensitive has a rule of its own."""


@dataclass(frozen=True)
class Cell:
    """How many registered, and how many of them were there; None is hidden."""

    registered: int | None
    attended: int | None


def hide_small(counts: Mapping[Group, int]) -> dict[Group, int | None]:
    """Return the counts without those from 1 to LEAST - 1.

    The total tells what all hidden ones come to. Where that is one count, or fewer than LEAST people, the next smallest is hidden as well.
    """
    hidden = {group for group, count in counts.items() if 0 < count < LEAST}
    for group in sorted((group for group, count in counts.items() if count >= LEAST), key=lambda group: counts[group]):
        if hidden and (len(hidden) == 1 or sum(counts[each] for each in hidden) < LEAST):
            hidden.add(group)
    return {group: None if group in hidden else count for group, count in counts.items()}


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


def sensitive(counts: Mapping[bool | None, int]) -> dict[bool | None, int | None]:
    """Return how many said yes, no and nothing about what nobody may learn of a single person: whole or not at all.

    Zero would tell as much of everybody as one tells of somebody, so each answer needs LEAST people.
    """
    unsaid = counts.get(None, 0)
    shown = min(counts.get(True, 0), counts.get(False, 0)) >= LEAST and not 0 < unsaid < LEAST
    return {answer: counts.get(answer, 0) if shown else None for answer in (True, False, None)}
