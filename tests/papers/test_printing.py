"""How a printed paper of a session begins."""

from datetime import UTC, datetime

import pypdfium2
import pytest

from webinar_hub.kit.letterhead import CODE, LEFT, MEASURE, Letterhead
from webinar_hub.papers.printing import Top, begun
from webinar_hub.programmes.printed import WORDS


@pytest.mark.parametrize("language", ["id", "en"])
def test_what_is_said_of_the_code_does_not_reach_into_the_rows(language: str) -> None:
    words = WORDS[language]
    hours = "13.30 WIB · 14.30 WITA · 15.30 WIT"
    place = words.online.format(hours=hours, address="hub.example.org/k/5qznugec")
    top = Top(
        language=language,
        head=Letterhead("JAJAR", ("Jakarta",), "#a1331e", "#1f4e64", ""),
        kind="TOR",
        title="Judul",
        rows=tuple((words.place, (place,)) for _row in range(8)),
        link="https://hub.example.org/sesi/onklpp4mtml3icjh",
        made=datetime(2026, 11, 29, tzinfo=UTC),
    )
    paper, _sheet = begun(top, None)
    with pypdfium2.PdfDocument(paper.finish()) as document:
        text = document[0].get_textpage()
        found = text.search(words.scan.split()[0])
        first, number = found.get_next()
        assert text.count_rects(first, number) == 1
        assert text.get_rect(0)[0] >= LEFT + MEASURE - CODE - 16
