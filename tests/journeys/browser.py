"""What stories look at in a page besides its words: who can use it, and how heavy it is."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, Request

_AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text("utf-8")
_NAMES = ("chromium", "chromium-browser", "google-chrome")

PAGE_BYTES = 20_000
"""What a public page may weigh with everything, compressed."""


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Start the machine's Chromium, or the browser tool's own where there is none."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    # Chromium's sandbox does not work for root.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(executable_path=found, args=arguments)
    try:
        yield browser
    finally:
        browser.close()


def barriers(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it stands, of any impact: rule, and where."""
    page.evaluate(_AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(result => result.violations)")
    return [f"{rule['id']} ({rule['impact']}): {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@dataclass
class Weight:
    """What came over the wire for a page."""

    requests: list[str] = field(default_factory=list)
    octets: int = 0


def weigh(page: Page, url: str) -> Weight:
    """Open an address with an empty cache and return what its first view needs: requests and bytes of the bodies as sent."""
    seen: list[Request] = []

    def note(request: Request) -> None:
        seen.append(request)

    page.on("requestfinished", note)
    page.goto(url, wait_until="networkidle")
    page.remove_listener("requestfinished", note)
    return Weight([request.url for request in seen], sum(request.sizes()["responseBodySize"] for request in seen))
