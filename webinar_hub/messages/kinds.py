"""The kinds of letters. Each room declares its own as KINDS in its module `letters`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from webinar_hub.kit.language import Sentence
from webinar_hub.messages.models import Lane
from webinar_hub.messages.secrets import Secret

TOGETHER = "messages/together"
"""The kind that holds others, where there are many to one mailbox."""


class Opens(StrEnum):
    """What the link or code in a letter opens: the desk, or somebody's own data."""

    DESK = "desk"
    DATA = "data"


@dataclass(frozen=True)
class Worded:
    """What a kind offers to a secretariat that words it anew: the names of placeholders.

    needs: no text may leave these out. Those that stand for a part of the letter are blocks of its
    templates. hub_alone: where one of these facts holds, the letter goes in the hub's own words.
    """

    needs: tuple[str, ...]
    offers: tuple[str, ...] = ()
    hub_alone: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return every placeholder that may stand in a text."""
        return ("name", *self.needs, *self.offers)


@dataclass(frozen=True)
class Kind:
    """A kind of letter: `room/name`, as its templates are called, and the desk's words for it.

    service: people are told because of what they themselves did or hold; other letters are stopped
    by a restriction. staff: it tells what happens where its receiver works, which desks below do
    not see. names_others: somebody besides its receiver is named in it. asked_for: somebody asked
    for the link in it. secrets: links and codes for its receiver alone, by the names under which
    its templates have them. worded: what a secretariat may word anew, None for the hub alone.
    """

    name: str
    words: Sentence
    lane: Lane
    service: bool
    opens: Opens | None = None
    staff: bool = False
    names_others: bool = False
    asked_for: bool = False
    secrets: Mapping[str, Secret] = field(default_factory=dict)
    worded: Worded | None = None


declared: dict[str, Kind] = {}


def fill(rooms: Iterable[Sequence[Kind]]) -> None:
    """Take the kinds that the rooms declare; app.py calls this."""
    declared.update({kind.name: kind for kinds in rooms for kind in kinds})


def called(name: str) -> str:
    """Return the desk's words for a kind.

    The name itself for one that no room declares any more.
    """
    return str(declared[name].words) if name in declared else name


def opens(name: str) -> Opens | None:
    """Return what the link or code in letters of a kind opens."""
    return declared[name].opens if name in declared else None


def names_where(holds: Callable[[Kind], bool]) -> list[str]:
    """Return the names of the kinds for which a condition holds."""
    return [kind.name for kind in declared.values() if holds(kind)]
