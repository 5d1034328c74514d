"""How a printed paper of a session begins."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from webinar_hub.kit.letterhead import CODE, LEFT, MEASURE, Letterhead
from webinar_hub.kit.typesetting import A4
from webinar_hub.papers.printing import Top, begun
from webinar_hub.programmes.printed import WORDS


def _top(language: str, title: str, *rows: tuple[str, tuple[str, ...]]) -> Top:
    return Top(
        language=language,
        head=Letterhead("JAJAR", ("Jakarta",), "#a1331e", "#1f4e64", ""),
        kind="TOR",
        title=title,
        rows=rows,
        link="https://hub.example.org/sesi/onklpp4mtml3icjh",
        made=datetime(2026, 11, 29, tzinfo=UTC),
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_said_of_the_code_does_not_reach_into_the_rows(language: str) -> None:
    words = WORDS[language]
    hours = "13.30 WIB · 14.30 WITA · 15.30 WIT"
    place = words.online.format(hours=hours, address="hub.example.org/k/5qznugec")
    rows = ((words.place, (place,)) for _row in range(8))
    paper, _sheet = begun(_top(language, "Judul", *rows), None)
    with pypdfium2.PdfDocument(paper.finish()) as document:
        text = document[0].get_textpage()
        found = text.search(words.scan.split()[0])
        first, number = found.get_next()
        assert text.count_rects(first, number) == 1
        assert text.get_rect(0)[0] >= LEFT + MEASURE - CODE - 16


def test_a_long_title_ends_with_a_whole_word_on_the_pages_that_follow() -> None:
    paper, sheet = begun(
        _top("id", "Menjaga layanan tetap berjalan " * 4, ("Hari", ("Kamis",))), None
    )
    sheet.room(A4[1])
    with pypdfium2.PdfDocument(paper.finish()) as document:
        again = document[1].get_textpage().get_text_bounded().strip()
    assert again == "TOR: " + "Menjaga layanan tetap berjalan " * 2 + "Menjaga layanan tetap…"
