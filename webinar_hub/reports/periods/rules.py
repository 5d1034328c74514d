"""Add the people of a period up by what they have in common. Plain values in and out."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from webinar_hub.kit.counts import small
from webinar_hub.network.models import OrganisationKind
from webinar_hub.people.models import AgeBand, Sex
from webinar_hub.reports.rules import hide_small

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True)
class Sums:
    """How many had a place and came, how often they came, and how long; None is hidden.

    registered and present count each person once; attendances counts each time somebody was there.
    """

    registered: int | None = 0
    present: int | None = 0
    attendances: int | None = 0
    seconds: int | None = 0

    def __add__(self, other: "Sums") -> "Sums":
        """Return both together, for counts that hide nothing and count nobody twice."""
        return Sums(
            (self.registered or 0) + (other.registered or 0),
            (self.present or 0) + (other.present or 0),
            (self.attendances or 0) + (other.attendances or 0),
            (self.seconds or 0) + (other.seconds or 0),
        )

    @property
    def hours(self) -> int | None:
        """Return the whole hours that people were there, in all."""
        return None if self.seconds is None else round(self.seconds / 3600)


@dataclass(frozen=True)
class Alike:
    """The people of a period who are alike in what is counted; None is unknown."""

    sex: Sex | None
    age_band: AgeBand | None
    region_code: str | None
    organisation: OrganisationKind | None
    registered: int
    present: int
    attendances: int
    seconds: int


def summed(found: Iterable[Alike], by: Callable[[Alike], Group]) -> dict[Group, Sums]:
    """Return sums by what people have in common."""
    sums: defaultdict[Group, Sums] = defaultdict(Sums)
    for each in found:
        sums[by(each)] += Sums(each.registered, each.present, each.attendances, each.seconds)
    return dict(sums)


def for_others(sums: Mapping[Group, Sums]) -> dict[Group, Sums]:
    """Return a list as somebody outside may read it: people alone, without small counts.

    How often and how long people came would tell of the hidden ones.
    """
    people = {group: (each.registered or 0, each.present or 0) for group, each in sums.items()}
    return {
        group: Sums(registered, present, None, None)
        for group, (registered, present) in hide_small(people).items()
    }


def together(sessions: Iterable[Sums]) -> Sums:
    """Return what several sessions come to, everybody counted in each."""
    return sum(sessions, Sums())


def of_few(sessions: Sequence[Sums]) -> Sums:
    """Return what some sessions come to, or the most of one where that is small: it is then hidden.

    Somebody who comes five times is no five people: there are as many as any one session has.
    """
    whole = together(sessions)
    registered = max(each.registered or 0 for each in sessions)
    present = max(each.present or 0 for each in sessions)
    return replace(
        whole,
        registered=registered if small(registered) else whole.registered,
        present=present if small(present) else whole.present,
    )


def whole_for_others(whole: Sums) -> Sums:
    """Return the sum of a period as somebody outside may read it: nothing of few people."""
    if small(whole.registered or 0):
        return Sums(None, None, None, None)
    if small(whole.present or 0):
        return Sums(whole.registered, None, None, None)
    return whole
