"""Networks and organisations of the demo: every name is invented, the places are real."""

from dataclasses import dataclass

from webinar_hub.demo.names import read
from webinar_hub.network.models import OrganisationKind as Kind


@dataclass(frozen=True)
class DemoOrganisation:
    """An organisation to put into the directory.

    key is unique among networks, organisations and secretariat, and the label of its addresses
    (`<key>.example`); region is a province's or regency's code, None for a national network;
    networks are keys of NETWORKS.
    """

    key: str
    name: str
    abbreviation: str
    aliases: tuple[str, ...]
    kind: Kind
    region: str | None
    networks: tuple[str, ...] = ()

    @property
    def sectors(self) -> tuple[str, ...]:
        """Return the codes of the sectors in which it works.

        Those of its networks, of a network its own.
        """
        return tuple(
            dict.fromkeys(_SECTORS[key] for key in (self.key, *self.networks) if _SECTORS.get(key))
        )

    @property
    def office_address(self) -> str:
        """Return the e-mail address that the whole office shares."""
        return f"kantor@{self.key}.example"


@dataclass(frozen=True)
class DemoSecretariat:
    """Who runs the hub for a region (None: the whole network), with what its certificates say.

    The national one owns the demo's programmes.
    """

    organisation: DemoOrganisation
    region: str | None
    issuer_code: str
    place: str
    signatory: str
    signatory_title: str
    zone: str


FULL_NAME = "Sekretariat Jaringan-Antar-Jaringan OMS-LSM"
CONTACT = "sekretariat@sejajar.example"
WHATSAPP = "+6281200000100"

SECRETARIAT = DemoSecretariat(
    organisation=DemoOrganisation(
        "sejajar",
        "Sekretariat Nasional S=JAJAR",
        "S=JAJAR",
        ("SEJAJAR", FULL_NAME),
        Kind.SECRETARIAT,
        "31.71",
    ),
    region=None,
    issuer_code="S-JAJAR",
    place="Jakarta",
    signatory="Dr. Ratna Sari Dewi Kusumaningrum, M.Kesos.",
    signatory_title="Koordinator Sekretariat Nasional",
    zone="WIB",
)


_LISTED = read("organisations")
NETWORKS = tuple(
    DemoOrganisation(key, name, abbreviation, tuple(aliases), Kind.NETWORK, None)
    for key, name, abbreviation, _sector, *aliases in _LISTED["networks"]
)
_SECTORS: dict[str, str] = {key: sector for key, _name, _short, sector, *_ in _LISTED["networks"]}


def _organisation(line: str) -> DemoOrganisation:
    key, name, abbreviation, aliases, kind, region, networks = (
        cell.strip() for cell in line.split("|")
    )
    named = tuple(alias.strip() for alias in aliases.split(";") if alias.strip())
    return DemoOrganisation(
        key, name, abbreviation, named, Kind(kind), region, tuple(networks.split())
    )


ORGANISATIONS: tuple[DemoOrganisation, ...] = tuple(
    _organisation(line) for line in _LISTED["organisations"].strip().splitlines()
)

PARENTS: tuple[tuple[str, str], ...] = (
    ("jbhrt", "jabat"),
    ("ipsrp", "hipsorga"),
    ("ktbs", "jdsi"),
    ("sidata", "pspt"),
)
"""What is a part of what, by their keys.

Regional branches of networks, and a network that a university's institute runs.
"""

PROVINCE = DemoSecretariat(
    organisation=next(each for each in ORGANISATIONS if each.key == "ypms"),
    region="53",
    issuer_code="NTT",
    place="Kupang",
    signatory="Marselina Bria Seran, S.Sos.",
    signatory_title="Koordinator Sekretariat Nusa Tenggara Timur",
    zone="WITA",
)
