"""Networks and organisations of the demo: every name is invented, the places are real."""

from dataclasses import dataclass

from webinar_hub.network.models import OrganisationKind as Kind


@dataclass(frozen=True)
class DemoOrganisation:
    """An organisation to put into the directory.

    key is unique among networks, organisations and secretariat, and the label of its addresses (`<key>.example`);
    region is a province's or regency's code, None for a national network; networks are keys of NETWORKS.
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
        """Return the codes of the sectors in which it works: those of its networks, of a network its own."""
        return tuple(
            dict.fromkeys(_SECTORS[key] for key in (self.key, *self.networks) if key in _SECTORS)
        )

    @property
    def office_address(self) -> str:
        """Return the e-mail address that the whole office shares."""
        return f"kantor@{self.key}.example"


@dataclass(frozen=True)
class DemoSecretariat:
    """Who runs the hub for a region (None: the whole network), with what its certificates say; the national one owns the demo's programmes."""

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


def _network(key: str, name: str, abbreviation: str, *aliases: str) -> DemoOrganisation:
    return DemoOrganisation(key, name, abbreviation, aliases, Kind.NETWORK, None)


NETWORKS: tuple[DemoOrganisation, ...] = (
    _network("jkpn", "Jaringan Kemanusiaan Pesisir Nusantara", "JKPN", "Jaringan Pesisir"),
    _network("forlita", "Forum Relawan Lintas Iman Tanggap Bencana", "FORLITA"),
    _network("apart", "Aliansi Perempuan Akar Rumput Tangguh", "APART"),
    _network("jdsi", "Jaringan Difabel Siaga Indonesia", "JDSI", "Jaringan Difabel Siaga"),
    _network("kasida", "Konsorsium Air dan Sanitasi Darurat", "KASIDA"),
    _network("jedur", "Jejaring Dapur Umum Rakyat", "JEDUR"),
    _network("sidata", "Simpul Data Terbuka Kebencanaan", "SIDATA"),
    _network("plpl", "Perhimpunan Lembaga Pendamping Lansia", "PLPL"),
    _network("jpak", "Jaringan Pelindungan Anak Kepulauan", "JPAK"),
    _network("forwaga", "Forum Radio Warga Siaga", "FORWAGA"),
    _network("siklika", "Simpul Klinik Kampung", "SIKLIKA"),
    _network("komaphana", "Koalisi Masyarakat Adat Peduli Hutan dan Bencana", "KOMAPHANA"),
    _network("jpti", "Jaringan Petani Tahan Iklim", "JPTI"),
    _network("hipsorga", "Himpunan Pekerja Sosial Relawan Garis Depan", "HIPSORGA"),
    _network("forpetin", "Forum Pemuda Tanggap Iklim Nusantara", "FORPETIN"),
    _network("jabat", "Jaringan Bantuan Hukum Warga Terdampak", "JABAT", "JABAT HUKUM"),
    _network("alkema", "Aliansi Logistik Kemanusiaan Bersama", "ALKEMA"),
    _network("sipsiko", "Simpul Psikososial Komunitas", "SIPSIKO"),
    _network("jssw", "Jaringan Sekolah Siaga Warga", "JSSW"),
    _network("forkopulih", "Forum Koperasi dan Penghidupan Pulih", "FORKOPULIH", "Forkop"),
)

_SECTORS = {
    "jkpn": "ekonomi",
    "apart": "kekerasan-berbasis-gender",
    "jdsi": "kelompok-rentan",
    "kasida": "air-sanitasi",
    "jedur": "ketahanan-pangan",
    "sidata": "sarana-prasarana",
    "plpl": "kelompok-rentan",
    "jpak": "perlindungan-anak",
    "forwaga": "pelibatan-masyarakat",
    "siklika": "kesehatan",
    "jpti": "ketahanan-pangan",
    "hipsorga": "psikososial",
    "jabat": "pengungsian-pelindungan",
    "alkema": "logistik",
    "sipsiko": "psikososial",
    "jssw": "pendidikan",
    "forkopulih": "pemulihan-dini",
}
"""In which sector a network works, by their keys and codes."""

# Key, name, abbreviation, aliases (separated by ;), kind, region, networks (separated by spaces).
_ORGANISATIONS = """
ymg | Yayasan Meudelat Gampong | YMG | | ngo | 11.71 | kasida jpak
pbma | Perkumpulan Penyandang Disabilitas Bina Mandiri Aceh | PPDBMA | Bina Mandiri Aceh | disability | 11.71 | jdsi
pson | Perkumpulan Siaga Ono Niha | PSON | Siaga Nias | cso | 12.78 | jkpn
jbhrt | Jaringan Bantuan Hukum Rakyat Tapanuli | JBHRT | | regional_network | 12.02 | jabat
ystm | Yayasan Surau Tangguh Minangkabau | YSTM | Surau Tangguh | faith | 13.71 | forlita jssw
kpss | Kelompok Pemuda Siberut Siaga | KPSS | | community | 13.09 | forpetin komaphana
lglr | Lembaga Gambut Lestari Riau | LGLR | | ngo | 14.71 | jpti
pbhb | Perkumpulan Batanghari Hijau Bersama | PBHB | | cso | 15.71 | komaphana
ysmp | Yayasan Sungai Musi Peduli | YSMP | | ngo | 16.71 | kasida
uspb | Unit Siaga Pesisir Bengkulu | USPB | | drr_platform | 17.71 | jkpn
lptws | Lembaga Perempuan Tani Way Sekampung | LPTWS | Perempuan Way Sekampung | women | 18.07 | apart jpti
kptp | Komunitas Pesisir Timah Pulih | KPTP | | community | 19.71 | jkpn forkopulih
yplb | Yayasan Pekerja Lintas Batas Batam | YPLB | | ngo | 21.71 | jabat
swct | Sanggar Warga Ciliwung Tangguh | SWCT | Sanggar Ciliwung | community | 31.75 | jedur jssw
mwks | Media Warga Kabar Siaga | MWKS | Kabar Siaga | media | 31.71 | forwaga
klwm | Koperasi Logistik Warga Mandiri | KLWM | | business | 31.72 | alkema forkopulih
bridges | Bridges for Resilience, Kantor Indonesia | BfR | Bridges for Resilience | ingo | 31.74 | alkema sidata
dss | Dana Solidaritas Sesama | DSS | | donor | 31.71 |
ypsb | Yayasan Pasundan Siaga Bencana | YPSB | Pasundan Siaga | ngo | 32.04 | kasida
ipsrp | Ikatan Pekerja Sosial Relawan Priangan | IPSRP | | profession | 32.73 | hipsorga sipsiko
ficb | Forum Ibu Cianjur Bangkit | FICB | | women | 32.03 | apart jedur
fsrpd | Forum Siaga Rob Pantura Demak | FSRPD | Forum Rob Demak | drr_platform | 33.21 | jkpn
ktbs | Komunitas Tuli Bengawan Siaga | KTBS | | disability | 33.72 | jdsi
plmg | Paguyuban Lereng Merapi Guyub | PLMG | | community | 33.10 | jedur jpti
pspt | Pusat Studi Penghidupan Tangguh Universitas Nusa Pertiwi | PSPT UNP | PSPT | university | 33.74 | sidata
gtst | Gugus Tugas Desa Sumber Teladan | GTST | Satgas Sumber Teladan | task_force | 33.21 |
ysty | Yayasan Sinau Tangguh Yogyakarta | YSTY | | ngo | 34.04 | jssw sipsiko
odo | Omah Difabel Opak | ODO | | disability | 34.02 | jdsi plpl
kpnk | Kelompok Perempuan Nelayan Kenjeran | KPNK | | women | 35.78 | apart jkpn
yrps | Yayasan Ranu Peduli Sesama | YRPS | Ranu Peduli | ngo | 35.07 | siklika
psnb | Pesantren Siaga Nurul Bahari | PSNB | | faith | 35.27 | forlita
kksl | Komunitas Kasepuhan Siaga Lebak | KKSL | Kasepuhan Siaga | community | 36.02 | komaphana
ywtb | Yayasan Widya Tangguh Bali | YWTB | | ngo | 51.71 | plpl jssw
stsa | Sekaa Teruna Siaga Agung | STSA | | community | 51.07 | forpetin
pgpb | Perkumpulan Gumi Paer Bangkit | PGPB | | cso | 52.08 | kasida sipsiko
ypms | Yayasan Pelita Mutis Sejahtera | YPMS | Pelita Mutis | faith | 53.71 | forlita jpak
ybpf | Yayasan Bina Pesisir Flores | YBPF | | ngo | 53.07 | jkpn
ktts | Komunitas Tenun Tangguh Sumba | KTTS | Tenun Tangguh | women | 53.11 | apart forkopulih
lkpg | Lembaga Khatulistiwa Peduli Gambut | LKPG | | ngo | 61.71 | jpti
yhbs | Yayasan Huma Betang Siaga | YHBS | | ngo | 62.71 | komaphana
lkdt | Lembaga Kemitraan Desa Tangguh | LKDT | | ngo | 63.03 | kasida
pmlb | Perkumpulan Mahakam Lestari Bersama | PMLB | | cso | 64.72 | jpti forpetin
kpts | Komunitas Perbatasan Tarakan Siaga | KPTS | | community | 65.71 | jpak
ymss | Yayasan Mapalus Siaga Sulut | YMSS | Mapalus Siaga | faith | 71.71 | forlita alkema
knst | Kelompok Nelayan Sangihe Tanggap | KNST | | community | 71.03 | jkpn
ynt | Yayasan Nosarara Tangguh | YNT | | ngo | 72.71 | sipsiko hipsorga
pnss | Perkumpulan Ngata Siaga Sigi | PNSS | Ngata Siaga | cso | 72.10 | jedur apart
bppm | Balai Pengetahuan Pesisir Makassar | BPPM | | cso | 73.71 | jkpn sidata
yspp | Yayasan Siri' na Pacce Peduli | YSPP | | ngo | 73.06 | plpl
lbwt | Lembaga Bahari Wolio Tangguh | LBWT | | ngo | 74.72 | jkpn
hsg | Huyula Siaga Gorontalo | HSG | | cso | 75.71 | alkema
ympb | Yayasan Mandar Pulih Bersama | YMPB | | ngo | 76.02 | siklika
ypgs | Yayasan Pela Gandong Siaga | YPGS | | faith | 81.71 | forlita jpak
pmks | Perkumpulan Moloku Kie Siaga | PMKS | | cso | 82.71 | forwaga
kits | Komunitas Ibu Tangguh Sentani | KITS | Ibu Tangguh Sentani | women | 91.03 | apart
pism | Perkumpulan Igya Siaga Manokwari | PISM | | cso | 92.02 | komaphana
yipm | Yayasan Izakod Peduli Merauke | YIPM | | ngo | 93.01 | jpti
lpmn | Lembaga Pelayanan Meepago Nabire | LPMN | | ngo | 94.01 | siklika
phkw | Persekutuan Honai Kasih Wamena | PHKW | Honai Kasih | faith | 95.01 | forlita hipsorga
ptrs | Perkumpulan Teluk Raja Siaga | PTRS | | cso | 96.03 | jkpn
"""


def _organisation(line: str) -> DemoOrganisation:
    key, name, abbreviation, aliases, kind, region, networks = (
        cell.strip() for cell in line.split("|")
    )
    named = tuple(alias.strip() for alias in aliases.split(";") if alias.strip())
    return DemoOrganisation(
        key, name, abbreviation, named, Kind(kind), region, tuple(networks.split())
    )


ORGANISATIONS: tuple[DemoOrganisation, ...] = tuple(
    _organisation(line) for line in _ORGANISATIONS.strip().splitlines()
)

PARENTS: tuple[tuple[str, str], ...] = (
    ("jbhrt", "jabat"),
    ("ipsrp", "hipsorga"),
    ("ktbs", "jdsi"),
    ("sidata", "pspt"),
)
"""What is a part of what, by their keys: regional branches of networks, and a network that a university's institute runs."""

PROVINCE = DemoSecretariat(
    organisation=next(each for each in ORGANISATIONS if each.key == "ypms"),
    region="53",
    issuer_code="NTT",
    place="Kupang",
    signatory="Marselina Bria Seran, S.Sos.",
    signatory_title="Koordinator Sekretariat Nusa Tenggara Timur",
    zone="WITA",
)
