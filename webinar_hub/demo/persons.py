"""People of the demo: four hundred invented participants, and the staff who can sign in."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from webinar_hub.demo.names import BY_REGION, MONONYMS, TITLES, TRADITIONS
from webinar_hub.demo.networks import PROVINCE, SECRETARIAT, DemoOrganisation
from webinar_hub.kit.text import search_key
from webinar_hub.network.regions import regencies
from webinar_hub.people.models import Role


@dataclass(frozen=True)
class DemoPerson:
    """Somebody as they would fill in the form.

    name has the titles where the person types them, bare_name is without; tradition is a key of
    names.TRADITIONS or "mononym"; email and phone are typed by hand (capitals, dashes, +62), at
    least one is there; region is a regency's code; organisation is a key of networks.ORGANISATIONS
    (or the secretariat's).
    """

    name: str
    bare_name: str
    tradition: str
    email: str | None
    phone: str | None
    region: str
    organisation: str


def _staff(
    name: str,
    bare_name: str,
    tradition: str,
    local_part: str,
    phone: str,
    region: str = "31.71",
    home: str = "",
) -> DemoPerson:
    own = SECRETARIAT.organisation.key
    return DemoPerson(
        name, bare_name, tradition, f"{local_part}@{own}.example", phone, region, home or own
    )


@dataclass(frozen=True)
class DemoStaff:
    """Somebody with a role, in a region (None: the whole network)."""

    role: Role
    region: str | None
    person: DemoPerson


NATIONAL = DemoStaff(
    Role.SECRETARIAT,
    None,
    _staff(
        "Dr. Ratna Sari Dewi Kusumaningrum, M.Kesos.",
        "Ratna Sari Dewi Kusumaningrum",
        "javanese",
        "sekretariat",
        "0812-5559-0002",
    ),
)

# The people named on the sign-in page of the demo. The facilitator holds no role: leading meetings
# is enough.
STAFF: tuple[DemoStaff, ...] = (
    DemoStaff(
        Role.ADMINISTRATOR,
        None,
        _staff("Hotmauli Siahaan, S.Kom.", "Hotmauli Siahaan", "batak", "admin", "0812-5559-0001"),
    ),
    NATIONAL,
    DemoStaff(
        Role.SECRETARIAT,
        PROVINCE.region,
        _staff(
            "Marselina Bria Seran, S.Sos.",
            "Marselina Bria Seran",
            "ntt",
            "ntt",
            "0812-5559-0004",
            "53.71",
            PROVINCE.organisation.key,
        ),
    ),
    DemoStaff(
        Role.SECRETARIAT,
        "53.71",
        _staff(
            "Yosef Kase Nalle, S.Sos.",
            "Yosef Kase Nalle",
            "ntt",
            "kupang",
            "0812-5559-0009",
            "53.71",
            PROVINCE.organisation.key,
        ),
    ),
    DemoStaff(
        Role.VIEWER,
        None,
        _staff("I Wayan Sudiarta", "I Wayan Sudiarta", "balinese", "peninjau", "0812-5559-0005"),
    ),
    DemoStaff(
        Role.INCLUSION,
        None,
        _staff("Nurhayati Lubis", "Nurhayati Lubis", "batak", "inklusi", "0812-5559-0006"),
    ),
)
FACILITATOR = _staff(
    "Theresia Ndoen Manafe, S.Pd.", "Theresia Ndoen Manafe", "ntt", "fasilitator", "0812-5559-0003"
)

# Who stands for an organisation, and who asks to.
FOCAL = _staff(
    "Andi Tenri Ampa", "Andi Tenri Ampa", "bugis", "narahubung", "0812-5559-0007", "73.71", "bppm"
)
ASKING = DemoPerson(
    "Robertus Belarminus",
    "Robertus Belarminus",
    "ntt",
    "robertus.b@example.org",
    "0812-5559-0008",
    "53.07",
    "ybpf",
)
KNOWN_FROM = "Nama saya ada di surat tugas lembaga; ketua bisa ditelepon di nomor kantor."

_MONONYM_SHARE = 0.08
_TITLE_SHARE = 0.35
_NAMESAKES = 3
_SECOND_SELVES = 4
_SPELLINGS = (
    ("Muhammad", "Moh."),
    ("Siti", "Sitti"),
    ("Yo", "Jo"),
    ("Dj", "J"),
    ("J", "Dj"),
    ("u", "oe"),
)
# What people leave behind, and how often: (own e-mail, the office's e-mail, phone).
_CONTACTS = {
    (False, False, True): 35,
    (True, False, False): 22,
    (True, False, True): 25,
    (False, True, False): 10,
    (False, True, True): 8,
}
_MOBILE_PREFIXES = (
    "0811",
    "0812",
    "0813",
    "0821",
    "0822",
    "0852",
    "0853",
    "0856",
    "0857",
    "0878",
    "0895",
    "0896",
)


def people(
    rng: random.Random, organisations: Sequence[DemoOrganisation], n: int = 400
) -> tuple[DemoPerson, ...]:
    """Return n people, at least one in each organisation where n allows.

    The same generator state gives the same people.

    Three people bear the name of somebody in another organisation; otherwise bare names are unique.
    Office addresses are shared by colleagues. Four are somebody else once more: the same telephone,
    the name in another spelling, from another organisation.
    """
    homes = list(organisations)[:n] + rng.choices(
        list(organisations), k=max(0, n - len(organisations))
    )
    taken: set[str] = {
        person.bare_name
        for person in (*(staff.person for staff in STAFF), FACILITATOR, FOCAL, ASKING)
    }
    serials = iter(rng.sample(range(10_000), n))
    addresses: set[str] = set()
    found = [_person(rng, home, taken, addresses, next(serials)) for home in homes]
    return tuple(_with_second_selves(rng, _with_namesakes(rng, found)))


def _person(
    rng: random.Random, home: DemoOrganisation, taken: set[str], addresses: set[str], serial: int
) -> DemoPerson:
    region = _region(rng, home)
    woman = rng.random() < 0.55
    bare_name, tradition = _new_name(rng, region, taken, woman=woman)
    name = (
        _titled(rng, bare_name, tradition, woman=woman)
        if rng.random() < _TITLE_SHARE
        else bare_name
    )
    ((own, office, phone),) = rng.choices(list(_CONTACTS), weights=list(_CONTACTS.values()))
    email = (
        _own_address(rng, bare_name, addresses) if own else home.office_address if office else None
    )
    return DemoPerson(
        name, bare_name, tradition, email, _phone(rng, serial) if phone else None, region, home.key
    )


def _region(rng: random.Random, home: DemoOrganisation) -> str:
    """Return the organisation's own regency, or now and then another of the province."""
    if home.region is not None and "." in home.region and rng.random() < 0.75:
        return home.region
    return rng.choice(
        [row.code for row in regencies() if home.region is None or row.parent == home.region[:2]]
    )


def _new_name(rng: random.Random, region: str, taken: set[str], *, woman: bool) -> tuple[str, str]:
    keys = BY_REGION.get(region) or BY_REGION.get(region[:2]) or BY_REGION[region[:1]]
    while True:
        tradition = "mononym" if rng.random() < _MONONYM_SHARE else rng.choice(keys.split())
        name = (
            rng.choice(MONONYMS)
            if tradition == "mononym"
            else TRADITIONS[tradition].draw(rng, woman=woman)
        )
        if name not in taken:
            taken.add(name)
            return name, tradition
        if rng.random() < 0.2 and tradition != "mononym":
            # A small place has used up its pairs: people there bear three words.
            keys = keys + " javanese"


def _titled(rng: random.Random, name: str, tradition: str, *, woman: bool) -> str:
    faith = TRADITIONS[tradition].faith if tradition in TRADITIONS else "any"
    fitting = [
        t for t in TITLES if t[2] in ("any", faith) and t[3] in ("any", "w" if woman else "m")
    ]
    before, after, _faith, _sex = rng.choice(fitting)
    return f"{before} {name}".strip() + (f", {after}" if after else "")


def _own_address(rng: random.Random, name: str, addresses: set[str]) -> str:
    words = search_key(name).split()
    local_part = rng.choice(
        (".".join(words), "".join(words), f"{max(words, key=len)}{rng.randint(60, 99)}")
    )
    while local_part in addresses:
        local_part += str(rng.randint(2, 9))
    addresses.add(local_part)
    address = f"{local_part}@{rng.choice(('example.org', 'example.net', 'example.com'))}"
    return address.capitalize() if rng.random() < 0.05 else address


def _phone(rng: random.Random, serial: int) -> str:
    """Return a mobile number in one of the ways people write it.

    The middle 5550 is what marks it as invented.
    """
    prefix, last = rng.choice(_MOBILE_PREFIXES), f"{serial:04}"
    return rng.choices(
        (
            f"{prefix}-5550-{last}",
            f"{prefix}5550{last}",
            f"+62 {prefix[1:]} 5550 {last}",
            f"62{prefix[1:]}5550{last}",
        ),
        weights=(5, 4, 2, 1),
    )[0]


def _with_namesakes(rng: random.Random, found: list[DemoPerson]) -> list[DemoPerson]:
    """Give three people without e-mail the name of somebody of their tradition elsewhere."""
    by_phone = [i for i, p in enumerate(found) if p.email is None and p.tradition in TRADITIONS]
    renamed: set[int] = set()
    for index in rng.sample(by_phone, len(by_phone)):
        twins = [
            p
            for i, p in enumerate(found)
            if i not in renamed and _could_be_namesakes(p, found[index])
        ]
        if twins and len(renamed) < _NAMESAKES:
            twin = rng.choice(twins)
            found[index] = replace(found[index], name=twin.bare_name, bare_name=twin.bare_name)
            renamed.add(index)
    return found


def _with_second_selves(rng: random.Random, found: list[DemoPerson]) -> list[DemoPerson]:
    """Let four people without e-mail be somebody of another organisation, spelt otherwise."""
    by_phone = [i for i, p in enumerate(found) if p.email is None]
    selves = [
        p
        for p in found
        if p.email
        and p.phone
        and _respelled(p.bare_name) not in (p.bare_name, *(q.bare_name for q in found))
    ]
    number = min(_SECOND_SELVES, len(by_phone), len(selves))
    for index, once in zip(rng.sample(by_phone, number), rng.sample(selves, number), strict=True):
        again = _respelled(once.bare_name)
        found[index] = replace(
            found[index], name=again, bare_name=again, phone=once.phone, region=once.region
        )
    return found


def _respelled(name: str) -> str:
    return next((name.replace(old, new, 1) for old, new in _SPELLINGS if old in name), name)


def _could_be_namesakes(one: DemoPerson, other: DemoPerson) -> bool:
    return one.tradition == other.tradition and one.organisation != other.organisation
