"""A certificate says what was stored, whole and in real letters, or it is refused before."""

import json
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from tests import qr_codes
from tests.network import logos
from webinar_hub.certificates.drawing.facts import CertificateFacts, Topic
from webinar_hub.certificates.drawing.pdf import (
    UnprintableName,
    check_printable,
    draw,
    grouped,
)
from webinar_hub.certificates.drawing.wording import WORDING
from webinar_hub.network.logo import redraw

LONGEST = "Dr. Ir. I Gusti Ayu Ketut Rachmi Handayani Kusumawardhani, S.Sos., M.Kesos., M.Si."
FACTS = CertificateFacts(
    language="id",
    issuer="S=JAJAR",
    issuer_note="Sekretariat Jaringan-Antar-Jaringan OMS-LSM",
    heading=WORDING["id"].heading,
    number="012/SERT/S-JAJAR/XI/2026",
    holder=LONGEST,
    role="Peserta",
    title="Pelatihan Kelanjutan Pelayanan OMS-LSM, Angkatan 1 Bali",
    dates="3, 10, 17, dan 24 November 2026",
    mode=WORDING["id"].online,
    jp=16,
    place_and_date="Jakarta, 24 November 2026",
    signatory="Maria Yosefina Wau, M.Si.",
    signatory_title="Koordinator Sekretariat Nasional",
    code="QF7K2M9DH3TWX8RA",
    check_address="https://hub.example.org/s/QF7K2M9DH3TWX8RA",
    issued=datetime(2026, 11, 24, 3, 4, 5, tzinfo=UTC),
)
PRINTED = [
    "Suharto",
    "dr. Ni Made Ayu, Sp.KJ",
    "Muhammad Ma'ruf bin H. Nur’aini",
    "O'o Nurʻaini ʼAbdullāh",
    "Nguyễn Thị Ánh Đào",
    "Zoë Škvorecký-Ñandú",
    "<b>Siti</b> & <i>Budi</i>",
    '<img src="/etc/hostname"/>',
    "<para>unbalanced <font color=red>",
    "{{ 7*7 }} %(name)s %s",
    "(Tanda) \\kurung\\ Tj ET",
    "=HYPERLINK(1)",
    "Иван Петров",
    "W" * 60,
    " ".join(["Panjang"] * 15),
]
REFUSED = [
    "",
    "   ",
    "Siti 😀 Aminah",
    "ꦱꦶꦠꦶ",
    "סיתי אמינה",
    "سيتي أمينة",
    "Siti\u202egnimA",
    "Siti\x00Aminah",
    "Siti\nAminah",
    "Si\u200bti",
    "q\u0301",
    "\ud800",
    "x" * 300,
]


def read(document: bytes) -> Any:
    """Return the document as the test reader sees it."""
    return PdfReader(BytesIO(document))


def text_of(document: bytes) -> str:
    """Return the text of all pages, white space folded."""
    return " ".join(" ".join(page.extract_text() for page in read(document).pages).split())


def resources(document: bytes, kind: str) -> list[Any]:
    """Return the resources of one kind of all pages."""
    return [
        item.get_object()
        for page in read(document).pages
        for item in page["/Resources"].get(kind, {}).values()
    ]


def test_all_facts_are_printed_in_order() -> None:
    assert text_of(draw(FACTS)) == (
        "S=JAJAR Sekretariat Jaringan-Antar-Jaringan OMS-LSM Nomor 012/SERT/S-JAJAR/XI/2026 "
        f"SERTIFIKAT diberikan kepada {LONGEST} sebagai Peserta pada "
        "Pelatihan Kelanjutan Pelayanan OMS-LSM, Angkatan 1 Bali "
        "3, 10, 17, dan 24 November 2026, secara daring setara 16 JP (jam pelajaran) "
        "Jakarta, 24 November 2026 Maria Yosefina Wau, M.Si. Koordinator Sekretariat Nasional "
        "Periksa keasliannya https://hub.example.org/s/QF7K2M9DH3TWX8RA QF7K-2M9D-H3TW-X8RA"
    )


def test_english_words() -> None:
    english = replace(
        FACTS,
        language="en",
        heading=WORDING["en"].heading,
        role="Participant",
        mode="online",
        jp=None,
        holder="Suharto",
    )
    assert "CERTIFICATE awarded to Suharto as Participant in Pelatihan" in text_of(draw(english))
    assert "JP" not in text_of(draw(english))


def test_topics_stand_on_further_pages_with_their_sum() -> None:
    document = draw(
        replace(FACTS, topics=tuple(Topic(f"Materi nomor {n}", 2) for n in range(1, 17)))
    )
    assert len(read(document).pages) == 3
    assert "14. Materi nomor 14 2 JP" in text_of(document)
    assert text_of(document).endswith("16. Materi nomor 16 2 JP Jumlah 32 JP")


def test_same_facts_give_the_same_bytes_also_after_storing() -> None:
    first = draw(replace(FACTS, topics=(Topic("Materi", None),)))
    stored = json.loads(json.dumps(replace(FACTS, topics=(Topic("Materi", None),)).stored()))
    assert draw(CertificateFacts.from_stored(stored)) == first


def test_threads_that_draw_at_once_do_not_mix() -> None:
    names = ["Suharto", LONGEST, "Nguyễn Thị", "Nurʻaini Иван"] * 10
    alone = {name: draw(replace(FACTS, holder=name)) for name in names}
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda name: draw(replace(FACTS, holder=name)), names)) == [
            alone[name] for name in names
        ]


def test_small_landscape_a4_with_its_own_data() -> None:
    document = draw(FACTS)
    reader = read(document)
    assert len(document) < 60_000
    assert [round(side) for side in reader.pages[0].mediabox[2:]] == [842, 595]
    assert reader.metadata.title == f"Sertifikat 012/SERT/S-JAJAR/XI/2026: {LONGEST}"
    assert reader.metadata.author == "S=JAJAR"
    assert reader.metadata.subject == f"{FACTS.title}, {FACTS.dates}"
    assert reader.metadata.creation_date == FACTS.issued
    assert reader.trailer["/Root"]["/Lang"] == "id"


SEEN_THROUGH = redraw(logos.picture(mode="RGBA", size=(600, 300))).content
TALL = redraw(logos.picture("JPEG", size=(200, 600))).content


@pytest.mark.parametrize("logo", [SEEN_THROUGH, TALL], ids=["png", "jpeg"])
def test_the_logo_stands_in_the_place_of_the_bars(logo: bytes) -> None:
    document = draw(FACTS, logo)
    assert (draw(FACTS, logo), text_of(document)) == (document, text_of(draw(FACTS)))
    assert len(document) < 60_000
    [picture] = resources(document, "/XObject")
    assert (picture["/Subtype"], "/SMask" in picture) == ("/Image", False)
    assert resources(draw(FACTS), "/XObject") == []
    placed = [
        float(number)
        for number in re.findall(
            rb"([\d.]+) 0 0 ([\d.]+) [\d. ]+ cm\s+/\S+ Do",
            read(document).pages[0].get_contents().get_data(),
        )[0]
    ]
    assert placed == pytest.approx([80, 40] if logo is SEEN_THROUGH else [13.33, 40], abs=0.3)


def test_what_can_be_seen_through_shows_the_paper() -> None:
    logo = BytesIO()
    Image.new("RGBA", (20, 10), (0, 0, 0, 0)).save(logo, "PNG")
    [shown] = read(draw(FACTS, logo.getvalue())).pages[0].images
    assert {shown.image.getpixel((x, y)) for x in range(20) for y in range(10)} == {
        (0xFB, 0xFA, 0xF7)
    }


def test_a_long_issuer_beside_a_wide_logo_is_whole() -> None:
    name = (
        "Sekretariat Jaringan Antar Jaringan Organisasi Masyarakat Sipil dan "
        "Lembaga Swadaya Masyarakat Nusa Tenggara Timur"
    )
    wide = redraw(logos.picture(size=(960, 160))).content
    assert text_of(draw(replace(FACTS, issuer=name, issuer_note=name), wide)).count(name) == 2


def test_every_font_is_embedded_and_says_its_letters() -> None:
    for font in resources(draw(replace(FACTS, holder="Nurʻaini Иван")), "/Font"):
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_tags_give_the_reading_order() -> None:
    root = read(draw(FACTS)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    elements = [child.get_object() for child in root["/StructTreeRoot"]["/K"]["/K"]]
    assert [element["/S"] for element in elements].count("/H1") == 1
    address = "https://hub.example.org/s/QF7K2M9DH3TWX8RA"
    assert [element["/Alt"] for element in elements if element["/S"] == "/Figure"] == [
        f"QR: {address}"
    ]
    assert qr_codes.printed(draw(FACTS)) == [address]
    assert [element["/K"] for element in elements] == list(range(len(elements)))


@pytest.mark.parametrize("name", PRINTED)
def test_a_name_is_printed_as_the_text_it_is(name: str) -> None:
    check_printable(name)
    document = draw(replace(FACTS, holder=name))
    assert name.replace(" ", "") in text_of(document).replace(" ", "")
    assert resources(document, "/XObject") == []


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_paper_cannot_show_is_refused_before(name: str) -> None:
    with pytest.raises(UnprintableName) as refusal:
        check_printable(name)
    assert refusal.value.code == "certificates.unprintable_name"
    with pytest.raises(UnprintableName):
        draw(replace(FACTS, holder=name))


def test_a_refusal_names_the_letters() -> None:
    with pytest.raises(UnprintableName) as refusal:
        check_printable("Siti 😀 ꦱ")
    assert dict(refusal.value.sentence.values) == {
        "text": "Siti 😀 ꦱ",
        "letters": "U+1F600 ꦱ (U+A9B1)",
    }


def test_nothing_is_fetched_and_no_file_is_read(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        for name in (
            f'<img src="http://127.0.0.1:{port}/"/>',
            f"http://127.0.0.1:{port}/a.png",
            str(picture),
            f'<img src="{picture}"/>',
        ):
            document = draw(replace(FACTS, holder=name, title=name, issuer=name, signatory=name))
            assert text_of(document).replace(" ", "").count(name.replace(" ", "")) == 4
            assert b"/Subtype /Image" not in document
            assert resources(document, "/XObject") == []
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_the_longest_texts_do_not_touch() -> None:
    """The lines at the left margin go down the page one after the other, down to the woven row."""
    long = replace(
        FACTS,
        title="Pelatihan yang panjang " * 15,
        dates="Selasa, 3 November 2026 " * 8,
        signatory_title="Koordinator " * 12,
    )
    long = replace(
        long,
        issuer="Sekretariat Jaringan-Antar-Jaringan " * 3,
        issuer_note="atas nama Sekretariat Nasional " * 4,
    )
    heights: list[float] = []

    def note(text: str, _matrix: object, at: list[float], *_rest: object) -> None:
        if text.strip() and at[4] < 200:
            heights.append(at[5])

    read(draw(long)).pages[0].extract_text(visitor_text=note)
    assert len(heights) == 19
    assert min(above - below for above, below in pairwise(heights)) > 8
    assert heights[-1] > 60


def test_codes_are_grouped_by_four() -> None:
    assert grouped("QF7K2M9DH3TWX8RA") == "QF7K-2M9D-H3TW-X8RA"
