"""Public pages are light, and no page has a barrier, light or dark, narrow or wide."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from tests.client import EN
from tests.conftest import LONG
from tests.demo.filled import NOW, copy_demo
from tests.house.table import read
from tests.journeys.browser import BUDGET, LookedAt, barriers, too_wide, weigh
from tests.journeys.conftest import Window
from tests.journeys.here import Here, hub_here
from tests.journeys.words import Words
from tests.papers.steps import follow_up_of, notulen_of
from tests.topics.steps import proposed
from webinar_hub.kit import tokens
from webinar_hub.kit.db import db
from webinar_hub.messages.own_page import link
from webinar_hub.programmes.models import Meeting, Programme, ProgrammeKind

_REQUESTS = 4
_CERTIFICATE_BYTES = 60_000
# Whose page stands for all of its kind, by the beginning of its address; the longest beginning that
# fits decides.
_ORGANISATION = "JOIN organisation ON organisation.id = organisation_id"
_LATER = f"starts_at > '{NOW:%Y-%m-%d %H:%M}'"
_TO_COME = f"SELECT key FROM meeting WHERE {_LATER} ORDER BY starts_at"
_EXAMPLES = {
    "/cek/": "SELECT code FROM certificate",
    "/desk/kalender/": "SELECT key FROM incoming_calendar",
    "/desk/lembaga/": "SELECT key FROM organisation WHERE kind = 'cso' AND closed_at IS NULL",
    "/desk/lembaga/<key>/induk/": f"SELECT organisation.key || ' ' || parent.key FROM parent {_ORGANISATION}",
    "/desk/lembaga/<key>/jaringan/": f"SELECT organisation.key || ' ' || membership.key FROM membership {_ORGANISATION}",
    "/desk/orang/": "SELECT person.key FROM person JOIN certificate ON person_id = person.id",
    "/desk/peran/orang/": "SELECT person.key FROM person JOIN account ON person_id = person.id",
    "/desk/pesan/": "SELECT key FROM letter",
    "/desk/peserta/": "SELECT key FROM registration",
    "/desk/orang/ganda/": "SELECT key FROM duplicate WHERE decided_at IS NULL",
    "/desk/program/": "SELECT key FROM programme",
    "/desk/sekretariat/": "SELECT key FROM organisation JOIN secretariat ON organisation_id = organisation.id",
    "/desk/sekretariat/<key>/pesan/": "SELECT key || ' registrations-reminder id' FROM organisation JOIN secretariat ON organisation_id = organisation.id",
    "/desk/sekretariat/klaster/": "SELECT code FROM sector",
    "/desk/seri/": "SELECT key FROM series WHERE NOT rolling",
    "/desk/seri/<key>/akhir": "SELECT key FROM series WHERE rolling",
    "/desk/seri/<key>/bagikan": "SELECT key FROM series WHERE rolling",
    "/desk/seri/<key>/rencana": "SELECT key FROM series WHERE rolling",
    "/desk/sertifikat/": "SELECT key FROM certificate",
    "/desk/sesi/": "SELECT meeting.key FROM meeting JOIN seat ON seat.meeting_id = meeting.id JOIN attendance ON seat_id = seat.id",
    **{
        f"/desk/sesi/<key>/{page}": _TO_COME
        for page in (
            "akses",
            "daftar",
            "ganti",
            "grup",
            "notulen",
            "pesan",
            "rencana",
            "terlihat",
            "tor",
            "tugas",
            "ubah",
            "undangan",
        )
    },
    "/desk/sesi/<key>/hadir": "SELECT key FROM meeting WHERE venue <> ''",
    "/desk/sesi/<key>/hadir/orang": "SELECT meeting.key || ' ?pendaftaran=' || registration.key FROM meeting JOIN seat ON meeting_id = meeting.id JOIN registration ON registration.id = registration_id WHERE at_venue",
    "/desk/sesi/<key>/orang/": "SELECT meeting.key || ' ' || person.key FROM appearance JOIN meeting ON meeting.id = meeting_id JOIN person ON person.id = person_id ORDER BY starts_at DESC",
    "/desk/sesi/<key>/sertifikat": "SELECT meeting.key FROM meeting JOIN certificate ON meeting_id = meeting.id",
    "/desk/sesi/<key>/materi/<material>/": "SELECT meeting.key || ' ' || material.key FROM material JOIN meeting ON meeting.id = meeting_id",
    "/desk/sesi/<key>/foto/<photo>": "SELECT meeting.key || ' ' || session_photo.key FROM session_photo JOIN meeting ON meeting.id = meeting_id",
    "/desk/pendaftaran/": f"SELECT registration.key FROM registration JOIN seat ON registration_id = registration.id JOIN meeting ON meeting.id = meeting_id WHERE {_LATER} AND seat.status = 'confirmed'",
    "/k/": "SELECT short FROM series WHERE rolling",
    "/lembaga/": "SELECT key FROM organisation WHERE kind = 'cso' AND closed_at IS NULL",
    "/desk/usulan/": "SELECT key FROM topic",
    "/program/": "SELECT key FROM programme",
    "/program/<key>/usulan": "SELECT key FROM programme WHERE kind = 'webinar'",
    "/seri/": "SELECT key FROM series WHERE rolling",
    "/seri/<key>/daftar": "SELECT key FROM series WHERE NOT rolling",
    "/sesi/": _TO_COME,
    "/sesi/<key>/notulen": "SELECT key FROM meeting JOIN notulen ON meeting_id = meeting.id",
    "/sesi/<key>/tor": "SELECT key FROM meeting JOIN session_terms ON meeting_id = meeting.id",
}
_TAKES_IN_EVERY_DATE = """
    SELECT registration.key, registration.link_version FROM registration
    JOIN every_date ON registration_id = registration.id
    WHERE paused_at IS NULL AND sent_form_id IS NULL
"""
_ELSEWHERE = {
    "/desk/permintaan/<key>": "tests/journeys/test_own_data.py",
    "/desk/lembaga/impor/<key>": "the demo has nothing half imported",
    "/desk/akun/langkah-kedua": "tests/journeys/test_invited.py",
    "/ikut/<key>": "tests/journeys/test_gathering.py",
    "/berkas/<key>": "a file to keep: tests/materials/test_views.py",
    "/desk/sesi/<key>/materi/<stored>/berkas": "a file to keep: tests/materials/test_desk.py",
    "/desk/sesi/<key>/notulen/pdf": "a file to keep: tests/papers/test_notulen.py",
    "/desk/sesi/<key>/tor/pdf": "a file to keep: tests/papers/test_terms.py",
    "/desk/sesi/<key>/undangan/<letter>": "a file to keep: tests/inviting/test_letters.py",
}
"""Pages that the demo's administrator cannot see, and where they are looked at.

/mulai is in tests/journeys/test_first_ten_minutes.py.
"""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """Yield a hub with the demo network, whose worker has done its first round."""
    with hub_here(copy_demo(tmp_path_factory), NOW) as here:
        here.works("find_duplicates", "send_keys", "send_changes", "send_the_rest")
        webinar = select(Programme).where(Programme.kind == ProgrammeKind.WEBINAR)
        proposed(db.session.scalars(webinar.limit(1)).one())
        coming = select(Meeting).where(Meeting.starts_at > NOW).order_by(Meeting.starts_at)
        first, second = db.session.scalars(coming.limit(2)).all()
        notulen_of(first)
        follow_up_of(first)
        notulen_of(second)
        follow_up_of(second)
        yield here


def _pages(hub: Here, *marks: str) -> list[str]:
    """Return the address of every page under these marks, with an example's key in it."""
    _heads, table = read()
    pages = [
        path
        for (method, path), line in table.items()
        if method == "GET" and line.mark in marks and _is_page(path)
    ]
    return [_filled(hub, path) for path in pages if path not in _ELSEWHERE]


def _is_page(path: str) -> bool:
    return not re.search(
        r"\.\w+$|\.<|^/static|^/(logo|foto)/|^/mulai|^/(lembaga|wilayah)/cari$", path
    )


def _filled(hub: Here, path: str) -> str:
    if "<" not in path:
        return path
    beginning = max((start for start in _EXAMPLES if path.startswith(start)), key=len, default=None)
    assert beginning is not None, f"{path} needs an example in _EXAMPLES"
    keys = iter(hub.one(f"{_EXAMPLES[beginning]} LIMIT 1").split())
    filled = re.sub(r"<\w+>", lambda _name: next(keys), path)
    return filled + "".join(each for each in keys if each.startswith("?"))


def test_public_pages_are_light_and_open_to_everybody(hub: Here, window: Window) -> None:
    wrong, page = [], window(width=360)
    for path in _pages(hub, "public", "public_form"):
        page.emulate_media(color_scheme="light")
        weight = weigh(page, path)
        if weight.requests > _REQUESTS:
            wrong.append(f"{path}: {weight.requests} requests")
        if not weight.octets.get("stylesheet"):
            wrong.append(f"{path}: weighed by somebody who has the sheet already")
        wrong += [
            f"{path}: {found}" for found in (*weight.over(BUDGET), *barriers(page), *too_wide(page))
        ]
        page.emulate_media(color_scheme="dark")
        wrong += [f"{path}, dark: {barrier}" for barrier in barriers(page, "color-contrast")]
    assert wrong == []


def test_personal_pages_are_light_and_open_to_everybody(hub: Here, window: Window) -> None:
    key = hub.cast.links.link_key
    reminder = hub.one("SELECT key FROM letter WHERE kind = 'registrations/reminder' LIMIT 1")
    own = f"/saya/{link(key, *hub.rows(_TAKES_IN_EVERY_DATE)[0])}"
    wrong, page = [], window(width=360)
    for path in (
        own,
        f"{own}/kalender",
        f"{own}/materi",
        f"/berhenti/{tokens.signed(key, 'unwanted', reminder)}",
        f"/usulan/{tokens.signed(key, 'topic', hub.one('SELECT key FROM topic'))}",
    ):
        page.emulate_media(color_scheme="light")
        weight = weigh(page, path)
        answer = page.reload()
        assert (answer and answer.status) == 200, path
        wrong += [*weight.over(BUDGET), *barriers(page), *too_wide(page)]
        page.emulate_media(color_scheme="dark")
        wrong += barriers(page, "color-contrast")
    assert wrong == []


def _administrator(hub: Here, window: Window) -> Page:
    page = window(width=1280)
    account = hub.one(
        "SELECT email FROM account JOIN \"grant\" USING (person_id) WHERE role = 'administrator'"
    )
    page.goto(hub.way_in(account))
    page.locator("main form button").click()
    return page


def test_desk_pages_are_open_to_everybody(hub: Here, window: Window, looked_at: LookedAt) -> None:
    """Axe finds nothing, and nothing is too wide in either window.

    Nor in English in the narrow one, in long runs.
    """
    page = _administrator(hub, window)
    paths = _pages(hub, "desk", "reader", "secretariat", "administrator", "proving")
    wrong = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        if (answer.status, re.sub(r"^https?://[^/]+", "", page.url)) != (200, path):
            wrong.append(f"{path} leads to {page.url}: {answer.status}")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            found = (*looked_at.barriers(page), *too_wide(page))
            wrong += [f"{path} at {width}: {each}" for each in found]
        if LONG:
            _read_in_english(page, path)
            wrong += [f"{path} in English: {each}" for each in too_wide(page)]
    assert wrong == []


_BODY_OF = """content => {
    const other = new DOMParser().parseFromString(content, "text/html");
    document.documentElement.lang = other.documentElement.lang;
    document.body.replaceWith(other.body);
}"""


def _read_in_english(page: Page, path: str) -> None:
    """Put what the page says in English in its place, where the sheets are read already."""
    answer = page.request.get(path, headers=EN)
    page.evaluate(_BODY_OF, answer.text())
    assert page.evaluate("document.documentElement.lang") == "en", path


def test_a_certificate_is_light(hub: Here, window: Window) -> None:
    page = _administrator(hub, window)
    longest = hub.one(
        "SELECT certificate.key FROM certificate JOIN person ON person.id = person_id ORDER BY length(person.name) DESC LIMIT 1"
    )
    page.goto(f"/desk/sertifikat/{longest}")
    with page.expect_download() as arriving:
        page.locator("main form[action$='.pdf'] button").click()
    assert arriving.value.path().stat().st_size <= _CERTIFICATE_BYTES


def test_registering_needs_no_script(hub: Here, window: Window) -> None:
    page = window(width=360, script=False)
    page.goto(f"/sesi/{hub.one(_TO_COME)}/daftar")
    say = Words("id")
    page.get_by_label(say("Full name")).fill("Suparmin")
    page.get_by_label(say("Mobile number or e-mail"), exact=True).fill("0813 1111 2222")
    page.get_by_label(say("Province")).select_option(label="Nusa Tenggara Timur")
    page.get_by_label(say("District or city")).fill("Kupang")
    page.locator("main form button").click()
    page.get_by_label("Kota Kupang").check()
    page.locator("main form button").click()
    assert "/terdaftar/" in page.url
    assert say("Link by WhatsApp") in page.locator("main").inner_text()
    assert hub.one("SELECT region_code FROM registration ORDER BY id DESC") == "53.71"
