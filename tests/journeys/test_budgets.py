"""Every public page of the demo network is light, and nothing on any page stands in anybody's way, light or dark, narrow or wide."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.browser import BUDGET, barriers, too_wide, weigh
from tests.journeys.conftest import Window
from tests.journeys.hub import Hub, running
from tests.journeys.words import Words

_REQUESTS = 4
_CERTIFICATE_BYTES = 60_000
_NEXT_MEETING = "SELECT key FROM meeting WHERE starts_at > datetime('now') ORDER BY starts_at LIMIT 1"
_PUBLIC = ("/", "/program", "/kalender", "/cek", "/privasi", "/saya", "/masuk")
_DESK = ("/desk/", "/desk/program", "/desk/sertifikat", "/desk/pesan", "/desk/sekretariat")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """Yield a running hub with the demo network."""
    with running(Path(tmp_path_factory.mktemp("demo")), demo=True) as installed:
        yield installed


def _pages(hub: Hub) -> list[str]:
    meeting = hub.one(_NEXT_MEETING)
    cohort = hub.one("SELECT key FROM series WHERE NOT rolling LIMIT 1")
    programme = hub.one("SELECT key FROM programme LIMIT 1")
    certificate = hub.one("SELECT code FROM certificate LIMIT 1")
    return [*_PUBLIC, f"/program/{programme}", f"/sesi/{meeting}", f"/seri/{cohort}/daftar", f"/cek/{certificate}"]


def test_public_pages_are_light_and_open_to_everybody(hub: Hub, window: Window) -> None:
    wrong = []
    for path in _pages(hub):
        page = window(width=360)
        weight = weigh(page, path)
        if weight.requests > _REQUESTS:
            wrong.append(f"{path}: {weight.requests} requests")
        wrong += [f"{path}: {found}" for found in (*weight.over(BUDGET), *barriers(page), *too_wide(page))]
        page.emulate_media(color_scheme="dark")
        wrong += [f"{path}, dark: {barrier}" for barrier in barriers(page, "color-contrast")]
        page.context.close()
    assert wrong == []


def _administrator(hub: Hub, window: Window) -> Page:
    page = window(width=1280)
    account = hub.one("SELECT email FROM account JOIN \"grant\" USING (person_id) WHERE role = 'administrator'")
    page.goto(hub.command("sign-in-link", account).split()[-1])
    page.locator("main form button").click()
    return page


def test_desk_pages_are_open_to_everybody(hub: Hub, window: Window) -> None:
    page = _administrator(hub, window)
    meeting = hub.one("SELECT meeting.key FROM meeting JOIN seat ON seat.meeting_id = meeting.id JOIN attendance ON seat_id = seat.id LIMIT 1")
    paths = [*_DESK, f"/desk/sesi/{meeting}"]
    wrong = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert (answer.status, re.sub(r"^https?://[^/]+", "", page.url)) == (200, path)
            wrong += [f"{path} at {width}: {found}" for found in (*barriers(page), *too_wide(page))]
    assert wrong == []


def test_a_certificate_is_light(hub: Hub, window: Window) -> None:
    page = _administrator(hub, window)
    longest = hub.one("SELECT certificate.key FROM certificate JOIN person ON person.id = person_id ORDER BY length(person.name) DESC LIMIT 1")
    page.goto(f"/desk/sertifikat/{longest}")
    with page.expect_download() as arriving:
        page.locator("main form[action$='.pdf'] button").click()
    assert arriving.value.path().stat().st_size <= _CERTIFICATE_BYTES


def test_registering_needs_no_script(hub: Hub, window: Window) -> None:
    page = window(width=360, script=False)
    page.goto(f"/sesi/{hub.one(_NEXT_MEETING)}/daftar")
    say = Words("id")
    page.get_by_label(say("Full name")).fill("Suparmin")
    page.get_by_label(say("Mobile number or e-mail"), exact=True).fill("0813 1111 2222")
    page.get_by_label(say("Province")).select_option(label="Papua")
    page.locator("main form button").click()
    assert "/saya/" in page.url
    assert say("This page belongs to %(name)s", name="Suparmin") in page.locator("main").inner_text()
