"""Fixtures of the stories: a running hub, a browser, a visitor's window."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import LONG
from tests.demo.filled import of_whole_run
from tests.journeys import browser as browsers
from tests.journeys.here import Here
from tests.journeys.hub import Hub
from tests.journeys.visitor import Visitor

Window = Callable[..., Page]


@pytest.fixture(scope="session", autouse=True)
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> browsers.LookedAt:
    """Return what is known of pages in the whole run, and let every visitor ask it.

    Axe looks at pages in wide windows in long runs alone.
    """
    folder = of_whole_run(tmp_path_factory) / "looked-at"
    Visitor.looked_at = browsers.LookedAt(folder, wide=LONG)
    return Visitor.looked_at


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Yield the browser."""
    with sync_playwright() as playwright, browsers.chromium(playwright) as browser:
        yield browser


@pytest.fixture
def window(chromium: Browser, hub: Hub | Here) -> Iterator[Window]:
    """Return what opens a new visitor's window.

    `window(width=360, language="en")`, a phone below PHONE; every one forgets when the test ends.
    """
    opened = []
    complaints: list[str] = []

    def open_window(*, width: int = 1280, language: str = "id", script: bool = True) -> Page:
        phone = width < browsers.PHONE
        context = browsers.with_axe(
            chromium.new_context(
                base_url=hub.url,
                viewport={"width": width, "height": 740},
                is_mobile=phone,
                has_touch=phone,
                locale={"id": "id-ID", "en": "en-GB"}[language],
                timezone_id="Asia/Jakarta",
                java_script_enabled=script,
            )
        )
        context.set_default_timeout(60_000)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        context.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if message.type == "error" and "Content" in message.text
                else None
            ),
        )
        opened.append(context)
        return context.new_page()

    yield open_window
    for context in opened:
        context.close()
    assert complaints == []
