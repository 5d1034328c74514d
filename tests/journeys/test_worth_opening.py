"""One session from a proposed topic to the archive, and everybody who has a part in it.

A visitor proposes on a phone, the secretary gives a date and hands out the kit, the speaker answers
by a link, the file is handed over, and a year later somebody finds the recording.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

import pytest
from PIL import Image
from sqlalchemy import select

from tests import qr_codes
from tests.house.portraits import link_of
from tests.journeys.browser import too_wide
from tests.journeys.conftest import Window
from tests.journeys.here import Here, hub_here
from tests.journeys.visitor import Visitor
from tests.journeys.words import Words
from tests.materials.files import PDF
from tests.network import logos
from webinar_hub.kit.db import db
from webinar_hub.network.models import OrganisationSector
from webinar_hub.people.models import Person
from webinar_hub.programmes.models import Meeting, Programme

_MONDAY = datetime(2027, 3, 1, 3, 0, tzinfo=UTC)
_THURSDAY = datetime(2027, 3, 4, 7, 0, tzinfo=UTC)
_TOPIC, _SLIDES = "Dapur umum ketika air naik", "Tiga dapur, satu daftar periksa"
_SPEAKER, _VIDEO = "Yohanes Tukan, S.Sos.", "https://video.example/dapur"


class _Guest(Visitor):
    """A visitor who only minds the width: test_budgets looks at the pages themselves."""

    def looks(self) -> Self:
        assert too_wide(self.page) == [], self.page.url
        return self


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Here]:
    """Yield a hub on a Monday."""
    with hub_here(tmp_path, _MONDAY) as here:
        yield here


def test_from_a_proposed_topic_to_what_a_visitor_finds_a_year_later(
    hub: Here, window: Window
) -> None:
    say = Words("id")
    visitor, ratna = _Guest(window(width=360), say), _Guest(window(), say)
    webinar, date = _weekly(hub)
    account = str(hub.cast.ratna().email)
    _proposes(visitor, webinar)
    own = visitor.page.url
    ratna.opens(hub.way_in(account)).presses("Sign in")
    _gives_the_date(ratna)
    _hands_out_the_kit(ratna, hub, date)
    visitor.opens(own).reads("Your topic has a date")
    _names_who_speaks(ratna, date)
    _answers_and_sends_slides(_Guest(window(width=360), say), date)
    hub.at = _THURSDAY + timedelta(hours=3)
    ratna.opens(hub.way_in(account)).presses("Sign in")
    _adds_the_recording(ratna, date)
    _hands_over_the_file(ratna, date)
    hub.at += timedelta(days=370)
    _finds_it(visitor)


def _weekly(hub: Here) -> tuple[Programme, Meeting]:
    """Return the weekly webinar, with a date that has no topic; another sector's runs beside it."""
    cast = hub.cast
    date = cast.meeting(starts_at=_THURSDAY)
    webinar = date.series.programme
    schools = cast.programme("Sekolah aman", owner=cast.secretariat("53").organisation)
    cast.meeting(cast.series(schools), starts_at=_THURSDAY - timedelta(days=30))
    for programme, sector in (
        (webinar, cast.sector()),
        (schools, cast.sector("Pendidikan", "Education")),
    ):
        facts = {"organisation_id": programme.owner_id, "sector_id": sector.id}
        db.session.add(OrganisationSector(**facts))
    db.session.commit()
    return webinar, date


def _proposes(visitor: Visitor, webinar: Programme) -> None:
    visitor.opens(f"/program/{webinar.key}").follows("Propose a topic")
    visitor.writes(
        {
            "Topic": _TOPIC,
            "What should it be about?": "Memasak ketika posko pindah tiga kali.",
            "Full name": "Siti Aminah",
            "Mobile number or e-mail": "0812 3456 7890",
        }
    )
    visitor.presses("Send the topic").reads("Thank you for the topic")


def _gives_the_date(ratna: Visitor) -> None:
    ratna.follows("Answer them").follows_name(_TOPIC)
    ratna.presses("Give it this date and tell them")


def _hands_out_the_kit(ratna: Visitor, hub: Here, date: Meeting) -> None:
    ratna.opens(f"/desk/sesi/{date.key}").follows("Kit to invite people")
    address = f"{hub.url}/k/{date.short}"
    ratna.reads_words(_TOPIC, "14.00", "WIB", "15.00", "WITA", "16.00", "WIT", address)
    flyer = Image.open(io.BytesIO(ratna.takes("link", ratna.say("Picture"))))
    assert (flyer.size, qr_codes.read(flyer)) == ((1080, 1080), [address])


def _names_who_speaks(ratna: Visitor, date: Meeting) -> None:
    ratna.opens(f"/desk/sesi/{date.key}/orang").writes({"Full name with titles": _SPEAKER})
    ratna.presses("Appoint").reads_words(_SPEAKER)


def _answers_and_sends_slides(speaker: Visitor, date: Meeting) -> None:
    db.session.rollback()
    person = db.session.scalars(select(Person).where(Person.name == "Yohanes Tukan")).one()
    speaker.opens(f"/peran/{link_of(date, person)}").presses("I come")
    speaker.reads("You said that you come.")
    speaker.writes({"Office and organisation": "Direktur, Yayasan Pelita, Kupang"})
    speaker.field("Photo (PNG or JPEG)").set_input_files(
        {"name": "saya.png", "mimeType": "image/png", "buffer": logos.picture(size=(300, 300))}
    )
    speaker.field("I agree that this photo is shown where I speak.").check()
    speaker.presses("Save")
    speaker.writes({"Title": _SLIDES}).field("File").set_input_files(
        {"name": "paparan.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    speaker.presses("Send the file").reads_words(_SLIDES)


def _adds_the_recording(ratna: Visitor, date: Meeting) -> None:
    ratna.opens(f"/desk/sesi/{date.key}").follows("Recording and materials")
    ratna.reads_words(_SLIDES).follows("Add the recording")
    ratna.writes({"Address of the recording": _VIDEO, "Length in minutes": "112"})
    ratna.presses("Save the recording")


def _hands_over_the_file(ratna: Visitor, date: Meeting) -> None:
    ratna.opens(f"/desk/sesi/{date.key}")
    file = ratna.takes("button", ratna.say("File of the session (ZIP)"))
    with zipfile.ZipFile(io.BytesIO(file)) as read:
        assert read.testzip() is None
        names = sorted(name.partition("/")[2] for name in read.namelist())
    assert names == [
        "00-daftar-isi.pdf",
        "03-daftar-hadir.pdf",
        "03-daftar-hadir.xlsx",
        "05-materi/01-tiga-dapur-satu-daftar-periksa.pdf",
        "06-foto/01-yohanes-tukan.jpg",
        "07-selebaran.pdf",
    ]


def _finds_it(visitor: Visitor) -> None:
    """Find last year's recording by its sector, by a word, and by a name that is misspelled."""
    visitor.opens("/").follows("All past sessions, with search")
    archive = visitor.page.url
    visitor.unfolds("Narrow it down").field("Sector").select_option(label="Kesehatan")
    visitor.presses("Search").reads_words(_TOPIC)
    for typed in ("dapur", "Johanes Tukann"):
        visitor.opens(archive).writes({"Title, speaker or notulen": typed})
        visitor.presses("Search").reads_words(_TOPIC)
    visitor.opens(archive).unfolds("Narrow it down")
    visitor.field("Sector").select_option(label="Pendidikan")
    visitor.presses("Search")
    assert visitor.main.get_by_role("link", name=_TOPIC).count() == 0
    visitor.opens(archive).follows_name(_TOPIC)
    watch = visitor.page.get_by_role(
        "link", name=visitor.say("Watch, %(length)s", length="1 jam 52 menit")
    )
    assert watch.get_attribute("href") == _VIDEO
