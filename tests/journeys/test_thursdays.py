"""She has only a phone: registers once, comes three Thursdays, skips one, has what she earned.

Every page is opened at 360 pixels, without script. `-s` prints her taps, and the seconds for which
she waited for the hub: on a machine that does nothing else 4 taps to register, 3 to join (0.3 s), 3
from the reminder to the place given back.
"""

import io
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.attendance.reports_by_hand import upload
from tests.attendance.steps import bring, standing
from tests.cast import DIRECTOR
from tests.journeys.browser import too_wide
from tests.journeys.conftest import Window
from tests.journeys.here import Here, hub_here
from tests.journeys.visitor import address_in
from tests.registrations.every_week import plan_at
from webinar_hub.certificates.issuing import actions as certificates
from webinar_hub.kit.db import db
from webinar_hub.messages import rendering
from webinar_hub.messages.models import Letter
from webinar_hub.programmes.models import Meeting

_NAME, _NUMBER = "Siti Aminah", "0812-3456-7890"
_MONDAY = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)
_THURSDAY = datetime(2027, 3, 4, 7, 0, tzinfo=UTC)
"""14.00 WIB."""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Here]:
    """Yield a hub without a mail server, on a Monday."""
    with hub_here(tmp_path, _MONDAY) as here:
        yield here


class Siti:
    """A woman with a phone.

    Each link, button or field that she touches is a tap; seconds are those in which she waits.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.seconds = page, 0, 0.0

    def opens(self, address: str) -> None:
        began = time.perf_counter()
        self.page.goto(address)
        self._looks(began)

    def types(self, **typed: str) -> None:
        for name, text in typed.items():
            self._taps(self.page.locator(f"main [name={name}]")).fill(text)

    def presses(self, name: str) -> None:
        began = time.perf_counter()
        with self.page.expect_navigation():
            self._taps(self.page.locator("main").get_by_role("button", name=name))
        self._looks(began)

    def reads(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)

    def fetches(self, certificate: str) -> str:
        """Return what stands on a certificate that she downloads."""
        with self.page.expect_download() as arriving:
            self._taps(self.page.get_by_role("link", name=certificate))
        document = Path(arriving.value.path()).read_bytes()
        return " ".join(PdfReader(io.BytesIO(document)).pages[0].extract_text().split())

    def is_done(self, what: str) -> int:
        """Say what it took, and return her taps."""
        print(f"{what}: {self.taps} taps, {self.seconds:.1f} s")
        taps, self.taps, self.seconds = self.taps, 0, 0.0
        return taps

    def _taps(self, found: Locator) -> Locator:
        self.taps += 1
        found.tap()
        return found

    def _looks(self, began: float) -> None:
        self.seconds += time.perf_counter() - began
        assert too_wide(self.page) == []


def test_three_thursdays_of_somebody_with_only_a_phone(hub: Here, window: Window) -> None:
    siti = Siti(window(width=360, script=False))
    thursdays = _registers_once(siti, hub)
    for meeting in thursdays[:3]:
        _is_certified(hub, meeting, _joins_from_the_group(siti, hub, meeting))
    _skips_the_fourth_and_proves_her_number(siti, hub, thursdays[3])
    _has_what_she_earned(siti)


def _registers_once(siti: Siti, hub: Here) -> list[Meeting]:
    """Register for every date, three of which are planned later."""
    hub.cast.region("53.71")
    first = hub.cast.meeting(starts_at=_THURSDAY, title="Air bersih")
    siti.opens(f"/sesi/{first.key}/daftar")
    siti.types(name=_NAME, contact=_NUMBER, district="Kota Kupang")
    siti.presses("Daftar")
    siti.reads("Isian Anda sudah masuk", "Setiap sesi mulai sesi ini")
    assert siti.is_done("registering") == 4
    later = [plan_at(first.series, _THURSDAY + timedelta(weeks=week)) for week in (1, 2, 3)]
    siti.page.reload()
    expect(siti.page.locator(".due .st.ok")).to_have_count(4)
    return [first, *later]


def _joins_from_the_group(siti: Siti, hub: Here, meeting: Meeting) -> str:
    """Join at 13.58 from the one address that is pinned; return the name for Zoom."""
    hub.at = meeting.starts_at - timedelta(minutes=2)
    siti.opens(f"/k/{meeting.series.short}")
    siti.types(contact=_NUMBER, name=_NAME)
    siti.presses("Gabung")
    siti.reads("Silakan masuk")
    assert siti.is_done(f"joining on {meeting.day}") == 3
    return siti.page.locator("#zoom-name").inner_text()


def _is_certified(hub: Here, meeting: Meeting, name_in_zoom: str) -> None:
    """Read the report in the evening: the code alone settles whose it is."""
    hub.at = meeting.ends_at + timedelta(minutes=30)
    bring(meeting, upload(meeting.starts_at, (name_in_zoom, "", -1, 118)))
    assert [who for who, _why in standing(meeting).values()] == [_NAME]
    assert len(db.write(certificates.issue, meeting, by=DIRECTOR, now=hub.at)) == 1


def _skips_the_fourth_and_proves_her_number(siti: Siti, hub: Here, meeting: Meeting) -> None:
    """Say on the page of the reminder, which came by WhatsApp, that she cannot come."""
    hub.at = meeting.starts_at - timedelta(hours=23)
    hub.works("remind_people")
    siti.opens(address_in(_handed_over(hub, "registrations/reminder"), "/saya/"))
    siti.presses("Ini saya")
    siti.reads("Apakah semua isian ini milik Anda?")
    siti.presses("Semua milik saya")
    siti.presses("Tidak bisa hadir")
    siti.reads("Anda lewati")
    assert siti.is_done("from the reminder to the place given back") == 3


def _handed_over(hub: Here, kind: str) -> str:
    """Return the text of the one letter of a kind, as the desk hands it over."""
    kept = select(Letter).where(Letter.kind == kind).options(joinedload(Letter.person))
    settings, links = hub.app.extensions["settings"], hub.app.extensions["links"]
    return rendering.write(db.session.scalars(kept).one(), settings, links).text


def _has_what_she_earned(siti: Siti) -> None:
    expect(siti.page.locator("main .st", has_text="Hadir")).to_have_count(3)
    expect(siti.page.get_by_role("link", name="Unduh")).to_have_count(3)
    text = siti.fetches("Unduh 001/SERT/S-JAJAR/III/2027")
    assert [part in text for part in (_NAME, "Air bersih", "2 JP")] == [True] * 3
