"""Whose a row is: what decides, and what only proposes."""

import pytest

from webinar_hub.attendance.matching.links import Link, Reason
from webinar_hub.attendance.matching.registrants import Registrant
from webinar_hub.attendance.matching.rules import match, memory_key
from webinar_hub.attendance.readers.report import Row

CAST = [
    Registrant(
        "sri",
        "Dr. Sri Wahyuni, S.Sos., M.Kes.",
        "sri@pelita.example",
        "+6281234567801",
        "Yayasan Pelita Mutis Sejahtera",
        "K7Q4",
    ),
    Registrant(
        "sumarni", "Sumarni", None, "+6281234567802", "Kelompok Perempuan Tani Demak", "RUDY"
    ),
    Registrant(
        "siti-kupang", "Siti Aminah", "siti@pmi-kupang.example", None, "PMI Kota Kupang", "A2BC"
    ),
    Registrant(
        "siti-bantul",
        "Hj. Siti Aminah",
        None,
        "+6281334567804",
        "Aisyiyah Kabupaten Bantul",
        "A52S",
    ),
    Registrant(
        "ayu", "I Gusti Ayu Putri Lestari", "kantor@lpbi.example", None, "LPBI Bali", "E5GH"
    ),
    Registrant("wayan", "I Wayan Sudarta", "kantor@lpbi.example", None, "LPBI Bali", "2345"),
    Registrant(
        "rizki", "Moh. Rizki Pratama", "rizki@contoh.example", None, "Karang Taruna Pidie", "G7KM"
    ),
    Registrant(
        "yohana", "Yohana Kambu", None, "+6281234567808", "Yayasan Anak Dusun Papua", "H8MN"
    ),
    Registrant("teuku", "Teuku Zulkarnain", "teuku@contoh.example", None, "Forum PRB Aceh", "J9NP"),
    Registrant(
        "maria", "Maria br. Sitompul", "maria@caritas.example", None, "Caritas Sibolga", "K2PQ"
    ),
    Registrant(
        "budi",
        "Budi Santoso",
        "budi@mdmc.example",
        None,
        "Muhammadiyah Disaster Management Center (MDMC)",
        "M4QR",
    ),
    Registrant("fauzi", "Ahmad Fauzi", "fauzi@contoh.example", None, "PKBI", None),
    Registrant("fauzi-2", "Achmad Fauzi", "achmad@contoh.example", None, "WALHI", None),
    Registrant("dewi", "Dewi Lestari", "dewi@contoh.example", None, None, None),
    Registrant("dewi-k", "Dewi Lestari Kusuma", "kusuma@contoh.example", None, None, None),
]


def link(
    name: str, email: str | None = None, remembered: dict[str, str | None] | None = None
) -> Link:
    """Match one row."""
    (found,) = match([Row(2, name, None, email, None, None, None, waiting=False)], CAST, remembered)
    return found


@pytest.mark.parametrize(
    ("name", "email", "who", "reason"),
    [
        # An exact address, number or code decides, whatever the name shows.
        ("Sri Wahyuni", "sri@pelita.example", "sri", Reason.ADDRESS),
        ("Mimin", "sri@pelita.example", "sri", Reason.ADDRESS),
        ("iPhone", "sri@pelita.example", "sri", Reason.ADDRESS),
        ("", "sri@pelita.example", "sri", Reason.ADDRESS),
        ("Yayasan Pelita", "sri@pelita.example", "sri", Reason.ADDRESS),
        ("Rudi Hartono", "sri@pelita.example", "sri", Reason.ADDRESS),
        ("Siti Aminah", "siti@pmi-kupang.example", "siti-kupang", Reason.ADDRESS),
        ("Lestari", "dewi@contoh.example", "dewi", Reason.ADDRESS),
        ("+62 812-3456-7808", None, "yohana", Reason.PHONE),
        ("6281234567802", None, "sumarni", Reason.PHONE),
        ("Yohana 0812 3456 7808", None, "yohana", Reason.PHONE),
        ("Galaxy", "0812-3456-7808", "yohana", Reason.PHONE),
        ("K7Q4 Sri", None, "sri", Reason.CODE),
        ("k7q4_Wahyuni", None, "sri", Reason.CODE),
        ("Siti Aminah (A2BC)", None, "siti-kupang", Reason.CODE),
        ("[H8MN] Oppo", "orang-lain@contoh.example", "yohana", Reason.CODE),
        ("A52S Siti Aminah", None, "siti-bantul", Reason.CODE),
        ("RUDY Sumarni", None, "sumarni", Reason.CODE),
        ("2345 Wayan Sudarta", None, "wayan", Reason.CODE),
        # At a shared address the name decides.
        ("I Wayan Sudarta", "kantor@lpbi.example", "wayan", Reason.NAME_AT_ADDRESS),
        ("Wayan", "kantor@lpbi.example", "wayan", Reason.NAME_AT_ADDRESS),
        ("Ayu Putri_LPBI Bali", "kantor@lpbi.example", "ayu", Reason.NAME_AT_ADDRESS),
        ("2345 Wayan", "kantor@lpbi.example", "wayan", Reason.CODE),
        # Without an address a full name decides that one registrant bears, beside a title, a role,
        # a place or the own organisation.
        ("Teuku Zulkarnain", None, "teuku", Reason.NAME),
        ("ZULKARNAIN TEUKU", None, "teuku", Reason.NAME),
        ("Sri Wahyuni, S.Sos", None, "sri", Reason.NAME),
        ("Ibu Sri Wahyuni", None, "sri", Reason.NAME),
        ("iPhone (Yohana Kambu)", None, "yohana", Reason.NAME),
        ("Yohana (Yohana Kambu)", None, "yohana", Reason.NAME),
        ("Yohana Kambu - Papua", None, "yohana", Reason.NAME),
        ("012_Yohana Kambu_Peserta", None, "yohana", Reason.NAME),
        ("Sri Wahyuni_YPMS", None, "sri", Reason.NAME),
        ("Sri Wahyuni/Pelita Mutis", None, "sri", Reason.NAME),
        ("Budi Santoso (MDMC)", None, "budi", Reason.NAME),
        ("Budi Santoso MDMC", None, "budi", Reason.NAME),
        ("Teuku Zulkarnain, Forum PRB Aceh", None, "teuku", Reason.NAME),
        ("Maria br Sitompul", None, "maria", Reason.NAME),
        ("Ahmad Fauzi_PKBI", None, "fauzi", Reason.NAME),
        # The model of a telephone is nobody's code.
        ("Galaxy A52S (Budi Santoso)", None, "budi", Reason.NAME),
    ],
)
def test_what_decides(name: str, email: str | None, who: str, reason: Reason) -> None:
    found = link(name, email)
    assert (found.registrant, found.reason) == (who, reason)


@pytest.mark.parametrize(
    ("name", "email", "reason", "proposed"),
    [
        # A forwarded personal link: the address is one registrant's, the name another's.
        ("Budi Santoso", "rizki@contoh.example", Reason.OTHER_NAME, {"budi", "rizki"}),
        ("Budi", "rizki@contoh.example", Reason.OTHER_NAME, {"budi", "rizki"}),
        ("Rizki (Budi Santoso)", "rizki@contoh.example", Reason.OTHER_NAME, {"budi", "rizki"}),
        ("Sumarni", "rizki@contoh.example", Reason.OTHER_NAME, {"sumarni", "rizki"}),
        ("Dewi Lestari Kusuma", "dewi@contoh.example", Reason.OTHER_NAME, {"dewi", "dewi-k"}),
        ("G7KM Budi Santoso", None, Reason.OTHER_NAME, {"budi", "rizki"}),
        # A code without a digit, or of digits alone, before the name of somebody else.
        ("RUDY Budi Santoso", None, Reason.OTHER_NAME, {"budi", "sumarni"}),
        ("Rudy Budi Santoso", None, Reason.OTHER_NAME, {"budi"}),
        ("2345 Budi Santoso", None, Reason.OTHER_NAME, {"budi", "wayan"}),
        ("K7Q4 Sri", "rizki@contoh.example", Reason.DISAGREE, {"sri", "rizki"}),
        ("K7Q4 G7KM", None, Reason.DISAGREE, {"sri", "rizki"}),
        # A shared address without a telling name.
        ("LPBI Bali", "kantor@lpbi.example", Reason.SHARED_ADDRESS, {"ayu", "wayan"}),
        ("Galaxy A12", "kantor@lpbi.example", Reason.SHARED_ADDRESS, {"ayu", "wayan"}),
        ("Budi Santoso", "kantor@lpbi.example", Reason.SHARED_ADDRESS, {"ayu", "wayan", "budi"}),
        # Two of one name never decide by it.
        ("Siti Aminah", None, Reason.SAME_NAME, {"siti-kupang", "siti-bantul"}),
        ("Siti Aminah_PMI Kupang", None, Reason.SAME_NAME, {"siti-kupang", "siti-bantul"}),
        ("Yohana Kambu & Budi Santoso", None, Reason.SEVERAL_NAMES, {"yohana", "budi"}),
        ("Yohana Kambu dan Budi Santoso", None, Reason.SEVERAL_NAMES, {"yohana", "budi"}),
        # A name is not enough beside an unknown address, another organisation, a likely spelling or
        # a longer name.
        ("Teuku Zulkarnain", "orang@lain.example", Reason.UNCERTAIN, {"teuku"}),
        ("Teuku Zulkarnain 0811-2233-4455", None, Reason.UNCERTAIN, {"teuku"}),
        ("Teuku Zulkarnain_Dinas Sosial", None, Reason.UNCERTAIN, {"teuku"}),
        ("Teuku Zulkarnain (BPBD)", None, Reason.UNCERTAIN, {"teuku"}),
        ("Ahmad Fauzi", None, Reason.UNCERTAIN, {"fauzi", "fauzi-2"}),
        ("Ahmad Fauzi_Jawa Timur", None, Reason.UNCERTAIN, {"fauzi", "fauzi-2"}),
        ("Dewi Lestari", None, Reason.UNCERTAIN, {"dewi", "dewi-k"}),
        ("Muhammad Rizki Pratama", None, Reason.UNCERTAIN, {"rizki"}),
        ("Budi Santosa", "budi@mdcm.example", Reason.UNCERTAIN, {"budi"}),
        ("Sumarni", None, Reason.UNCERTAIN, {"sumarni"}),
        ("Budi", None, Reason.UNCERTAIN, {"budi"}),
        # Words that only look like a code.
        ("RUDY Hartono", None, Reason.UNCERTAIN, {"sumarni"}),
        ("Galaxy A52S", None, Reason.UNCERTAIN, {"siti-bantul"}),
        ("Peserta 2345", None, Reason.UNCERTAIN, {"wayan"}),
        ("iPhone", None, Reason.NOBODY, set()),
        ("Rina Kusumawati", None, Reason.NOBODY, set()),
        ("", None, Reason.NOBODY, set()),
    ],
)
def test_what_only_proposes(
    name: str, email: str | None, reason: Reason, proposed: set[str]
) -> None:
    found = link(name, email)
    assert (found.registrant, found.reason) == (None, reason)
    assert {one.registrant for one in found.proposals} == proposed


def test_proposals_come_best_first_with_a_reason() -> None:
    proposals = link("Siti Aminah_PMI Kupang").proposals
    assert [(one.registrant, one.score, one.why.message) for one in proposals] == [
        ("siti-kupang", 98, "Same name, same organisation"),
        ("siti-bantul", 95, "Same name"),
    ]


def test_a_human_decision_is_remembered() -> None:
    assert (
        link(
            "Budi Santoso",
            "rizki@contoh.example",
            {memory_key("Budi Santoso", "rizki@contoh.example"): "budi"},
        ).registrant
        == "budi"
    )
    assert (
        link("Bang Rizki PT", None, {memory_key("Bang Rizki PT", None): "rizki"}).reason
        is Reason.REMEMBERED
    )
    assert link("Mimin", None, {memory_key("Mimin", None): "sri"}).registrant == "sri"


def test_that_somebody_is_no_participant_is_remembered_until_an_address_tells() -> None:
    host = link(
        "Admin Jaringan",
        "host@jajar.example",
        {memory_key("Admin Jaringan", "host@jajar.example"): None},
    )
    assert (host.registrant, host.reason, host.proposals) == (None, Reason.REMEMBERED, ())
    assert (
        link(
            "Sri", "sri@pelita.example", {memory_key("Sri", "sri@pelita.example"): None}
        ).registrant
        == "sri"
    )


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("iPhone", None),
        ("Galaxy A12", None),
        ("iPhone", "kantor@lpbi.example"),
        ("Zoom User", None),
        ("Ayu", None),
    ],
)
def test_a_device_or_a_name_of_several_is_not_remembered(name: str, email: str | None) -> None:
    # Ayu is a word of somebody else's name; a device is anybody's.
    assert link(name, email, {memory_key(name, email): "wayan"}).registrant is None


def test_a_remembered_person_who_is_not_on_this_list_is_nobody() -> None:
    assert link("Mimin", None, {memory_key("Mimin", None): "somebody-else"}).registrant is None
