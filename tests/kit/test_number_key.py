"""Numbers of documents are compared without what people write differently."""

import pytest

from webinar_hub.kit.text import number_key


@pytest.mark.parametrize(
    "typed",
    [
        "012/SERT/S-JAJAR/XI/2026",
        "12/sert/s-jajar/xi/2026",
        "0012 / SERT / S-JAJAR / XI / 2026",
        "12-SERT-SJAJAR-XI-2026",
        "12.sert.s.jajar.xi.2026",
        "012SERTSJAJARXI2026",
    ],
)
def test_zeros_blanks_signs_and_capitals_do_not_matter(typed: str) -> None:
    assert number_key(typed) == "12sertsjajarxi2026"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1/2/2026", "12/2026"),
        ("10/X/2026", "1/X/2026"),
        ("1/X/2026", "1/XI/2026"),
        ("0/X/2026", "X/2026"),
    ],
)
def test_other_numbers_stay_others(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)
