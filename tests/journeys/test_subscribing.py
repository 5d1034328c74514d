"""The calendar page puts first what fits the machine, and needs no script."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.journeys.conftest import Window
from tests.journeys.here import Here, hub_here
from tests.journeys.words import Words


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    """Yield an empty hub in the test's own process."""
    with hub_here(Path(tmp_path_factory.mktemp("hub")), datetime(2026, 12, 3, tzinfo=UTC)) as here:
        yield here


def test_the_way_that_fits_the_machine_comes_first(window: Window) -> None:
    phone = Words("id")("Phone or Mac")
    for machine, script, ways in (
        ("Linux; Android 14", True, ["Google", phone, "Outlook"]),
        ("Windows NT 10.0", True, ["Outlook", phone, "Google"]),
        ("iPhone", True, [phone, "Google", "Outlook"]),
        ("Windows NT 10.0", False, [phone, "Google", "Outlook"]),
    ):
        page = window(width=360, script=script)
        page.add_init_script(
            f"Object.defineProperty(navigator, 'userAgent', {{ get: () => '{machine}' }})"
        )
        page.goto("/kalender")
        found = page.locator("[data-ways] a")
        assert found.all_inner_texts() == ways
        loud = [str(each.get_attribute("class")).startswith("btn") for each in found.all()]
        assert loud == [True, False, False]
