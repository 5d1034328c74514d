"""Which colours can be read."""

import pytest

from webinar_hub.config import Chosen
from webinar_hub.network.colours import DAY, NIGHT, BadColour, LowContrast, Shades, contrast, shades


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#ffffff", "#767676", 4.54),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, found: float) -> None:
    assert round(contrast(one, other), 2) == found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("#000000", Shades("#000000", "#8f8f8f")),
        (" #A1331E ", Shades("#a1331e", "#c37c6f")),
        ("#1f4e64", Shades("#1f4e64", "#7995a2")),
        ("#0b5d3b", Shades("#0b5d3b", "#639782")),
    ],
)
def test_a_dark_colour_has_a_shade_for_each_ground(written: str, expected: Shades) -> None:
    found = shades(written)
    assert found == expected
    assert contrast(found.day, DAY) >= 4.5
    assert contrast(found.night, NIGHT) >= 4.5


def test_the_hubs_own_colours_can_be_read() -> None:
    own = Chosen()
    assert min(contrast(colour, DAY) for colour in (own.red, own.blue)) >= 4.5
    assert min(contrast(colour, NIGHT) for colour in (own.red_dark, own.blue_dark)) >= 4.5


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("#ffffff", LowContrast),
        ("#f09a83", LowContrast),
        ("#777777", LowContrast),
        ("red", BadColour),
        ("", BadColour),
        ("#12345", BadColour),
    ],
)
def test_what_cannot_be_read_is_refused(written: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        shades(written)


@pytest.mark.parametrize(
    "written", ["#1f4e6g", "#1f4e64;}body{display:none", "url(//evil.example)", "#1F4E64\n}"]
)
def test_nothing_but_a_colour_comes_into_the_sheet(written: str) -> None:
    with pytest.raises(BadColour):
        shades(written)
