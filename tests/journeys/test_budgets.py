"""Every public page of the demo network is light, and nothing on any page stands in anybody's way, light or dark, narrow or wide."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.browser import PAGE_BYTES, barriers, weigh
from tests.journeys.conftest import Window
from tests.journeys.hub import Hub, running

_REQUESTS = 4
_PUBLIC = ("/", "/program", "/kalender", "/cek", "/privasi", "/saya", "/masuk")
_DESK = ("/desk/", "/desk/program", "/desk/sertifikat", "/desk/pesan")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """Yield a running hub with the demo network."""
    with running(Path(tmp_path_factory.mktemp("demo")), demo=True) as installed:
        yield installed


def _one(hub: Hub, statement: str) -> str:
    with sqlite3.connect(hub.instance / "hub.db") as connection:
        return str(connection.execute(statement).fetchone()[0])


def _pages(hub: Hub) -> list[str]:
    meeting = _one(hub, "SELECT key FROM meeting WHERE starts_at > datetime('now') ORDER BY starts_at LIMIT 1")
    cohort = _one(hub, "SELECT key FROM series WHERE NOT rolling LIMIT 1")
    programme = _one(hub, "SELECT key FROM programme LIMIT 1")
    certificate = _one(hub, "SELECT code FROM certificate LIMIT 1")
    return [*_PUBLIC, f"/program/{programme}", f"/sesi/{meeting}", f"/seri/{cohort}/daftar", f"/cek/{certificate}"]


def test_public_pages_are_light_and_open_to_everybody(hub: Hub, window: Window) -> None:
    wrong = []
    for path in _pages(hub):
        page = window(width=360)
        weight = weigh(page, path)
        if weight.octets > PAGE_BYTES or len(weight.requests) > _REQUESTS:
            wrong.append(f"{path}: {weight.octets} bytes, {len(weight.requests)} requests")
        wrong += [f"{path}: {barrier}" for barrier in barriers(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{path} is wider than a narrow window")
        page.emulate_media(color_scheme="dark")
        wrong += [f"{path}, dark: {barrier}" for barrier in barriers(page)]
        page.context.close()
    assert wrong == []


def test_desk_pages_are_open_to_everybody(hub: Hub, window: Window) -> None:
    page = window(width=1280)
    administrator = _one(
        hub, 'SELECT account.email FROM account JOIN "grant" ON "grant".person_id = account.person_id WHERE role = \'administrator\''
    )
    page.goto(hub.command("sign-in-link", administrator).split()[-1])
    page.locator("main form button").click()
    meeting = _one(hub, "SELECT meeting_id FROM attendance JOIN seat ON seat.id = seat_id LIMIT 1")
    paths = [*_DESK, f"/desk/sesi/{_one(hub, f'SELECT key FROM meeting WHERE id = {meeting}')}"]
    wrong = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert (answer.status, re.sub(r"^https?://[^/]+", "", page.url)) == (200, path)
            wrong += [f"{path} at {width}: {barrier}" for barrier in barriers(page)]
    assert wrong == []
