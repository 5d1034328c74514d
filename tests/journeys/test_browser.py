"""The looking glass itself: axe is awake, and weighing counts what comes over the wire."""

from playwright.sync_api import Browser

from tests.journeys.browser import barriers, open_context


def test_axe_sees_what_stands_in_the_way(chromium: Browser) -> None:
    page = open_context(chromium).new_page()
    page.set_content("<html lang='id'><head><title>Uji</title></head><body><main><h1>Uji</h1><input type='text'></main></body></html>")
    found = barriers(page)
    page.context.close()
    assert [line.split(" (")[0] for line in found] == ["label"]
