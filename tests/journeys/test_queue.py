"""Twenty people get their letters by WhatsApp, from one thumb on a phone; six in ordinary runs."""

import secrets
import time
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, Route

from tests.cast import Cast
from tests.conftest import LONG
from tests.journeys.conftest import Window
from tests.journeys.hub import ADMINISTRATOR, Hub
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words
from tests.ports import free_port
from webinar_hub.app import create_app
from webinar_hub.config import Settings
from webinar_hub.kit import clock
from webinar_hub.kit.db import db
from webinar_hub.registrations import letters

_FIRST, _SECOND = "Posko yang aman", "Ketika air naik"
_PEOPLE = 20 if LONG else 6
_SECONDS = 120


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """Yield a running hub without a mail server.

    Two sessions have so many people each, with telephones alone, to each of whom a letter waits.
    """
    secret_key, link_key = secrets.token_hex(32), secrets.token_hex(32)
    keys = {"secret_key": secret_key, "link_key": link_key, "web_processes": "1"}
    hub = Hub(tmp_path_factory.mktemp("hub"), free_port(), keys)
    hub.said = hub.command("init", "--network", "JAJAR", "--admin", ADMINISTRATOR)
    base = f"sqlite:///{hub.instance / 'hub.db'}"
    app = create_app(
        Settings(hub.instance, secret_key, link_key, database_url=base, public_url=hub.url)
    )
    with app.app_context():
        cast = Cast(app.extensions["links"])
        series = cast.series()
        for meeting in [cast.meeting(series, title=title) for title in (_FIRST, _SECOND)]:
            for number in range(_PEOPLE):
                person = cast.person(
                    f"Peserta {number + 1} {meeting.title}", phone=_phone(meeting.title, number)
                )
                registration = cast.registration(person, meeting)
                db.write(letters.confirmed, registration, [meeting], now=clock.now())
        db.session.remove()
    try:
        hub.serve("run")
        limit = time.monotonic() + 60
        while hub.one("SELECT count(*) FROM letter WHERE state = 'kept'") != str(2 * _PEOPLE):
            assert time.monotonic() < limit
            time.sleep(0.1)
        yield hub
    finally:
        hub.stop()


def _phone(title: str, number: int) -> str:
    return f"+62812345{[_FIRST, _SECOND].index(title)}{number:04}"


def session_of(hub: Hub, title: str) -> str:
    """Return the key of the session of this title."""
    return str(hub.rows("SELECT key FROM meeting WHERE title = ?", title)[0][0])


def signed_in(hub: Hub, page: Page) -> Page:
    """Sign the administrator in, in a browser where WhatsApp answers with an empty page."""

    def answer(route: Route) -> None:
        route.fulfill(body="<!doctype html><title>WhatsApp</title>", content_type="text/html")

    page.context.route("https://wa.me/**", answer)
    page.goto(hub.command("sign-in-link", ADMINISTRATOR).split()[-1])
    with page.expect_navigation():
        page.locator("main form button").tap()
    return page


def test_twenty_people_in_two_minutes_on_a_phone_without_script(hub: Hub, window: Window) -> None:
    session, say = session_of(hub, _FIRST), Words("id")
    page = signed_in(hub, window(width=360, script=False))
    page.goto(f"/desk/pesan/antrean?sesi={session}")
    began, taps, written_to = time.monotonic(), 1, []
    with page.expect_navigation():
        page.get_by_role("button", name=say("Begin")).tap()
    for _each in range(_PEOPLE):
        with page.context.expect_page() as opening:
            page.get_by_role("link", name=say("Open WhatsApp")).tap()
        chat = opening.value
        written_to.append(chat.url.removeprefix("https://wa.me/").partition("?")[0])
        assert "/saya/" in unquote(chat.url)
        chat.close()
        with page.expect_navigation():
            page.get_by_role("button", name=say("It is sent")).tap()
        taps += 2
    seconds = time.monotonic() - began
    print(f"{_PEOPLE} people: {taps} taps on the hub, {seconds:.1f} s")
    assert written_to == [_phone(_FIRST, number)[1:] for number in range(_PEOPLE)]
    assert say("Nobody waits.") in page.locator("main").inner_text()
    assert hub.one("SELECT count(*) FROM letter WHERE reason = 'handed over'") == str(_PEOPLE)
    assert taps == 2 * _PEOPLE + 1
    assert seconds <= _SECONDS


def test_the_queue_stands_in_nobodys_way(hub: Hub, window: Window) -> None:
    """In both languages, on a phone and on a desk; marks are taken back, the text is copied."""
    session = session_of(hub, _SECOND)
    ratna = Visitor(window(width=360), Words("id"))
    signed_in(hub, ratna.page)
    ratna.opens(f"/desk/sesi/{session}").follows("WhatsApp queue")
    ratna.reads("%(num)d messages wait", num=_PEOPLE).presses("Begin")
    ratna.reads_words("Peserta 1 ").presses("It is sent").presses("Undo")
    ratna.presses("The number is wrong").reads_words("Peserta 2 ").presses("Skip")
    ratna.reads_words("Peserta 3 ").presses("The number is right")
    ratna.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ratna.page.get_by_role("button", name=ratna.say("Copy the text")).tap()
    copied = ratna.page.evaluate("navigator.clipboard.readText()")
    assert copied == ratna.page.locator("#teks").inner_text().strip()
    thumb = ratna.page.locator(".thumb").bounding_box()
    assert thumb is not None
    assert thumb["y"] + thumb["height"] <= 740
    ratna.opens(f"/desk/sesi/{session}/grup")
    with ratna.page.expect_navigation():
        ratna.page.get_by_role("button", name="English").tap()
    ratna.say = Words("en")
    for address in (f"/desk/pesan/antrean?sesi={session}", f"/desk/sesi/{session}/grup"):
        ratna.page.set_viewport_size({"width": 360, "height": 740})
        ratna.opens(address)
        ratna.page.set_viewport_size({"width": 1280, "height": 800})
        ratna.looks()
