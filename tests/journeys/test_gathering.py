"""At 13.58, from the address in the group: on a phone, without script, known and unknown."""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.conftest import settings_for
from tests.journeys.browser import barriers, too_wide
from tests.journeys.conftest import Window
from tests.journeys.hub import Hub, running
from webinar_hub.app import create_app
from webinar_hub.kit import clock
from webinar_hub.kit.db import db

_ROOM, _STREAM = "https://zoom.example/j/123", "https://video.example/langsung"
_NAME, _NUMBER = "Maria Goreti Bere", "0812-3456-7890"
_SECONDS = 10


@dataclass(frozen=True)
class Group:
    """A hub with a session that begins in two minutes, and the address in the group."""

    hub: Hub
    short: str


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Group]:
    """Yield a running hub with one series, whose stream stands beside the room."""
    with running(Path(tmp_path_factory.mktemp("gathering"))) as installed:
        app = create_app(
            settings_for(installed.instance, f"sqlite:///{installed.instance / 'hub.db'}")
        )
        with app.app_context():
            cast = Cast(app.extensions["links"])
            meeting = cast.meeting(
                starts_at=clock.now() + timedelta(minutes=2), title="Ketika air naik"
            )
            meeting.series.stream_link, meeting.series.stream_beside = _STREAM, True
            short = meeting.series.short
            db.session.commit()
            db.session.remove()
            db.engine.dispose()
        yield Group(installed, short)


@pytest.fixture
def hub(group: Group) -> Hub:
    """Return the hub whose windows are opened."""
    return group.hub


def _join(page: Page, short: str, name: str) -> tuple[int, float]:
    """Join from the group; return how many taps that took, and how long the hub let wait."""
    began = time.perf_counter()
    page.goto(f"/k/{short}")
    taps = 0
    for label, typed in (("Nomor HP atau email", _NUMBER), ("Nama Anda di Zoom", name)):
        page.get_by_label(label, exact=True).tap()
        page.keyboard.insert_text(typed)
        taps += 1
    page.get_by_role("button", name="Gabung").tap()
    expect(page.locator("h1")).to_have_text("Silakan masuk")
    return taps + 1, time.perf_counter() - began


def test_three_taps_and_few_seconds_whoever_it_is(group: Group, window: Window) -> None:
    seen = []
    for _who in ("unknown", "known"):
        page = window(width=360, script=False)
        taps, seconds = _join(page, group.short, _NAME)
        assert (taps, seconds < _SECONDS) == (3, True)
        links = page.locator("main .lanes a").all()
        assert [link.get_attribute("href") for link in links] == [_ROOM, _STREAM]
        code = page.locator("#zoom-name").inner_text()
        assert code.endswith(f" {_NAME}")
        seen.append(page.locator("main").inner_text().replace(code[:4], ""))
    assert seen[0] == seen[1]


def test_with_script_the_name_is_copied_and_nothing_stands_in_the_way(
    group: Group, window: Window
) -> None:
    page = window(width=360)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/k/{group.short}")
    if shots := os.environ.get("SHOTS"):
        page.screenshot(path=f"{shots}/gabung360.png", full_page=True)
    assert (barriers(page), too_wide(page)) == ([], [])
    _join(page, group.short, "Yohana Kambu")
    assert (barriers(page), too_wide(page)) == ([], [])
    if shots := os.environ.get("SHOTS"):
        page.screenshot(path=f"{shots}/masuk360.png", full_page=True)
    page.get_by_role("button", name="Salin").tap()
    expect(page.get_by_role("button", name="Tersalin")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#zoom-name").inner_text()
