"""Put names together that the directory does not know."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from webinar_hub.kit.errors import Refused
from webinar_hub.kit.language import _
from webinar_hub.kit.text import search_key


class NothingToLink(Refused):
    """Nobody in the actor's scope is registered with this unknown name any more."""

    sentence = _(
        "Nobody is registered with this name any more, or somebody else settled it just now."
    )


class NobodyChosen(Refused):
    """No organisation was chosen, or the directory does not know the name that was typed."""

    sentence = _("Choose an organisation, or type a name exactly as it stands in the directory.")


@dataclass(frozen=True)
class Unknown:
    """A name that people gave at registration, as most of them wrote it, and how many they are.

    province None is outside Indonesia.
    """

    key: str
    name: str
    province: str | None
    number: int
    spellings: tuple[str, ...]


def grouped(rows: Iterable[tuple[str | None, str, int]]) -> list[Unknown]:
    """Return (region, name as written, registrations) by province and by what searches compare.

    A name of which nothing is readable counts as itself.
    """
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
