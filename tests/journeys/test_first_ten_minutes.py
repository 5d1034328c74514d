"""A stranger's first ten minutes.

From `init` on an empty folder to a published weekly series, with a sheet of sixty organisations.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.journeys.conftest import Window
from tests.journeys.hub import Hub, running
from tests.journeys.story import NETWORK
from tests.journeys.visitor import Visitor
from tests.journeys.words import LANGUAGES, Words
from tests.network import logos

_PLACES = ("Kota Kupang", "Nusa Tenggara Timur", "Kota Mataram", "Bali")


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """Yield a running hub that knows what `init` was told and nothing else."""
    with running(tmp_path / "instance", network=NETWORK) as installed:
        yield installed


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Return a sheet of sixty organisations, as a secretariat keeps one."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Nama Lembaga", "Singkatan", "Jenis", "Wilayah"])
    for number in range(1, 61):
        page.append(
            [
                f"Yayasan Sahabat Desa {number:02}",
                f"YSD{number:02}",
                "LSM",
                _PLACES[number % len(_PLACES)],
            ]
        )
    file = tmp_path / "lembaga.xlsx"
    book.save(file)
    return file


class Stranger(Visitor):
    """Somebody who has never seen the hub, at a telephone or at a desk."""

    def chooses(self, label: str, option: str) -> None:
        """Choose from a list by what is shown there."""
        self.field(label).select_option(label=option)

    def opens_the_house(self, hub: Hub, picture: Path) -> None:
        """Open the link that `init` printed, sign in, and say what the network is called."""
        self.opens(hub.first_sign_in).presses("Sign in").reads("What is the network called?")
        self.writes(
            {
                "Name of the network": "Jaringan Perempuan Pembela Laut Nusantara",
                "Warm colour": "#7a1f4b",
                "Calm colour": "#0b5d3b",
            }
        )
        self.field("Logo (PNG or JPEG)").set_input_files(picture)
        self.presses("Save and continue").reads("Who is the secretariat?")
        assert self.page.locator(".brand img").evaluate("image => image.naturalWidth") == 320

    def says_who_runs_it(self) -> None:
        """Describe the secretariat, then where the network works."""
        self.writes(
            {
                "Name of the secretariat": "Sekretariat Jaringan Contoh",
                "How participants reach the secretariat": "halo@contoh.example",
            }
        )
        self.writes(
            {
                "Who signs": "Dr. Sri Wahyuni, S.Sos.",
                "Position": "Sekretaris Jenderal",
                "Place": "Kupang",
            }
        )
        self.writes({"Short name in certificate numbers": "JC"})
        self.presses("Save and continue").reads("Where does the network work?")
        self.main.get_by_label("WITA (Makassar)").check()
        self.main.get_by_label("Nusa Tenggara Timur (WITA)").check()
        self.presses("Save and continue").reads("Which organisations belong to it?")

    def brings_the_sheet(self, sheet: Path) -> None:
        """Import the sheet of organisations."""
        self.field("Table of organisations (XLSX or CSV)").set_input_files(sheet)
        self.presses("Look at the table").reads_words("60")
        self.presses("Import the table").reads(
            "Organisations added to the directory: %(number)s.", number=60
        )

    def publishes_the_series(self) -> None:
        """Plan the weekly webinar, look at its dates, and publish them."""
        self.writes(
            {
                "Name of the programme": "Semidaring Kamis",
                "Topic of the first session": "Air bersih di masa tanggap darurat",
            }
        )
        self.chooses("Day of the week", self.say("Thursday"))
        self.writes({"Starts at": "14:00", "Ends at": "16:00"})
        self.presses("See the dates")
        assert self.main.locator("ol.rows li").count() == 8
        self.presses("Publish these dates").reads("The first webinar is published").reads_words(
            "Semidaring Kamis"
        )


@pytest.mark.parametrize(("language", "width"), [("id", 360), ("en", 1280)][: len(LANGUAGES)])
def test_from_an_empty_folder_to_a_published_series(
    hub: Hub, window: Window, sheet: Path, tmp_path: Path, language: str, width: int
) -> None:
    picture = tmp_path / "logo.png"
    picture.write_bytes(logos.picture())
    began = time.monotonic()
    stranger = Stranger(window(width=width, language=language), Words(language))
    stranger.opens_the_house(hub, picture)
    stranger.says_who_runs_it()
    stranger.brings_the_sheet(sheet)
    stranger.publishes_the_series()
    print(
        f"from the link to the published series: {time.monotonic() - began:.1f} seconds of the browser"
    )
    visitor = Visitor(window(width=360, language=language), Words(language)).opens("/")
    visitor.reads_words("Air bersih di masa tanggap darurat")
    assert hub.one("SELECT count(*) FROM organisation WHERE kind = 'ngo'") == "60"
    assert (
        hub.one(
            "SELECT count(*) FROM meeting JOIN series ON series.id = series_id JOIN programme ON programme.id = programme_id"
        )
        == "8"
    )
