"""Names for the large demo.

Organisations all over the country, and people in such numbers that some stand in the lists twice.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from webinar_hub.demo.names import BY_REGION, MONONYMS, TITLES, TRADITIONS, read
from webinar_hub.network.models import OrganisationKind as Kind
from webinar_hub.network.regions import RegionRow, provinces, regencies

_WORDS = read("crowd")
# What stands once in every regency: how it is called, in short, and its kind.
_EVERYWHERE = (
    ("Forum PRB {place}", "FPRB {bare}", Kind.DRR_PLATFORM),
    ("Gugus Tugas OMS {place}", "GT OMS {bare}", Kind.TASK_FORCE),
    ("Unit Layanan Siaga {place}", "ULS {bare}", Kind.GOVERNMENT),
)
_FORMS = (
    ("Yayasan", Kind.NGO, 26),
    ("Perkumpulan", Kind.CSO, 16),
    ("Lembaga", Kind.NGO, 12),
    ("Komunitas", Kind.COMMUNITY, 12),
    ("Kelompok Perempuan", Kind.WOMEN, 8),
    ("Persatuan Difabel", Kind.DISABILITY, 5),
    ("Persekutuan", Kind.FAITH, 5),
    ("Pesantren Siaga", Kind.FAITH, 4),
    ("Ikatan Relawan", Kind.PROFESSION, 4),
    ("Pusat Studi", Kind.UNIVERSITY, 3),
    ("Media Warga", Kind.MEDIA, 3),
    ("Koperasi", Kind.BUSINESS, 2),
)
_IN_A_NETWORK = 0.3
_NAMES_MEANT = {
    "Muhammad": ("Moh.", "Muh.", "Mohammad", "M."),
    "Moh.": ("Muhammad", "Muh."),
    "Muh.": ("Muhammad", "Mohamad"),
    "Siti": ("Sitti", "St."),
}
# What begins the last part of a name.
_MARKS = ("Daeng", "br.", "bin", "binti", "Haji")
_LETTERS = (("u", "oe"), ("j", "dj"), ("y", "j"), ("i", "y"))


def _where(row: RegionRow) -> str:
    return row.name.removeprefix("Kabupaten ").removeprefix("Kota ")


def organisations(
    rng: random.Random, n: int, networks: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    """Yield n lines of a table of organisations.

    Name, abbreviation, other names, kind, region's code, networks.

    networks are the national ones that some belong to. The clusters of the provinces come first,
    since others belong to them.
    """
    fixed = _standing_everywhere()
    yield from fixed[:n]
    made = {line[0] for line in fixed}
    names, weights = [form[:2] for form in _FORMS], [form[2] for form in _FORMS]
    while len(made) < n:
        row = rng.choice(regencies())
        form, kind = rng.choices(names, weights)[0]
        middle = f"{rng.choice(_WORDS['first'])} {rng.choice(_WORDS['second'])}"
        name = f"{form} {middle} {_where(row)}"
        if name not in made:
            made.add(name)
            joined = _joined(rng, networks)
            other = middle if rng.random() < 0.2 else ""
            yield name, _initials(name), other, kind.value, row.code, joined


def _standing_everywhere() -> list[tuple[str, ...]]:
    """Return the lines of what every province has, and then of what every regency has."""
    clusters = [line for province in provinces() for line in _clusters(province)]
    return clusters + [line for row in regencies() for line in _of_a_regency(row)]


def _joined(rng: random.Random, networks: tuple[str, ...]) -> str:
    if rng.random() >= _IN_A_NETWORK:
        return ""
    return "; ".join(sorted(rng.sample(networks, rng.randint(1, 2))))


def _initials(name: str) -> str:
    words = name.replace("-", " ").split()
    return "".join(word[0] for word in words if word[0].isalpha()).upper()


def _clusters(province: RegionRow) -> Iterator[tuple[str, ...]]:
    for what in _WORDS["clusters"]:
        yield (
            f"Klaster {what} Provinsi {province.name}",
            "",
            "",
            Kind.CLUSTER.value,
            province.code,
            "",
        )


def _of_a_regency(row: RegionRow) -> Iterator[tuple[str, ...]]:
    for name, short, kind in _EVERYWHERE:
        yield (
            name.format(place=row.name),
            short.format(bare=row.name)[:40],
            "",
            kind.value,
            row.code,
            "",
        )


@dataclass(frozen=True)
class Called:
    """A person's name as it was typed, without titles, and whether a woman bears it."""

    bare: str
    tradition: str
    woman: bool


def name_of_somebody(rng: random.Random, region: str) -> Called:
    """Return a name as people of a region bear it.

    Mostly three words, the middle one of many, so that a hundred thousand are not all alike.
    """
    keys = BY_REGION.get(region) or BY_REGION.get(region[:2]) or BY_REGION[region[:1]]
    tradition, woman = rng.choice(keys.split()), rng.random() < 0.55
    if rng.random() < 0.02:
        return Called(rng.choice(MONONYMS), "mononym", woman)
    words, middle = (
        TRADITIONS[tradition].draw(rng, woman=woman).split(),
        rng.choice(_WORDS["women" if woman else "men"]),
    )
    last = -2 if words[-2] in _MARKS else -1
    if middle in words:
        return Called(" ".join(words), tradition, woman)
    return Called(
        " ".join([*words[:last], middle, *(words[last:] if rng.random() < 0.95 else [])]),
        tradition,
        woman,
    )


def titled(rng: random.Random, called: Called) -> str:
    """Return a name with a title that may stand before or after it."""
    faith = TRADITIONS[called.tradition].faith if called.tradition in TRADITIONS else "any"
    before, after, *_ = rng.choice(
        [
            t
            for t in TITLES
            if t[2] in ("any", faith) and t[3] in ("any", "w" if called.woman else "m")
        ]
    )
    return f"{before} {called.bare}".strip() + (f", {after}" if after else "")


def written_otherwise(rng: random.Random, called: Called) -> str:
    """Return the same name as it may stand in another list.

    Moh. for Muhammad, oe for u, another order, a letter doubled, or with a title.
    """
    words = called.bare.split()
    ways = ["title"]
    meant = [place for place, word in enumerate(words) if word in _NAMES_MEANT]
    ways += ["meant"] * 4 if meant else []
    ways += ["order"] * (len(words) > 1)
    ways += ["letters", "letters", "doubled"]
    way = rng.choice(ways)
    if way == "title":
        return titled(rng, called)
    if way == "meant":
        place = rng.choice(meant)
        words[place] = rng.choice(_NAMES_MEANT[words[place]])
    elif way == "order":
        words = [*words[1:], words[0]]
    elif way == "letters":
        longest = max(range(len(words)), key=lambda place: len(words[place]))
        old, new = next(((o, w) for o, w in _LETTERS if o in words[longest][1:]), ("n", "nn"))
        words[longest] = words[longest][0] + words[longest][1:].replace(old, new, 1)
    else:
        longest = max(range(len(words)), key=lambda place: len(words[place]))
        words[longest] = words[longest][:-1] + words[longest][-1] * 2
    return " ".join(words)
