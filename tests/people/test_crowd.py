"""In a crowd as dense as a country's, those who stand in it twice are proposed."""

import random
from collections import defaultdict
from itertools import combinations

from webinar_hub.demo.crowded_names import organisations
from webinar_hub.demo.large import Crowd, Somebody
from webinar_hub.directory.imports.rules import KnownOrganisation
from webinar_hub.network.models import OrganisationKind
from webinar_hub.people.names import loose_words, name_key, split_titles
from webinar_hub.people.rules import Traits, propose
from webinar_hub.people.sounds import sounds

Pair = tuple[int, int]
NTT, PEOPLE, TWICE = "53", 4_000, 80
"""A province of 22 districts with as many people in each as a country of 100,000 has."""


def _crowd() -> tuple[list[Somebody], set[Pair]]:
    """Return people, and the places of those who stand among them twice.

    The second time under other words or at another address.
    """
    rng = random.Random(1)
    lines = [
        line
        for line in organisations(rng, 20_000, ("Jaringan Satu", "Jaringan Dua"))
        if line[4].startswith(NTT)
    ]
    homes = [
        KnownOrganisation(
            number, str(number), line[0], "", OrganisationKind.CSO, line[4], closed=False
        )
        for number, line in enumerate(lines)
    ]
    crowd = Crowd(rng, homes)
    found = list(crowd.people(PEOPLE))
    twice = set()
    for place in rng.sample(range(len(found)), TWICE):
        again = crowd.again(found[place])
        if _known_by(again).isdisjoint(_known_by(found[place])):
            twice.add((place, len(found)))
            found.append(again)
    return found, twice


def _name(somebody: Somebody) -> str:
    return split_titles(somebody.newcomer.typed_name).name


def _known_by(somebody: Somebody) -> set[tuple[str, str]]:
    return {(address, name_key(_name(somebody))) for address in somebody.newcomer.addresses}


def _met(crowd: list[Somebody]) -> set[Pair]:
    """Return the pairs that have a sound or an address in common."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(crowd):
        for key in (*sounds(_name(each)), *each.newcomer.addresses):
            sharing[key].append(place)
    return {pair for places in sharing.values() for pair in combinations(places, 2)}


def test_nearly_all_who_stand_in_it_twice_are_proposed_and_few_others() -> None:
    crowd, twice = _crowd()
    traits = [
        Traits(
            tuple(loose_words(_name(each))),
            each.newcomer.email,
            each.newcomer.phone,
            each.newcomer.organisation_id,
            each.newcomer.region_code,
        )
        for each in crowd
    ]
    proposed = {pair for pair in _met(crowd) if propose(traits[pair[0]], traits[pair[1]])}
    assert len(twice) > 60
    assert len(proposed & twice) >= 0.9 * len(twice)
    assert len(proposed) <= 2 * len(twice), "what a secretariat looks through"
