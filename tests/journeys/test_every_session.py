"""One registration by phone stands in the weeks planned later: skip one, pause, go on."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Window
from tests.journeys.hub import Hub, running
from tests.journeys.ratna import Ratna
from tests.journeys.story import NETWORK, Session, Story
from tests.journeys.visitor import address_in
from tests.journeys.words import Words

SITI = "Siti Aminah"
_PATIENCE = 30


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """Yield a running hub with an empty base and no mail server."""
    with running(tmp_path, network=NETWORK) as installed:
        yield installed


def test_three_weeks_planned_later_by_one_registration(hub: Hub, window: Window) -> None:
    ratna = Ratna(Story(hub, window, Words("id"), Session.running_now()))
    ratna.signs_in()
    ratna.starts_the_webinar()
    first = hub.one("SELECT key FROM meeting ORDER BY starts_at")

    page = window(width=360, script=False)
    page.goto(f"/sesi/{first}/daftar")
    expect(page.get_by_label("Setiap sesi mulai sesi ini, sampai saya berhenti")).to_be_checked()
    page.get_by_label("Nama lengkap", exact=True).fill(SITI)
    page.get_by_label("Nomor HP atau email", exact=True).fill("0812-3456-7890")
    page.get_by_label("Kabupaten atau kota", exact=True).fill("luar negeri")
    page.get_by_role("button", name="Daftar", exact=True).tap()
    expect(page.locator("main")).to_contain_text("Isian Anda sudah masuk")
    has_places(page, 2)

    for week in (2, 3, 4):
        plans_one_more_week(ratna, week)
    page.reload()
    has_places(page, 5)
    page.get_by_text("1 sesi sesudahnya").tap()
    page.locator(".due > li").last.get_by_role("button", name="Lewati").tap()
    has_places(page, 4)

    the_worker_did_both(hub)
    page.goto(address_in(ratna.reads_the_message("Registration confirmed", SITI), "/saya/"))
    page.get_by_role("button", name="Ini saya").tap()
    expect(page.locator("main")).to_contain_text("Anda ikut setiap sesi")
    has_places(page, 4)
    page.get_by_role("button", name="Jeda dulu").tap()
    expect(page.locator("main")).to_contain_text("Anda sedang jeda")
    has_places(page, 0)
    page.get_by_role("button", name="Lanjut ikut").tap()
    expect(page.locator("main")).to_contain_text("Anda ikut setiap sesi")
    has_places(page, 4)


def plans_one_more_week(ratna: Ratna, week: int) -> None:
    """Add a session to the weekly series, so many weeks after its first."""
    day = ratna.story.session.starts + timedelta(days=1, weeks=week)
    series = ratna.story.hub.one("SELECT key FROM series")
    ratna.opens(f"/desk/seri/{series}/sesi-baru")
    ratna.writes({"Date": f"{day:%Y-%m-%d}", "Starts at": "14:00", "Ends at": "16:00"})
    ratna.main.locator("form .btn").last.click()
    ratna.looks()


def the_worker_did_both(hub: Hub) -> None:
    """Wait until it gave the place back and wrote the letter out."""
    asked = "SELECT (SELECT count(*) FROM seat WHERE status = 'cancelled'), "
    asked += "(SELECT count(*) FROM letter WHERE state = 'kept' AND kind LIKE '%confirmed')"
    deadline = time.monotonic() + _PATIENCE
    while hub.rows(asked) != [(1, 1)]:
        assert time.monotonic() < deadline, hub.rows(asked)
        time.sleep(0.1)


def has_places(page: Page, count: int) -> None:
    """See in how many dates to come she has a place, those that are folded away as well."""
    expect(page.locator(".due .st.ok")).to_have_count(count)
