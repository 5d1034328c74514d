"""What stories look at in a page besides its words: who can use it, and how heavy it is."""

import os
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request

_AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

PHONE = 600
"""How wide a window at least is that is no telephone's."""

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
    # Chromium's sandbox does not work for root. Axe runs once on each page: to compile its code
    # for speed took a third of the page's time.
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments = ["--js-flags=--no-maglev --no-turbofan", *root]
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


_OF_PLACES = (
    "color-contrast",
    "link-in-text-block",
    "scrollable-region-focusable",
    "target-size",
)
"""The rules of axe that look at where things stand; the others at what can be seen, and how."""


def barriers(page: Page, *rules: str) -> list[str]:
    """Return what axe finds wrong with the page as it stands, of any impact: rule, and where.

    Without rules it asks all of its own.
    """
    # Only a rule that is asked by nobody reads the sheets, which axe would fetch each time.
    asked = {
        "resultTypes": ["violations"],
        "preload": {"assets": ["media"]},
        "selectors": False,
    }
    asked |= {"runOnly": list(rules)} if rules else {}
    found = page.evaluate(
        "asked => (wakeAxe(), axe.run(document, asked).then(result => result.violations))", asked
    )
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


# How a page is built: its elements with what they carry and whether they can be seen, but of its
# words, addresses and values no more than whether they are there, and whether a word is a short
# one. Rows that follow each other and are built alike are one.
_BUILT = """() => {
    const said = /^(alt|aria-label|action|content|datetime|href|lang|placeholder|src|title|value)$/;
    const carried = (node, {name, value}) =>
        ` ${name}=${said.test(name) && node.localName !== "link" ? value !== "" : value}`;
    const built = node => {
        if (node.nodeType === Node.TEXT_NODE)
            return "x".repeat(Math.min(node.data.trim().length, 4));
        if (node.nodeType !== Node.ELEMENT_NODE) return "";
        const attributes = [...node.attributes].map(each => carried(node, each)).join("");
        const inside = [...node.childNodes].map(built).filter(each => each);
        const unlike = inside.filter((each, number) => each !== inside[number - 1]);
        const seen = node.checkVisibility() ? "" : "-";
        return `<${seen}${node.localName}${attributes}>${unlike.join("")}</>`;
    };
    return built(document.documentElement);
}"""


class LookedAt:
    """Remembers how the pages were built that axe has looked at in a whole run of tests.

    Whoever comes first to such a page fails for all. wide: whether pages in a wide window, which
    show there what they show in a narrow one, are looked at, too.
    """

    def __init__(self, folder: Path, *, wide: bool = True) -> None:
        self._folder, self._wide = folder, wide
        folder.mkdir(exist_ok=True)

    def barriers(self, page: Page) -> list[str]:
        """Return what axe finds on a page built as none before, and nothing for another.

        At another width of the window it looks again at where things stand alone.
        """
        width = (page.viewport_size or {"width": 0})["width"]
        if width >= PHONE and not self._wide:
            return []
        built = page.evaluate(_BUILT)
        new, new_at_width = self._is_new(built), self._is_new(f"{width} {built}")
        if new:
            return barriers(page)
        return barriers(page, *_OF_PLACES) if new_at_width else []

    def _is_new(self, built: str) -> bool:
        try:
            (self._folder / sha256(built.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True


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


_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
_PATIENCE = 30.0


def weigh(page: Page, url: str) -> Weight:
    """Open an address as a new visitor and return what its first view weighs, as sent."""
    page.context.clear_cookies()
    tools = page.context.new_cdp_session(page)
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    begun: list[Request] = []
    ended: list[Request] = []

    def begin(request: Request) -> None:
        begun.append(request)

    def end(request: Request) -> None:
        ended.append(request)

    page.on("request", begin)
    page.on("requestfinished", end)
    page.goto(url)
    # What is only fetched where it comes into view has been asked for then.
    page.evaluate(_DRAWN)
    until = time.monotonic() + _PATIENCE
    while len(ended) < len(begun):
        assert time.monotonic() < until, f"{url}: not all that it asks for comes"
        page.wait_for_timeout(5)
    page.remove_listener("request", begin)
    page.remove_listener("requestfinished", end)
    tools.detach()
    octets: Counter[str] = Counter()
    for request in ended:
        size = request.sizes()["responseBodySize"]
        octets.update({request.resource_type: size, "everything": size})
        if "/foto/" not in request.url:
            octets.update({"without photos": size, "requests": 1})
    return Weight(octets.pop("requests"), dict(octets))
