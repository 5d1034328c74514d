"""At 13.58, from the address in the group: on a phone, without script, known and unknown."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browser import barriers, too_wide
from tests.journeys.conftest import Window
from tests.journeys.here import Here, hub_here
from webinar_hub.kit.db import db

_ROOM, _STREAM = "https://zoom.example/j/123", "https://video.example/langsung"
_NAME, _NUMBER = "Maria Goreti Bere", "0812-3456-7890"
_SECONDS = 10
_THURSDAY = datetime(2027, 3, 4, 7, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Group:
    """The address in the group of a session that begins in two minutes, and the next date."""

    short: str
    following: str


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """Yield a hub whose clock says 13.58."""
    at = _THURSDAY - timedelta(minutes=2)
    with hub_here(tmp_path_factory.mktemp("gathering"), at) as here:
        yield here


@pytest.fixture(scope="module")
def group(hub: Here) -> Group:
    """Return what leads to a series whose stream stands beside the room."""
    meeting = hub.cast.meeting(starts_at=_THURSDAY, title="Ketika air naik")
    meeting.series.stream_link, meeting.series.stream_beside = _STREAM, True
    db.session.commit()
    return Group(meeting.series.short, hub.cast.meeting(meeting.series).key)


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
    for who in ("unknown", "known"):
        page = window(width=360, script=False)
        taps, seconds = _join(page, group.short, _NAME)
        print(f"{who}: {taps} taps, {seconds:.1f} s")
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
    assert (barriers(page), too_wide(page)) == ([], [])
    _join(page, group.short, "Yohana Kambu")
    assert (barriers(page), too_wide(page)) == ([], [])
    page.get_by_role("button", name="Salin").tap()
    expect(page.get_by_role("button", name="Tersalin")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#zoom-name").inner_text()


def test_on_her_own_phone_the_next_date_is_one_tap(group: Group, window: Window) -> None:
    page = window(width=360, script=False)
    _join(page, group.short, "Yohana Kambu")
    page.get_by_role("link", name="Kembali ke formulir saya").tap()
    page.get_by_label("Ini ponsel saya sendiri").tap()
    page.get_by_role("button", name="Ingat ponsel ini").tap()
    expect(page.get_by_role("status")).to_contain_text("selama 90 hari")
    page.goto(f"/ikut/{group.following}")
    expect(page.locator("h1")).to_have_text("Anda Y…?")
    page.get_by_role("button", name="Daftar").tap()
    expect(page.locator("h1")).to_contain_text("Anda terdaftar")
