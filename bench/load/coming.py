"""Who comes, when, from where, and what they type."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from webinar_hub.demo.crowded_names import name_of_somebody

REGIONS = ("31", "53", "91")
SOURCES = 400
_KNOWN, _BY_PHONE, _EVERY_DATE = 0.3, 0.4, 0.3
_THINKS = (5, 20)
"""Seconds of a run of five minutes for which somebody fills in a form."""


@dataclass(frozen=True)
class Comer:
    """Somebody who comes, so many seconds after the start, and presses so many later.

    known: the hub knows them from earlier sessions. group: they come by the group's short address.
    """

    at: float
    presses: float
    source: str
    name: str
    contact: str
    region: str
    known: bool
    every_date: bool
    group: bool


def comers(
    people: int, group: int, seconds: float, *, at_first: float = 0.5, sources: int = SOURCES
) -> list[Comer]:
    """Return who comes within so many seconds, the same each time.

    at_first: which share of the people comes in the first fifth. The group comes evenly within
    three fifths. sources: from how many addresses.
    """
    rng, first = random.Random(1), int(people * at_first)
    at = [
        *(rng.uniform(0, seconds / 5) for _ in range(first)),
        *(rng.uniform(seconds / 5, seconds) for _ in range(people - first)),
        *(rng.uniform(0, seconds * 3 / 5) for _ in range(group)),
    ]
    return list(_each(rng, at, people, sources, seconds / 300))


def _each(
    rng: random.Random, at: list[float], people: int, sources: int, scale: float
) -> Iterator[Comer]:
    for number, moment in enumerate(at):
        region, group = rng.choice(REGIONS), number >= people
        by_phone = rng.random() < _BY_PHONE
        yield Comer(
            at=moment,
            presses=moment + rng.uniform(*_THINKS) * scale,
            source="198.18.{}.{}".format(*divmod(rng.randrange(sources), 200)),
            name=name_of_somebody(rng, region).bare,
            contact=f"+62812{number:07}" if by_phone else f"orang{number}@example.org",
            region=region,
            known=rng.random() < _KNOWN,
            every_date=not group and rng.random() < _EVERY_DATE,
            group=group,
        )
