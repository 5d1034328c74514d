"""What the network's choices are called where people read them."""

from webinar_hub.kit.language import Sentence, _
from webinar_hub.network.models import OrganisationKind, ParentKind

KINDS: dict[OrganisationKind, Sentence] = {
    OrganisationKind.NETWORK: _("National network"),
    OrganisationKind.REGIONAL_NETWORK: _("Regional network"),
    OrganisationKind.CSO: _("Civil-society organisation (CSO)"),
    OrganisationKind.NGO: _("Non-governmental organisation (NGO)"),
    OrganisationKind.FAITH: _("Faith-based organisation"),
    OrganisationKind.DISABILITY: _("Organisation of people with disabilities"),
    OrganisationKind.WOMEN: _("Women's organisation"),
    OrganisationKind.COMMUNITY: _("Community or grassroots group"),
    OrganisationKind.PROFESSION: _("Professional association"),
    OrganisationKind.UNIVERSITY: _("University"),
    OrganisationKind.MEDIA: _("Media"),
    OrganisationKind.BUSINESS: _("Business"),
    OrganisationKind.GOVERNMENT: _("Government, national"),
    OrganisationKind.REGIONAL_GOVERNMENT: _("Government, regional"),
    OrganisationKind.VILLAGE_GOVERNMENT: _("Government, village"),
    OrganisationKind.TASK_FORCE: _("Task force (Gugus Tugas)"),
    OrganisationKind.DRR_PLATFORM: _("DRR platform (F-PRB)"),
    OrganisationKind.CLUSTER: _("Humanitarian cluster"),
    OrganisationKind.UN: _("United Nations agency"),
    OrganisationKind.INGO: _("International NGO"),
    OrganisationKind.DONOR: _("Donor"),
    OrganisationKind.SECRETARIAT: _("Secretariat"),
}

PARENT_KINDS: dict[ParentKind, Sentence] = {
    ParentKind.BRANCH: _("Branch of"),
    ParentKind.NETWORK: _("Network of"),
}

SHORT_KINDS: dict[str, OrganisationKind] = {
    "jarnas": OrganisationKind.NETWORK,
    "jaringan": OrganisationKind.NETWORK,
    "jarda": OrganisationKind.REGIONAL_NETWORK,
    "oms": OrganisationKind.CSO,
    "ormas": OrganisationKind.CSO,
    "yayasan": OrganisationKind.CSO,
    "perkumpulan": OrganisationKind.CSO,
    "perhimpunan": OrganisationKind.CSO,
    "lembaga": OrganisationKind.CSO,
    "lbh": OrganisationKind.CSO,
    "forum": OrganisationKind.CSO,
    "lsm": OrganisationKind.NGO,
    "ornop": OrganisationKind.NGO,
    "opdis": OrganisationKind.DISABILITY,
    "komunitas": OrganisationKind.COMMUNITY,
    "paguyuban": OrganisationKind.COMMUNITY,
    "kelompok": OrganisationKind.COMMUNITY,
    "kelompok tani": OrganisationKind.COMMUNITY,
    "karang taruna": OrganisationKind.COMMUNITY,
    "koperasi": OrganisationKind.BUSINESS,
    "kampus": OrganisationKind.UNIVERSITY,
    "universitas": OrganisationKind.UNIVERSITY,
    "institut": OrganisationKind.UNIVERSITY,
    "sekolah tinggi": OrganisationKind.UNIVERSITY,
    "pemerintah": OrganisationKind.GOVERNMENT,
    "government": OrganisationKind.GOVERNMENT,
    "pemda": OrganisationKind.REGIONAL_GOVERNMENT,
    "pemerintah daerah": OrganisationKind.REGIONAL_GOVERNMENT,
    "pemdes": OrganisationKind.VILLAGE_GOVERNMENT,
    "pemerintah desa": OrganisationKind.VILLAGE_GOVERNMENT,
    "gugus tugas": OrganisationKind.TASK_FORCE,
    "f prb": OrganisationKind.DRR_PLATFORM,
    "fprb": OrganisationKind.DRR_PLATFORM,
    "forum prb": OrganisationKind.DRR_PLATFORM,
    "klaster": OrganisationKind.CLUSTER,
    "pbb": OrganisationKind.UN,
}
"""How the kinds are also written in tables, as searches compare them."""
