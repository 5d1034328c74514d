"""Count people by group, and decide which counts may be shown. Plain values in and out."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from webinar_hub.kit.counts import LEAST, small

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True)
class Cell:
    """How many registered, and how many of them were there; None is hidden."""

    registered: int | None
    attended: int | None


def hide_small(counts: Mapping[Group, tuple[int, ...]]) -> dict[Group, tuple[int | None, ...]]:
    """Return the counts of a list without those from 1 to LEAST - 1, and what gives them away.

    Of each group every count is at most the one before it: who was there, of those who registered.
    So what is hidden of a group hides the rest of its counts as well; and a sum below the list
    tells what all hidden ones of a column come to. Where a small one follows from that, the next
    smallest is hidden as well, then the column before. Only that all of three or more are 4 may
    still follow.
    """
    columns = [
        dict(zip(counts, column, strict=True)) for column in zip(*counts.values(), strict=True)
    ]
    before: dict[Group, int] = {}
    hidden: list[set[Group]] = []
    for column in columns:
        hidden.append(_hidden(column, before, hidden[-1] if hidden else set()))
        before = column
    for number in range(len(columns) - 1, 0, -1):
        # Where a column has nothing left to hide, the one before it must not bound it.
        if len(hidden[number]) > 1 and _follows(
            columns[number], hidden[number], columns[number - 1], hidden[number - 1]
        ):
            hidden[number - 1] = hidden[number]
    return {
        group: tuple(None if group in column else n for n, column in zip(each, hidden, strict=True))
        for group, each in counts.items()
    }


def _hidden(
    column: Mapping[Group, int], most: Mapping[Group, int], already: set[Group]
) -> set[Group]:
    """Return the groups hidden in a column; most, already: the column before, what it hides."""
    hidden = already | {group for group, count in column.items() if small(count)}
    if not hidden:
        return hidden
    shown = (group for group in column if group not in hidden and column[group])
    for group in sorted(shown, key=lambda group: column[group]):
        gives_away = _tells(column, hidden, column[group])
        if gives_away or _follows(column, hidden, most, already):
            hidden.add(group)
    return hidden


def _tells(column: Mapping[Group, int], hidden: set[Group], smallest: int) -> bool:
    """Say whether the sum of the hidden counts gives one away; smallest: of those shown."""
    together = sum(column[group] for group in hidden)
    # The next smallest, hidden beside a small one, is no larger than what is shown: the small
    # one is the rest.
    rest = together - (len(hidden) - 1) * smallest
    return len(hidden) == 1 or small(together) or rest >= LEAST - 2


def _follows(
    column: Mapping[Group, int],
    hidden: set[Group],
    most: Mapping[Group, int],
    most_hidden: set[Group],
) -> bool:
    """Say whether the sum of the hidden counts leaves a small one too little room.

    The others are at most what stands before them. Decided by what a reader knows as well: by the
    hidden counts themselves, hiding would tell of them.
    """
    if not most:
        return False
    room = sum(most[group] - column[group] for group in hidden)
    return any(1 < most[group] - room < LEAST for group in hidden - most_hidden)


def table(lines: Iterable[tuple[Group, int, int]], *, hide: bool) -> dict[Group, Cell]:
    """Return sums by group of (group, registered, attended), small ones hidden when asked."""
    sums: dict[Group, tuple[int, int]] = {}
    for group, seats, there in lines:
        registered, attended = sums.get(group, (0, 0))
        sums[group] = registered + seats, attended + there
    return {group: Cell(*each) for group, each in (hide_small(sums) if hide else sums).items()}


@dataclass(frozen=True)
class Figures:
    """How many had a place, how many were there, how many certificates hold; None is hidden."""

    registered: int | None
    attended: int | None
    certificates: int | None

    @property
    def whole(self) -> bool:
        """Say whether both counts are shown, so that they may be shown by group as well."""
        return self.registered is not None and self.attended is not None

    def part(self, of: "Figures") -> "Figures":
        """Return the figures of a part without what is hidden of its whole.

        A part tells how large the whole is at least.
        """
        registered = None if of.registered is None else self.registered
        attended = None if registered is None or of.attended is None else self.attended
        return Figures(registered, attended, None if attended is None else self.certificates)


def figures(
    ids: Iterable[int],
    registered: Mapping[int, int],
    attended: Mapping[int, int],
    certificates: Mapping[int, int],
) -> dict[int, Figures]:
    """Return the figures of one list by id, small ones hidden even beside a sum."""
    counts = {
        one: (registered.get(one, 0), attended.get(one, 0), certificates.get(one, 0)) for one in ids
    }
    return {one: Figures(*each) for one, each in hide_small(counts).items()}


def sensitive(counts: Mapping[bool | None, int]) -> dict[bool | None, int | None]:
    """Return how many said yes, no and nothing about something sensitive: whole or not at all.

    Zero would tell as much of everybody as one tells of somebody, so each answer needs LEAST
    people.
    """
    unsaid = counts.get(None, 0)
    shown = min(counts.get(True, 0), counts.get(False, 0)) >= LEAST and not 0 < unsaid < LEAST
    return {answer: counts.get(answer, 0) if shown else None for answer in (True, False, None)}


def reach_shown(sessions: int, people: int, organisations: int, provinces: int) -> dict[str, int]:
    """Return the numbers of the network that everybody may see, by what they count.

    Those of few people say nothing, nor where these came from.
    """
    counts = {"people": people, "organisations": organisations, "provinces": provinces}
    shown = {name: count for name, count in counts.items() if min(count, people) >= LEAST}
    return {"sessions": sessions, **shown} if sessions else {}
