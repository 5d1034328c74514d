"""What stories look at in a page besides its words: who can use it, and how heavy it is."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request

_AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

BUDGET = {
    "document": 11_000,
    "stylesheet": 6_000,
    "script": 3_000,
    "without photos": 20_000,
    "everything": 60_000,
}
"""What a public page may weigh at first view, in bytes as sent.

Each kind of file, and all of them together, without photos and with them.
"""


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


def with_axe(context: BrowserContext) -> BrowserContext:
    """Let every page of a context have axe at hand, read only where somebody asks for it."""
    axe = _AXE.read_text("utf-8")
    context.add_init_script(f"globalThis.wakeAxe = () => {{ if (!globalThis.axe) {{{axe}}} }}")
    return context


def barriers(page: Page, *rules: str) -> list[str]:
    """Return what axe finds wrong with the page as it stands, of any impact: rule, and where.

    Without rules it asks all of its own.
    """
    # Only a rule that is asked by nobody reads the sheets, which axe would fetch each time.
    asked = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
    asked |= {"runOnly": list(rules)} if rules else {}
    found = page.evaluate(
        "asked => (wakeAxe(), axe.run(document, asked).then(result => result.violations))", asked
    )
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


# How a page is built: its elements with what they carry, but of its words, addresses and values no
# more than whether they are there, and whether a word is a short one.
_BUILT = """() => {
    const said = /^(alt|aria-label|action|content|datetime|href|lang|placeholder|src|title|value)$/;
    const carried = (node, {name, value}) =>
        ` ${name}=${said.test(name) && node.localName !== "link" ? value !== "" : value}`;
    const built = node => {
        if (node.nodeType === Node.TEXT_NODE)
            return "x".repeat(Math.min(node.data.trim().length, 4));
        if (node.nodeType !== Node.ELEMENT_NODE) return "";
        const attributes = [...node.attributes].map(each => carried(node, each)).join("");
        return `<${node.localName}${attributes}>${[...node.childNodes].map(built).join("")}</>`;
    };
    return innerWidth + built(document.documentElement);
}"""


class LookedAt:
    """Remembers how the pages were built that axe has looked at in a whole run of tests.

    Whoever comes first to such a page fails for all.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def barriers(self, page: Page) -> list[str]:
        """Return what axe finds on a page built as none before, and nothing for another."""
        built = sha256(page.evaluate(_BUILT).encode()).hexdigest()
        try:
            (self._folder / built).touch(exist_ok=False)
        except FileExistsError:
            return []
        return barriers(page)


_WIDE = """width => [...document.body.querySelectorAll("*")]
    .filter(element => element.getBoundingClientRect().right > width + 0.5 && !element.closest(".vh"))
    .map(element => element.outerHTML.slice(0, 160))"""


def too_wide(page: Page) -> list[str]:
    """Return what makes the page wider than its window, so that one has to scroll sideways."""
    width = (page.viewport_size or {"width": 0})["width"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return (
        [
            f"{wide} pixels wide in a window of {width}: {found}"
            for found in page.evaluate(_WIDE, width)[-1:]
        ]
        if wide > width
        else []
    )


@dataclass(frozen=True)
class Weight:
    """What came over the wire for a page: requests without photos, and bytes by kind of file."""

    requests: int
    octets: dict[str, int]

    def over(self, budget: Mapping[str, int]) -> list[str]:
        """Return what is heavier than the budget."""
        return [
            f"{kind}: {self.octets[kind]} bytes"
            for kind, most in budget.items()
            if self.octets.get(kind, 0) > most
        ]


def weigh(page: Page, url: str) -> Weight:
    """Open an address with an empty cache and return what its first view weighs, as sent."""
    seen: list[Request] = []

    def note(request: Request) -> None:
        seen.append(request)

    page.on("requestfinished", note)
    page.goto(url, wait_until="networkidle")
    page.remove_listener("requestfinished", note)
    octets: Counter[str] = Counter()
    for request in seen:
        size = request.sizes()["responseBodySize"]
        octets.update({request.resource_type: size, "everything": size})
        if "/foto/" not in request.url:
            octets.update({"without photos": size, "requests": 1})
    return Weight(octets.pop("requests"), dict(octets))
