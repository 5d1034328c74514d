"""The looking glass itself: axe is awake, weighing counts what comes over the wire.

And what the sheet keeps in its place.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Locator

from tests.journeys.browser import LookedAt, barriers, too_wide, with_axe
from webinar_hub.config import ROOT


def test_axe_sees_what_stands_in_the_way(chromium: Browser) -> None:
    page = with_axe(chromium.new_context()).new_page()
    page.set_content(
        "<html lang='id'><head><title>Uji</title></head><body><main><h1>Uji</h1><input type='text'></main></body></html>"
    )
    found = barriers(page)
    page.context.close()
    assert [line.split(" (")[0] for line in found] == ["label"]


def test_axe_looks_once_at_what_is_built_the_same(chromium: Browser, tmp_path: Path) -> None:
    looked_at, page = LookedAt(tmp_path / "looked-at"), with_axe(chromium.new_context()).new_page()
    pages = (
        "<p>Satu <a href='/a'>Hari ini</a>",
        "<p>Dua tiga <a href='/b'>Program</a>",
        "<p>Dua tiga <a href='/b'></a>",
        "<p>Dua tiga <a href='/b' aria-label=''>Program</a>",
        "<p>Dua tiga <a href='/b'>1</a>",
        "<p>Dua tiga <a href='/b'>1</a><p>Satu dua <a href='/b'>1</a>",
        "<p>Dua tiga <a href='/b'>1</a><p hidden>Satu dua <a href='/b'>1</a>",
    )
    found = []
    for body in pages:
        page.set_content(f"<html><head><title>Uji</title></head><body>{body}</body></html>")
        found.append(bool(looked_at.barriers(page)))
    page.context.close()
    assert found == [True, False, True, True, True, False, True]


def test_at_another_width_axe_looks_at_what_can_differ(chromium: Browser, tmp_path: Path) -> None:
    looked_at, page = LookedAt(tmp_path / "looked-at"), with_axe(chromium.new_context()).new_page()
    pale = "<p style='color: #eee'>Pucat</p>"
    only_narrow = "<style>@media (min-width: 600px) { input { display: none } }</style><input>"
    found = []
    for body in (pale, only_narrow):
        page.set_content(f"<html><head><title>Uji</title></head><body>{body}</body></html>")
        for width in (1280, 360, 360):
            page.set_viewport_size({"width": width, "height": 740})
            rules = {line.split(" (")[0] for line in looked_at.barriers(page)}
            found.append(sorted(rules & {"color-contrast", "html-has-lang", "label"}))
    page.context.close()
    assert found == [
        ["color-contrast", "html-has-lang"],
        ["color-contrast"],
        [],
        ["html-has-lang"],
        ["html-has-lang", "label"],
        [],
    ]


def test_where_wide_windows_are_left_to_long_runs_axe_looks_at_narrow_ones(
    chromium: Browser, tmp_path: Path
) -> None:
    looked_at = LookedAt(tmp_path / "looked-at", wide=False)
    page = with_axe(chromium.new_context()).new_page()
    page.set_content("<html lang='id'><head><title>Uji</title></head><body><input></body></html>")
    found = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        found.append(any("label" in line for line in looked_at.barriers(page)))
    page.context.close()
    assert found == [False, True]


_PARTS = """<header class="top desk wrap"><nav class="menu">{links}</nav></header>
<main class="wrap"><div class="say ok"><p>Satu</p></div><div class="say ok"><p>Dua</p></div><p>Tiga</p>
<ul class="rows todo">{items}</ul>
<table class="list"><tbody>{rows}</tbody></table></main>"""
_WORDS = ("Ubah", "Periksa, lalu terbitkan", "Jawab mereka")


def _box(element: Locator) -> FloatRect:
    found = element.bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize("width", [360, 1280])
def test_the_menu_keeps_its_order_and_buttons_below_each_other_one_width(
    chromium: Browser, width: int
) -> None:
    names = (
        "Hari ini",
        "Program",
        "Peserta",
        "Kehadiran",
        "Sertifikat",
        "Pesan",
        "Lembaga",
        "Pengaturan",
    )
    links = "".join(
        f'<a href="#"{" aria-current=page" if name == "Pesan" else ""}>{name}</a> '
        for name in names
    )
    items = "".join(
        f'<li><b class="num">1</b><div>{word}</div><a class="btn q">{word}</a></li>'
        for word in _WORDS
    )
    rows = "".join(
        f'<tr><th scope="row">{word}</th><td class="act"><a class="btn q">{word}</a></td></tr>'
        for word in _WORDS
    )
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.set_content(
        f"<!doctype html><style>{(ROOT / 'static/hub.css').read_text()}</style>{_PARTS.format(links=links, items=items, rows=rows)}"
    )
    boxes = [_box(link) for link in page.locator(".menu a").all()]
    places = [(round(box["y"]), round(box["x"])) for box in boxes]
    assert places == sorted(places)
    assert max(box["x"] + box["width"] for box in boxes) <= width
    for below in (".todo .btn", ".act .btn"):
        assert len({round(_box(button)["width"]) for button in page.locator(below).all()}) == 1
    first, second, third = (
        _box(page.locator(f"main > :nth-child({number})")) for number in (1, 2, 3)
    )
    assert second["y"] - first["y"] - first["height"] >= 16
    assert third["y"] - second["y"] - second["height"] >= 16
    page.close()


def test_a_long_date_stays_beside_its_button(chromium: Browser) -> None:
    item = '<li><strong><span class="nb">Wednesday, 30 September</span></strong><span class="st">Skipped by you</span><form><button class="btn q">Come after all</button></form></li>'
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.set_content(
        f"<!doctype html><style>{(ROOT / 'static/hub.css').read_text()}</style><main class='wrap'><ul class='rows due'>{item}</ul></main>"
    )
    date, button = _box(page.locator(".nb")), _box(page.locator(".btn"))
    assert date["x"] + date["width"] <= button["x"]
    page.close()


@pytest.mark.parametrize(
    "part",
    [
        "<p class='acts small'><a class='go' href='/'>{}&nbsp;<span aria-hidden='true'>×</span></a></p>",
        "<ol class='crumb'><li><a href='/'>{}</a></li></ol>",
        "<div class='head'><h1 class='h1d'>{}</h1></div>",
    ],
)
def test_a_long_address_somebody_typed_stays_on_the_page(chromium: Browser, part: str) -> None:
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.set_content(
        f"<!doctype html><meta name='viewport' content='width=device-width'><style>{(ROOT / 'static/hub.css').read_text()}</style><main class='wrap'>{part.format('a' * 100)}</main>"
    )
    assert too_wide(page) == []
    page.close()
