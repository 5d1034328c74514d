"""Take the README's picture anew: the demo's front page on a desk, somebody's own page on a phone.

`python -m tests.pictures` writes docs/pictures/front.png.
"""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.demo.filled import NOW, fill
from tests.journeys.browser import chromium
from tests.journeys.here import Here, hub_here
from webinar_hub.config import ROOT
from webinar_hub.messages.own_page import link

_PICTURE = ROOT / "docs" / "pictures" / "front.png"
_HEIGHT, _SHARE, _BETWEEN, _COLOURS = 1120, 2 / 3, 26, 256
_NAMES = {"network_name": "S=JAJAR", "contact": "sekretariat@sejajar.example"}
_WITH_CERTIFICATES = """
    SELECT registration.key, link_version FROM registration
    JOIN every_date ON registration_id = registration.id
    WHERE paused_at IS NULL AND sent_form_id IS NULL
"""


def _page(browser: Browser, hub: Here, path: str, width: int, press: str = "") -> Image.Image:
    """Return the first view of a page, after a button of it was pressed, made smaller."""
    page = browser.new_page(
        base_url=hub.url, locale="id-ID", viewport={"width": width, "height": _HEIGHT}
    )
    page.goto(path, wait_until="networkidle")
    if press:
        page.get_by_role("button", name=press).click()
        page.wait_for_load_state("networkidle")
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    return seen.resize((round(width * _SHARE), round(_HEIGHT * _SHARE)), Image.Resampling.LANCZOS)


def main() -> None:
    """Fill a demo network, look at two of its pages, and put them beside each other."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "instance"
        fill(folder)
        with (
            hub_here(folder, NOW, **_NAMES) as hub,
            sync_playwright() as playwright,
            chromium(playwright) as browser,
        ):
            hub.works("count_reach")
            own = link(hub.cast.links.link_key, *hub.rows(_WITH_CERTIFICATES)[0])
            desk = _page(browser, hub, "/", 1280)
            phone = _page(browser, hub, f"/saya/{own}", 360, press="Ini saya")
    both = Image.new("RGB", (desk.width + _BETWEEN + phone.width, desk.height), "#d9d4c9")
    both.paste(desk, (0, 0))
    both.paste(phone, (desk.width + _BETWEEN, 0))
    both.quantize(_COLOURS).save(_PICTURE, optimize=True)


if __name__ == "__main__":
    main()
